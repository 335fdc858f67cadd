"""Who may look after accounts."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from dayaq.accounts.models import ApiToken, User
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


def check_use_interface(user: User) -> None:
    """Whose role works with the machine interface; a token makes no tokens."""
    if not user.may("interface.use") or user.token_id is not None:
        raise Denied(
            _("Your role does not use the machine interface."),
            remedy=_("If your work needs it, ask whoever looks after accounts in your organisation."),
        )


def check_revoke_token(user: User, token: ApiToken) -> None:
    """The owner, and whoever looks after accounts."""
    if user.token_id is not None or (token.owner_id != user.pk and not user.may("account.manage")):
        raise Denied(_("This token is not yours."), code="hidden")
