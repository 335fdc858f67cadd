"""What events do to households: a member leaves, another becomes its head, somebody joins, all of it moves."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from dayaq.accounts.models import User
from dayaq.core.api import Invalid, audit
from dayaq.core.periods import years_between
from dayaq.places.models import AdministrativeUnit
from dayaq.registry.actions.households import add_member, end_membership
from dayaq.registry.effects import Effects
from dayaq.registry.locking import lock_membership
from dayaq.registry.models import FormerAddress, Household, HouseholdMember, Person
from dayaq.registry.relations import to_new_head

HEAD = HouseholdMember.Relation.HEAD
RESIDENT = HouseholdMember.Kind.RESIDENT
ADULT = 18


@transaction.atomic
def leave_household(
    *, by: User, person: Person, end: date, new_head: Person | None, reason: str, effects: Effects
) -> None:
    """End the membership of ``person``: ``end`` is the first day without it. A head is replaced by ``new_head``."""
    member = lock_membership(person)
    if member is None:
        return
    if end <= member.valid_from:
        raise Invalid(
            _("The person joined the household on that day or later."),
            code="joined_later",
            field="on",
            value=end,
            remedy=_("Check the day, or end that membership on the page of the household first."),
        )
    others = list(
        HouseholdMember.objects.filter(household=member.household_id, valid_to__isnull=True)
        .exclude(pk=member.pk)
        .select_related("person")
        .order_by("pk")
    )
    chosen = _chosen(by, member, others, new_head)
    end_membership(by=by, member=member, on=end, reason=reason)
    effects.add("member_left", member, {"valid_to": None}, {"valid_to": end})
    if member.is_head and chosen is not None:
        _replace_head(by, chosen, others, end, effects)
    elif member.is_head and others:
        effects.add("no_head", member.household)
    if others and not any(_is_adult(one.person, end) for one in others):
        effects.add("no_adult", member.household)


def _chosen(
    by: User, member: HouseholdMember, others: list[HouseholdMember], new_head: Person | None
) -> HouseholdMember | None:
    """The member who becomes the head; Invalid where one must be chosen among those whom ``by`` may see."""
    if not member.is_head:
        return None
    if new_head is not None:
        found = next((one for one in others if one.person_id == new_head.pk and one.kind == RESIDENT), None)
        if found is None:
            raise Invalid(
                _("The new head must be a member who lives in the household."), code="not_a_member", field="new_head"
            )
        return found
    seen = HouseholdMember.objects.filter(pk__in=[one.pk for one in others], kind=RESIDENT).visible_to(by)
    if others and seen.exists():
        raise Invalid(
            _("The person is the head of a household in which others remain."),
            code="head",
            field="new_head",
            remedy=_("Choose who becomes its head."),
        )
    return None


def _replace_head(
    by: User, chosen: HouseholdMember, others: list[HouseholdMember], start: date, effects: Effects
) -> None:
    was = chosen.relation
    _relate(by, chosen, HEAD, start, effects)
    for other in others:
        relation = to_new_head(was, other.relation)
        if other.pk != chosen.pk and relation != other.relation:
            _relate(by, other, relation, start, effects)


def _relate(by: User, member: HouseholdMember, relation: str, start: date, effects: Effects) -> None:
    """From ``start`` on ``member`` is ``relation`` to the head; one who joined later is so from the beginning."""
    before = member.relation
    if member.valid_from >= start:
        member.relation, member.is_head = relation, relation == HEAD
        member.save(update_fields=["relation", "is_head"])
        effects.add("relation_changed", member, {"relation": before}, {"relation": relation})
        now = member
    else:
        member.valid_to = start
        member.save(update_fields=["valid_to"])
        now = HouseholdMember.objects.create(
            household_id=member.household_id,
            person_id=member.person_id,
            relation=relation,
            is_head=relation == HEAD,
            kind=member.kind,
            valid_from=start,
        )
        effects.add("member_left", member, {"valid_to": None}, {"valid_to": start})
        effects.add("member_joined", now, None, {"relation": relation})
    audit.record(
        by=by,
        event="household.relation_changed",
        obj=member.household,
        before={"relation": before},
        after={"relation": relation, "valid_from": now.valid_from},
        detail={"person": member.person_id, "member": now.pk},
    )


def _is_adult(person: Person, on: date) -> bool:
    """Whether somebody of age remains; one whose age nobody knows counts as one."""
    if person.birth_date is None or person.birth_date > on:
        return person.birth_date is None
    return years_between(person.birth_date, on) >= ADULT


@transaction.atomic
def join_household(
    *, by: User, household: Household, person: Person, relation: str, start: date, effects: Effects
) -> HouseholdMember:
    """Let ``person`` belong to ``household`` from ``start`` on."""
    member = add_member(by=by, household=household, person=person, relation=relation, valid_from=start)
    effects.add("member_joined", member, None, {"relation": relation})
    return member


@transaction.atomic
def move_household(
    *, by: User, household: Household, unit: AdministrativeUnit, address: str, on: date, effects: Effects
) -> Household:
    """Give ``household`` another district and address from ``on``; the former one stays with its last day."""
    if FormerAddress.objects.filter(household=household, until__gte=on).exists():
        raise Invalid(
            _("A later move is recorded already."),
            code="too_early",
            field="on",
            value=on,
            remedy=_("Choose a later day."),
        )
    former = FormerAddress.objects.create(household=household, unit=household.unit, address=household.address, until=on)
    before = {"unit": household.unit, "address": household.address}
    was = {"unit": household.unit_id, "address": household.address}
    household.unit, household.address = unit, address
    household.version += 1
    household.save(update_fields=["unit", "address", "version"])
    audit.record(
        by=by,
        event="household.moved",
        obj=household,
        before=was,
        after={"unit": unit.pk, "address": address},
        detail={"on": on.isoformat()},
    )
    effects.add("household_moved", household, before, {"unit": unit, "address": address})
    effects.rows[-1]["former"] = former.pk
    return household
