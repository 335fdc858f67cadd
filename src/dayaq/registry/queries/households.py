"""Reads that feed the page of a household, as it was on a day; each says how many statements it runs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, Q, Sum

from dayaq.accounts.models import User
from dayaq.core.api import clock
from dayaq.core.rowsecurity import lifted
from dayaq.places.models import AdministrativeUnit
from dayaq.registry.models import (
    FormerAddress,
    Household,
    HouseholdIncome,
    HouseholdMember,
    Person,
    PersonRelation,
    Representative,
)
from dayaq.registry.models.relation import INVERSE, ROLES
from dayaq.registry.visibility import RESTRICTED


@dataclass(frozen=True)
class HouseholdView:
    """A household for a page on a day: members whom the user may see, and how many there are besides."""

    household: Household
    members: list[HouseholdMember]
    hidden: int
    on: date


def household_of(person: Person, user: User) -> HouseholdView | None:
    """The household in which ``person`` lives today, else the one that keeps them. At most three statements."""
    member = (
        HouseholdMember.objects.on(clock.today())
        .filter(person=person)
        .select_related("household__unit")
        .order_by("-kind", "-valid_from")
        .first()
    )
    return None if member is None else view_household(member.household, user)


def view_household(household: Household, user: User, on: date | None = None) -> HouseholdView:
    """Members of ``household`` on a day (default today), head first, those who live elsewhere last. Two statements.

    Members of another district are counted, restricted ones are not even that.
    """
    day = on or clock.today()
    present = HouseholdMember.objects.on(day).filter(household=household)
    if not (user.may(RESTRICTED) or user.is_system):
        present = present.filter(person__is_restricted=False)
    with lifted():  # of those elsewhere the number is told, as the docstring says, and nothing else
        total = present.count()
    seen = list(
        present.visible_to(user)
        .select_related("person__unit")
        .order_by("-is_head", "-kind", "person__birth_date", "pk")
    )
    return HouseholdView(household, seen, total - len(seen), day)


def past_members(household: Household, user: User, on: date | None = None) -> list[HouseholdMember]:
    """Memberships that had ended by a day, newest first, as far as ``user`` may see them. One statement."""
    left = HouseholdMember.objects.filter(household=household, valid_to__lte=on or clock.today()).visible_to(user)
    return list(left.select_related("person").order_by("-valid_to", "-pk"))


def days_of(household: Household, user: User) -> list[date]:
    """Days on which something changed in who belongs or where they live, newest first. Two statements."""
    members = HouseholdMember.objects.filter(household=household).visible_to(user)
    days = {day for pair in members.values_list("valid_from", "valid_to") for day in pair if day is not None}
    days |= set(FormerAddress.objects.filter(household=household).values_list("until", flat=True))
    return sorted(days, reverse=True)


@dataclass(frozen=True)
class HomeAt:
    """Where a household lived on a day."""

    unit: AdministrativeUnit | None
    address: str


def home_at(household: Household, on: date) -> HomeAt:
    """The place on a day: a former address that still held, else that of today. One statement."""
    former = (
        FormerAddress.objects.filter(household=household, until__gt=on)
        .select_related("unit__parent")
        .order_by("until")
        .first()
    )
    return HomeAt(former.unit, former.address) if former else HomeAt(household.unit, household.address)


def representative_of(household: Household, user: User, on: date) -> Representative | None:
    """Who speaks for the household on a day, if ``user`` may see them. One statement."""
    found = Representative.objects.on(on).filter(household=household).visible_to(user)
    return found.select_related("person").first()


@dataclass(frozen=True)
class Related:
    """One relation from the side of a person: what ``other`` is to them."""

    relation: PersonRelation
    other: Person
    role: str

    @property
    def role_label(self) -> str:
        """What the other one is, in words."""
        return str(ROLES[self.role])


def relations_of(person: Person, user: User) -> list[Related]:
    """Relations of ``person`` to people whom ``user`` may see, those that hold first. One statement."""
    rows = PersonRelation.objects.filter(Q(person=person) | Q(relative=person)).visible_to(user)
    today = clock.today()
    found = [_from_side(row, person) for row in rows.select_related("person", "relative").order_by("kind", "pk")]
    return sorted(found, key=lambda one: one.relation.valid_to is not None and one.relation.valid_to <= today)


def _from_side(row: PersonRelation, person: Person) -> Related:
    if row.person_id == person.pk:
        return Related(row, row.relative, INVERSE[row.kind])
    return Related(row, row.person, row.kind)


def relations_within(household: Household, user: User, on: date) -> list[PersonRelation]:
    """Relations between those who belong to the household on a day. One statement."""
    members = HouseholdMember.objects.on(on).filter(household=household).values("person")
    rows = PersonRelation.objects.on(on).filter(person__in=members, relative__in=members).visible_to(user)
    return list(rows.select_related("person", "relative").order_by("kind", "pk"))


@dataclass(frozen=True)
class MonthIncome:
    """What a household had in a month: the total and the entries it consists of."""

    month: date
    total: Decimal
    entries: list[HouseholdIncome]

    @property
    def name(self) -> str:
        """Month and year in figures: 03.2026."""
        return f"{self.month:%m.%Y}"


def incomes_of(household: Household, months: int = 12) -> list[MonthIncome]:
    """Incomes by month, newest first, of the last ``months`` recorded months. Two statements."""
    recent = list(
        HouseholdIncome.objects.filter(household=household)
        .values("month")
        .annotate(total=Sum("amount"), entries=Count("pk"))
        .order_by("-month")[:months]
    )
    if not recent:
        return []
    rows = HouseholdIncome.objects.filter(household=household, month__in=[row["month"] for row in recent])
    by_month: dict[object, list[HouseholdIncome]] = {}
    for row in rows.select_related("source", "person").order_by("source__order", "pk"):
        by_month.setdefault(row.month, []).append(row)
    return [MonthIncome(row["month"], row["total"], by_month[row["month"]]) for row in recent]
