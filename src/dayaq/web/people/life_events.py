"""Life events: choosing what happened, the form of each kind, the record with what followed, and taking it back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from dayaq.core.errors import Invalid
from dayaq.core.policies import can
from dayaq.registry import api, policies
from dayaq.registry.models import LifeEvent, Person
from dayaq.web.forms import page_with_form, run
from dayaq.web.guard import guard
from dayaq.web.people import change_words
from dayaq.web.people.forms import ReasonForm
from dayaq.web.people.life_forms import FORMS, MAY_HAVE_OTHER, NEEDS_OTHER, BirthForm
from dayaq.web.people.registering import shown
from dayaq.web.people.show import happened
from dayaq.web.records import get_visible
from dayaq.web.requests import Request

if TYPE_CHECKING:
    from dayaq.core.errors import Text

HITS = 10
OTHER: dict[str, Text] = {
    LifeEvent.Kind.BIRTH: _("Other parent"),
    LifeEvent.Kind.MARRIAGE: _("Spouse"),
}


def _person(request: Request, pk: int) -> Person:
    found: Person = get_visible(Person.objects.select_related("unit"), request.user, pk=pk)
    return found


@guard("person.edit")
def choose(request: Request, pk: int) -> HttpResponse:
    """What happened: a link for each kind, with what follows from it."""
    kinds = [(code, LifeEvent.Kind(code).label, kind.about) for code, kind in api.LIFE_EVENT_KINDS.items()]
    return render(request, "people/life_choose.html", {"person": _person(request, pk), "kinds": kinds})


@guard("person.edit")
def record(request: Request, pk: int, kind: str) -> HttpResponseBase:
    """The form of one kind. Another person (spouse, other parent) is found first; nobody is typed twice."""
    person = _person(request, pk)
    if kind not in FORMS:
        raise Http404
    other = _other(request, person) if kind in MAY_HAVE_OTHER else None
    form = FORMS[kind](request.POST or None, person=person, user=request.user, other=other)
    alike: list[api.Alike] = []
    if request.method == "POST":
        if other is None and kind in NEEDS_OTHER:
            raise Http404

        def action() -> LifeEvent:
            if isinstance(form, BirthForm):
                _look_alike(request, form)
            return api.record_life_event(
                by=request.user,
                person=person,
                on=form.cleaned_data["on"],
                details=form.details,
                evidence=form.cleaned_data["evidence"],
                issuer=form.cleaned_data["issuer"],
                version=form.cleaned_data.get("version"),
            )

        event = run(request, form, LifeEvent, action)
        if event is not None:
            return _recorded(request, event)
        if isinstance(form, BirthForm) and form.found:
            alike = form.found
            form.ask_again(request.POST.copy())
    text = request.GET.get("q", "").strip() if kind in MAY_HAVE_OTHER else ""
    return page_with_form(
        request,
        "people/life_form.html",
        form,
        person=person,
        kind=kind,
        label=LifeEvent.Kind(kind).label,
        about=api.LIFE_EVENT_KINDS[kind].about,
        other=other,
        other_label=OTHER.get(kind, ""),
        asks_other=kind in MAY_HAVE_OTHER and other is None,
        waits_for_other=kind in NEEDS_OTHER and other is None,
        text=text,
        hits=[hit for hit in api.search_persons(request.user, text, HITS) if hit.person.pk != pk] if text else [],
        alike=[shown(one) for one in alike],
    )


def _other(request: Request, person: Person) -> Person | None:
    key = request.GET.get("with", "")
    if not (key.isascii() and key.isdigit() and len(key) < 19) or int(key) == person.pk:
        return None
    return _person(request, int(key))


def _look_alike(request: Request, form: BirthForm) -> None:
    """Invalid, once, where somebody like the child is registered: a child is registered once."""
    data = form.cleaned_data
    if data.get("different"):
        return
    given = {"surname": data["surname"], "given_name": data["given_name"], "fin": data["fin"] or None}
    cleaned = api.clean_person(given).values
    form.found = api.likely_same(request.user, birth_date=data["on"], **cleaned)
    if form.found:
        raise Invalid(
            _("Somebody like this is registered already."),
            code="likely_same",
            remedy=_("Look at the people above, then open one of them or say that it is none."),
        )


def _recorded(request: Request, event: LifeEvent) -> HttpResponseBase:
    """To the record; somebody who moved away is no longer seen from here."""
    messages.success(request, _("The event is recorded, with everything that follows from it."))
    if LifeEvent.objects.visible_to(request.user).filter(pk=event.pk).exists():
        return redirect("people:life_event", event.pk)
    messages.info(request, _("The person belongs to another office now, which sees the record."))
    return redirect("people:index")


@dataclass(frozen=True)
class Line:
    """An effect as the page shows it."""

    effect: api.EffectView
    values: list[tuple[Text, str, str]]


def _lines(event: LifeEvent, request: Request) -> list[Line]:
    return [
        Line(
            effect,
            [
                (one.label, change_words.value(one.name, one.before), change_words.value(one.name, one.after))
                for one in effect.values
            ],
        )
        for effect in api.effects_of(event, request.user)
    ]


def _event(request: Request, pk: int) -> LifeEvent:
    rows = LifeEvent.objects.select_related(
        "person__unit", "mother", "father", "spouse", "recorded_by", "undoes", "undone_by"
    )
    found: LifeEvent = get_visible(rows, request.user, pk=pk)
    return found


def _kin(event: LifeEvent, request: Request) -> list[tuple[Text, Person]]:
    """Persons with a part in the event whom the reader may see."""
    parts = ((_("Mother"), event.mother), (_("Father"), event.father), (_("Spouse"), event.spouse))
    named = [(label, one) for label, one in parts if one is not None]
    seen = set(
        Person.objects.visible_to(request.user)
        .filter(pk__in=[one.pk for _l, one in named])
        .values_list("pk", flat=True)
    )
    return [(label, one) for label, one in named if one.pk in seen]


@guard("person.view")
def show(request: Request, pk: int) -> HttpResponse:
    """What happened, on what evidence, and what followed from it."""
    event = _event(request, pk)
    undone_by = getattr(event, "undone_by", None)
    context: dict[str, Any] = {
        "event": event,
        "person": event.person,
        "kin": _kin(event, request),
        "lines": _lines(event, request),
        "undone_by": undone_by,
        "may_undo": event.undoes_id is None
        and event.state == "recorded"
        and can(policies.check_edit, request.user, event.person),
        "events": happened("registry.lifeevent", event.pk),
    }
    return render(request, "people/life_show.html", context)


@guard("person.edit")
def undo(request: Request, pk: int) -> HttpResponseBase:
    """Take a mistaken event back."""
    event = _event(request, pk)
    form = ReasonForm(request.POST or None, record=event)
    if request.method == "POST":
        done = run(
            request,
            form,
            LifeEvent,
            lambda: api.undo_life_event(
                by=request.user,
                event=event,
                reason=form.cleaned_data["reason"],
                version=form.cleaned_data.get("version"),
            ),
        )
        if done is not None:
            messages.success(request, _("The event is taken back. It and this record stay in the history."))
            return redirect("people:life_event", pk)
    return page_with_form(
        request, "people/life_undo.html", form, event=event, person=event.person, lines=_lines(event, request)
    )
