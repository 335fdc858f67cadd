"""Geometry of the charts that templates draw."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from dayaq.web import formats

SUPPRESSED_WIDTH = "12"


@dataclass(frozen=True)
class Bar:
    """One bar: its label and value in words, and its length in hundredths of the longest (text, with a dot)."""

    label: str
    words: str
    width: str
    hatched: bool


def draw_bars(rows: Iterable[Mapping[str, Any]]) -> list[Bar]:
    """``rows``: label, value (a number, or None for a suppressed cell, hatched), words where a unit is needed."""
    listed = list(rows)
    numbers = [abs(Decimal(str(row["value"]))) for row in listed if row["value"] is not None]
    largest = max(numbers, default=Decimal(0)) or Decimal(1)
    bars = []
    for row in listed:
        value = row["value"]
        width = SUPPRESSED_WIDTH if value is None else f"{abs(Decimal(str(value))) / largest * 100:.1f}"
        words = str(row.get("words") or ("…" if value is None else formats.number(value)))
        bars.append(Bar(str(row["label"]), words, width, value is None))
    return bars
