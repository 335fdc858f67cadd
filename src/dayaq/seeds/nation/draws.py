"""Chance in columns: every topic of every block has a stream of its own, so that a block is the same made alone.

Only the raw bits of Philox are used, whose sequence numpy promises to keep; what its ``Generator`` makes of them it
does not promise, so that is done here.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

Ints: TypeAlias = npt.NDArray[np.int64]
Floats: TypeAlias = npt.NDArray[np.float64]
Flags: TypeAlias = npt.NDArray[np.bool_]

_BELOW_ONE: Final = 2.0**-53


def heap(weights: Iterable[float]) -> Floats:
    """Weights as running sums, for :meth:`Draws.pick`."""
    return np.cumsum(np.array(list(weights), dtype=np.float64))


def falling(count: int, shift: float, power: float) -> Floats:
    """Running sums of the frequencies of names: the n-th of ``count`` has (n + shift) ** −power (Zipf–Mandelbrot)."""
    return heap((place + shift) ** -power for place in range(1, count + 1))


class Draws:
    """Random numbers of one topic; the same topic gives the same numbers on every machine."""

    def __init__(self, *topic: object) -> None:
        # Not for secrets: what must look random to an attacker comes from core.clock.token_bytes.
        key = hashlib.sha256(":".join(map(str, topic)).encode()).digest()
        self._bits = np.random.Philox(key=int.from_bytes(key[:16], "little"))

    def uniform(self, size: int) -> Floats:
        """``size`` numbers from 0, below 1."""
        raw = np.asarray(self._bits.random_raw(size), dtype=np.uint64)
        return (raw >> np.uint64(11)).astype(np.float64) * _BELOW_ONE

    def chance(self, share: float | Floats, size: int) -> Flags:
        """True in ``share`` of all throws; ``share`` may differ from place to place."""
        return self.uniform(size) < share

    def between(self, low: int | Ints, high: int | Ints, size: int) -> Ints:
        """Whole numbers from ``low`` to ``high``, both included; each may differ from place to place."""
        span = np.asarray(high) - np.asarray(low) + 1
        return np.asarray(low + np.floor(self.uniform(size) * span), dtype=np.int64)

    def spread(self, low: float | Floats, high: float | Floats, size: int) -> Floats:
        """Numbers from ``low``, below ``high``."""
        return np.asarray(low + (high - low) * self.uniform(size))

    def pick(self, sums: Floats, size: int) -> Ints:
        """Places in a list with the running sums of its weights, see :func:`heap`."""
        return np.asarray(np.searchsorted(sums, self.uniform(size) * sums[-1], side="right"), dtype=np.int64)

    def order(self, size: int) -> Ints:
        """The numbers below ``size`` in a random order."""
        return np.argsort(self.uniform(size), kind="stable").astype(np.int64)
