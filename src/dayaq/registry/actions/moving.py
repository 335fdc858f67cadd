"""A household moves, and those who live in it with it."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from dayaq.accounts.models import User
from dayaq.core.api import Invalid, audit, emit
from dayaq.places.models import AdministrativeUnit
from dayaq.registry import policies
from dayaq.registry.cleaning import clean_text
from dayaq.registry.homes.membership import RESIDENT, lock_households
from dayaq.registry.homes.shape import (
    check_day,
    checked_reason,
    present_members,
    settle,
)
from dayaq.registry.models import FormerAddress, Household


@transaction.atomic
def move_household(
    *,
    by: User,
    household: Household,
    unit: AdministrativeUnit,
    address: str,
    on: date,
    reason: str,
    version: int | None = None,
) -> Household:
    """The household lives elsewhere from ``on``; the addresses of those who live in it follow.

    Any unit in force on that day may be the target: the office that has the household sends it on. The former address
    stays with its last day. Restricted persons keep their own address unless ``by`` may see them.
    """
    policies.check_household(by, household, policies.EDIT)
    check_day(on)
    why = checked_reason(reason)
    lock_households(household, version=version)
    target = clean_text(address, "address", 500)
    if unit.valid_from > on or (unit.valid_to is not None and unit.valid_to <= on):
        raise Invalid(_("This place does not exist on that day."), code="unit_not_valid", field="unit", value=unit.code)
    if household.unit_id == unit.pk and household.address == target:
        raise Invalid(_("Nothing was changed."), code="unchanged", field="address")
    last = FormerAddress.objects.filter(household=household).order_by("-until").first()
    if last is not None and last.until >= on:
        raise Invalid(
            _("A later move is recorded already."),
            code="too_early",
            field="on",
            value=on,
            remedy=_("Choose a later day."),
        )
    residents = [member.person for member in present_members(household, on) if member.kind == RESIDENT]
    before = {"unit": household.unit_id, "address": household.address}
    FormerAddress.objects.create(household=household, unit=household.unit, address=household.address, until=on)
    household.unit, household.address = unit, target
    household.version += 1
    household.save(update_fields=["unit", "address", "version"])
    audit.record(
        by=by,
        event="household.moved",
        obj=household,
        reason=why,
        before=before,
        after={"unit": unit.pk, "address": target, "on": on},
        detail={"from": before["unit"], "to": unit.pk, "on": on.isoformat()},
    )
    settle(by, household, residents, unit, target)
    emit("household.moved", id=household.pk, unit=unit.pk, persons=[one.pk for one in residents])
    return household
