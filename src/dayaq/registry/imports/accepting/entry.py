"""A staged row on its way into the registry, and what all writers need to know."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from dayaq.registry.imports.problems import Issue
from dayaq.registry.models import ImportBatch
from dayaq.registry.states import RowState


@dataclass(slots=True)
class Entry:
    """``person`` is a key of the registry, ``new`` when this row makes it; ``by_key``: the source sent it before;
    ``remarked``: checking left a warning on it; ``fresh``: the row hangs on a person whom the same batch made. ``line``
    and ``words`` are what is written of a new person, made ready
    by :func:`dayaq.registry.imports.accepting.persons.prepare`."""

    pk: int
    row: int
    key: str
    digest: str
    values: dict[str, Any]
    remarked: bool = False
    person: int = 0
    new: bool = False
    fresh: bool = False
    by_key: bool = False
    state: str = RowState.READY
    issues: list[Issue] = field(default_factory=list)
    line: str = ""
    words: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Chunk:
    """The batch, the day, the units by code, and where rows say they came from.

    ``step`` is the first row of the chunk. ``tokens``: ids of words of names that are known already, kept over the
    chunks of a file. ``changes``: what is noted for a reversal (:mod:`dayaq.registry.imports.accepting.changes`).
    """

    batch: ImportBatch
    today: date
    now: datetime
    units: dict[str, int]
    origin: str
    step: int = 0
    tokens: dict[str, int] = field(default_factory=dict)
    changes: list[tuple[Any, ...]] = field(default_factory=list)

    def unit_of(self, values: dict[str, Any]) -> int | None:
        """The key of the unit that a row names, valid today."""
        return self.units.get(values.get("unit", ""))
