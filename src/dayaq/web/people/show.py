"""The page of a person: who it is in one line, then everything recorded, each with its source, and what happened."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
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
from dayaq.registry.models import Person, RegisterCheck, Status
from dayaq.web import formats
from dayaq.web.guard import guard
from dayaq.web.navigation import known_address
from dayaq.web.people import choices
from dayaq.web.people.origins import origin_words
from dayaq.web.records import get_visible
from dayaq.web.requests import Request

if TYPE_CHECKING:
    from dayaq.core.errors import Text

EVENTS = 20
ALL_EVENTS = 100


@guard("person.view", "partner.view")
def person(request: Request, pk: int) -> HttpResponse:
    """A partner sees the name, the district and its own cases; whoever works with persons sees the rest."""
    user = request.user
    found = get_visible(Person.objects.select_related("unit__parent"), user, pk=pk)
    api.open_person(by=user, person=found)
    context: dict[str, Any] = {
        "person": found,
        "place": choices.unit_label(found.unit) if found.unit else "",
        "panels": [_panel(panel, found, user) for panel in api.person_panels(found, user)],
        "may": {code.replace(".", "_"): user.may(code) for code in ("person.register", "person.edit", "status.verify")},
    }
    if user.may("person.view"):
        statuses = api.statuses_of(found, user)
        context |= {
            "whole": True,
            "age": choices.age(found),
            "statuses": statuses,
            "tags": [one for one in statuses if _holds(one) and one.verification != "refuted"],
            "documents": api.documents_of(found),
            "consents": api.consents_of(found),
            "household": api.household_of(found, user),
            "registers": registers(api.checks_of(found)),
            "events": _events(api.timeline(found, user, limit=EVENTS)),
            "originals": _originals(found),
            "origin": origin_words(found.origin),
            "phone": format_phone(found.phone) if found.phone else "",
        }
    return render(request, "people/person_show.html", context)


@guard("person.view")
def whole_timeline(request: Request, pk: int) -> HttpResponse:
    """Everything that happened to a person, a hundred events a page."""
    found = get_visible(Person.objects, request.user, pk=pk)
    before = request.GET.get("before", "")
    last = int(before) if before.isascii() and before.isdigit() and len(before) < 19 else None
    items = api.timeline(found, request.user, before=last, limit=ALL_EVENTS + 1)
    more = items[ALL_EVENTS - 1].id if len(items) > ALL_EVENTS else None
    context = {"person": found, "events": _events(items[:ALL_EVENTS]), "more": more}
    return render(request, "people/person_timeline.html", context)


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


def _panel(panel: api.PersonPanel, person: Person, user: User) -> dict[str, Any]:
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

    if not url_name or known_address(url_name):
        return False
    try:
        reverse(url_name, args=[pk])
    except NoReverseMatch:
        return False
    return True
