"""What came in: twelve months of income of the households whose means were asked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from dayaq.seeds.nation.draws import Draws, Flags, Ints, heap
from dayaq.seeds.nation.people import People
from dayaq.seeds.nation.proportions import INCOME_QUANTILES, INCOMES_KNOWN, POOR_INCOME, SECOND_SOURCE, SOURCES

KINDS: Final = ("wage", "farm", "pension", "enterprise", "remittance", "rent")
MONTHS: Final = 12


@dataclass(frozen=True)
class Incomes:
    """Columns: ``home`` in the block, ``month`` (its first day, from 1970), ``source`` in KINDS, ``qepik``."""

    home: Ints
    month: Ints
    source: Ints
    qepik: Ints


def make_incomes(draws: Draws, people: People, poor: Flags, registered: Flags, today: int) -> Incomes:
    """Of every poor household and of some others; amounts swing from month to month and stay on their side."""
    living = np.bincount(people.home[people.alive], minlength=len(poor))
    asked = np.flatnonzero((poor | draws.chance(INCOMES_KNOWN, len(poor))) & registered & (living > 0))
    size = len(asked)
    quantiles = np.array(INCOME_QUANTILES, dtype=np.float64)
    well = np.interp(draws.uniform(size), np.linspace(0, 1, len(quantiles)), quantiles)
    a_head = np.where(poor[asked], draws.spread(*POOR_INCOME, size), well)
    total = a_head * living[asked]
    first = draws.pick(heap(SOURCES), size)
    second = (first + draws.between(1, len(KINDS) - 1, size)) % len(KINDS)
    part = np.where(draws.chance(SECOND_SOURCE, size), draws.spread(0.2, 0.5, size), 0.0)
    months = _months_before(today)
    swing = 0.9 + 0.2 * draws.uniform(size * MONTHS).reshape(size, MONTHS)
    columns = []
    for source, share in ((first, 1 - part), (second, part)):
        some = np.flatnonzero(share > 0)
        amount = np.floor(total[some, None] * share[some, None] * swing[some] * 20).astype(np.int64) * 5
        columns.append(
            (
                np.repeat(asked[some], MONTHS),
                np.tile(months, len(some)),
                np.repeat(source[some], MONTHS),
                amount.ravel(),
            )
        )
    home, month, source, qepik = (np.concatenate(parts) for parts in zip(*columns, strict=True))
    order = np.lexsort((source, month, home))
    return Incomes(home[order], month[order], source[order], qepik[order])


def _months_before(today: int) -> Ints:
    """First days of the twelve months before the one of ``today``."""
    this = np.array(today, dtype="datetime64[D]").astype("datetime64[M]")
    return (this - np.arange(MONTHS, 0, -1)).astype("datetime64[D]").astype(np.int64)
