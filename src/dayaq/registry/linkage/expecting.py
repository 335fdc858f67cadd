"""What a threshold costs: the share of right links among those it lets through, and of the duplicates that it finds.

Nobody has labelled anything, so both are expected values: a pair of probability 0.9 is right nine times in ten. They
are as good as the model, and say nothing of duplicates that agree on nothing and were never compared.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from dayaq.registry.linkage.engine import one

if TYPE_CHECKING:
    from dayaq.registry.linkage.engine import Connection

PRECISION: Final = 0.995
LOWEST: Final = 0.5  # what is more likely two people is never linked unasked
POINTS: Final = (0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 0.999)


@dataclass(frozen=True, slots=True)
class Expected:
    """At ``threshold``: how many ``pairs`` reach it, and the expected ``precision`` and ``recall``, 0 to 1."""

    threshold: float
    pairs: int
    precision: float
    recall: float


def expectations(connection: Connection, scored: str, thresholds: Sequence[float] = POINTS) -> list[Expected]:
    """What to expect of each threshold, for a chart; where no pair reaches it, precision is 1 and recall 0."""
    everything = float(one(connection, f"select coalesce(sum(p), 0) from {scored}"))
    found = []
    for threshold in thresholds:
        pairs, right = connection.execute(
            f"select count(*), coalesce(sum(p), 0) from {scored} where p >= ?", [threshold]
        ).fetchall()[0]
        precision = float(right) / pairs if pairs else 1.0
        recall = float(right) / everything if everything else 0.0
        found.append(Expected(threshold, pairs, round(precision, 6), round(recall, 6)))
    return found


def threshold_for(connection: Connection, scored: str, precision: float = PRECISION) -> float:
    """The lowest probability from which on at least ``precision`` of the links are expected to be right."""
    lowest = one(
        connection,
        f"select min(p) from (select p, avg(p) over (order by p desc range unbounded preceding) as precise "
        f"from {scored}) where precise >= ? and p >= {LOWEST}",
        [precision],
    )
    return float(lowest) if lowest is not None else 1.0
