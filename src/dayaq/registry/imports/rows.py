"""A row of a file before anything is made of it."""

from __future__ import annotations

from dataclasses import dataclass, field

from dayaq.registry.imports.problems import Issue


@dataclass(slots=True)
class Row:
    """``number`` as a spreadsheet shows it (rows count from 1), ``cells`` as text, ``issues`` of the row as such."""

    number: int
    cells: list[str]
    issues: list[Issue] = field(default_factory=list)
