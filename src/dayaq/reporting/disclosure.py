"""Small numbers can name people: which cells of a published table must not be shown.

Primary suppression hides counts from 1 to just below the threshold (a dated parameter, ``disclosure.threshold``).
Complementary suppression hides further cells until no hidden cell can be found by taking the others from its row's or
its column's total (workflows.md 10; the usual rule of statistical offices for two-way tables with totals).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

Cell = tuple[str, str]


@dataclass(frozen=True)
class Table:
    """Counts by row and column with totals; ``hidden`` cells and totals are not to be shown.

    A total of the row ``r`` stands under ``(r, TOTAL)``, of the column ``c`` under ``(TOTAL, c)``, all under
    ``(TOTAL, TOTAL)``.
    """

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    counts: Mapping[Cell, int]
    hidden: frozenset[Cell]

    def shown(self, row: str, column: str) -> int | None:
        """The count, or None where it is hidden."""
        return None if (row, column) in self.hidden else self.counts[row, column]


TOTAL = ""


def is_small(count: int, threshold: int) -> bool:
    """Whether a count is one that could name people; none at all names nobody."""
    return 0 < count < threshold


def suppress(counts: Mapping[Cell, int], rows: Sequence[str], columns: Sequence[str], threshold: int) -> Table:
    """Hide what must be hidden in a table of counts (a missing cell is 0), totals included.

    A line is a row or a column together with its total. A line with exactly one hidden cell gives that cell away, so
    the smallest other cell of the line is hidden with it, until no such line is left.
    """
    full = with_totals(counts, rows, columns)
    hidden = {cell for cell, count in full.items() if is_small(count, threshold)}
    lines = [[(row, column) for column in (*columns, TOTAL)] for row in (*rows, TOTAL)]
    lines += [[(row, column) for row in (*rows, TOTAL)] for column in (*columns, TOTAL)]
    changed = True
    while changed:
        changed = False
        for line in lines:
            if len(hidden.intersection(line)) == 1:
                candidates = [cell for cell in line if cell not in hidden]
                hidden.add(min(candidates, key=lambda cell: (full[cell] == 0, full[cell], cell)))
                changed = True
    return Table(tuple(rows), tuple(columns), full, frozenset(hidden))


def unsuppressed(counts: Mapping[Cell, int], rows: Sequence[str], columns: Sequence[str]) -> Table:
    """The same table with everything shown, for whoever has the right to small cells."""
    return Table(tuple(rows), tuple(columns), with_totals(counts, rows, columns), frozenset())


def with_totals(counts: Mapping[Cell, int], rows: Iterable[str], columns: Iterable[str]) -> dict[Cell, int]:
    """Every cell, row total, column total and the total of all."""
    rows, columns = list(rows), list(columns)
    full = {(row, column): counts.get((row, column), 0) for row in rows for column in columns}
    full |= {(row, TOTAL): sum(full[row, column] for column in columns) for row in rows}
    full |= {(TOTAL, column): sum(full[row, column] for row in rows) for column in columns}
    full[TOTAL, TOTAL] = sum(full[row, TOTAL] for row in rows)
    return full
