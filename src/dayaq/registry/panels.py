"""What other rooms show on a person's page: applications, cases. They register here; the page asks everybody."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from dayaq.accounts.models import User
from dayaq.registry.models import Person

if TYPE_CHECKING:
    from dayaq.core.errors import Text


@dataclass(frozen=True)
class PanelRow:
    """One record: its ``title`` (a number or a name), state and its word, a date that matters, its page.

    ``url_name`` is a route that takes ``pk``; "" for none. ``due`` is shown as a deadline.
    """

    title: Text
    state: str
    state_label: Text
    on: date | None = None
    due: date | None = None
    url_name: str = ""
    pk: int = 0
    note: Text = ""


@dataclass(frozen=True)
class PersonPanel:
    """A titled list on a person's page. ``new_url_name`` (takes the person's key) starts another record."""

    title: Text
    rows: list[PanelRow] = field(default_factory=list)
    empty: Text = ""
    new_url_name: str = ""
    new_label: Text = ""
    new_permission: str = ""


PanelProvider = Callable[[Person, User], "PersonPanel | None"]
_providers: dict[str, tuple[int, PanelProvider]] = {}


def register_person_panel(code: str, provider: PanelProvider, *, order: int = 50) -> None:
    """Add a panel; ``provider(person, user)`` runs a fixed number of statements and gives None where it has no say."""
    _providers[code] = (order, provider)


def person_panels(person: Person, user: User) -> list[PersonPanel]:
    """The panels of all rooms, in order."""
    ordered = sorted(_providers.items(), key=lambda item: (item[1][0], item[0]))
    found = (provider(person, user) for _code, (_order, provider) in ordered)
    return [panel for panel in found if panel is not None]
