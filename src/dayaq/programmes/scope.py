"""What row security lets an account see: its districts, and what is opened to the organisations it is a partner for."""

from __future__ import annotations

from typing import Final

from dayaq.accounts.api import ROLES
from dayaq.accounts.models import User
from dayaq.core.rowsecurity import Scope
from dayaq.funds.models import FundSource
from dayaq.registry.api import RESTRICTED, units_within

SEEING: Final = frozenset({"person.view", "person.search", "application.view", "case.view"})
"""Whoever may see somebody holds one of these. A role with a new way to people is added here."""
PARTNER: Final = "partner.view"


def scope_of(user: User) -> Scope:
    """The scope of ``user`` today, never narrower than what any ``visible_to`` shows them.

    No statement beside that of their memberships, but for a partner, whose organisations are looked up.
    """
    may = user.permissions
    staff = [
        membership.unit_id
        for membership in user.memberships_today
        if PARTNER not in (held := ROLES[membership.role].permissions) and held & may & SEEING
    ]
    districts = frozenset(unit for unit in staff if unit is not None)
    funds = FundSource.objects.visible_to(user).values_list("pk", flat=True) if PARTNER in may else ()
    return Scope(
        account=user.pk,
        units=None if user.is_system or None in staff else units_within(districts) if districts else (),
        organisations=user.organisation_ids(PARTNER),
        funds=funds,
        restricted=user.is_system or RESTRICTED in may,
    )
