"""What a chunk changes of people who were there before, noted beside the change so that a reversal can take it back."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any, Final

from dayaq.registry.imports import sql
from dayaq.registry.imports.accepting.entry import Chunk
from dayaq.registry.models import ImportChange

Kind = ImportChange.Kind
_COLUMNS: Final = ("batch_id", "step", "row", "kind", "object_id", "history", "before", "earlier_id")
_HISTORY: Final = {
    "person": "registry_personevent",
    "member": "registry_householdmemberevent",
    "status": "registry_statusevent",
    "relation": "registry_personrelationevent",
}
_LATEST: Final = "select pgh_obj_id, max(pgh_id) from {table} where pgh_obj_id = any(%s::bigint[]) group by 1"


def note(
    chunk: Chunk,
    kind: Kind,
    object_id: int,
    row: int | None = None,
    *,
    history: int | None = None,
    before: dict[str, Any] | None = None,
    earlier: int | None = None,
) -> None:
    """Keep for :func:`write` that the row ``object_id`` was added or changed."""
    stored = json.dumps(before or {})
    chunk.changes.append((chunk.batch.pk, chunk.step, row, kind.value, object_id, history, stored, earlier))


def old_rows(of: str, ids: Iterable[int]) -> dict[int, int]:
    """For each changed row ("person" or "member") the key of the old row that the change just put into history."""
    return dict(sql.fetch(_LATEST.format(table=_HISTORY[of]), [sql.ids(ids)]))


def note_changed(chunk: Chunk, of: str, kind: Kind, rows: Mapping[int, int]) -> None:
    """Keep that rows of ``of`` were changed, each (key) by a row of the file (number). After the change."""
    for pk, history in old_rows(of, rows).items():
        note(chunk, kind, pk, rows[pk], history=history)


def write(chunk: Chunk) -> None:
    """Write what was noted: nothing for a chunk of new people only."""
    if chunk.changes:
        sql.copy_rows(ImportChange, _COLUMNS, chunk.changes)
