"""Identity documents: added once a person, their issuer and validity corrected by whoever brought them."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from dayaq.registry.imports import sql
from dayaq.registry.imports.accepting import changes
from dayaq.registry.imports.accepting.documents import flag_shared
from dayaq.registry.imports.accepting.entry import Chunk, Entry
from dayaq.registry.imports.filesets.taking.differing import settle
from dayaq.registry.imports.filesets.taking.owners import Owner, reject
from dayaq.registry.imports.problems import Code
from dayaq.registry.models import IdentityDocument
from dayaq.registry.states import RowState

_COLUMNS: Final = (
    "id", "created_at", "person_id", "kind", "series", "number", "number_original", "issuer", "valid_from", "valid_to",
    "flag_shared",
)  # fmt: skip
_KNOWN: Final = """
select person_id, kind, series, number, id, issuer, valid_from, valid_to from registry_identitydocument
where person_id = any(%s::bigint[])
"""
_CHANGE: Final = """
update registry_identitydocument document
set issuer = said.issuer, valid_from = said.valid_from, valid_to = said.valid_to
from unnest(%s::bigint[], %s::text[], %s::date[], %s::date[]) as said (id, issuer, valid_from, valid_to)
where document.id = said.id
"""


def write(chunk: Chunk, entries: list[Entry], owners: dict[str, Owner]) -> None:
    """Six statements at most."""
    rows = sql.fetch(_KNOWN, [sql.ids({entry.person for entry in entries})])
    known: dict[tuple[Any, ...], dict[str, Any]] = {
        tuple(key): {"id": pk, "issuer": issuer, "valid_from": first, "valid_to": last}
        for *key, pk, issuer, first, last in rows
    }
    added, changed = [], []
    for entry in entries:
        values = entry.values
        said = {name: day(values, key) for name, key in (("valid_from", "from"), ("valid_to", "to"))}
        said |= {"issuer": values.get("issuer") or None}
        identity = (entry.person, values["kind"], values.get("series", ""), values["number"])
        if identity not in known:
            known[identity] = said
            entry.state = RowState.CREATED
            added.append((entry, identity, said))
        elif "id" in known[identity]:
            before = known[identity]
            after = settle(entry, before, said, own=entry.by_key)
            if (
                after is not None
                and after["valid_from"]
                and after["valid_to"]
                and after["valid_to"] < after["valid_from"]
            ):
                reject(entry, Code.PERIOD, "valid_to", str(after["valid_to"]))
            elif after is not None:
                changed.append((entry, before, after))
    _add(chunk, added, owners)
    if changed:
        columns = [[after[name] for _entry, _before, after in changed] for name in ("issuer", "valid_from", "valid_to")]
        sql.run(_CHANGE, [[before["id"] for _entry, before, _after in changed], *columns])
    for entry, before, _after in changed:
        if not entry.fresh:
            stored = {name: value and str(value) for name, value in before.items() if name != "id"}
            changes.note(chunk, changes.Kind.DOCUMENT_CHANGED, before["id"], entry.row, before=stored)


def day(values: dict[str, Any], name: str) -> date | None:
    """A day that a row says."""
    return date.fromisoformat(values[name]) if name in values else None


def _add(chunk: Chunk, added: list[Any], owners: dict[str, Owner]) -> None:
    keys = sql.next_ids(IdentityDocument, len(added))
    lines = []
    for pk, (entry, (person, kind, series, number), said) in zip(keys, added, strict=True):
        owner = owners[entry.values["person"]]
        moment = owner.created_at if owner.made else chunk.now
        original = entry.values.get("number_original", "")
        lines.append(
            (pk, moment, person, kind, series, number, original, said["issuer"] or "", said["valid_from"],
             said["valid_to"], False)
        )  # fmt: skip
        if not owner.made:
            changes.note(chunk, changes.Kind.DOCUMENT_ADDED, pk, entry.row)
    sql.copy_rows(IdentityDocument, _COLUMNS, lines)
    if added:
        flag_shared(chunk, {identity[3] for _entry, identity, _said in added})
