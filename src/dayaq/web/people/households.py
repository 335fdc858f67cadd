"""Pages of a household: who belongs to it since when, what came in, and the forms that change it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dayaq.core import clock
from dayaq.core.dates import parse_date
from dayaq.registry import api
from dayaq.registry.models import Household, HouseholdIncome, HouseholdMember, Person
from dayaq.web.forms import page_with_form, run
from dayaq.web.guard import guard
from dayaq.web.people import choices
from dayaq.web.people.finding import find_person
from dayaq.web.people.forms import EndForm, HouseholdForm, IncomeForm, MemberForm
from dayaq.web.records import get_visible
from dayaq.web.requests import Request

DAYS = 12
MONTHS = 12


def _household(request: Request, pk: int) -> Household:
    found: Household = get_visible(Household.objects.select_related("unit__parent"), request.user, pk=pk)
    return found


def _day(request: Request) -> date:
    """The day as of which the page is shown: that of the address, never a later one than today."""
    today = clock.today()
    read = parse_date(request.GET.get("on", ""), order="dmy", today=today)
    return today if read.value is None or read.value > today else read.value


@guard("person.view")
def household(request: Request, pk: int) -> HttpResponse:
    """Members and relations as on a day, where they lived, who represents them, and incomes by month."""
    found, day, user = _household(request, pk), _day(request), request.user
    home = api.home_at(found, day)
    open_ = found.ended_on is None
    days = api.days_of(found, user)
    return render(
        request,
        "people/household_show.html",
        {
            "household": found,
            "on": day,
            "is_today": day == clock.today(),
            "days": days[:DAYS],
            "place": choices.unit_label(home.unit) if home.unit else "",
            "address": home.address,
            "view": api.view_household(found, user, day),
            "past": api.past_members(found, user, day),
            "relations": api.relations_within(found, user, day),
            "representative": api.representative_of(found, user, day),
            "income": income_table(api.incomes_of(found, MONTHS)),
            "mean": api.family_incomes([found.pk], day).get(found.pk),
            "may_register": open_ and user.may("person.register"),
            "may_edit": open_ and user.may("person.edit"),
        },
    )


@dataclass(frozen=True)
class IncomeLine:
    """One source, and one person where it is known, over the months of the table; None where there is no entry."""

    source: str
    person: str
    entries: list[HouseholdIncome | None]


@dataclass(frozen=True)
class IncomeTable:
    """Sources by months, newest month first."""

    months: list[api.MonthIncome]
    lines: list[IncomeLine]


def income_table(months: list[api.MonthIncome]) -> IncomeTable:
    """Incomes by month turned into lines of a source and person."""
    lines: dict[tuple[int, str, int], dict[date, HouseholdIncome]] = {}
    for month in months:
        for entry in month.entries:
            key = (entry.source.order, entry.source.code, entry.person_id or 0)
            lines.setdefault(key, {})[month.month] = entry
    shown = []
    for _key, entries in sorted(lines.items()):
        first = next(iter(entries.values()))
        person = first.person.everyday_name if first.person else ""
        shown.append(IncomeLine(first.source.name, person, [entries.get(month.month) for month in months]))
    return IncomeTable(months, shown)


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
    return find_person(
        request,
        title=_("Add a member to the household"),
        caption=f"{_('Household')} № {found.pk}",
        back=reverse("people:household", args=[pk]),
        url=lambda one: reverse("people:add_member", args=[pk, one.pk]),
    )


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
