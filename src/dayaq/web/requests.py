"""The request as a guarded view receives it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest

if TYPE_CHECKING:
    from django_htmx.middleware import HtmxDetails

    from dayaq.accounts.models import User


class Request(HttpRequest):
    """A request of somebody who is signed in: ``user`` is an account, never anonymous. For annotations only."""

    user: User
    htmx: HtmxDetails
