"""One chunk of good rows: who they are, what is written, and the trace of it, in one transaction.

Killed at any moment, a chunk is either in or not; the next step takes what is still ready. Chunks of one source come
one after the other, whoever runs them.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, Final

import orjson
from django.db import DatabaseError, IntegrityError, transaction

from dayaq.accounts.api import system_user
from dayaq.core.api import audit, clock, emit
from dayaq.places.models import AdministrativeUnit
from dayaq.registry.imports import crosschecks, sql
from dayaq.registry.imports.accepting import changes, documents, households, keys, persons, statuses
from dayaq.registry.imports.accepting.entry import Chunk, Entry
from dayaq.registry.imports.ahead import Ahead
from dayaq.registry.imports.filesets import taking
from dayaq.registry.imports.filesets.contents import PER_FILE
from dayaq.registry.imports.matching import Match, match_rows, names_of, same_person
from dayaq.registry.imports.problems import Code, Issue
from dayaq.registry.models import ImportBatch, ImportFile, ImportSource, Person
from dayaq.registry.states import IMPORT_BATCH, BatchState, RowState

CHUNK: Final = 5_000
LAST_ROW: Final = "last_row"  # in the batch's counts: up to where acceptance is
_TRIES: Final = 3
_READY: Final = """
select id, row, key, digest, values, warnings from registry_stagedrow
where batch_id = %s and row > %s and state = 'ready' order by row limit %s
"""
_SETTLE: Final = """
update registry_stagedrow staged set state = settled.state, person_id = settled.person, raw = '[]', "values" = '{}'
from unnest(%s::bigint[], %s::text[], %s::bigint[]) as settled (id, state, person) where staged.id = settled.id
"""
_GONE: Final = "delete from registry_stagedrow where id = any(%s::bigint[])"
_UNCHANGED_GONE: Final = "delete from registry_stagedrow where batch_id = %s and state = 'unchanged' and warnings = 0"
IN: Final = (RowState.CREATED, RowState.UPDATED, RowState.UNCHANGED)


class Acceptance:
    """One batch being taken in, chunk by chunk. How far it is stands in the database: made anew it goes on from there.

    What is written of the next chunk is made ready in a thread of its own while the database ends this one.
    """

    def __init__(self, batch: ImportBatch) -> None:
        self._pk = batch.pk
        self._ahead: Ahead[list[Entry]] = Ahead()
        self._after = -1  # the row behind which the entries lie that were made ready
        self._tokens: dict[str, int] = {}

    def step(self, size: int = CHUNK) -> int:
        """Take in the next ``size`` ready rows; returns how many were looked at. After the last the batch has ended.

        Somebody may register the same FİN at the window at this very moment: the chunk is tried again and sees it.
        """
        for attempt in range(1, _TRIES + 1):
            try:
                with transaction.atomic():
                    done, ended = self._step(size)
                if ended:
                    self.close()
                return done
            except IntegrityError:
                self._tokens.clear()  # words that this chunk added are not there
                if attempt == _TRIES:
                    raise
            except DatabaseError:
                self._tokens.clear()
                raise
        return 0

    def close(self) -> None:
        """Look no further ahead."""
        self._ahead.close()

    def _step(self, size: int) -> tuple[int, bool]:
        batch = (
            ImportBatch.objects.select_for_update(of=("self",))
            .select_related("source", "created_by", "accepted_by")
            .get(pk=self._pk)
        )
        if batch.state != BatchState.ACCEPTING:
            return 0, True
        ImportSource.objects.select_for_update(no_key=True).get(pk=batch.source_id)
        last = batch.counts.setdefault(LAST_ROW, 0)
        entries = self._entries(batch, last, size)
        ended = len(entries) < size
        if entries:
            if not ended:
                sql.commit_soon()
            _take_in(batch, entries, self._tokens)
            batch.counts[LAST_ROW] = entries[-1].row
            for state, number in Counter(str(entry.state) for entry in entries).items():
                batch.counts[state] = batch.counts.get(state, 0) + number
            for (place, state), number in _by_file(batch, entries).items():
                counts = batch.counts["files"][place]
                counts[state] = counts.get(state, 0) + number
            batch.rows_done += len(entries)
            batch.save(update_fields=["rows_done", "counts"])
        if ended:
            _finish(batch)
        else:
            self._look_ahead(batch, entries[-1].row, size)  # made ready while the database ends this transaction
        return len(entries), ended

    def _entries(self, batch: ImportBatch, last: int, size: int) -> list[Entry]:
        ready = self._ahead.take()
        if ready is not None and self._after == last and len(ready) <= size:
            return ready
        return _prepared(batch, sql.fetch(_READY, [batch.pk, last, size]))

    def _look_ahead(self, batch: ImportBatch, last: int, size: int) -> None:
        rows = sql.fetch(_READY, [batch.pk, last, size])
        self._after = last
        self._ahead.begin(lambda: _prepared(batch, rows))


def _by_file(batch: ImportBatch, entries: Iterable[Entry]) -> Counter[tuple[int, str]]:
    """Of a set, how many rows of the file at each place came to which state."""
    return Counter((entry.row // PER_FILE, str(entry.state)) for entry in entries if batch.files)


def accept_step(batch: ImportBatch, size: int = CHUNK) -> int:
    """One step of :class:`Acceptance`, for whoever does no more than one."""
    acceptance = Acceptance(batch)
    try:
        return acceptance.step(size)
    finally:
        acceptance.close()


def _prepared(batch: ImportBatch, rows: Sequence[tuple[Any, ...]]) -> list[Entry]:
    """Staged rows as entries, with what would be written of them as new persons."""
    language = batch.options.get("constants", {}).get("language") or "az"
    origin = origin_of(batch)
    entries = []
    for pk, row, key, digest, values, warnings in rows:
        said = orjson.loads(values) if isinstance(values, str) else values
        entry = Entry(pk, row, key, digest, said, remarked=warnings > 0)
        if row < PER_FILE:
            persons.prepare(entry, language, origin)
        entries.append(entry)
    return entries


def origin_of(batch: ImportBatch) -> str:
    """Where rows say they came from."""
    return f"import:{batch.source.code}"


def _take_in(batch: ImportBatch, entries: list[Entry], tokens: dict[str, int]) -> None:
    today = clock.today()
    units = AdministrativeUnit.objects.on(today).values_list("code", "pk")
    chunk = Chunk(batch, today, clock.now(), dict(units), origin_of(batch), entries[0].row, tokens)
    by = batch.accepted_by or system_user()
    matches = match_rows(batch.source, by, [(entry.key, entry.values) for entry in entries])
    people = [entry for entry in entries if entry.row < PER_FILE]  # of a set the rows behind hang on them
    _identify(people, matches[: len(people)])
    coming = [entry for entry in people if entry.state == RowState.READY]
    persons.create(chunk, coming)
    persons.change(chunk, coming)
    for entry in coming:
        if entry.new:
            entry.state = RowState.CREATED
    keys.remember(chunk, coming)
    documents.write(chunk, coming)
    households.write(chunk, coming)
    statuses.write(chunk, coming)
    hanging = taking.take_in(chunk, entries[len(people) :], matches[len(people) :], by)
    keys.remember(chunk, hanging)
    changes.write(chunk)
    _settle(batch, entries)
    _tell(batch, [*coming, *hanging])


def _identify(entries: list[Entry], matches: list[Match]) -> None:
    """Decide for each entry whose row it is; keys for new persons come from the sequence in one statement."""
    pending: dict[str, Entry] = {}
    new: list[Entry] = []
    same: list[tuple[Entry, Entry]] = []
    for entry, match in zip(entries, matches, strict=True):
        fin = entry.values.get("fin", "")
        if match.issue is not None:
            entry.issues.append(match.issue)
            entry.state = RowState.REJECTED
        elif match.person_id is not None:
            entry.person, entry.by_key = match.person_id, match.by_key
            if match.digest == entry.digest:
                entry.state = RowState.UNCHANGED
        elif fin in pending:
            if _one(entry, pending[fin]):
                same.append((entry, pending[fin]))
            else:
                entry.issues.append(Issue(Code.FIN_TWICE, "fin", value=fin))
                entry.state = RowState.REJECTED
        else:
            entry.new = True
            new.append(entry)
            if fin:
                pending[fin] = entry
    for entry, pk in zip(new, sql.next_ids(Person, len(new)), strict=True):
        entry.person = pk
    for entry, first in same:
        entry.person = first.person


def _one(entry: Entry, other: Entry) -> bool:
    births = [one.values.get("birth_date", "") for one in (entry, other)]
    return same_person(births[0], names_of(entry.values), births[1], names_of(other.values))


def _settle(batch: ImportBatch, entries: list[Entry]) -> None:
    """Staged rows that are in go: the registry has what they said. Those with a warning stay, emptied."""
    settled = [entry for entry in entries if entry.state in IN]
    remarked = [entry for entry in settled if entry.remarked or entry.issues]
    sql.run(_GONE, [sql.ids(entry.pk for entry in settled if not (entry.remarked or entry.issues))])
    if remarked:
        columns = zip(*((entry.pk, str(entry.state), entry.person) for entry in remarked), strict=True)
        sql.run(_SETTLE, [list(column) for column in columns])
    crosschecks.add_issues(batch, ((entry.row, issue) for entry in entries for issue in entry.issues))


def _tell(batch: ImportBatch, coming: list[Entry]) -> None:
    """One chained event for the chunk, and one word to higher rooms."""
    touched = [entry for entry in coming if entry.state != RowState.UNCHANGED]
    if not coming:
        return
    lines = (f"{entry.row}\t{entry.key}\t{entry.digest}\t{entry.person}" for entry in coming)
    created = sum(entry.state == RowState.CREATED for entry in touched)
    audit.record_batch(
        by=batch.accepted_by or system_user(),
        event="people.imported",
        object_type="registry.importbatch",
        count=len(coming),
        digest=digest_of_rows(lines),
        object_id=batch.pk,
        detail={
            "batch": batch.pk,
            "created": created,
            "changed": len(touched) - created,
            "linked": len(coming) - len(touched),
            "first_row": coming[0].row,
            "last_row": coming[-1].row,
        },
    )
    emit("people.imported", batch=batch.pk, first_row=coming[0].row, last_row=coming[-1].row)


def digest_of_rows(lines: Iterable[str]) -> str:
    """SHA-256 in hex of rows in their order, each as number, key, digest of its values and person, by tabs.

    ``ExternalKey`` holds the four, so that anybody can compare a chunk with its event in the audit chain.
    """
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _finish(batch: ImportBatch) -> None:
    sql.run(_UNCHANGED_GONE, [batch.pk])
    left = crosschecks.count(batch)
    counts = batch.counts | {name: left[name] for name in ("rejected", "warnings", "problems")} | {"ready": 0}
    for before, after in zip(counts.get("files", ()), left.get("files", ()), strict=True):
        before |= {"rejected": after["rejected"], "warnings": after["warnings"], "ready": 0}
    ImportFile.objects.filter(batch=batch).delete()
    numbers = {name: counts[name] for name in ("created", "updated", "unchanged", "rejected")}
    IMPORT_BATCH.move(batch, BatchState.ACCEPTED, by=system_user(), detail=numbers, counts=counts)
