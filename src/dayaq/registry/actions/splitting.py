"""A household is divided; another of its people becomes its head."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from dayaq.accounts.models import User
from dayaq.core.api import Invalid, WrongState, audit, emit
from dayaq.places.models import AdministrativeUnit
from dayaq.registry import policies
from dayaq.registry.cleaning import clean_text
from dayaq.registry.homes.membership import RESIDENT, lock_households, touch
from dayaq.registry.homes.shape import (
    Place,
    check_day,
    check_head_among,
    check_seen,
    checked_reason,
    end_representation,
    placed_under,
    present_members,
    restate,
    settle,
    transfer,
)
from dayaq.registry.models import Household, HouseholdMember, Person


@transaction.atomic
def split_household(
    *,
    by: User,
    household: Household,
    leaving: Mapping[int, str],
    head: Person,
    on: date,
    reason: str,
    unit: AdministrativeUnit | None = None,
    address: str = "",
    new_head: Person | None = None,
    relations: Mapping[int, str] | None = None,
    version: int | None = None,
) -> Household:
    """Members leave into a new household on a day; returns the new one.

    ``leaving``: key of the membership → relation to ``head``, the head of the new household, who is one of them.
    ``unit`` and ``address`` are those of the new household, by default the old ones. Where the old head is among those
    who leave, ``new_head`` leads those who stay, and ``relations`` says how they stand to them (key → relation).
    What came in for a person goes with the person; what came in for the household as a whole stays with it.
    """
    policies.check_household(by, household, policies.EDIT)
    check_day(on)
    why = checked_reason(reason)
    lock_households(household, version=version)
    members = present_members(household, on)
    going = [member for member in members if member.pk in leaving]
    staying = [member for member in members if member.pk not in leaving]
    if not going or len(going) != len(leaving):
        raise Invalid(_("Choose who leaves."), code="nobody_leaves", field="leaving")
    if not any(member.kind == RESIDENT for member in staying):
        raise Invalid(
            _("Nobody would stay."), code="nobody_stays", field="leaving", remedy=_("Let the household move instead.")
        )
    check_seen(by, going)
    check_head_among(going, head, "head")
    moved = placed_under(going, head.pk, leaving)
    kept = _kept(staying, going, new_head, relations or {})
    place = unit or household.unit
    policies.check_register(by, place)
    made = Household.objects.create(
        unit=place,
        address=clean_text(address, "address", 500) if unit or address.strip() else household.address,
        origin=household.origin,
    )
    audit.record(by=by, event="household.created", obj=made, detail={"head": head.pk, "from": household.pk})
    transfer(by, made, moved, on, why)
    restate(by, household, kept, on, why)
    end_representation(household, [member.person_id for member in going], on)
    touch(household)
    people = [member.person_id for member in going]
    audit.record(
        by=by,
        event="household.split",
        obj=household,
        reason=why,
        after={"on": on},
        detail={"into": made.pk, "persons": people, "on": on.isoformat()},
    )
    settle(by, made, [member.person for member in going if member.kind == RESIDENT], place, made.address)
    emit("household.split", id=household.pk, into=made.pk, persons=people)
    return made


def _kept(
    staying: list[HouseholdMember],
    going: list[HouseholdMember],
    new_head: Person | None,
    relations: Mapping[int, str],
) -> list[Place]:
    """How those who stay stand to their head, who may be another one."""
    if not any(member.is_head for member in going) and new_head is None:
        return []
    if new_head is None:
        raise Invalid(_("The head leaves: choose who is the head of those who stay."), code="no_head", field="new_head")
    check_head_among(staying, new_head, "new_head")
    return placed_under(staying, new_head.pk, relations)


@transaction.atomic
def change_head(
    *,
    by: User,
    household: Household,
    head: Person,
    on: date,
    reason: str,
    relations: Mapping[int, str] | None = None,
    version: int | None = None,
) -> Household:
    """Another one who lives there is the head from ``on``; ``relations``: key of a membership → relation to them."""
    policies.check_household(by, household, policies.EDIT)
    check_day(on)
    why = checked_reason(reason)
    lock_households(household, version=version)
    members = present_members(household, on)
    check_head_among(members, head, "head")
    if any(member.is_head and member.person_id == head.pk for member in members):
        raise WrongState(_("This person is the head already."), code="head_already", field="head")
    restate(by, household, placed_under(members, head.pk, relations or {}), on, why)
    touch(household)
    audit.record(
        by=by,
        event="household.head_changed",
        obj=household,
        reason=why,
        after={"head": head.pk, "on": on},
        detail={"head": head.pk, "on": on.isoformat()},
    )
    emit("household.head_changed", id=household.pk, head=head.pk)
    return household
