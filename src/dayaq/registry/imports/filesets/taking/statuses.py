"""Statuses with their periods: several a person and kind, one after the other; declared, verified by nobody yet."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from dayaq.registry.imports import sql
from dayaq.registry.imports.accepting import changes
from dayaq.registry.imports.accepting.entry import Chunk, Entry
from dayaq.registry.imports.filesets.taking.differing import keep, settle
from dayaq.registry.imports.filesets.taking.documents import day
from dayaq.registry.imports.filesets.taking.owners import Owner
from dayaq.registry.models import Status, StatusKind
from dayaq.registry.states import RowState, Verification

_COLUMNS: Final = (
    "id", "created_at", "state_at", "version", "person_id", "kind_id", "conflict", "percent", "evidence", "issuer",
    "verification", "origin", "valid_from", "valid_to",
)  # fmt: skip
#: ``free``: declared by an import, and nobody has changed it by hand since.
_HELD: Final = """
select status.person_id, status.kind_id, status.conflict, status.id, status.valid_from, status.valid_to, status.percent,
  status.evidence, status.issuer, status.origin = %s and status.verification = 'declared' and not exists (
    select from core_auditevent told where told.object_type = 'registry.status' and told.object_id = status.id)
from registry_status status where status.person_id = any(%s::bigint[]) order by status.valid_from
"""
_CHANGE: Final = """
update registry_status status set valid_to = said.valid_to, percent = said.percent, evidence = said.evidence,
  issuer = said.issuer, version = status.version + 1
from unnest(%s::bigint[], %s::date[], %s::int[], %s::text[], %s::text[])
  as said (id, valid_to, percent, evidence, issuer) where status.id = said.id
"""
_SAID: Final = ("valid_to", "percent", "evidence", "issuer")


@dataclass(slots=True)
class _Held:
    """``pk`` is 0 for one that this chunk adds."""

    pk: int
    since: date
    until: date | None
    values: dict[str, Any] = field(default_factory=dict)
    free: bool = False

    def meets(self, since: date, until: date | None) -> bool:
        """Whether a day belongs to both."""
        return (until is None or self.since < until) and (self.until is None or since < self.until)


def write(chunk: Chunk, entries: list[Entry], owners: dict[str, Owner]) -> None:
    """Six statements at most."""
    kinds = dict(StatusKind.objects.values_list("code", "pk"))
    held: dict[tuple[int, int, str], list[_Held]] = {}
    rows = sql.fetch(_HELD, [chunk.origin, sql.ids({entry.person for entry in entries})])
    for person, kind, conflict, pk, since, until, percent, evidence, issuer, free in rows:
        values = {"valid_to": until, "percent": percent, "evidence": evidence, "issuer": issuer}
        held.setdefault((person, kind, conflict), []).append(_Held(pk, since, until, values, free))
    added: list[tuple[Any, ...]] = []
    changed: list[tuple[Entry, _Held, dict[str, Any]]] = []
    for entry in entries:
        identity = (entry.person, kinds[entry.values["status"]], entry.values.get("conflict", ""))
        _place(chunk, entry, identity, held.setdefault(identity, []), added, changed)
    _add(chunk, added, owners)
    if changed:
        columns = [[after[name] for _entry, _status, after in changed] for name in _SAID]
        sql.run(_CHANGE, [[status.pk for _entry, status, _after in changed], *columns])
        lines = {status.pk: entry.row for entry, status, _after in changed if not entry.fresh}
        changes.note_changed(chunk, "status", changes.Kind.STATUS_CHANGED, lines)


def _place(
    chunk: Chunk,
    entry: Entry,
    identity: tuple[int, int, str],
    periods: list[_Held],
    added: list[tuple[Any, ...]],
    changed: list[tuple[Entry, _Held, dict[str, Any]]],
) -> None:
    """Add what no period meets; bring the same one up to date; keep what another one says."""
    values = entry.values
    said = {name: values.get(name) for name in ("percent", "evidence", "issuer")} | {"valid_to": day(values, "to")}
    first, until = day(values, "from"), said["valid_to"]
    since = first or chunk.today
    meeting = [one for one in periods if one.meets(since, until) or one.since == since]
    same = next((one for one in meeting if first in (None, one.since)), None)
    if not meeting:
        if until is not None and until <= since:  # it ended, and nobody says when it began
            keep(entry, "valid_to", until)
            entry.state = RowState.UNCHANGED
            return
        periods.append(_Held(0, since, until))
        added.append((entry, identity, since, said))
        entry.state = RowState.CREATED
    elif same is None or not same.pk:
        entry.state = RowState.UNCHANGED
        keep(entry, "valid_from", since)
    elif same.free:
        after = settle(entry, same.values, said, own=entry.by_key or entry.fresh)
        if after is not None and _fits(same, after["valid_to"], periods):
            changed.append((entry, same, after))
        elif after is not None:
            keep(entry, "valid_to", after["valid_to"])
            entry.state = RowState.UNCHANGED
    else:
        entry.state = RowState.UNCHANGED
        for name, value in said.items():
            if value is not None and value != same.values[name]:
                keep(entry, name, value)


def _fits(status: _Held, until: date | None, periods: list[_Held]) -> bool:
    if until is not None and until <= status.since:
        return False
    return not any(one is not status and one.meets(status.since, until) for one in periods)


def _add(chunk: Chunk, added: list[tuple[Any, ...]], owners: dict[str, Owner]) -> None:
    lines = []
    for pk, (entry, (person, kind, conflict), since, said) in zip(sql.next_ids(Status, len(added)), added, strict=True):
        owner = owners[entry.values["person"]]
        moment = owner.created_at if owner.made else chunk.now
        lines.append(
            (pk, moment, moment, 1, person, kind, conflict, said["percent"], said["evidence"] or "",
             said["issuer"] or "", Verification.DECLARED.value, chunk.origin, since, said["valid_to"])
        )  # fmt: skip
        if not owner.made:
            changes.note(chunk, changes.Kind.STATUS_ADDED, pk, entry.row)
    sql.copy_rows(Status, _COLUMNS, lines)
