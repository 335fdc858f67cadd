"""What an account may do in the registry; what the state allows stands in the transition tables."""

from __future__ import annotations

from django.db import connection
from django.utils.translation import gettext_lazy as _

from dayaq.accounts.models import User
from dayaq.core.errors import Denied, WrongState
from dayaq.places.models import AdministrativeUnit
from dayaq.registry.models import CandidatePair, Household, Person, Status, StatusKind
from dayaq.registry.visibility import RESTRICTED, units_within

REGISTER = "person.register"
EDIT = "person.edit"
VIEW = "person.view"
SEARCH = "person.search"
VERIFY = "status.verify"
MERGE = "person.merge"


def check_may(user: User, permission: str) -> None:
    """The role must hold ``permission``."""
    if not user.may(permission):
        raise Denied(
            _("Your role does not allow this."),
            remedy=_("If your work needs it, ask whoever looks after accounts in your organisation."),
        )


def check_register(user: User, unit: AdministrativeUnit | None = None) -> None:
    """Persons are registered in one's own districts; without a district only by whoever works for the whole country."""
    check_may(user, REGISTER)
    check_unit(user, unit, REGISTER)


def check_unit(user: User, unit: AdministrativeUnit | None, permission: str) -> None:
    """``unit`` must lie in the districts for which ``user`` holds ``permission``."""
    districts = user.district_ids(permission)
    if districts is None:
        return
    if unit is None or not units_within(districts).filter(pk=unit.pk).exists():
        raise Denied(
            _("This district is not one of yours."),
            code="other_district",
            field="unit",
            remedy=_("Choose a district in which you work, or ask an office there."),
        )


def check_person(user: User, person: Person, permission: str) -> None:
    """``person`` must be one whom ``user`` may see under ``permission``; a hidden one is refused like a foreign one.

    Inside a transaction the record is held: until it ends nobody merges it into another one, so that what the caller
    writes about it hangs on a record that stands.
    """
    check_may(user, permission)
    seen = Person.objects.visible_to(user, permission).filter(pk=person.pk).values_list("pk", flat=True)
    if connection.in_atomic_block:
        seen = seen.select_for_update(no_key=True)
    if not seen:
        if Person.objects.reached_by(user, permission).filter(pk=person.pk).exists():
            raise merged_meanwhile()
        raise Denied(_("This person is not among those with whom you work."), code="other_person")


def hold_person(person: Person) -> None:
    """Keep ``person`` from being merged until this transaction ends; WrongState when that has happened already."""
    if not Person.objects.standing().select_for_update(no_key=True).filter(pk=person.pk).values_list("pk"):
        raise merged_meanwhile()


def merged_meanwhile() -> WrongState:
    """What is said of a record that stands no longer."""
    return WrongState(
        _("This record was merged into another one meanwhile."),
        code="merged",
        remedy=_("Open the person again: the link leads to the record that stands."),
    )


def check_merge(user: User, *persons: Person) -> None:
    """Who decides whether records are one person must see all of them, in their own districts."""
    check_may(user, MERGE)
    wanted = {person.pk for person in persons}
    if Person.objects.visible_to(user, MERGE).filter(pk__in=wanted).count() != len(wanted):
        raise Denied(_("These two people are not both among those with whom you work."), code="other_person")


def check_pair(user: User, pair: CandidatePair) -> None:
    """Who decides about a pair that was found."""
    check_merge(user, pair.left, pair.right)


def check_edit(user: User, person: Person) -> None:
    """Who corrects a person's data."""
    check_person(user, person, EDIT)


def check_household(user: User, household: Household, permission: str) -> None:
    """A household is worked on by whoever may see it under ``permission``."""
    check_may(user, permission)
    if not Household.objects.visible_to(user, permission).filter(pk=household.pk).exists():
        raise Denied(_("This household is not among those with which you work."), code="other_household")


def check_kind(user: User, kind: StatusKind) -> None:
    """A restricted status is known only to whoever holds the right to it."""
    if kind.sensitivity == StatusKind.Sensitivity.RESTRICTED and not (user.may(RESTRICTED) or user.is_system):
        raise Denied(_("Your role does not record this status."), code="restricted_kind")


def check_verify(user: User, status: Status) -> None:
    """Who says that a status holds or does not."""
    check_person(user, status.person, VERIFY)
    check_kind(user, status.kind)
