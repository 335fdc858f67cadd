"""From a file to staged rows: read in chunks, each copied in a transaction of its own, so that it can go on anywhere.

What one row can tell is said while reading; what takes several rows (:mod:`crosschecks`) once all are there.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Final

from django.db import transaction
from django.db.models import Max

from dayaq.accounts.api import system_user
from dayaq.accounts.models import User
from dayaq.core.api import clock
from dayaq.places.api import UnitResolver
from dayaq.registry.imports import crosschecks, sql
from dayaq.registry.imports.ahead import Ahead
from dayaq.registry.imports.filesets.readers import reader_of
from dayaq.registry.imports.kinds import StatusWords
from dayaq.registry.imports.mapping import Mapping
from dayaq.registry.imports.matching import NOBODY, Match, match_rows
from dayaq.registry.imports.problems import ERROR, WARNING, Issue
from dayaq.registry.imports.reading import Sheet
from dayaq.registry.imports.rowbase import Reading, Surroundings
from dayaq.registry.imports.rows import Row
from dayaq.registry.models import ImportBatch, StagedRow
from dayaq.registry.states import IMPORT_BATCH, BatchState, RowState
from dayaq.registry.visibility import units_within

CHUNK: Final = 5_000
IMPORT: Final = "person.import"
_COLUMNS: Final = (
    "batch_id", "row", "key", "digest", "state", "raw", "values", "issues", "warnings", "person_id",
)  # fmt: skip


def allowed_units(by: User) -> frozenset[int] | None:
    """Ids of the units in which ``by`` may import, None for all."""
    districts = by.district_ids(IMPORT)
    return None if districts is None else frozenset(units_within(districts))


@dataclass(slots=True)
class _Read:
    """A row that was read: what matching needs, and its line for COPY where matching finds nothing to say."""

    number: int
    raw: str
    values: str
    digest: str
    reading: Reading
    line: str = ""


class Staging:
    """One file being staged. Made anew it goes on behind the last row that was staged.

    Rows are read and encoded in a thread of their own while the database takes in those before; :meth:`close` ends it.
    """

    def __init__(self, batch: ImportBatch, sheet: Sheet) -> None:
        self.batch = batch
        self.sheet = sheet
        self.done = batch.rows_done
        last = StagedRow.objects.filter(batch=batch).aggregate(last=Max("row"))["last"] or 0
        mapping = Mapping.from_json(batch.source.code, "", batch.options)
        by = batch.created_by
        today = clock.today()
        around = Surroundings(
            today=today,
            units=UnitResolver(today),
            kinds=StatusWords(by),
            allowed=allowed_units(by),
        )
        self._reader = reader_of(sheet, mapping, around)
        self._rows: Iterator[Row] = (row for row in sheet.rows() if row.number > last)
        self._ahead: Ahead[list[_Read]] = Ahead()
        self._in_hand: list[_Read] | None = None  # read, and not known to be staged

    def step(self, size: int = CHUNK) -> int:
        """Stage the next ``size`` rows; returns how many there were. After the last one the batch is staged."""
        rows = self._next(size)
        with transaction.atomic():
            batch = ImportBatch.objects.select_for_update(of=("self",)).get(pk=self.batch.pk)
            if batch.state != BatchState.STAGING or batch.rows_done != self.done:
                self.close()
                return 0  # cancelled, or gone on with by somebody else
            if rows:
                sql.commit_soon()
                self._write(rows)
                batch.rows_done += len(rows)
                batch.rows = max(batch.rows, batch.rows_done)
                batch.save(update_fields=["rows", "rows_done"])
            else:
                self._finish(batch)
        self.done = batch.rows_done
        self._in_hand = None
        if not rows:
            self.close()
        return len(rows)

    def close(self) -> None:
        """Read no further."""
        self._ahead.close()

    def _next(self, size: int) -> list[_Read]:
        """The next rows, read; those behind them are begun. Rows whose writing failed come again."""
        if self._in_hand is None:
            ready = self._ahead.take()
            self._in_hand = self._read(size) if ready is None else ready
            if self._in_hand:
                self._ahead.begin(lambda: self._read(size))
        return self._in_hand

    def _read(self, size: int) -> list[_Read]:
        return [self._encoded(row, self._reader.read(row)) for row in islice(self._rows, size)]

    def _encoded(self, row: Row, reading: Reading) -> _Read:
        values = sql.as_json(reading.values)
        digest = hashlib.sha256(values.encode()).hexdigest()
        one = _Read(row.number, sql.as_json(row.cells), values, digest, reading)
        one.line = self._line(one, NOBODY)
        return one

    def _write(self, rows: list[_Read]) -> None:
        asked = [(row.reading.key, row.reading.values) for row in rows]
        matches = match_rows(self.batch.source, self.batch.created_by, asked)
        lines = (
            row.line if match is NOBODY else self._line(row, match) for row, match in zip(rows, matches, strict=True)
        )
        sql.copy_lines(StagedRow, _COLUMNS, lines)

    def _line(self, row: _Read, match: Match) -> str:
        found, issues, warnings = row.reading.issues, "[]", 0
        if match.issue is not None:
            found = [*found, match.issue]
        if found:
            issues = sql.copied_json(sql.as_json([issue.to_dict() for issue in found]))
            warnings = sum(issue.severity == WARNING for issue in found)
        state = _state(found, row.digest, match.digest)
        person = sql.NULL if match.person_id is None else match.person_id
        return (
            f"{self.batch.pk}\t{row.number}\t{sql.copied(row.reading.key)}\t{row.digest}\t{state}\t"
            f"{sql.copied_json(row.raw)}\t{sql.copied_json(row.values)}\t{issues}\t{warnings}\t{person}"
        )

    def _finish(self, batch: ImportBatch) -> None:
        crosschecks.check(batch)
        counts = crosschecks.count(batch)
        IMPORT_BATCH.move(
            batch,
            BatchState.STAGED,
            by=system_user(),
            detail={"rows": batch.rows_done, "ready": counts["ready"], "rejected": counts["rejected"]},
            counts=counts,
            rows=batch.rows_done,
        )


def _state(issues: list[Issue], digest: str, before: str) -> str:
    if issues and any(issue.severity == ERROR for issue in issues):
        return RowState.REJECTED.value
    return RowState.UNCHANGED.value if digest == before else RowState.READY.value


def begin(batch: ImportBatch) -> None:
    """Forget what was staged of ``batch``, inside the caller's transaction."""
    StagedRow.objects.filter(batch=batch)._raw_delete(using="default")
