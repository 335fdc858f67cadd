"""Two records that may be one person, and what speaks for and against it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Weight:
    """What one comparison says.

    ``bits``: base-2 logarithm of the Bayes factor, positive where it speaks for one person. ``level``: the outcome
    (``exact``, ``close``, ``different``, ``missing`` …). ``left``, ``right``: the values that were compared.
    """

    comparison: str
    level: str
    bits: float
    left: str = ""
    right: str = ""


@dataclass(frozen=True, slots=True)
class Pair:
    """Records ``left`` < ``right`` (keys of persons, or row numbers of a file) and the probability, 0 to 1, that they
    are one person under the model ``model``."""

    left: int
    right: int
    probability: float
    model: str
    weights: tuple[Weight, ...] = ()
