"""The one door to accounts for other apps."""

from dayaq.accounts.queries import granted_ids, holder_of, same_human, system_user, users_with
from dayaq.accounts.roles import PERMISSIONS, ROLES, Role

__all__ = ["PERMISSIONS", "ROLES", "Role", "granted_ids", "holder_of", "same_human", "system_user", "users_with"]
