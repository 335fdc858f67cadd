"""Two records side by side: what agrees, what is near, what differs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from dayaq.core.aztext import fold, name_key, name_similarity
from dayaq.registry.models import Person
from dayaq.registry.queries.candidates import CLOSE

AGREE: Final = "agree"
NEAR: Final = "near"
DIFFER: Final = "differ"
ONE: Final = "one"
NONE: Final = "none"
FIELDS: Final = (
    "fin", "surname", "given_name", "father_name", "sex", "birth_date", "death_date", "phone", "email", "unit",
    "address", "language",
)  # fmt: skip
HALF: Final = 0.5


@dataclass(frozen=True)
class Compared:
    """One field of two records: the values as stored (the unit itself for "unit"), and what follows.

    ``verdict``: agree; near (another spelling, day and month exchanged, one digit apart); differ; one (only one of the
    records says something); none.
    """

    field: str
    left: Any
    right: Any
    verdict: str


def compare_persons(left: Person, right: Person) -> tuple[Compared, ...]:
    """All fields of two records, in the order in which people look at them."""
    return tuple(
        Compared(field, getattr(left, field), getattr(right, field), verdict(field, left, right)) for field in FIELDS
    )


def verdict(field: str, left: Person, right: Person) -> str:
    """What the two say about ``field``."""
    attribute = "unit_id" if field == "unit" else field
    mine, theirs = getattr(left, attribute), getattr(right, attribute)
    if mine in (None, "") or theirs in (None, ""):
        return NONE if mine in (None, "") and theirs in (None, "") else ONE
    if mine == theirs:
        return AGREE
    near = _NEAR.get(field)
    return NEAR if near and near(left, right, field) else DIFFER


def _similar(left: Person, right: Person, field: str) -> bool:
    """Another spelling of the same name, or surname and given name in each other's place."""
    if same_name(getattr(left, field), getattr(right, field)):
        return True
    crossed = {"surname": "given_name", "given_name": "surname"}.get(field)
    return crossed is not None and all(
        same_name(getattr(left, here), getattr(right, there)) for here, there in ((field, crossed), (crossed, field))
    )


def same_name(one: str, other: str) -> bool:
    """Whether two words are surely one name, however written."""
    if not (one and other):
        return False
    return name_similarity(one, other) >= CLOSE or name_key(one) == name_key(other)


def _dates_near(left: Person, right: Person, field: str) -> bool:
    one, other = getattr(left, field), getattr(right, field)
    return dates_near(one, other)


def dates_near(one: date, other: date) -> bool:
    """Day and month exchanged, or one digit apart."""
    if (one.year, one.month, one.day) == (other.year, other.day, other.month):
        return True
    return sum(mine != theirs for mine, theirs in zip(one.isoformat(), other.isoformat(), strict=True)) == 1


def _one_slip(left: Person, right: Person, field: str) -> bool:
    """Codes of one length that differ in one character, or in two neighbours that changed places."""
    one, other = getattr(left, field), getattr(right, field)
    if len(one) != len(other):
        return False
    places = [place for place, pair in enumerate(zip(one, other, strict=True)) if pair[0] != pair[1]]
    if len(places) != 2:
        return len(places) == 1
    first, second = places
    return second == first + 1 and one[first] == other[second] and one[second] == other[first]


def _words_shared(left: Person, right: Person, field: str) -> bool:
    """Half of the words at least are the same."""
    one, other = (set(fold(getattr(person, field)).replace(",", " ").split()) for person in (left, right))
    return len(one & other) >= HALF * len(one | other)


_NEAR: Final[dict[str, Callable[[Person, Person, str], bool]]] = {
    "surname": _similar,
    "given_name": _similar,
    "father_name": _similar,
    "birth_date": _dates_near,
    "death_date": _dates_near,
    "fin": _one_slip,
    "phone": _one_slip,
    "email": _one_slip,
    "address": _words_shared,
}
