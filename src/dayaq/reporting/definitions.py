"""Which figures a country publishes: data, not code (``data/figures.json``).

A figure names a measure, a period and, where it narrows them, a fund and the country's priority categories. Every
figure carries what workflows.md section 10 asks of a published figure.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Literal

Measure = Literal["enrolled", "equipped", "allocated", "ratio", "share"]
UNITS: dict[str, str] = {
    "enrolled": "person",
    "equipped": "person",
    "allocated": "money",
    "ratio": "times",
    "share": "percent",
}
STAGES: dict[str, str] = {"enrolled": "enrolled", "equipped": "equipped", "allocated": "allocated"}


@dataclass(frozen=True)
class Definition:
    """How a figure is made. ``to`` is the last day of the period; ``categories`` are status kinds, any of them."""

    code: str
    measure: Measure
    label: dict[str, str]
    definition: dict[str, str]
    programme: str
    since: date | None = None
    to: date | None = None
    fund: str = ""
    categories: tuple[str, ...] = ()
    of: str = ""
    to_figure: str = ""
    places: int = 0
    each_year: bool = False

    def in_year(self, year: int) -> Definition:
        """This yearly figure for one year."""
        return replace(self, code=f"{self.code}-{year}", since=date(year, 1, 1), to=date(year, 12, 31), each_year=False)


@cache
def _content() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((Path(__file__).parent / "data" / "figures.json").read_text(encoding="utf-8"))
    return found


@cache
def country_definitions() -> tuple[Definition, ...]:
    """All definitions of the country, yearly ones not yet spread over years."""
    content = _content()
    return tuple(_read(row, content) for row in content["figures"])


def country_categories() -> tuple[str, ...]:
    """Codes of the country's priority categories, in the order in which a person in several is counted."""
    return tuple(_content()["categories"])


def first_year() -> int:
    """The year from which on the country counts."""
    return int(_content()["first_year"])


def _read(row: dict[str, Any], content: dict[str, Any]) -> Definition:
    return Definition(
        code=row["code"],
        measure=row["measure"],
        label=row["label"],
        definition=row["definition"],
        programme=content["programme"],
        since=date.fromisoformat(row["from"]) if "from" in row else None,
        to=date.fromisoformat(row["to"]) if "to" in row else None,
        fund=row.get("fund", ""),
        categories=tuple(content["categories"]) if row.get("categories") else (),
        of=row.get("of", ""),
        to_figure=row.get("to_figure", ""),
        places=row.get("places", 0),
        each_year=row.get("each_year", False),
    )


def spread(years: range) -> Iterator[Definition]:
    """Every definition, the yearly ones once for each of ``years``."""
    for definition in country_definitions():
        if definition.each_year:
            yield from (definition.in_year(year) for year in years)
        else:
            yield definition
