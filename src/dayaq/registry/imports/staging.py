"""From a file to staged rows: read in chunks, each copied in a transaction of its own, so that it can go on anywhere.

What one row can tell is said while reading; what takes several rows (:mod:`crosschecks`) once all are there.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from itertools import islice
from typing import Any, Final

from django.db import transaction
from django.db.models import Max

from dayaq.accounts.api import system_user
from dayaq.accounts.models import User
from dayaq.core.api import clock
from dayaq.places.api import UnitResolver
from dayaq.registry.imports import crosschecks, sql
from dayaq.registry.imports.columns import date_orders
from dayaq.registry.imports.kinds import StatusWords
from dayaq.registry.imports.mapping import Mapping
from dayaq.registry.imports.matching import Match, match_rows
from dayaq.registry.imports.problems import WARNING
from dayaq.registry.imports.reading import Sheet
from dayaq.registry.imports.rowbase import Reading, Surroundings
from dayaq.registry.imports.rowreader import RowReader
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


class Staging:
    """One file being staged. Made anew it goes on behind the last row that was staged."""

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
            orders=date_orders(sheet, mapping),
        )
        self._reader = RowReader(mapping, sheet.header, around)
        self._rows: Iterator[Row] = (row for row in sheet.rows() if row.number > last)

    def step(self, size: int = CHUNK) -> int:
        """Stage the next ``size`` rows; returns how many there were. After the last one the batch is staged."""
        rows = list(islice(self._rows, size))
        with transaction.atomic():
            batch = ImportBatch.objects.select_for_update(of=("self",)).get(pk=self.batch.pk)
            if batch.state != BatchState.STAGING or batch.rows_done != self.done:
                return 0  # cancelled, or gone on with by somebody else
            if rows:
                self._write(rows)
                self.done = batch.rows_done = batch.rows_done + len(rows)
                batch.rows = max(batch.rows, batch.rows_done)
                batch.save(update_fields=["rows", "rows_done"])
            if len(rows) < size:
                self._finish(batch)
        return len(rows)

    def _write(self, rows: list[Row]) -> None:
        read = [self._reader.read(row) for row in rows]
        matches = match_rows(
            self.batch.source, self.batch.created_by, [(reading.key, reading.values) for reading in read]
        )
        # Encoded while the database takes in what went before.
        sql.copy_rows(StagedRow, _COLUMNS, map(self._line, rows, read, matches))

    def _line(self, row: Row, reading: Reading, match: Match) -> tuple[Any, ...]:
        values = sql.values_as_json(reading.values)
        digest = hashlib.sha256(values.encode()).hexdigest()
        if match.issue is not None:
            reading.issues.append(match.issue)
        issues, warnings = "[]", 0
        if reading.issues:
            issues = sql.as_json([issue.to_dict() for issue in reading.issues])
            warnings = sum(issue.severity == WARNING for issue in reading.issues)
        state = _state(reading, digest, match.digest)
        raw = sql.texts_as_json(row.cells)
        return (
            self.batch.pk, row.number, reading.key, digest, state, raw, values, issues, warnings, match.person_id,
        )  # fmt: skip

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


def _state(reading: Reading, digest: str, before: str) -> str:
    if reading.rejected:
        return RowState.REJECTED
    return RowState.UNCHANGED if digest == before else RowState.READY


def begin(batch: ImportBatch) -> None:
    """Forget what was staged of ``batch``, inside the caller's transaction."""
    StagedRow.objects.filter(batch=batch)._raw_delete(using="default")
