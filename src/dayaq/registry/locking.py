"""The row locks of a person and of their household, under which everything about them is changed."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from dayaq.core.api import Stale
from dayaq.registry.models import Household, HouseholdMember, Person


def lock_person(person: Person, version: int | None = None) -> Person:
    """Take the row lock and bring ``person`` up to date; Stale when it is no longer at ``version``."""
    person.refresh_from_db(from_queryset=Person.objects.select_for_update(of=("self",)))
    if version is not None and person.version != version:
        raise Stale(
            _("Somebody changed this person after you opened the page. Nothing of yours was saved."),
            remedy=_("Open it again, look at the change, and enter yours once more."),
        )
    return person


def lock_membership(person: Person) -> HouseholdMember | None:
    """The open membership of ``person`` where they live, its household locked; None where there is none."""
    living = HouseholdMember.objects.filter(person=person, valid_to__isnull=True, kind=HouseholdMember.Kind.RESIDENT)
    member = living.select_related("household").first()
    if member is not None:
        Household.objects.select_for_update().get(pk=member.household_id)
    return member
