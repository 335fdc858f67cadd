"""Which country: its size, its seed, its day, and how it is cut into blocks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from dayaq.core.errors import Invalid
from dayaq.seeds.nation.proportions import DUPLICATES

EDITION: Final = "dayaq-nation-1"
"""A change of how the country is made changes this word: two of one edition, size, seed and day are the same."""
DAY: Final = date(2026, 1, 1)
"""The day of the country unless another is asked for; not today, so that the same command gives the same bytes."""
BLOCK: Final = 47_500
"""True persons of a block; with its duplicates it has 50,000 records."""
MOST: Final = 40_000_000
"""Beyond it two identity cards would have one number."""


@dataclass(frozen=True, slots=True)
class Plan:
    """``persons`` true persons. A block is the same in every country of its seed and day; the last one is shorter."""

    persons: int
    seed: int = 1
    on: date = DAY
    block: int = BLOCK

    def __post_init__(self) -> None:
        if not 1 <= self.persons <= MOST:
            raise Invalid(f"A country has 1 to {MOST:,} persons.", field="persons", value=self.persons)
        if not 0 <= self.seed < 1 << 32:
            raise Invalid("The seed is a whole number from 0 to 4,294,967,295.", field="seed", value=self.seed)
        if not date(2000, 1, 1) <= self.on <= date(2099, 12, 31):
            raise Invalid("The country has a day of this century.", field="on", value=self.on)

    @property
    def blocks(self) -> int:
        """How many there are."""
        return -(-self.persons // self.block)

    def size(self, block: int) -> int:
        """True persons of a block."""
        return min(self.block, self.persons - block * self.block)

    def first(self, block: int) -> int:
        """The number of the first record of a block; records count from 1."""
        return 1 + block * (self.block + duplicates_of(self.block))

    @property
    def records(self) -> int:
        """Records of the whole country, duplicates included."""
        last = self.blocks - 1
        return self.first(last) - 1 + self.size(last) + duplicates_of(self.size(last))

    def said(self) -> dict[str, object]:
        """What makes the country, for manifests and the audit log."""
        return {"edition": EDITION, "persons": self.persons, "seed": self.seed, "on": self.on, "block": self.block}


def duplicates_of(persons: int) -> int:
    """How many duplicates are made beside ``persons`` persons."""
    return round(persons * DUPLICATES / (1 - DUPLICATES))
