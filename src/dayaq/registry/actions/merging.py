"""Two households become one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from dayaq.accounts.models import User
from dayaq.core.api import Invalid, WrongState, audit, emit
from dayaq.registry import policies
from dayaq.registry.homes.membership import DEPENDENT, RESIDENT, leave, lock_households, touch
from dayaq.registry.homes.shape import (
    check_day,
    checked_reason,
    end_representation,
    placed_under,
    present_members,
    settle,
    transfer,
)
from dayaq.registry.models import Household, HouseholdMember, Representative


@transaction.atomic
def merge_households(
    *,
    by: User,
    household: Household,
    other: Household,
    on: date,
    reason: str,
    relations: Mapping[int, str] | None = None,
    version: int | None = None,
) -> Household:
    """From ``on`` the people of ``other`` belong to ``household``, whose head stays the head; ``other`` has ended.

    ``relations``: key of a membership of ``other`` → relation to the head of ``household``. What came in for ``other``
    as a whole counts for ``household`` from now on (its past months are not written anew).
    """
    policies.check_household(by, household, policies.EDIT)
    policies.check_household(by, other, policies.EDIT)
    if household.pk == other.pk:
        raise Invalid(_("Choose another household."), code="same_household", field="other")
    check_day(on)
    why = checked_reason(reason)
    lock_households(household, other, version=version)
    here, there = present_members(household, on), present_members(other, on)
    if not any(member.is_head for member in here):
        raise WrongState(
            _("The household has no head."), code="no_head", remedy=_("Say who its head is, then join the two.")
        )
    coming = _coming(by, here, there, on, why)
    transfer(by, household, placed_under(coming, 0, relations or {}), on, why)
    Representative.objects.filter(household=other, valid_from__gte=on).delete()
    end_representation(other, None, on)
    other.ended_on, other.merged_into = on, household
    other.version += 1
    other.save(update_fields=["ended_on", "merged_into", "version"])
    touch(household)
    people = [member.person_id for member in coming]
    detail = {"from": other.pk, "persons": people, "on": on.isoformat()}
    audit.record(by=by, event="household.merged", obj=household, reason=why, after={"on": on}, detail=detail)
    audit.record(by=by, event="household.ended", obj=other, reason=why, after={"on": on}, detail={"into": household.pk})
    settle(by, household, [one.person for one in coming if one.kind == RESIDENT], household.unit, household.address)
    emit("household.merged", id=household.pk, other=other.pk, persons=people)
    return household


def _coming(
    by: User, here: list[HouseholdMember], there: list[HouseholdMember], on: date, why: str
) -> list[HouseholdMember]:
    """Who of the other household joins. Living here and depending there becomes living here, and the reverse."""
    live_here = {member.person_id for member in here if member.kind == RESIDENT}
    live_there = {member.person_id for member in there if member.kind == RESIDENT}
    for member in here:
        if member.kind == DEPENDENT and member.person_id in live_there:
            leave(by, member, on, why)
    coming = []
    for member in there:
        if member.kind == DEPENDENT and member.person_id in live_here:
            leave(by, member, on, why)
        else:
            coming.append(member)
    return coming
