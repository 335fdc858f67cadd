"""What other rooms have open about a person and would go on differently after a change. They register here.

A decision that was taken keeps the facts on which it was taken; what is open is examined on the new ones. The page on
which a change is approved shows both, without knowing the rooms.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dayaq.accounts.models import User
from dayaq.registry.models import Person

if TYPE_CHECKING:
    from dayaq.core.errors import Text


@dataclass(frozen=True)
class Affected:
    """One open record: its number, state in words, its page, and in one sentence what the change means for it."""

    title: Text
    state: str
    state_label: Text
    url_name: str
    pk: int
    means: Text


Provider = Callable[[Person, User, Collection[str]], "list[Affected]"]
_providers: dict[str, Provider] = {}


def register_affected(code: str, provider: Provider) -> None:
    """Add a source: ``provider(person, user, fields)`` runs one statement and gives what ``user`` may see."""
    _providers[code] = provider


def affected(person: Person, user: User, fields: Collection[str]) -> list[Affected]:
    """Open records that a change of ``fields`` touches, from all rooms."""
    return [one for _code, provider in sorted(_providers.items()) for one in provider(person, user, fields)]
