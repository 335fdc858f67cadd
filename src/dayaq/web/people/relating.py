"""How people are related, and who represents a household."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dayaq.registry import api
from dayaq.registry.models import Person, PersonRelation, Representative
from dayaq.web.forms import page_with_form, run
from dayaq.web.guard import guard
from dayaq.web.people.finding import find_person
from dayaq.web.people.forms import EndForm
from dayaq.web.people.homeforms import RelationForm, RepresentativeForm
from dayaq.web.people.reshaping import household_of
from dayaq.web.records import get_visible
from dayaq.web.requests import Request


def _person(request: Request, pk: int) -> Person:
    found: Person = get_visible(Person.objects.select_related("unit"), request.user, pk=pk)
    return found


@guard("person.edit")
def find_relative(request: Request, pk: int) -> HttpResponse:
    """Find the relative."""
    one = _person(request, pk)
    return find_person(
        request,
        title=_("Add a relation"),
        caption=one.full_name,
        back=reverse("people:show", args=[pk]),
        url=lambda other: reverse("people:add_relation", args=[pk, other.pk]),
        near=_of_the_household(request, one),
    )


def _of_the_household(request: Request, one: Person) -> list[Person]:
    view = api.household_of(one, request.user)
    return [member.person for member in view.members if member.person_id != one.pk] if view else []


@guard("person.edit")
def add_relation(request: Request, pk: int, relative: int) -> HttpResponseBase:
    """Record how the relative is related to the person."""
    one, other = _person(request, pk), _person(request, relative)
    form = RelationForm(request.POST or None, person=one)
    if request.method == "POST":
        done = run(
            request,
            form,
            PersonRelation,
            lambda: api.add_relation(by=request.user, person=one, relative=other, **form.data_for_action),
        )
        if done is not None:
            messages.success(request, _("The relation is recorded."))
            return redirect("people:show", pk)
    words = {
        "title": _("Add a relation"),
        "submit": _("Record the relation"),
        "consequence": _("Statuses that follow from relations are computed anew within a day."),
        "subject": other.full_name,
    }
    return page_with_form(request, "people/record_form.html", form, person=one, words=words, status=None)


@guard("person.edit")
def end_relation(request: Request, pk: int, relation: int) -> HttpResponseBase:
    """End a marriage, a guardianship, or what was recorded by mistake."""
    one = _person(request, pk)
    rows = PersonRelation.objects.select_related("person", "relative")
    found = get_visible(rows, request.user, pk=relation)
    form = EndForm(request.POST or None)
    if request.method == "POST":
        done = run(
            request,
            form,
            PersonRelation,
            lambda: api.end_relation(by=request.user, relation=found, **form.data_for_action),
        )
        if done is not None:
            messages.success(request, _("The relation has an end."))
            return redirect("people:show", pk)
    other = found.relative if found.person_id == one.pk else found.person
    words = {
        "title": _("End a relation"),
        "submit": _("End the relation"),
        "consequence": _("Statuses that follow from relations are computed anew within a day."),
        "subject": other.full_name,
    }
    return page_with_form(request, "people/record_form.html", form, person=one, words=words, status=None)


@guard("person.edit")
def find_representative(request: Request, pk: int) -> HttpResponse:
    """Choose a member, or find somebody else."""
    found = household_of(request, pk)
    return find_person(
        request,
        title=_("Name a representative"),
        caption=f"{_('Household')} № {found.pk}",
        back=reverse("people:household", args=[pk]),
        url=lambda one: reverse("people:set_representative", args=[pk, one.pk]),
        near=[member.person for member in api.view_household(found, request.user).members],
    )


@guard("person.edit")
def set_representative(request: Request, pk: int, person: int) -> HttpResponseBase:
    """Name who speaks for the household before the ministry."""
    found, one = household_of(request, pk), _person(request, person)
    form = RepresentativeForm(request.POST or None)
    if request.method == "POST":
        done = run(
            request,
            form,
            Representative,
            lambda: api.set_representative(by=request.user, household=found, person=one, **form.data_for_action),
        )
        if done is not None:
            messages.success(request, _("The representative is named."))
            return redirect("people:household", pk)
    words = {
        "title": _("Name a representative"),
        "submit": _("Name the representative"),
        "consequence": _("Whoever represented the household until that day no longer does."),
    }
    return page_with_form(request, "people/record_form.html", form, person=one, words=words, status=None)
