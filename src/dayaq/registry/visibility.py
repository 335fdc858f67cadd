"""Who may see whom: one place for pages, search, counts, exports and commands alike.

A person is visible to an account with the permission, within its districts (and what lies below them), and to a partner
whose organisation holds a grant for that very person, while the person agrees to it or a law allows it
(:func:`agreed`): a consent that is withdrawn ends the sight with the same statement. Whose values were erased is found,
listed and written about no more. Restricted persons need ``person.restricted`` besides.
Nobody else sees anyone: administrators, analysts and auditors have no such permission. A record that
was merged into another one is visible to nobody: what hung on it hangs on the other.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.expressions import RawSQL

from dayaq.accounts.models import Grant, User
from dayaq.core.api import clock
from dayaq.core.models import DatedQuerySet
from dayaq.places.models import AdministrativeUnit
from dayaq.registry.arrays import among

SCOPE_PERSON = "registry.person"
RESTRICTED = "person.restricted"
PARTNER = "partner.view"
SEEING = frozenset({"person.view", "person.search"})
VIEW = "person.view"
PARTNER_SUPPORT = "partner_support"


_WITHIN = """
with recursive within(id) as (
  select id from places_administrativeunit
   where code in (select code from places_administrativeunit where id = any(%s))
  union
  select next.id from within cross join lateral (
    select id from places_administrativeunit where parent_id = within.id
    union all
    select old.id from places_unitsuccession step join places_administrativeunit old on old.id = step.predecessor_id
     where step.successor_id = within.id and step.on_date <= %s and old.valid_to <= %s
  ) next
) select id from within
"""


def units_within(ids: frozenset[int]) -> QuerySet[AdministrativeUnit, int]:
    """Keys of the units in ``ids``, of their other versions in time (same code), and of all units below them.

    A unit that has ended goes on in its successors: whoever looks after one of them looks after the people who were
    recorded in it. One that only lost a part of its land keeps its people.

    Written out, because the same as nested querysets costs more to compile than to run, several times a search.
    """
    today = clock.today()
    within = RawSQL(_WITHIN, [sorted(ids), today, today])  # noqa: S611  # no value is put into the text
    return AdministrativeUnit.objects.filter(pk__in=within).values_list("pk", flat=True)


def in_units(path: str, ids: frozenset[int]) -> Q:
    """The condition that the unit in ``path`` of a row is one of :func:`units_within` ``ids``.

    By the array of their keys, for the sake of row security (:mod:`.arrays`).
    """
    today = clock.today()
    return among(_WITHIN, [sorted(ids), today, today], path)


def agreed(person: str, organisations: Collection[int] = (), *, also: str = "") -> Q:
    """The condition that the person in column ``person`` of a row lets partners see them.

    By a consent in force to the support of partners, for ``organisations``, for the one in column ``also``, or for
    whoever it concerns; or by a law that lets one of them. Both are looked up by index, once for each row asked about.
    """
    from dayaq.registry.models import Consent, LegalBasis

    today = clock.today()
    named = Q(recipient__in=list(organisations))
    if also:
        named |= Q(recipient=OuterRef(also))
    consents = Consent.objects.in_force(today).filter(
        named | Q(recipient__isnull=True), person=OuterRef(person), purpose=PARTNER_SUPPORT
    )
    return Q(Exists(consents)) | Q(Exists(LegalBasis.objects.on(today).filter(named, purpose=PARTNER_SUPPORT)))


def person_condition(user: User, permission: str) -> Q | None:
    """The condition on persons visible to ``user``; None when no person is."""
    conditions = []
    if user.may(permission):
        districts = user.district_ids(permission)
        conditions.append(Q() if districts is None else in_units("unit", districts))
    if permission in SEEING and user.may(PARTNER):
        grants = Grant.objects.on(clock.today()).filter(
            agreed("scope_id", also="organisation"),
            organisation__in=user.organisation_ids(PARTNER),
            scope_type=SCOPE_PERSON,
        )
        conditions.append(Q(pk__in=grants.values("scope_id")))
    if not conditions:
        return None
    allowed = Q() if any(not condition for condition in conditions) else conditions[0]
    for condition in conditions[1:]:
        allowed = allowed | condition if allowed else allowed
    if permission != VIEW:
        allowed &= Q(erased_at__isnull=True)
    return allowed if user.may(RESTRICTED) or user.is_system else allowed & Q(is_restricted=False)


class PersonQuerySet(models.QuerySet[Any]):
    """Persons, chainable."""

    def visible_to(self, user: User, permission: str = "person.view") -> Self:
        """Only whom ``user`` may see under ``permission`` (``person.view`` or ``person.search``)."""
        condition = person_condition(user, permission)
        return self.none() if condition is None else self.standing().filter(condition)

    def standing(self) -> Self:
        """Without records that were merged into another one: each human once."""
        return self.filter(merged_into__isnull=True)

    def reached_by(self, user: User, permission: str = "person.view") -> Self:
        """Whom ``user`` may see, and the records merged into theirs: for what was written about either of them."""
        condition = person_condition(user, permission)
        if condition is None:
            return self.none()
        survivors = type(self)(self.model).visible_to(user, permission).filter(pk=OuterRef("merged_into"))
        return self.filter(Q(condition, merged_into__isnull=True) | Q(Exists(survivors)))


class RelatedQuerySet(models.QuerySet[Any]):
    """Rows that hang on a person and are seen with them."""

    def visible_to(self, user: User, permission: str = "person.view") -> Self:
        """Only rows of persons whom ``user`` may see."""
        from dayaq.registry.models import Person

        return self.filter(person__in=Person.objects.visible_to(user, permission))


class DatedRelatedQuerySet(RelatedQuerySet, DatedQuerySet):  # type: ignore[override,type-arg]  # stubs: a manager type each
    """Dated rows that hang on a person."""


class RelationQuerySet(DatedQuerySet):  # type: ignore[type-arg]  # stubs: a manager type each
    """Relations between two persons; seen by whoever may see both."""

    def visible_to(self, user: User, permission: str = "person.view") -> Self:
        """Only relations of whose two persons ``user`` may see each."""
        from dayaq.registry.models import Person

        seen = Person.objects.visible_to(user, permission)
        return self.filter(person__in=seen, relative__in=seen)


class StatusQuerySet(DatedRelatedQuerySet):  # type: ignore[override]  # stubs: a manager type each
    """Statuses; a restricted kind is not there for whoever lacks the right to it."""

    def kinds_visible_to(self, user: User) -> Self:
        """Drop kinds that ``user`` may not know of."""
        return self if user.may(RESTRICTED) or user.is_system else self.exclude(kind__sensitivity="restricted")

    def visible_to(self, user: User, permission: str = "person.view") -> Self:
        """Only statuses of visible persons, and of kinds that ``user`` may know of."""
        return super().visible_to(user, permission).kinds_visible_to(user)


class HouseholdQuerySet(models.QuerySet[Any]):
    """Households, chainable."""

    def visible_to(self, user: User, permission: str = "person.view") -> Self:
        """Only households with a present or past member whom ``user`` may see, or empty ones in their districts."""
        from dayaq.registry.models import HouseholdMember

        members = HouseholdMember.objects.filter(household=OuterRef("pk"))
        seen = Q(Exists(members.visible_to(user, permission)))
        if user.may(permission):
            districts = user.district_ids(permission)
            empty = ~Q(Exists(members))
            seen |= empty if districts is None else empty & in_units("unit", districts)
        return self.filter(seen)
