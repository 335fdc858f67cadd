"""Who may see whom: one place for pages, search, counts, exports and commands alike.

A person is visible to an account with the permission, within its districts (and what lies below them), and to a partner
whose organisation holds a grant for that very person. Restricted persons need ``person.restricted`` besides.
Nobody else sees anyone: administrators, analysts and auditors have no such permission. A record that was merged into
another one is visible to nobody: what hung on it hangs on the other.
"""

from __future__ import annotations

from typing import Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.expressions import RawSQL

from dayaq.accounts.models import Grant, User
from dayaq.core.api import clock
from dayaq.core.models import DatedQuerySet
from dayaq.places.models import AdministrativeUnit

SCOPE_PERSON = "registry.person"
RESTRICTED = "person.restricted"
PARTNER = "partner.view"
SEEING = frozenset({"person.view", "person.search"})


_WITHIN = """
with recursive within(id) as (
  select id from places_administrativeunit
   where code in (select code from places_administrativeunit where id = any(%s))
  union
  select below.id from places_administrativeunit below join within on below.parent_id = within.id
) select id from within
"""


def units_within(ids: frozenset[int]) -> QuerySet[AdministrativeUnit, int]:
    """Keys of the units in ``ids``, of their other versions in time (same code), and of all units below them.

    Written out, because the same as nested querysets costs more to compile than to run, several times a search.
    """
    within = RawSQL(_WITHIN, [sorted(ids)])  # noqa: S611  # no value is put into the text
    return AdministrativeUnit.objects.filter(pk__in=within).values_list("pk", flat=True)


def person_condition(user: User, permission: str) -> Q | None:
    """The condition on persons visible to ``user``; None when no person is."""
    conditions = []
    if user.may(permission):
        districts = user.district_ids(permission)
        conditions.append(Q() if districts is None else Q(unit__in=units_within(districts)))
    if permission in SEEING and user.may(PARTNER):
        grants = Grant.objects.on(clock.today()).filter(
            organisation__in=user.organisation_ids(PARTNER), scope_type=SCOPE_PERSON
        )
        conditions.append(Q(pk__in=grants.values("scope_id")))
    if not conditions:
        return None
    allowed = Q() if any(not condition for condition in conditions) else conditions[0]
    for condition in conditions[1:]:
        allowed = allowed | condition if allowed else allowed
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
            seen |= empty if districts is None else empty & Q(unit__in=units_within(districts))
        return self.filter(seen)
