"""Memberships as rows: begun and closed, each with its trace; the database says what may not be."""

from __future__ import annotations

from datetime import date
from typing import NoReturn

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from dayaq.accounts.models import User
from dayaq.core.api import Invalid, Stale, WrongState, audit
from dayaq.registry.models import Household, HouseholdMember, Person

HEAD = HouseholdMember.Relation.HEAD
RESIDENT = HouseholdMember.Kind.RESIDENT
DEPENDENT = HouseholdMember.Kind.DEPENDENT


def check_relation(relation: str) -> None:
    """``relation`` is one to the head of a household."""
    if relation not in HouseholdMember.Relation.values:
        raise Invalid(_("Choose the relation to the head of the household."), field="relation", value=relation)


def lock_households(*households: Household, version: int | None = None) -> None:
    """Take the row locks in the order of keys and bring the households up to date; WrongState for one that has ended.

    Stale when the first one is no longer at ``version``.
    """
    for household in sorted(households, key=lambda one: one.pk):
        household.refresh_from_db(from_queryset=Household.objects.select_for_update(of=("self",)))
        if household.ended_on is not None:
            raise WrongState(
                _("This household has ended."),
                code="household_ended",
                remedy=_("Open the household into which its members went."),
            )
    if version is not None and households[0].version != version:
        raise Stale(
            _("Somebody changed this household after you opened the page. Nothing of yours was saved."),
            remedy=_("Open it again, look at the change, and enter yours once more."),
        )


def touch(household: Household) -> None:
    """Count a change of a locked household, so that a page opened before it is known to be stale."""
    household.version += 1
    household.save(update_fields=["version"])


def join(
    by: User, household: Household, person: Person, relation: str, valid_from: date, kind: str = RESIDENT
) -> HouseholdMember:
    """Write a membership; the database refuses a second home, a second dependency and a second head of a day."""
    try:
        with transaction.atomic():
            member = HouseholdMember.objects.create(
                household=household,
                person=person,
                relation=relation,
                is_head=relation == HEAD,
                kind=kind,
                valid_from=valid_from,
            )
    except IntegrityError as error:
        _refuse_member(error)
    audit.record(
        by=by,
        event="household.joined",
        obj=household,
        after={"relation": relation, "kind": kind, "valid_from": valid_from},
        detail={"person": person.pk, "member": member.pk},
    )
    return member


def _refuse_member(error: IntegrityError) -> NoReturn:
    """Say in words what the database refused; anything else is raised as it is."""
    if "one_head_at_a_time" in str(error):
        raise WrongState(
            _("The household has a head already."),
            code="second_head",
            field="relation",
            remedy=_("Choose another relation, or end the membership of the present head first."),
        ) from None
    if "one_home_at_a_time" in str(error):
        raise WrongState(
            _("This person belongs to a household already."),
            code="in_household",
            field="person",
            remedy=_("End that membership first."),
        ) from None
    if "one_dependency_at_a_time" in str(error):
        raise WrongState(
            _("This person is kept by another household already."),
            code="dependent_elsewhere",
            field="person",
            remedy=_("End that membership first."),
        ) from None
    raise error


def leave(by: User, member: HouseholdMember, on: date, reason: str) -> None:
    """Close an open membership on a day after its first."""
    member.valid_to = on
    member.save(update_fields=["valid_to"])
    audit.record(
        by=by,
        event="household.left",
        obj=member.household,
        reason=reason,
        after={"valid_to": on},
        detail={"person": member.person_id, "member": member.pk},
    )
