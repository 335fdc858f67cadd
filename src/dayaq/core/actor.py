"""Who acts, as far as the core needs to know."""

from __future__ import annotations

from typing import Any, Protocol


class Actor(Protocol):
    """A user account; the core stores its key and its sign-in name, never more."""

    @property
    def pk(self) -> Any: ...

    def get_username(self) -> str: ...
