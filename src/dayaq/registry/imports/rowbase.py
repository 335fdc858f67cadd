"""What every part of reading a row shares: the mapping's columns, the texts of a row, and saying what is wrong."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from dayaq.places.api import UnitResolver
from dayaq.registry.imports import cells
from dayaq.registry.imports.columns import ColumnOrder
from dayaq.registry.imports.fields import FIELDS
from dayaq.registry.imports.kinds import StatusWords
from dayaq.registry.imports.mapping import Mapping
from dayaq.registry.imports.problems import ERROR, WARNING, Code, Issue


@dataclass(frozen=True)
class Surroundings:
    """What rows are read against. ``allowed``: ids of units in which the account may import, None for all."""

    today: date
    units: UnitResolver
    kinds: StatusWords
    allowed: frozenset[int] | None
    orders: dict[str, ColumnOrder] = field(default_factory=dict)


@dataclass(slots=True)
class Reading:
    """``values`` as stored (only what the row says), ``key`` of the row, ``issues`` found."""

    key: str = ""
    values: dict[str, Any] = field(default_factory=dict)
    issues: list[Issue] = field(default_factory=list)

    @property
    def rejected(self) -> bool:
        """Whether an error holds the row back."""
        return any(issue.severity == ERROR for issue in self.issues)


class RowBase:
    """Knows where each field stands, and how to say what is wrong with it."""

    def __init__(self, mapping: Mapping, header: list[str], around: Surroundings) -> None:
        self.mapping = mapping
        self.around = around
        self._today = around.today.isoformat()
        place = {name: at for at, name in enumerate(header)}
        self._places = {name: [place[one] for one in columns] for name, columns in mapping.columns.items()}
        self._single = {name: places[0] for name, places in self._places.items() if len(places) == 1}
        self._columns = {name: columns[0] for name, columns in mapping.columns.items() if columns}
        self._field_of = {one: name for name, columns in mapping.columns.items() for one in columns}
        self._key = [(place[one], self._field_of.get(one, "")) for one in mapping.key]
        self._used = mapping.used()
        self._read_at = sorted({at for places in self._places.values() for at in places})
        self._header = header
        self._take = frozenset(mapping.take)

    def _placed(self, issue: Issue) -> Issue:
        """The issue with our field, and as a warning only where it is about a column that is not read."""
        name = self._field_of.get(issue.column, "")
        severity = issue.severity
        if issue.code == Code.FORMULA and issue.column not in self._used:
            severity = WARNING
        return Issue(issue.code, name, issue.column, issue.value, severity, issue.suggestion)

    def _text(self, texts: list[str], name: str, separator: str = ", ") -> str:
        """What the row says for ``name``: its cell, its cells joined, or the constant."""
        if name in self._single:
            return texts[self._single[name]]
        places = self._places.get(name)
        if places is None:
            return self.mapping.constants.get(name, "")
        return separator.join(texts[at] for at in places if texts[at])

    def _say(
        self, reading: Reading, code: str, name: str, value: str, severity: str = ERROR, suggestion: str = ""
    ) -> None:
        reading.issues.append(Issue(code, name, self._columns.get(name, ""), value, severity, suggestion))

    def _fits(self, reading: Reading, name: str, text: str) -> bool:
        if len(text) <= FIELDS[name].longest:
            return True
        if not any(issue.code == Code.TOO_LONG for issue in reading.issues):
            self._say(reading, Code.TOO_LONG, name, text)
        return False

    def _cleaned(self, reading: Reading, name: str, text: str) -> str:
        """Repaired text of a field that is a name or an address; "" where it is too long."""
        if not text or not self._fits(reading, name, text):
            return ""
        found = cells.name(text)
        if found.repaired or found.mixed:
            suggestion = found.text if found.repaired else ""
            self._say(reading, Code.MIXED_SCRIPT, name, text, WARNING, suggestion)
        return found.text

    def _corrected(self, reading: Reading, code: str, name: str, text: str, suggestion: str) -> None:
        """Say the problem; where the mapping says so, take the offered correction and only warn."""
        if suggestion and code in self._take:
            reading.values[name] = suggestion
            self._say(reading, code, name, text, WARNING, suggestion)
        else:
            self._say(reading, code, name, text, suggestion=suggestion)
