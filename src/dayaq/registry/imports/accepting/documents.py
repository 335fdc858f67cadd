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
_REST: Final = f"\t\t{sql.NULL}\t{sql.NULL}\tf"  # no issuer, no validity, not shared as far as it is known
_KNOWN: Final = "select person_id, kind, series, number from registry_identitydocument where person_id = any(%s)"
#: Documents of the given numbers that several people hold and that are not marked so: a look into the index a number.
_SHARED: Final = """
select id, created_at from (
  select found.*, min(person_id) over bearers <> max(person_id) over bearers as shared
  from unnest(%s::text[]) as said (number) cross join lateral (
    select id, created_at, kind, series, number, person_id, flag_shared from registry_identitydocument
    where number = said.number offset 0
  ) found window bearers as (partition by found.kind, found.series, found.number)
) numbered where shared and not flag_shared
"""
_FLAG: Final = "update registry_identitydocument set flag_shared = true where id = any(%s::bigint[])"


def write(chunk: Chunk, entries: Iterable[Entry]) -> None:
    """Copy documents that their persons do not have yet, then flag shared numbers: five statements at most."""
    bearing = [entry for entry in entries if "document" in entry.values]
    if not bearing:
        return
    known_people = [entry.person for entry in bearing if not entry.new]
    held = set(sql.fetch(_KNOWN, [known_people])) if known_people else set()
    now = chunk.now.isoformat()
    new, added, numbers = [], [], []
    for entry in bearing:
        document = entry.values["document"]
        identity = (entry.person, document["kind"], document.get("series", ""), document["number"])
        if identity in held:
            continue
        held.add(identity)
        numbers.append(document["number"])
        texts = (*identity[2:], document.get("number_original", ""))
        line = f"{now}\t{entry.person}\t{identity[1]}\t" + "\t".join(map(sql.copied, texts)) + _REST
        new.append(line) if entry.new else added.append((entry.row, line))
    sql.copy_lines(IdentityDocument, _COLUMNS, new)
    keys = sql.next_ids(IdentityDocument, len(added))
    keyed = (f"{pk}\t{line}" for pk, (_row, line) in zip(keys, added, strict=True))
    sql.copy_lines(IdentityDocument, ("id", *_COLUMNS), keyed)
    for pk, (row, _line) in zip(keys, added, strict=True):
        changes.note(chunk, changes.Kind.DOCUMENT_ADDED, pk, row)
    flag_shared(chunk, set(numbers))


def flag_shared(chunk: Chunk, numbers: set[str]) -> None:
    """Flag documents of these numbers that several people hold: two statements."""
    shared = dict(sql.fetch(_SHARED, [sql.texts(numbers)]))
    if shared:
        sql.run(_FLAG, [sql.ids(shared)])
    for pk, created_at in shared.items():
        if created_at != chunk.now:
            changes.note(chunk, changes.Kind.DOCUMENT_FLAGGED, pk)
