"""Which facts a rule may read, and how a value of each kind is written.

Every kind is chosen so that comparing in CEL gives the right answer:

========== ================================ ===================== =================================================
kind       handed over as                   in CEL                why
========== ================================ ===================== =================================================
bool       True, False                      bool
int        int of 64 bits                   int                   counts, ages in completed years, months
money      int, in qəpik (1 ₼ = 100)        int                   sums and thresholds are exact; no fraction of qəpik
number     int, float, Decimal (finite)     double                measures such as hectares; never money
date       datetime.date or 'yyyy-mm-dd'    string                ISO dates compare as text as they do in time; the
                                                                  checker lets a date meet only a date, and there is
                                                                  no arithmetic: an age is a fact, not days / 365
text       str                              string                equality and membership only: no order of texts
text_list  list or tuple of str             list(string)
========== ================================ ===================== =================================================

None and absence are the same: the fact is missing. An empty text or list is a value, so whoever collects facts
turns an unanswered question into None.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cached_property

from .errors import FactError, SchemaError
from .reading import Label, Section, digest_of, read_label

Scalar = bool | int | float | str
FactValue = Scalar | list[Scalar]
"""A value as it is bound, stored and compared: plain JSON."""

PARAMETER_PREFIX = "param."
_NAME = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*")
_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
# Words CEL keeps for itself, and the names of its types, macros and functions.
_RESERVED = frozenset(
    (
        *("all", "as", "bool", "break", "bytes", "const", "continue", "double", "duration", "dyn", "else", "exists"),
        *("exists_one", "false", "filter", "for", "function", "has", "if", "import", "in", "int", "let", "list"),
        *("loop", "map", "matches", "namespace", "null", "null_type", "optional", "package", "param", "return"),
        *("size", "string", "timestamp", "true", "type", "uint", "var", "void", "while"),
    )
)
_INT_MIN, _INT_MAX = -(2**63), 2**63 - 1


class FactType(StrEnum):
    BOOL = "bool"
    INT = "int"
    MONEY = "money"
    NUMBER = "number"
    DATE = "date"
    TEXT = "text"
    TEXT_LIST = "text_list"


class Classification(StrEnum):
    """How personal a fact is (architecture, 'Personal data is declared')."""

    NONE = "none"
    PERSONAL = "personal"
    SPECIAL = "special"
    RESTRICTED = "restricted"


@dataclass(frozen=True, slots=True)
class Fact:
    """A declared fact. A parameter of the law is declared the same way, under the name `param.<name>`."""

    name: str
    type: FactType
    label: Label
    classification: Classification

    def to_dict(self) -> dict[str, object]:
        return {"type": self.type.value, "label": self.label.to_dict(), "classification": self.classification.value}

    @classmethod
    def from_dict(cls, name: str, value: object, path: str) -> Fact:
        section = Section(value, path, required=("type", "label", "classification"))
        return cls(
            name=name,
            type=section.enum("type", FactType),
            label=read_label(section.raw("label"), section.at("label")),
            classification=section.enum("classification", Classification),
        )


@dataclass(frozen=True)
class FactSchema:
    """The names a rule may use, sorted; facts first declared by `declare`, parameters with their prefix."""

    facts: tuple[Fact, ...]

    def __post_init__(self) -> None:
        names = [fact.name for fact in self.facts]
        if names != sorted(set(names)):
            raise SchemaError("facts must be declared once each, sorted by name")
        for name in names:
            bare = name.removeprefix(PARAMETER_PREFIX)
            if not _NAME.fullmatch(bare):
                raise SchemaError(f"{name}: a name is lower-case latin letters, digits and _, parts joined by a dot")
            if any(part in _RESERVED for part in bare.split(".")):
                raise SchemaError(f"{name}: reserved word")
            if any(other.startswith(f"{name}.") for other in names):
                raise SchemaError(f"{name}: is also the beginning of another name")

    @classmethod
    def declare(cls, facts: Iterable[Fact], parameters: Iterable[Fact] = ()) -> FactSchema:
        """Build a schema; the names of `parameters` come without the prefix `param.`."""
        named = list(facts)
        for fact in named:
            if fact.name.startswith(PARAMETER_PREFIX):
                raise SchemaError(f"{fact.name}: the prefix {PARAMETER_PREFIX} belongs to parameters")
        named += [
            Fact(PARAMETER_PREFIX + parameter.name, parameter.type, parameter.label, parameter.classification)
            for parameter in parameters
        ]
        return cls(tuple(sorted(named, key=lambda fact: fact.name)))

    @cached_property
    def by_name(self) -> Mapping[str, Fact]:
        return {fact.name: fact for fact in self.facts}

    @cached_property
    def digest(self) -> str:
        """Changes when a name or a type changes, not when a label does."""
        return digest_of({fact.name: fact.type.value for fact in self.facts})

    def bind(self, values: Mapping[str, object]) -> dict[str, FactValue]:
        """The known values, normalised and sorted by name; None and absent names are left out.

        Raises FactError for a name that is not declared and for a value that is not of its type.
        """
        bound: dict[str, FactValue] = {}
        for name in sorted(values):
            fact = self.by_name.get(name)
            if fact is None:
                raise FactError(name, "not declared")
            if values[name] is not None:
                bound[name] = normalise(fact, values[name])
        return bound


def is_iso_date(text: str) -> bool:
    """Whether a text is a real day written yyyy-mm-dd."""
    if not _ISO_DATE.fullmatch(text):
        return False
    try:
        dt.date.fromisoformat(text)
    except ValueError:
        return False
    return True


def normalise(fact: Fact, value: object) -> FactValue:
    """The stored form of a value of this fact. Raises FactError; the message does not repeat the value."""
    match fact.type:
        case FactType.BOOL:
            if isinstance(value, bool):
                return value
        case FactType.INT | FactType.MONEY:
            if isinstance(value, int) and not isinstance(value, bool):
                if not _INT_MIN <= value <= _INT_MAX:
                    raise FactError(fact.name, "does not fit 64 bits")
                return value
        case FactType.NUMBER:
            return _normalise_number(fact, value)
        case FactType.DATE:
            # A datetime is a date to isinstance, but its day depends on a time zone: the caller decides, not we.
            if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
                return value.isoformat()
            if isinstance(value, str) and is_iso_date(value):
                return value
        case FactType.TEXT:
            if isinstance(value, str):
                return _checked_text(fact, value)
        case FactType.TEXT_LIST:
            if isinstance(value, list | tuple):
                return [_checked_text(fact, element) for element in value]
    raise FactError(fact.name, f"must be of type {fact.type.value}")


def _normalise_number(fact: Fact, value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        raise FactError(fact.name, f"must be of type {fact.type.value}")
    try:
        number = float(value)
    except (OverflowError, ValueError):
        raise FactError(fact.name, "must be a finite number") from None
    if not math.isfinite(number):
        raise FactError(fact.name, "must be a finite number")
    return number + 0.0  # -0.0 becomes 0.0, which is how a database gives it back


def _checked_text(fact: Fact, value: object) -> str:
    if not isinstance(value, str):
        raise FactError(fact.name, f"must be of type {fact.type.value}")
    if "\0" in value or any("\ud800" <= char <= "\udfff" for char in value):
        raise FactError(fact.name, "contains a character that cannot be stored")
    return value
