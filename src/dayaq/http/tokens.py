"""Who asks: ``Authorization: Bearer …`` and nothing else. A session opens nothing here, so there is no CSRF either."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from ninja.security import HttpBearer

from dayaq.accounts.api import Use, use_token
from dayaq.core.errors import Denied
from dayaq.core.rowsecurity import raise_wall
from dayaq.programmes.api import scope_of

if TYPE_CHECKING:
    from dayaq.accounts.models import User


class Request(HttpRequest):
    """A request whose token was good: ``auth`` is its owner, within its scopes. For annotations only."""

    auth: User
    dayaq_use: Use


class TooMany(Exception):
    """More requests in this minute than a token may make."""


class Token(HttpBearer):
    """The guard of an operation: it needs all of ``scopes``. Without any it lets nobody in: the default is no."""

    def __init__(self, *scopes: str) -> None:
        super().__init__()
        self.scopes = scopes

    def authenticate(self, request: HttpRequest, token: str) -> User | None:
        """The account to act for; None where the token opens nothing (401), Denied where it opens less than this."""
        use = use_token(token)
        if use is None:
            return None
        request.dayaq_use = use  # type: ignore[attr-defined]  # read by the middleware, which tells the rate
        if use.exceeded:
            raise TooMany
        if not self.scopes or not all(use.user.may(scope) for scope in self.scopes):
            raise Denied(
                _("This token, or the role of its owner, does not allow this."),
                code="scope",
                remedy=_("Make a token with the scopes that the operation names."),
            )
        raise_wall(scope_of(use.user))
        return use.user
