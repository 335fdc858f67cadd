"""Households: made, joined, left."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from dayaq.accounts.models import User
from dayaq.core.api import Invalid, WrongState, audit, clock
from dayaq.places.models import AdministrativeUnit
from dayaq.registry import policies
from dayaq.registry.cleaning import clean_text
from dayaq.registry.homes.membership import DEPENDENT, HEAD, RESIDENT, check_relation, join, leave, lock_households
from dayaq.registry.models import Household, HouseholdMember, Person


@transaction.atomic
def create_household(
    *,
    by: User,
    head: Person,
    unit: AdministrativeUnit | None = None,
    address: str = "",
    valid_from: date | None = None,
    origin: str = "window",
) -> Household:
    """Make a household with its head; ``unit`` and ``address`` are the head's when not given."""
    policies.check_person(by, head, policies.REGISTER)
    place = unit or head.unit
    policies.check_register(by, place)
    household = Household.objects.create(
        unit=place, address=clean_text(address or head.address, "address", 500), origin=origin
    )
    audit.record(by=by, event="household.created", obj=household, detail={"head": head.pk})
    join(by, household, head, HEAD, valid_from or clock.today())
    return household


@transaction.atomic
def add_member(
    *,
    by: User,
    household: Household,
    person: Person,
    relation: str,
    valid_from: date | None = None,
    kind: str = RESIDENT,
) -> HouseholdMember:
    """Let ``person`` belong to ``household`` as ``relation`` to its head.

    ``kind``: "resident" lives there, "dependent" lives elsewhere and is kept by this household. WrongState when the
    person has a home (or a household on which they depend) on one of these days already, or when it has a head already.
    """
    policies.check_household(by, household, policies.REGISTER)
    policies.check_person(by, person, policies.REGISTER)
    check_relation(relation)
    if kind not in HouseholdMember.Kind.values or (kind == DEPENDENT and relation == HEAD):
        raise Invalid(_("The head of a household lives in it."), field="kind", value=kind)
    lock_households(household)
    day = valid_from or clock.today()
    if kind == DEPENDENT:
        _check_lives_elsewhere(household, person, day)
    return join(by, household, person, relation, day, kind)


def _check_lives_elsewhere(household: Household, person: Person, day: date) -> None:
    here = HouseholdMember.objects.filter(household=household, person=person, kind=RESIDENT)
    if here.exclude(valid_to__lte=day).exists():
        raise WrongState(_("This person lives in the household already."), code="in_household", field="person")


@transaction.atomic
def end_membership(*, by: User, member: HouseholdMember, on: date, reason: str) -> HouseholdMember:
    """End a membership: ``on`` is the first day on which the person no longer belongs to the household."""
    policies.check_household(by, member.household, policies.EDIT)
    member.refresh_from_db(from_queryset=HouseholdMember.objects.select_for_update(of=("self",)))
    if member.valid_to is not None:
        raise WrongState(_("This membership has ended already."), code="ended")
    if on <= member.valid_from:
        raise Invalid(_("The last day is before the first."), field="on", value=on)
    leave(by, member, on, reason)
    return member
