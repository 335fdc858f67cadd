"""How the registry's own rows, and those of lower rooms, behave when two records become one."""

from __future__ import annotations

from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from dayaq.registry.merging import objecting
from dayaq.registry.merging.rooms import Belonging, register_belonging
from dayaq.registry.models import Consent, HouseholdIncome, Status
from dayaq.registry.states import Verification

_SURE: Final = {Verification.DECLARED: 0, Verification.REFUTED: 1, Verification.VERIFIED: 1}


def _surer(stays: Status, other: Status) -> bool:
    """Of the same status from the same day: decided goes before declared, then the later decision holds."""
    ranks = [(_SURE[Verification(one.verification)], one.state_at) for one in (stays, other)]
    return ranks[1] > ranks[0] if ranks[0][0] != ranks[1][0] or ranks[0][0] else False


def _wider(stays: Consent, other: Consent) -> bool:
    """Of two open consents to the same thing that to more kinds of data; else the earlier one covers what was done."""
    covered = [set(one.data_classes) for one in (stays, other)]
    if covered[0] != covered[1]:
        return len(covered[1]) > len(covered[0])
    return other.given_on < stays.given_on


def _better_known(stays: HouseholdIncome, other: HouseholdIncome) -> bool:
    """Of one income of one month a register's word goes before a verified one, and that before a declared one."""
    return (other.basis == "register", other.is_verified) > (stays.basis == "register", stays.is_verified)


def _first(_stays: Any, _other: Any) -> bool:
    """They say the same: that of the record that stands stays."""
    return False


OWN: Final = (
    Belonging("registry.identitydocument", _("Identity documents"), _first),
    Belonging("registry.status", _("Statuses"), _surer),
    Belonging("registry.registercheck", _("Answers of registers")),
    Belonging("registry.consent", _("Consents"), _wider),
    Belonging("registry.householdmember", _("Memberships of households")),
    Belonging("registry.personrelation", _("Relatives and guardians")),
    Belonging("registry.householdincome", _("Incomes"), _better_known),
    Belonging("registry.representative", _("For which households they speak")),
    Belonging("registry.statusground", _("What statuses rest on")),
    Belonging("registry.changerequest", _("Corrections asked for")),
    Belonging("registry.lifeevent", _("Life events"), grows=True),
    Belonging("registry.legalhold", _("Legal holds")),
    Belonging("registry.erasurerequest", _("Requests for erasure")),
    Belonging("registry.externalkey", _("Keys of sources")),
    Belonging("registry.stagedrow", _("Rows of imports")),
    Belonging("registry.person", _("Records merged earlier")),
    Belonging("accounts.grant", _("Rights of partners")),
    Belonging("notices.notice", _("Letters")),
)


def join() -> None:
    """Register them."""
    for one in OWN:
        register_belonging(one)
    objecting.join()
