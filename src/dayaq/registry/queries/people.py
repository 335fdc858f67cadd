"""Reads that feed the pages of a person and of a household; each says how many statements it runs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum

from dayaq.accounts.models import User
from dayaq.core.api import clock
from dayaq.registry.models import (
    Consent,
    Household,
    HouseholdIncome,
    HouseholdMember,
    IdentityDocument,
    Person,
    RegisterCheck,
    Status,
)
from dayaq.registry.policies import VIEW
from dayaq.registry.visibility import RESTRICTED


def person_label(person: Person, user: User) -> str:
    """The person's name for ``user``, or "№ 17" where the name is not theirs to see. One statement."""
    if Person.objects.visible_to(user, VIEW).filter(pk=person.pk).exists():
        return person.full_name or f"№ {person.pk}"
    return f"№ {person.pk}"


def statuses_of(person: Person, user: User) -> list[Status]:
    """Statuses that ``user`` may know of, those in force first, newest first. One statement."""
    found = Status.objects.filter(person=person).kinds_visible_to(user).select_related("kind", "verified_by")
    today = clock.today()
    rows = list(found.order_by("-valid_from", "-pk"))
    return sorted(rows, key=lambda status: status.valid_to is not None and status.valid_to <= today)


def documents_of(person: Person) -> list[IdentityDocument]:
    """Identity documents, newest first. One statement."""
    return list(IdentityDocument.objects.filter(person=person).order_by("-valid_from", "-pk"))


def checks_of(person: Person) -> list[RegisterCheck]:
    """The newest answer of each register. One statement."""
    newest = (
        RegisterCheck.objects.filter(person=person)
        .order_by("register", "-checked_on", "-pk")
        .distinct("register")
        .select_related("checked_by")
    )
    return sorted(newest, key=lambda check: (-check.checked_on.toordinal(), check.register))


def consents_of(person: Person) -> list[Consent]:
    """Consents, open ones first. One statement."""
    return sorted(
        Consent.objects.filter(person=person).order_by("-given_on", "-pk"),
        key=lambda consent: consent.withdrawn_on is not None,
    )


@dataclass(frozen=True)
class HouseholdView:
    """A household for a page: members whom the user may see, and how many there are besides."""

    household: Household
    members: list[HouseholdMember]
    hidden: int


def household_of(person: Person, user: User) -> HouseholdView | None:
    """The household to which ``person`` belongs today. At most three statements."""
    member = (
        HouseholdMember.objects.on(clock.today())
        .filter(person=person)
        .select_related("household__unit")
        .order_by("-valid_from")
        .first()
    )
    return None if member is None else view_household(member.household, user)


def view_household(household: Household, user: User) -> HouseholdView:
    """Present members of ``household``, head first. Two statements.

    Members of another district are counted, restricted ones are not even that.
    """
    present = HouseholdMember.objects.on(clock.today()).filter(household=household)
    if not (user.may(RESTRICTED) or user.is_system):
        present = present.filter(person__is_restricted=False)
    total = present.count()
    seen = list(
        present.visible_to(user).select_related("person__unit").order_by("-is_head", "person__birth_date", "pk")
    )
    return HouseholdView(household, seen, total - len(seen))


def past_members(household: Household, user: User) -> list[HouseholdMember]:
    """Members who left, newest first, as far as ``user`` may see them. One statement."""
    left = HouseholdMember.objects.filter(household=household, valid_to__lte=clock.today()).visible_to(user)
    return list(left.select_related("person").order_by("-valid_to", "-pk"))


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
    for row in rows.order_by("source"):
        by_month.setdefault(row.month, []).append(row)
    return [MonthIncome(row["month"], row["total"], by_month[row["month"]]) for row in recent]


def with_status(persons: QuerySet[Person], kind: str, user: User) -> QuerySet[Person]:
    """Of ``persons`` those with a status of ``kind`` in force today that is not refuted, if ``user`` may know of it."""
    held = (
        Status.objects.on(clock.today())
        .filter(kind__code=kind)
        .exclude(verification="refuted")
        .kinds_visible_to(user)
        .values("person")
    )
    return persons.filter(pk__in=held)


def changed_since(persons: QuerySet[Person], moment: datetime) -> QuerySet[Person]:
    """Of ``persons`` those registered or changed after ``moment``, by whomever and however: row history tells."""
    history = Person._meta.get_field("events").related_model
    changes = history._default_manager.filter(pgh_obj=OuterRef("pk"), pgh_created_at__gt=moment)
    return persons.filter(Q(created_at__gt=moment) | Q(Exists(changes)))
