"""Identity documents of a chunk; a number that several people hold is flagged on all of them, never refused."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from dayaq.registry.imports import sql
from dayaq.registry.imports.accepting import changes
from dayaq.registry.imports.accepting.entry import Chunk, Entry
from dayaq.registry.models import IdentityDocument

_COLUMNS: Final = (
    "created_at", "person_id", "kind", "series", "number", "number_original", "issuer", "valid_from", "valid_to",
    "flag_shared",
)  # fmt: skip
_KNOWN: Final = "select person_id, kind, series, number from registry_identitydocument where person_id = any(%s)"
_FLAG: Final = """
with flagged as (
  update registry_identitydocument document set flag_shared = true
  from (
    select kind, series, number from registry_identitydocument where number = any(%s::text[])
    group by 1, 2, 3 having count(distinct person_id) > 1
  ) shared
  where document.number = shared.number and document.kind = shared.kind and document.series = shared.series
    and not document.flag_shared
  returning document.id, document.created_at
) select id from flagged where created_at <> %s
"""


def write(chunk: Chunk, entries: Iterable[Entry]) -> None:
    """Copy documents that their persons do not have yet, then flag shared numbers: five statements at most."""
    bearing = [entry for entry in entries if "document" in entry.values]
    if not bearing:
        return
    known_people = [entry.person for entry in bearing if not entry.new]
    held = set(sql.fetch(_KNOWN, [known_people])) if known_people else set()
    new, added = [], []
    for entry in bearing:
        document = entry.values["document"]
        identity = (entry.person, document["kind"], document.get("series", ""), document["number"])
        if identity not in held:
            held.add(identity)
            original = document.get("number_original", "")
            line = (chunk.now, *identity, original, "", None, None, False)
            new.append(line) if entry.new else added.append((entry.row, line))
    sql.copy_rows(IdentityDocument, _COLUMNS, new)
    keys = sql.next_ids(IdentityDocument, len(added))
    sql.copy_rows(
        IdentityDocument, ("id", *_COLUMNS), ((pk, *line) for pk, (_row, line) in zip(keys, added, strict=True))
    )
    for pk, (row, _line) in zip(keys, added, strict=True):
        changes.note(chunk, changes.Kind.DOCUMENT_ADDED, pk, row)
    numbers = sql.texts(line[4] for line in (*new, *(line for _row, line in added)))
    for (pk,) in sql.fetch(_FLAG, [numbers, chunk.now]):
        changes.note(chunk, changes.Kind.DOCUMENT_FLAGGED, pk)
