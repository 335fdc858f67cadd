"""Statuses of a chunk: declared by the source, verified by nobody yet; what a person has already is left alone."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Final

from dayaq.registry.imports import sql
from dayaq.registry.imports.accepting import changes
from dayaq.registry.imports.accepting.entry import Chunk, Entry
from dayaq.registry.imports.problems import WARNING, Code, Issue
from dayaq.registry.models import Status, StatusKind
from dayaq.registry.states import Verification

_COLUMNS: Final = (
    "created_at", "state_at", "version", "person_id", "kind_id", "conflict", "percent", "evidence", "issuer",
    "verification", "origin", "valid_from",
)  # fmt: skip
_HELD: Final = """
select person_id, kind_id, percent, conflict, valid_from, valid_to is null or valid_to > %s from registry_status
where person_id = any(%s)
"""


def write(chunk: Chunk, entries: Iterable[Entry]) -> None:
    """Copy statuses that their persons do not hold today, nor held from the same day: five statements at most."""
    bearing = [entry for entry in entries if "statuses" in entry.values]
    if not bearing:
        return
    kinds = dict(StatusKind.objects.values_list("code", "pk"))
    known = [entry.person for entry in bearing if not entry.new]
    rows = sql.fetch(_HELD, [chunk.today, known]) if known else []
    held = {(person, kind): percent for person, kind, percent, _conflict, _since, holds in rows if holds}
    over = {(person, kind, since) for person, kind, _percent, conflict, since, holds in rows if not (holds or conflict)}
    new, added = [], []
    for entry in bearing:
        for status in entry.values["statuses"]:
            kind, percent = kinds[status["kind"]], status.get("percent")
            if (entry.person, kind) in held:
                if percent is not None and held[entry.person, kind] != percent:
                    entry.issues.append(Issue(Code.KEPT, "percent", value=str(percent), severity=WARNING))
                continue
            since = date.fromisoformat(status["from"]) if "from" in status else chunk.today
            if (entry.person, kind, since) in over:
                entry.issues.append(Issue(Code.KEPT, "status", value=str(status["kind"]), severity=WARNING))
                continue
            held[entry.person, kind] = percent
            line = (
                chunk.now, chunk.now, 1, entry.person, kind, "", percent, status.get("evidence", ""), "",
                Verification.DECLARED.value, chunk.origin, since,
            )  # fmt: skip
            new.append(line) if entry.new else added.append((entry.row, line))
    sql.copy_rows(Status, _COLUMNS, new)
    keys = sql.next_ids(Status, len(added))
    sql.copy_rows(Status, ("id", *_COLUMNS), ((pk, *line) for pk, (_row, line) in zip(keys, added, strict=True)))
    for pk, (row, _line) in zip(keys, added, strict=True):
        changes.note(chunk, changes.Kind.STATUS_ADDED, pk, row)
