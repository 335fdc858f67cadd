"""What an account may do in the registry; what the state allows stands in the transition tables."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from dayaq.accounts.api import same_human
from dayaq.accounts.models import User
from dayaq.core.errors import Denied
from dayaq.places.models import AdministrativeUnit
from dayaq.registry.change_classes import CLASS_OF
from dayaq.registry.models import ChangeRequest, Household, Person, Status, StatusKind
from dayaq.registry.visibility import RESTRICTED, units_within

REGISTER = "person.register"
EDIT = "person.edit"
VIEW = "person.view"
SEARCH = "person.search"
VERIFY = "status.verify"
DECIDE = "change.decide"


EXTRACT = "person.extract"
ACCESS_LOG = "person.access_log"
PROTECT = "data.protect"
DECIDE_ERASURE = "erasure.decide"


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
    """``person`` must be one whom ``user`` may see under ``permission``; a hidden one is refused like a foreign one."""
    check_may(user, permission)
    if not Person.objects.visible_to(user, permission).filter(pk=person.pk).exists():
        raise Denied(_("This person is not among those with whom you work."), code="other_person")


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


def check_fields(user: User, changes: Mapping[str, Any]) -> None:
    """Each class of field has its permission; nobody moves a person into a district that is not theirs."""
    for name in changes:
        if name in CLASS_OF:
            check_may(user, CLASS_OF[name].asks)
    if "unit" in changes:
        check_unit(user, changes["unit"], EDIT)


def check_decide_change(user: User, change: ChangeRequest) -> None:
    """A second pair of eyes decides: never those of whoever asked, under whichever of their accounts."""
    check_person(user, change.person, DECIDE)
    if same_human(user, change.requested_by):
        raise Denied(
            _("You asked for this change; another person must decide on it."),
            code="same_eyes",
            remedy=_("Leave it to a colleague."),
        )


def check_own_change(user: User, change: ChangeRequest) -> None:
    """A request is withdrawn or renewed by whoever asked for it."""
    check_person(user, change.person, EDIT)
    if not same_human(user, change.requested_by):
        raise Denied(_("Somebody else asked for this change."), code="not_yours", remedy=_("Ask them to withdraw it."))


def check_data_protection(user: User) -> None:
    """Who looks after legal bases, legal holds and the retention schedule."""
    check_may(user, PROTECT)


def check_extract(user: User, person: Person) -> None:
    """Who hands a person their own extract.

    It holds everything, protected records included, so it takes the right to those, whoever the person is: a refusal
    for some people alone would tell that there is something to hide.
    """
    check_person(user, person, EXTRACT)
    if not (user.may(RESTRICTED) or user.is_system):
        raise Denied(
            _("You cannot hand out an extract."),
            code="other_officer",
            remedy=_("An extract may hold protected records. Ask an officer who may see them to hand it out."),
        )


def check_request_erasure(user: User, person: Person) -> None:
    """Who takes in a request for erasure at the window."""
    check_person(user, person, REGISTER)


def check_decide_erasure(user: User) -> None:
    """Who examines and decides requests for erasure."""
    check_may(user, DECIDE_ERASURE)


def check_other_eyes(user: User, other: User) -> None:
    """What cannot be undone takes two people: whoever took it in does not decide it."""
    if same_human(user, other) and not user.is_system:
        raise Denied(
            _("You took this in yourself: somebody else decides it."),
            code="four_eyes",
            remedy=_("Ask another officer for the protection of personal data."),
        )
