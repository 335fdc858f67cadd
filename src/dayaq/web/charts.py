"""Geometry of the charts that templates draw."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from dayaq.web import formats

WIDTH = 640
STEP = 44


@dataclass(frozen=True)
class Bar:
    """One bar: its label and value in words, and its place in the drawing (units of the view box)."""

    label: str
    words: str
    text_y: int
    y: int
    width: int
    hatched: bool


@dataclass(frozen=True)
class Bars:
    """A drawn chart; ``words`` says the same to those who hear it."""

    bars: list[Bar]
    height: int
    words: str


def draw_bars(rows: Iterable[Mapping[str, Any]]) -> Bars:
    """``rows``: label, value (a number, or None for a suppressed cell, hatched), words where a unit is needed."""
    listed = list(rows)
    numbers = [abs(Decimal(str(row["value"]))) for row in listed if row["value"] is not None]
    largest = max(numbers, default=Decimal(0)) or Decimal(1)
    bars = []
    for place, row in enumerate(listed):
        value = row["value"]
        width = WIDTH // 8 if value is None else round(abs(Decimal(str(value))) / largest * WIDTH)
        words = str(row.get("words") or ("…" if value is None else formats.number(value)))
        bars.append(Bar(str(row["label"]), words, place * STEP + 16, place * STEP + 23, width, value is None))
    return Bars(bars, len(bars) * STEP, "; ".join(f"{bar.label}: {bar.words}" for bar in bars))
