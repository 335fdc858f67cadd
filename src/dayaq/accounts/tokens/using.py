"""A request shows a token: whose it is, what it may, and how much of its minute is left."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import connection

from dayaq.accounts.models import ApiToken, User
from dayaq.accounts.tokens.scopes import USE
from dayaq.accounts.tokens.secret import LENGTH, PREFIX, digest_of
from dayaq.core.api import clock

_WINDOW: Final = timedelta(minutes=1)


@dataclass(frozen=True)
class Use:
    """One request of a token: the account it acts for (within its scopes), and its rate.

    ``limit`` requests a minute; ``remaining`` of this minute; ``reset`` seconds until the next one begins.
    """

    token: ApiToken
    user: User
    limit: int
    remaining: int
    reset: int
    exceeded: bool


def use_token(secret: str) -> Use | None:
    """What ``secret`` opens now; None for whatever does not open anything. Three statements.

    Dead are: unknown, revoked and expired tokens, those of a closed account, and those whose owner holds no role today
    that may use the interface. The request is counted, also one that is over the limit.
    """
    if not secret.startswith(PREFIX) or len(secret) != LENGTH:
        return None
    token = ApiToken.objects.select_related("owner").filter(digest=digest_of(secret)).first()
    now = clock.now()
    if token is None or not token.works_at(now):
        return None
    user = token.owner
    if not user.may(USE):
        return None
    return _counted(token, _limited(user, token), now)


def _limited(user: User, token: ApiToken) -> User:
    """``user`` as this request has it; what it may without limit was asked before and is asked anew."""
    user.limited_to = frozenset(token.scopes)
    user.token_id = token.pk
    user.__dict__.pop("permissions", None)
    return user


_COUNT: Final = """
update accounts_apitoken
   set window_count = case when window_start = %(start)s then window_count + 1 else 1 end,
       window_start = %(start)s, last_used_at = %(now)s
 where id = %(token)s
returning window_count
"""


def _counted(token: ApiToken, user: User, now: datetime) -> Use:
    """Count in one statement, so that processes side by side count together: the first request of a minute is one."""
    start = now.replace(second=0, microsecond=0)
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, {"start": start, "now": now, "token": token.pk})
        (used,) = cursor.fetchone()
    limit = settings.TOKEN_RATE
    reset = max(1, -(-(start + _WINDOW - now) // timedelta(seconds=1)))
    return Use(token, user, limit, max(0, limit - used), reset, used > limit)
