"""Who may look after accounts."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from dayaq.accounts.models import User
from dayaq.accounts.queries import same_human
from dayaq.core.errors import Denied


def check_manage_accounts(user: User) -> None:
    """Only administrators, and the system when it sets up an installation."""
    if not user.may("account.manage"):
        raise Denied(_("Only an administrator looks after accounts."))


def check_change_membership(user: User, account: User) -> None:
    """Nobody gives a role to themselves, under whichever of their accounts."""
    check_manage_accounts(user)
    if same_human(user, account):
        raise Denied(_("Nobody changes their own roles."), remedy=_("Ask another administrator."), code="own_roles")
