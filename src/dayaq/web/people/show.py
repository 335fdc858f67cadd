"""The page of a person: who it is in one line, then everything recorded, each with its source, and what happened."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from dayaq.accounts.models import User
from dayaq.core import clock
from dayaq.core.identifiers import format_phone
from dayaq.registry import api
from dayaq.registry.api import QUESTION_LABELS, QUESTIONS
from dayaq.registry.models import AccessRecord, LegalHold, Person, RegisterCheck, Status
from dayaq.registry.models.relation import ROLES
from dayaq.web import formats
from dayaq.web.guard import guard
from dayaq.web.people import choices
from dayaq.web.people.origins import origin_words
from dayaq.web.records import get_visible
from dayaq.web.requests import Request

if TYPE_CHECKING:
    from dayaq.core.errors import Text

EVENTS = 20
ALL_EVENTS = 100
ABOUT = ("person.extract", "person.access_log")
BUTTONS = (*ABOUT, "person.register", "person.edit", "person.merge", "status.verify", "data.protect")


@guard("person.view", "partner.view")
def person(request: Request, pk: int) -> HttpResponse:
    """A partner sees the name, the district and its own cases; whoever works with persons sees the rest."""
    user = request.user
    found = get_visible(Person.objects.select_related("unit__parent"), user, pk=pk)
    how = AccessRecord.How.SEARCH if request.GET.get("from") == "search" else AccessRecord.How.PAGE
    api.open_person(by=user, person=found, how=how)
    context: dict[str, Any] = {
        "person": found,
        "place": choices.unit_label(found.unit) if found.unit else "",
        "panels": [panel_of(panel, found, user) for panel in api.person_panels(found, user)],
        "may": {code.replace(".", "_"): _may(user, found, code) for code in BUTTONS},
    }
    if user.may("person.view"):
        statuses = api.statuses_of(found, user)
        context |= {
            "whole": True,
            "age": choices.age(found),
            "statuses": statuses,
            "tags": _tags(statuses),
            "documents": api.documents_of(found),
            "consents": api.consents_of(found),
            "holds": user.may("data.protect") and LegalHold.objects.on(clock.today()).filter(person=found).exists(),
            "household": api.household_of(found, user),
            "merges": api.merges_of(found),
            "relations": api.relations_of(found, user),
            "grounds": {one.pk: _ground(one) for one in statuses if one.is_derived},
            "registers": registers(api.checks_of(found)),
            "events": _events(api.timeline(found, user, limit=EVENTS)),
            "originals": _originals(found),
            "origin": origin_words(found.origin),
            "phone": format_phone(found.phone) if found.phone else "",
        }
    return render(request, "people/person_show.html", context)


def _may(user: User, person: Person, code: str) -> bool:
    """Of whom nothing is kept nothing is recorded any more; who looked can still be read."""
    return user.may(code) and (person.erased_at is None or code in ABOUT)


@guard("person.view")
def whole_timeline(request: Request, pk: int) -> HttpResponse:
    """Everything that happened to a person, a hundred events a page."""
    found = get_visible(Person.objects, request.user, pk=pk)
    api.open_person(by=request.user, person=found, how=AccessRecord.How.TIMELINE)
    before = request.GET.get("before", "")
    last = int(before) if before.isascii() and before.isdigit() and len(before) < 19 else None
    items = api.timeline(found, request.user, before=last, limit=ALL_EVENTS + 1)
    more = items[ALL_EVENTS - 1].id if len(items) > ALL_EVENTS else None
    context = {"person": found, "events": _events(items[:ALL_EVENTS]), "more": more}
    return render(request, "people/person_timeline.html", context)


def _tags(statuses: list[Status]) -> list[Status]:
    """What holds today and is not refuted, each kind once: a verified one rather than a declared one."""
    held = [one for one in statuses if _holds(one) and one.verification != "refuted"]
    held.sort(key=lambda one: one.verification != "verified")
    return list({(one.kind_id, one.conflict): one for one in reversed(held)}.values())[::-1]


def _holds(status: Status) -> bool:
    today = clock.today()
    return status.valid_from <= today and (status.valid_to is None or status.valid_to > today)


def _events(items: list[api.TimelineItem]) -> list[dict[str, Any]]:
    """Events as the timeline shows them; names of accounts are read in one statement."""
    names = dict(
        User.objects.filter(username__in={item.actor for item in items}).values_list("username", "display_name")
    )
    return [
        {
            "at": item.at,
            "title": item.label,
            "by": names.get(item.actor, item.actor),
            "note": item.note or item.reason,
            "tone": item.event.rsplit(".", 1)[-1],
            "url": reverse(item.url_name, args=[item.object_id]) if item.url_name else "",
        }
        for item in items
    ]


def _ground(status: Status) -> dict[str, Any]:
    """By which rule a status was computed, and on which facts, in words."""
    ground = status.ground
    rule = api.rule_of(ground.rule)
    labels = rule.fact_labels() if rule else {}
    facts = [(labels.get(name, name), _said(name, value)) for name, value in ground.facts.items() if value is not None]
    return {"rule": rule.name if rule else ground.rule, "version": ground.version, "facts": facts}


def _said(name: str, value: Any) -> str:
    if name == "relation":
        return str(ROLES.get(value, value))
    if name == "family_income_per_head":
        return formats.money(Decimal(value) / 100)
    return {True: _("yes"), False: _("no")}.get(value, str(value)) if isinstance(value, bool) else str(value)


def happened(object_type: str, pk: int) -> list[dict[str, Any]]:
    """What happened to one record of the registry, newest first; two statements."""
    return _events(api.record_timeline(object_type, pk, limit=EVENTS))


def _originals(person: Person) -> str:
    """What was typed or imported where it was changed, in one line."""
    names = {"surname": _("Surname"), "given_name": _("Given name"), "father_name": _("Father's name")}
    kept = [(names[key], text) for key, text in person.name_original.items() if key in names and text.strip()]
    if person.birth_date_original:
        kept.append((_("Date of birth"), person.birth_date_original))
    if person.phone_original:
        kept.append((_("Telephone"), person.phone_original))
    return "; ".join(f"{label}: {text}" for label, text in kept)


@dataclass(frozen=True)
class Register:
    """A register on the page: its name, what it answered last and when; no answers while nobody asked."""

    code: str
    name: Text
    answers: list[tuple[Text, str]]
    on: date | None
    by: str


def registers(checks: list[RegisterCheck]) -> list[Register]:
    """All registers, those that answered first."""
    answered = {check.register: check for check in checks}
    rows = []
    for code in QUESTIONS:
        check = answered.get(code)
        rows.append(
            Register(
                code,
                RegisterCheck.Register(code).label,
                _answers(check) if check else [],
                check.checked_on if check else None,
                check.checked_by.display_name if check else "",
            )
        )
    return sorted(rows, key=lambda row: row.on is None)


def _answers(check: RegisterCheck) -> list[tuple[Text, str]]:
    found: list[tuple[Text, str]] = []
    for name in QUESTIONS.get(check.register, {}):
        if name in check.result:
            answer = check.result[name]
            said = (
                _("yes") if answer is True else _("no") if answer is False else formats.day(date.fromisoformat(answer))
            )
            found.append((QUESTION_LABELS[name], said))
    return found


def panel_of(panel: api.PersonPanel, person: Person, user: User) -> dict[str, Any]:
    """A panel of another room, with addresses."""
    rows = [
        {"row": row, "url": reverse(row.url_name, args=[row.pk]) if known(row.url_name, row.pk) else ""}
        for row in panel.rows
    ]
    new = ""
    if panel.new_url_name and user.may(panel.new_permission) and known(panel.new_url_name, person.pk):
        new = reverse(panel.new_url_name, args=[person.pk])
    return {"panel": panel, "rows": rows, "new": new}


def known(url_name: str, pk: int) -> bool:
    """Whether a route of this name takes a key: an area may not be installed."""
    from django.urls import NoReverseMatch

    try:
        reverse(url_name, args=[pk])
    except NoReverseMatch:
        return False
    return True
