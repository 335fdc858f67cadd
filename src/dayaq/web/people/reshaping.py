"""Dividing, joining, moving a household, another head: filled in, shown as it will be, done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dayaq.accounts.models import User
from dayaq.core import clock
from dayaq.places.models import AdministrativeUnit
from dayaq.registry import api
from dayaq.registry.models import Household, Person
from dayaq.web.errors import form_errors
from dayaq.web.forms import page_with_form, run
from dayaq.web.guard import guard
from dayaq.web.people import choices
from dayaq.web.people.finding import find_person
from dayaq.web.people.homeforms import HeadForm, MergeForm, MoveForm, RehearsedForm, SplitForm
from dayaq.web.records import get_visible
from dayaq.web.requests import Request

if TYPE_CHECKING:
    from dayaq.core.errors import Text


@dataclass(frozen=True)
class After:
    """A household as it will be."""

    title: str
    view: api.HouseholdView
    place: str
    address: str


def household_of(request: Request, pk: int) -> Household:
    """The household, or 404."""
    found: Household = get_visible(Household.objects.select_related("unit__parent"), request.user, pk=pk)
    return found


def _after(household: Household, user: User, on: date, title: str = "") -> After:
    place = choices.unit_label(household.unit) if household.unit else ""
    name = title or f"{_('Household')} № {household.pk}"
    return After(name, api.view_household(household, user, on), place, household.address)


def _page(
    request: Request,
    household: Household,
    form: RehearsedForm,
    action: Callable[[], Household],
    read: Callable[[Household], list[After]],
    *,
    title: Text,
    submit: Text,
    done: Text,
    consequence: Text,
) -> HttpResponseBase:
    """One change: the first sending shows what will be, the second one does it."""
    preview: list[After] = []
    if request.method == "POST" and form.is_valid():
        if form.is_confirmed:
            result = run(request, form, Household, action)
            if result is not None:
                messages.success(request, done)
                return redirect("people:household", household.pk)
        else:
            with form_errors(form):
                form.check_version()
                preview = api.rehearse(action, read)
                form.confirm()
    words = {
        "title": title,
        "submit": submit if preview else _("Show what will be"),
        "consequence": consequence if preview else _("Nothing is written yet."),
    }
    return page_with_form(request, "people/reshape_form.html", form, household=household, words=words, preview=preview)


@guard("person.edit")
def split(request: Request, pk: int) -> HttpResponseBase:
    """Some leave into a household of their own."""
    found = household_of(request, pk)
    members = api.view_household(found, request.user).members
    units = choices.units_of(request.user, "person.edit")
    form = SplitForm(request.POST or None, household=found, members=members, units=units)

    def action() -> Household:
        fresh = household_of(request, pk)
        return api.split_household(by=request.user, household=fresh, **form.action_values())

    def read(made: Household) -> list[After]:
        on = form.cleaned_data["on"]
        stays = _after(Household.objects.select_related("unit__parent").get(pk=pk), request.user, on)
        return [stays, _after(made, request.user, on, str(_("New household")))]

    return _page(
        request, found, form, action, read,
        title=_("Divide the household"), submit=_("Divide the household"), done=_("The household is divided."),
        consequence=_("What came in for a person goes with the person. Two households can be joined again."),
    )  # fmt: skip


@guard("person.edit")
def find_other(request: Request, pk: int) -> HttpResponse:
    """Find somebody of the other household."""
    found = household_of(request, pk)
    return find_person(
        request,
        title=_("Join another household to this one"),
        caption=f"{_('Household')} № {found.pk}",
        back=reverse("people:household", args=[pk]),
        url=lambda one: reverse("people:merge_household", args=[pk, one.pk]),
    )


@guard("person.edit")
def merge(request: Request, pk: int, person: int) -> HttpResponseBase:
    """The household of this person becomes one with the household."""
    found = household_of(request, pk)
    one = get_visible(Person.objects, request.user, pk=person)
    view = api.household_of(one, request.user)
    if view is None or view.household.pk == found.pk:
        messages.error(request, _("This person belongs to no other household."))
        return redirect("people:find_other", pk)
    other = view.household
    form = MergeForm(request.POST or None, household=found, members=view.members)

    def action() -> Household:
        fresh, joined = household_of(request, pk), household_of(request, other.pk)
        return api.merge_households(by=request.user, household=fresh, other=joined, **form.action_values())

    return _page(
        request, found, form, action, lambda one: [_after(one, request.user, form.cleaned_data["on"])],
        title=_("Join another household to this one"), submit=_("Join the households"),
        done=_("The two households are one."),
        consequence=_("The other household ends on that day. Its past stays as it was."),
    )  # fmt: skip


@guard("person.edit")
def move(request: Request, pk: int) -> HttpResponseBase:
    """The household lives elsewhere."""
    found = household_of(request, pk)
    kinds = AdministrativeUnit.Kind
    units = AdministrativeUnit.objects.on(clock.today()).select_related("parent").order_by("sort_key", "pk")
    units = units.exclude(kind__in=(kinds.COUNTRY, kinds.ECONOMIC_REGION))
    form = MoveForm(request.POST or None, household=found, units=units)

    def action() -> Household:
        return api.move_household(by=request.user, household=household_of(request, pk), **form.action_values())

    return _page(
        request, found, form, action, lambda one: [_after(one, request.user, form.cleaned_data["on"])],
        title=_("Move the household"), submit=_("Move the household"), done=_("The household has moved."),
        consequence=_("The address of everybody who lives in it follows. The office of the new district takes over."),
    )  # fmt: skip


@guard("person.edit")
def head(request: Request, pk: int) -> HttpResponseBase:
    """Another one is the head."""
    found = household_of(request, pk)
    form = HeadForm(request.POST or None, household=found, members=api.view_household(found, request.user).members)

    def action() -> Household:
        return api.change_head(by=request.user, household=household_of(request, pk), **form.action_values())

    return _page(
        request, found, form, action, lambda one: [_after(one, request.user, form.cleaned_data["on"])],
        title=_("Change the head"), submit=_("Change the head"),
        done=_("The household has another head."),
        consequence=_("How everybody stood before that day stays as it was."),
    )  # fmt: skip
