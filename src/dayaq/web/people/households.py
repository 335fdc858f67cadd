"""Pages of a household: who belongs to it since when, what came in, and the forms that change it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from dayaq.registry import api
from dayaq.registry.models import Household, HouseholdIncome, HouseholdMember, Person
from dayaq.web.forms import page_with_form, run
from dayaq.web.guard import guard
from dayaq.web.people import choices
from dayaq.web.people.forms import EndForm, HouseholdForm, IncomeForm, MemberForm
from dayaq.web.records import get_visible
from dayaq.web.requests import Request

HITS = 10


def _household(request: Request, pk: int) -> Household:
    found: Household = get_visible(Household.objects.select_related("unit__parent"), request.user, pk=pk)
    return found


@guard("person.view")
def household(request: Request, pk: int) -> HttpResponse:
    """Members, those who left, and incomes by month."""
    found = _household(request, pk)
    return render(
        request,
        "people/household_show.html",
        {
            "household": found,
            "place": choices.unit_label(found.unit) if found.unit else "",
            "view": api.view_household(found, request.user),
            "past": api.past_members(found, request.user),
            "incomes": api.incomes_of(found),
            "may_register": request.user.may("person.register"),
            "may_edit": request.user.may("person.edit"),
        },
    )


@guard("person.register")
def create(request: Request, pk: int) -> HttpResponseBase:
    """A household with this person as its head."""
    person = get_visible(Person.objects.select_related("unit"), request.user, pk=pk)
    form = HouseholdForm(request.POST or None, person=person)
    if request.method == "POST":
        made = run(
            request,
            form,
            Household,
            lambda: api.create_household(by=request.user, head=person, **form.data_for_action),
        )
        if made is not None:
            messages.success(request, _("The household is recorded."))
            return redirect("people:household", made.pk)
    words = {"title": _("Record a household"), "submit": _("Record the household"), "consequence": ""}
    return page_with_form(request, "people/record_form.html", form, person=person, words=words, status=None)


@guard("person.register")
def find_member(request: Request, pk: int) -> HttpResponse:
    """Find the person who joins."""
    found = _household(request, pk)
    text = request.GET.get("q", "").strip()
    hits = api.search_persons(request.user, text, HITS) if text else []
    return render(request, "people/member_find.html", {"household": found, "text": text, "hits": hits})


@guard("person.register")
def add_member(request: Request, pk: int, person: int) -> HttpResponseBase:
    """Let the person found belong to the household."""
    found = _household(request, pk)
    one = get_visible(Person.objects.select_related("unit"), request.user, pk=person)
    form = MemberForm(request.POST or None)
    if request.method == "POST":
        done = run(
            request,
            form,
            HouseholdMember,
            lambda: api.add_member(by=request.user, household=found, person=one, **form.data_for_action),
        )
        if done is not None:
            messages.success(request, _("The person belongs to the household."))
            return redirect("people:household", found.pk)
    words = {"title": _("Add a member to the household"), "submit": _("Add the member"), "consequence": ""}
    return page_with_form(request, "people/record_form.html", form, person=one, words=words, status=None)


@guard("person.edit")
def end_membership(request: Request, pk: int, member: int) -> HttpResponseBase:
    """End a membership on a day."""
    _household(request, pk)
    members = HouseholdMember.objects.select_related("person__unit", "household")
    found = get_visible(members, request.user, pk=member, household_id=pk)
    form = EndForm(request.POST or None)
    if request.method == "POST":
        done = run(
            request,
            form,
            HouseholdMember,
            lambda: api.end_membership(by=request.user, member=found, **form.data_for_action),
        )
        if done is not None:
            messages.success(request, _("The membership has an end."))
            return redirect("people:household", pk)
    words = {
        "title": _("End a membership"),
        "submit": _("End the membership"),
        "consequence": _("The person stays registered and may join another household."),
    }
    return page_with_form(request, "people/record_form.html", form, person=found.person, words=words, status=None)


@guard("person.register")
def record_income(request: Request, pk: int) -> HttpResponseBase:
    """Record what the household had in a month."""
    found = _household(request, pk)
    form = IncomeForm(request.POST or None, household=found, user=request.user)
    if request.method == "POST":
        done = run(
            request,
            form,
            HouseholdIncome,
            lambda: api.record_income(by=request.user, household=found, **form.data_for_action),
        )
        if done is not None:
            messages.success(request, _("The income is recorded."))
            return redirect("people:household", found.pk)
    return page_with_form(request, "people/income_form.html", form, household=found)
