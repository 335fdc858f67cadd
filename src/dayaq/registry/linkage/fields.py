"""What a column means to linkage: by what it is mapped to or, where that says nothing, by what stands in it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Kind(StrEnum):
    """How the values of a column are compared."""

    NAME = "name"  # part of a person's name: any script, spelling, transliteration
    DATE = "date"
    SEX = "sex"
    IDENTIFIER = "identifier"  # a number or code that is meant to be one person's
    PHONE = "phone"
    EMAIL = "email"
    CATEGORY = "category"  # few values: a district, a state
    CODE = "code"  # short codes and numbers that many share: a postcode, a house number
    TEXT = "text"  # words: a street, a suburb


@dataclass(frozen=True, slots=True)
class Field:
    """A compared column.

    ``column``: its name in our tables (``f0``, ``f1`` …; its key is ``k0`` …). ``name``: what people call it.
    ``personal``: two members of one family do not share it, except by chance.
    """

    column: str
    name: str
    kind: Kind
    personal: bool

    @property
    def key(self) -> str:
        """The column of its key: under which the spellings of a name meet, an address before its @."""
        return f"k{self.column[1:]}"


#: Our own fields: kind, and whether it is personal. A surname, a father, a telephone are a family's.
OWN: Final[dict[str, tuple[Kind, bool]]] = {
    "surname": (Kind.NAME, False),
    "given_name": (Kind.NAME, True),
    "father_name": (Kind.NAME, False),
    "birth_date": (Kind.DATE, True),
    "sex": (Kind.SEX, True),
    "fin": (Kind.IDENTIFIER, True),
    "document_number": (Kind.IDENTIFIER, True),
    "phone": (Kind.PHONE, False),
    "email": (Kind.EMAIL, False),
    "unit": (Kind.CATEGORY, False),
    "household": (Kind.CODE, False),
}
NAME_PARTS: Final = ("surname", "given_name", "father_name")

_MOST: Final = 0.8
FEW_VALUES: Final = 60


@dataclass(frozen=True, slots=True)
class Profile:
    """What stands in a column: shares are of its filled cells; ``length`` is the mean number of characters."""

    filled: int
    distinct: int
    length: float
    at_signs: float
    with_digits: float
    one_word: float
    dates: float


def guess(profile: Profile) -> Kind:
    """The kind of a column of which only its values are known."""
    if profile.at_signs >= _MOST:
        return Kind.EMAIL
    if profile.dates >= _MOST:
        return Kind.DATE
    varied = profile.distinct / max(1, profile.filled)
    if profile.with_digits >= _MOST and profile.one_word >= _MOST:
        return Kind.IDENTIFIER if profile.length >= 6 and varied > 0.3 else Kind.CODE
    if profile.distinct <= FEW_VALUES and varied < 0.2:
        return Kind.CATEGORY
    return Kind.TEXT


def has_key(kind: Kind) -> bool:
    """Whether a key stands beside the value."""
    return kind in (Kind.NAME, Kind.EMAIL)


def is_personal(kind: Kind) -> bool:
    """Whether a column of which only the kind is known counts as one person's own."""
    return kind in (Kind.IDENTIFIER, Kind.DATE)
