"""What can go wrong in the domain, said so that a person can act on it.

Every error carries a stable ``code`` (for machines and tests), a translated ``message``, and where it applies the
``field``, the offending ``value`` and the ``remedy``. Pages, commands and the API render the same object.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import TypeAlias

    from django.utils.functional import _StrPromise

    Text: TypeAlias = "str | _StrPromise"


class DomainError(Exception):
    """A rule of the domain refused what was asked; nothing was written."""

    default_code = "error"

    def __init__(
        self, message: Text, *, code: str = "", field: str = "", value: object = "", remedy: Text = ""
    ) -> None:
        super().__init__(message)
        self.message = message
        self.code = code or self.default_code
        self.field = field
        self.value = value
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.message} {self.remedy}".strip()


class Denied(DomainError):
    """This person may not do this, whatever the state of the record."""

    default_code = "denied"


class WrongState(DomainError):
    """The record is not in a state from which this can be done."""

    default_code = "wrong_state"


class Invalid(DomainError):
    """The data given are not acceptable; ``field`` names which."""

    default_code = "invalid"


class Stale(DomainError):
    """The record changed since it was shown to the person who now changes it."""

    default_code = "stale"


class Exhausted(DomainError):
    """No money, no quota or no place is left."""

    default_code = "exhausted"
