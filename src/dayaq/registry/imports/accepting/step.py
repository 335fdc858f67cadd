"""One chunk of good rows: who they are, what is written, and the trace of it, in one transaction.

Killed at any moment, a chunk is either in or not; the next step takes what is still ready. Chunks of one source come
one after the other, whoever runs them.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from typing import Any, Final

from django.db import IntegrityError, transaction

from dayaq.accounts.api import system_user
from dayaq.core.api import audit, clock, emit
from dayaq.places.models import AdministrativeUnit
from dayaq.registry.imports import crosschecks, sql
from dayaq.registry.imports.accepting import documents, households, persons, statuses
from dayaq.registry.imports.accepting.entry import Chunk, Entry
from dayaq.registry.imports.matching import Match, match_rows, names_of, same_person
from dayaq.registry.imports.problems import Code, Issue
from dayaq.registry.models import ExternalKey, ImportBatch, ImportFile, ImportSource, Person
from dayaq.registry.states import IMPORT_BATCH, BatchState, RowState

CHUNK: Final = 5_000
LAST_ROW: Final = "last_row"  # in the batch's counts: up to where acceptance is
_TRIES: Final = 3
_READY: Final = """
select id, row, key, digest, values, warnings from registry_stagedrow
where batch_id = %s and row > %s and state = 'ready' order by row limit %s
"""
_KEYS_CHANGED: Final = """
update registry_externalkey known set row_digest = said.digest, batch_id = %s
from unnest(%s::text[], %s::text[]) as said (key, digest) where known.source_id = %s and known.key = said.key
"""
_SETTLE: Final = """
update registry_stagedrow staged set state = settled.state, person_id = settled.person, raw = '[]', "values" = '{}'
from unnest(%s::bigint[], %s::text[], %s::bigint[]) as settled (id, state, person) where staged.id = settled.id
"""
_GONE: Final = "delete from registry_stagedrow where id = any(%s)"
_UNCHANGED_GONE: Final = "delete from registry_stagedrow where batch_id = %s and state = 'unchanged' and warnings = 0"
IN: Final = (RowState.CREATED, RowState.UPDATED, RowState.UNCHANGED)


def accept_step(batch: ImportBatch, size: int = CHUNK) -> int:
    """Take in the next ``size`` ready rows; returns how many were looked at. After the last one the batch has ended.

    Somebody may register the same FİN at the window at this very moment: then the chunk is tried again and sees it.
    """
    for attempt in range(1, _TRIES + 1):
        try:
            with transaction.atomic():
                return _step(batch, size)
        except IntegrityError:
            if attempt == _TRIES:
                raise
    return 0


def _step(batch: ImportBatch, size: int) -> int:
    batch = (
        ImportBatch.objects.select_for_update(of=("self",))
        .select_related("source", "created_by", "accepted_by")
        .get(pk=batch.pk)
    )
    if batch.state != BatchState.ACCEPTING:
        return 0
    ImportSource.objects.select_for_update(no_key=True).get(pk=batch.source_id)
    last = batch.counts.get(LAST_ROW, 0)
    entries = [_entry(*row) for row in sql.fetch(_READY, [batch.pk, last, size])]
    batch.counts.setdefault(LAST_ROW, last)
    if entries:
        _take_in(batch, entries)
        batch.counts[LAST_ROW] = entries[-1].row
        for state, number in Counter(str(entry.state) for entry in entries).items():
            batch.counts[state] = batch.counts.get(state, 0) + number
        batch.rows_done += len(entries)
        batch.save(update_fields=["rows_done", "counts"])
    if len(entries) < size:
        _finish(batch)
    return len(entries)


def _entry(pk: int, row: int, key: str, digest: str, values: Any, warnings: int) -> Entry:
    said = json.loads(values) if isinstance(values, str) else values
    return Entry(pk, row, key, digest, said, remarked=warnings > 0)


def _take_in(batch: ImportBatch, entries: list[Entry]) -> None:
    today = clock.today()
    units = AdministrativeUnit.objects.on(today).values_list("code", "pk")
    chunk = Chunk(batch, today, clock.now(), dict(units), f"import:{batch.source.code}")
    by = batch.accepted_by or system_user()
    matches = match_rows(batch.source, by, [(entry.key, entry.values) for entry in entries])
    _identify(entries, matches)
    coming = [entry for entry in entries if entry.state == RowState.READY]
    persons.create(chunk, coming)
    persons.change(chunk, coming)
    for entry in coming:
        if entry.new:
            entry.state = RowState.CREATED
    _remember_keys(batch, coming)
    documents.write(chunk, coming)
    households.write(chunk, coming)
    statuses.write(chunk, coming)
    _settle(batch, entries)
    _tell(batch, coming)


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


def _remember_keys(batch: ImportBatch, coming: list[Entry]) -> None:
    source = batch.source_id
    sql.copy_rows(
        ExternalKey,
        ("source_id", "key", "person_id", "row_digest", "batch_id"),
        ((source, entry.key, entry.person, entry.digest, batch.pk) for entry in coming if not entry.by_key),
    )
    changed = [entry for entry in coming if entry.by_key]
    if changed:
        keys, digests = [entry.key for entry in changed], [entry.digest for entry in changed]
        sql.run(_KEYS_CHANGED, [batch.pk, keys, digests, source])


def _settle(batch: ImportBatch, entries: list[Entry]) -> None:
    """Staged rows that are in go: the registry has what they said. Those with a warning stay, emptied."""
    settled = [entry for entry in entries if entry.state in IN]
    remarked = [entry for entry in settled if entry.remarked or entry.issues]
    sql.run(_GONE, [[entry.pk for entry in settled if not (entry.remarked or entry.issues)]])
    if remarked:
        columns = zip(*((entry.pk, str(entry.state), entry.person) for entry in remarked), strict=True)
        sql.run(_SETTLE, [list(column) for column in columns])
    crosschecks.add_issues(batch, ((entry.row, issue) for entry in entries for issue in entry.issues))


def _tell(batch: ImportBatch, coming: list[Entry]) -> None:
    """One chained event for the chunk, and one word to higher rooms."""
    touched = [entry for entry in coming if entry.state != RowState.UNCHANGED]
    if not coming:
        return
    lines = "\n".join(f"{entry.key}\t{entry.digest}\t{entry.person}\t{entry.state}" for entry in coming)
    created = sum(entry.new for entry in touched)
    audit.record_batch(
        by=batch.accepted_by or system_user(),
        event="people.imported",
        object_type="registry.person",
        count=len(coming),
        digest=hashlib.sha256(lines.encode()).hexdigest(),
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


def _finish(batch: ImportBatch) -> None:
    sql.run(_UNCHANGED_GONE, [batch.pk])
    left = crosschecks.count(batch)
    counts = batch.counts | {name: left[name] for name in ("rejected", "warnings", "problems")} | {"ready": 0}
    ImportFile.objects.filter(batch=batch).delete()
    numbers = {name: counts[name] for name in ("created", "updated", "unchanged", "rejected")}
    IMPORT_BATCH.move(batch, BatchState.ACCEPTED, by=system_user(), detail=numbers, counts=counts)
