"""The one door to accounts for other apps."""

from dayaq.accounts.actions import create_account, deactivate_account, end_role, give_role, grant, reset_password
from dayaq.accounts.policies import check_change_membership, check_manage_accounts
from dayaq.accounts.queries import granted_ids, holder_of, same_human, system_user, users_with
from dayaq.accounts.roles import PERMISSIONS, ROLES, Role

__all__ = [
    "PERMISSIONS",
    "ROLES",
    "Role",
    "check_change_membership",
    "check_manage_accounts",
    "create_account",
    "deactivate_account",
    "end_role",
    "give_role",
    "grant",
    "granted_ids",
    "holder_of",
    "reset_password",
    "same_human",
    "system_user",
    "users_with",
]
