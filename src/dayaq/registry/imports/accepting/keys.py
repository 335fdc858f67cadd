"""What a source calls a row, and what the row said: by this it is known the next time, and traced until then."""

from __future__ import annotations

from typing import Final

from dayaq.registry.imports import sql
from dayaq.registry.imports.accepting import changes
from dayaq.registry.imports.accepting.entry import Chunk, Entry
from dayaq.registry.models import ExternalKey

_KEY_COLUMNS: Final = ("source_id", "key", "person_id", "row_digest", "batch_id", "row")
_KEYS_NOW: Final = """
select id, key, row_digest, batch_id, row from registry_externalkey where source_id = %s and key = any(%s::text[])
"""
_KEYS_CHANGED: Final = """
update registry_externalkey known set row_digest = said.digest, batch_id = %s, row = said.row
from unnest(%s::text[], %s::text[], %s::int[]) as said (key, digest, row)
where known.source_id = %s and known.key = said.key
"""


def remember(chunk: Chunk, coming: list[Entry]) -> None:
    """The key, digest and number of each row, by which it is known the next time and traced until then."""
    batch = chunk.batch

    def line(entry: Entry) -> str:
        key = sql.copied(entry.key)
        return f"{batch.source_id}\t{key}\t{entry.person}\t{entry.digest}\t{batch.pk}\t{entry.row}"

    sql.copy_lines(ExternalKey, _KEY_COLUMNS, (line(entry) for entry in coming if _is_own(entry)))
    linked = [entry for entry in coming if not _is_own(entry) and not entry.by_key]
    if linked:
        keyed = list(zip(sql.next_ids(ExternalKey, len(linked)), linked, strict=True))
        sql.copy_lines(ExternalKey, ("id", *_KEY_COLUMNS), (f"{pk}\t{line(entry)}" for pk, entry in keyed))
        for pk, entry in keyed:
            changes.note(chunk, changes.Kind.KEY_ADDED, pk, entry.row)
    changed = {entry.key: entry for entry in coming if entry.by_key}
    if changed:
        _move_keys(chunk, changed)


def _is_own(entry: Entry) -> bool:
    """Whether the key goes with a person whom this batch made."""
    return entry.new or (entry.fresh and not entry.by_key)


def _move_keys(chunk: Chunk, changed: dict[str, Entry]) -> None:
    """Keys that the source sent before stand for their new rows from now on."""
    batch, known = chunk.batch, sql.texts(changed)
    for pk, key, digest, earlier, row in sql.fetch(_KEYS_NOW, [batch.source_id, known]):
        before = {"digest": digest, "row": row}
        changes.note(chunk, changes.Kind.KEY_CHANGED, pk, changed[key].row, before=before, earlier=earlier)
    digests = sql.texts(entry.digest for entry in changed.values())
    sql.run(
        _KEYS_CHANGED, [batch.pk, known, digests, sql.ids(entry.row for entry in changed.values()), batch.source_id]
    )
