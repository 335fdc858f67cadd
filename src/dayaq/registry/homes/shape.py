"""What the changes of a household's shape share: who belongs to it, where they will stand, who moves with whom.

What stays the same of a membership stays one row; what changes ends on the day and begins anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dayaq.accounts.models import User
from dayaq.core.api import Denied, Invalid, audit, clock
from dayaq.places.models import AdministrativeUnit
from dayaq.registry import policies
from dayaq.registry.homes.membership import HEAD, RESIDENT, join, leave
from dayaq.registry.models import Household, HouseholdMember, Person, Representative
from dayaq.registry.visibility import RESTRICTED

Relation = HouseholdMember.Relation


@dataclass(frozen=True)
class Place:
    """Where one person will stand: relation to the head, and in which way they belong."""

    member: HouseholdMember
    relation: str

    @property
    def relation_label(self) -> str:
        """The relation in words."""
        return str(Relation(self.relation).label)


def present_members(household: Household, on: date) -> list[HouseholdMember]:
    """Memberships of that day, locked, the head's first; Invalid when somebody joins or leaves on a later day."""
    members = list(
        HouseholdMember.objects.select_for_update(of=("self",))
        .filter(Q(valid_to__isnull=True) | Q(valid_to__gt=on), household=household)
        .select_related("person__unit")
        .order_by("-is_head", "pk")
    )
    late = [member for member in members if member.valid_from >= on or member.valid_to is not None]
    if late:
        raise Invalid(
            _("Somebody joins or leaves the household on that day or a later one."),
            code="too_early",
            field="on",
            value=on,
            remedy=_("Choose a later day."),
        )
    return members


def check_day(on: date) -> None:
    if on > clock.today():
        raise Invalid(_("The date lies in the future."), code="future", field="on", value=on)


def checked_reason(reason: str) -> str:
    if not reason.strip():
        raise Invalid(_("Say why the household changes."), code="reason", field="reason")
    return reason.strip()


def placed_under(members: Iterable[HouseholdMember], head: int, relations: Mapping[int, str]) -> list[Place]:
    """Where each member stands when person ``head`` is the head; ``relations``: key of the membership → relation.

    Who was not asked about keeps the relation to the same head; to another one they are another relative.
    """
    placed = []
    for member in members:
        if member.person_id == head:
            placed.append(Place(member, HEAD))
            continue
        relation = relations.get(member.pk) or Relation.OTHER_RELATIVE
        if relation == HEAD or relation not in Relation.values:
            raise Invalid(
                _("Choose the relation to the head of the household."), code="relation", field=f"relation_{member.pk}"
            )
        placed.append(Place(member, relation))
    return placed


def check_head_among(members: Iterable[HouseholdMember], head: Person, field: str) -> None:
    if not any(member.person_id == head.pk and member.kind == RESIDENT for member in members):
        raise Invalid(_("The head is one of those who live in the household."), code="head", field=field)


def restate(by: User, household: Household, places: Iterable[Place], on: date, reason: str) -> None:
    """Let members of a household stand otherwise from ``on``; those whose relation stays are left alone."""
    changed = [place for place in places if place.member.relation != place.relation]
    for place in changed:
        leave(by, place.member, on, reason)
    for place in changed:
        join(by, household, place.member.person, place.relation, on, place.member.kind)


def transfer(by: User, target: Household, places: Iterable[Place], on: date, reason: str) -> None:
    """Let members of another household belong to ``target`` from ``on``."""
    moving = list(places)
    for place in moving:
        leave(by, place.member, on, reason)
    for place in moving:
        join(by, target, place.member.person, place.relation, on, place.member.kind)


def check_seen(by: User, members: Iterable[HouseholdMember]) -> None:
    """Whoever takes people out of a household, or brings them into one, may see each of them."""
    keys = {member.person_id for member in members}
    seen = Person.objects.visible_to(by, policies.EDIT).filter(pk__in=keys).count()
    if seen != len(keys):
        raise Denied(_("This person is not among those with whom you work."), code="other_person")


def settle(
    by: User, household: Household, persons: Iterable[Person], unit: AdministrativeUnit | None, address: str
) -> None:
    """Let persons live where their household lives."""
    hidden = not (by.may(RESTRICTED) or by.is_system)
    moving = [one.pk for one in persons if not (one.is_restricted and hidden)]
    for person in Person.objects.select_for_update(of=("self",)).filter(pk__in=moving).order_by("pk"):
        if person.unit_id == (unit.pk if unit else None) and person.address == address:
            continue
        before = {"unit": person.unit_id, "address": person.address}
        person.unit, person.address = unit, address
        person.version += 1
        person.save(update_fields=["unit", "address", "version"])
        audit.record(
            by=by,
            event="person.moved",
            obj=person,
            before=before,
            after={"unit": unit.pk if unit else None, "address": address},
            detail={"household": household.pk},
        )


def end_representation(household: Household, persons: list[int] | None, on: date) -> None:
    """Members who leave no longer speak for the household; ``persons`` None: nobody does."""
    rows = Representative.objects.on(on).select_for_update().filter(household=household, valid_from__lt=on)
    if persons is not None:
        rows = rows.filter(person__in=persons, basis=Representative.Basis.MEMBER)
    for row in rows:
        row.valid_to = on
        row.save(update_fields=["valid_to"])
