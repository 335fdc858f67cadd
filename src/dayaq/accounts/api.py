"""The one door to accounts for other apps."""

from dayaq.accounts.actions import create_account, deactivate_account, end_role, give_role, grant, reset_password
from dayaq.accounts.policies import check_change_membership, check_manage_accounts
from dayaq.accounts.queries import granted_ids, holder_of, same_human, system_user, users_with
from dayaq.accounts.roles import PERMISSIONS, ROLES, Role
from dayaq.accounts.tokens.actions import create_token, revoke_token
from dayaq.accounts.tokens.creating import create_once
from dayaq.accounts.tokens.scopes import SCOPES, scopes_of
from dayaq.accounts.tokens.using import Use, use_token

__all__ = [
    "PERMISSIONS",
    "ROLES",
    "SCOPES",
    "Role",
    "Use",
    "check_change_membership",
    "check_manage_accounts",
    "create_account",
    "create_once",
    "create_token",
    "deactivate_account",
    "end_role",
    "give_role",
    "grant",
    "granted_ids",
    "holder_of",
    "reset_password",
    "revoke_token",
    "same_human",
    "scopes_of",
    "system_user",
    "use_token",
    "users_with",
]
