"""What waits for an account today: each room says what it has, the landing page puts it together.

::

    @register_work
    def waiting_cases(user, limit):
        return [WorkItem(due_on=case.due_on, title=_("Choose the line of business"), …) for case in …[:limit]]
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dayaq.core.errors import Text


@dataclass(frozen=True)
class WorkItem:
    """One thing to do. ``title`` says what; ``subject`` whom or what it is about; ``note`` the number or the place.

    ``due_on`` is the last day, None where there is none; ``since`` the day from which it waits. ``url_name`` is a route
    that takes ``pk``.
    """

    due_on: date | None
    title: Text
    subject: str
    url_name: str
    pk: int
    since: date | None = None
    note: Text = ""


Provider = Callable[[Any, int], "list[WorkItem]"]
_providers: list[Provider] = []


def register_work(provider: Provider) -> Provider:
    """Add a source of work: ``provider(user, limit)`` gives at most ``limit`` items in a fixed number of statements,
    the earliest deadline first; an empty list for whoever has no such work."""
    if provider not in _providers:
        _providers.append(provider)
    return provider


def work_items(user: Any, limit: int = 50) -> list[WorkItem]:
    """What waits for ``user``, earliest deadline first, what has none last; at most ``limit`` items."""
    found = [item for provider in _providers for item in provider(user, limit)]
    found.sort(key=lambda item: (item.due_on is None, item.due_on or date.max, item.since or date.max))
    return found[:limit]
