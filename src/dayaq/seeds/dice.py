"""Chance that repeats: every topic of the country has its own dice, so that a change in one does not shift another."""

from __future__ import annotations

import random
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import accumulate
from typing import Generic, TypeVar

T = TypeVar("T")

EDITION = "dayaq-country-1"
"""A change of how the country is made changes this word: two countries of one edition and day are the same."""


class Weighted(Generic[T]):
    """A choice among values with weights."""

    def __init__(self, values: Sequence[T], weights: Iterable[float]) -> None:
        self.values = list(values)
        self._bounds = list(accumulate(weights))
        if len(self._bounds) != len(self.values):
            raise ValueError("as many weights as values")
        self._total = self._bounds[-1]

    def at(self, chance: float) -> T:
        """The value at ``chance`` (from 0, below 1)."""
        return self.values[bisect_right(self._bounds, chance * self._total)]


def zipf(values: Sequence[T], *, shift: float = 3.0) -> Weighted[T]:
    """Frequencies that fall with the place in the list, as those of names do: 1 / (place + shift)."""
    return Weighted(values, (1 / (place + shift) for place in range(1, len(values) + 1)))


class Dice:
    """Random numbers of one topic. Only ``random()`` of the generator is used: its sequence is fixed by Python."""

    def __init__(self, topic: str) -> None:
        # Not for secrets: what must look random to an attacker comes from core.clock.token_bytes.
        self.random = random.Random(f"{EDITION}:{topic}").random  # noqa: S311 – see above

    def chance(self, share: float) -> bool:
        """True in ``share`` of all throws."""
        return self.random() < share

    def between(self, low: int, high: int) -> int:
        """A whole number from ``low`` to ``high``, both included."""
        return low + int(self.random() * (high - low + 1))

    def pick(self, values: Sequence[T]) -> T:
        """One of ``values``, each as likely as another."""
        return values[int(self.random() * len(values))]

    def shuffled(self, values: Iterable[T]) -> list[T]:
        """``values`` in a random order."""
        return [value for _key, value in sorted(((self.random(), value) for value in values), key=_first)]


def _first(pair: tuple[float, object]) -> float:
    return pair[0]
