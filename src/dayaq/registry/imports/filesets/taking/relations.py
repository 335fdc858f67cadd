"""How persons are related: one row for two, on the source's list as evidence where the file names no other."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from dayaq.registry.imports import sql
from dayaq.registry.imports.accepting import changes
from dayaq.registry.imports.accepting.entry import Chunk, Entry
from dayaq.registry.imports.filesets.taking.differing import keep, settle
from dayaq.registry.imports.filesets.taking.documents import day
from dayaq.registry.imports.filesets.taking.owners import Owner, reject
from dayaq.registry.imports.filesets.words import BOTH_WAYS
from dayaq.registry.imports.problems import Code
from dayaq.registry.models import PersonRelation
from dayaq.registry.states import RowState

_COLUMNS: Final = (
    "id", "created_at", "person_id", "relative_id", "kind", "basis", "evidence", "origin", "valid_from", "valid_to",
)  # fmt: skip
#: ``free``: of an import of this source, and nobody has changed it by hand since. A spouse's other marriages too.
_KNOWN: Final = """
select relation.person_id, relation.relative_id, relation.kind, relation.id, relation.valid_from, relation.valid_to,
  relation.evidence, relation.origin = %s and not exists (
    select from core_auditevent told
    where told.object_type = 'registry.personrelation' and told.object_id = relation.id)
from registry_personrelation relation
where relation.person_id = any(%s::bigint[]) or relation.relative_id = any(%s::bigint[])
"""
_CHANGE: Final = """
update registry_personrelation relation set valid_to = said.valid_to, evidence = said.evidence
from unnest(%s::bigint[], %s::date[], %s::text[]) as said (id, valid_to, evidence) where relation.id = said.id
"""
_ELDER: Final = frozenset({"parent", "grandparent"})
_BLOOD: Final = _ELDER | {"sibling"}


@dataclass(slots=True)
class _Tie:
    """``pk`` is 0 for one that this chunk adds."""

    pk: int
    couple: tuple[int, int]
    kind: str
    since: date
    until: date | None
    evidence: str = ""
    free: bool = False

    def meets(self, since: date, until: date | None) -> bool:
        """Whether a day belongs to both."""
        return (until is None or self.since < until) and (self.until is None or since < self.until)


class _Ties:
    """What is known of the people of a chunk, found by each of the two."""

    def __init__(self, chunk: Chunk, people: set[int]) -> None:
        self._of: dict[int, list[_Tie]] = {}
        ids = sql.ids(people)
        for first, second, kind, pk, since, until, evidence, free in sql.fetch(_KNOWN, [chunk.origin, ids, ids]):
            self.add(_Tie(pk, (first, second), kind, since, until, evidence, free))

    def add(self, tie: _Tie) -> None:
        for person in tie.couple:
            self._of.setdefault(person, []).append(tie)

    def alike(self, couple: tuple[int, int], kind: str) -> list[_Tie]:
        return [tie for tie in self._of.get(couple[0], ()) if tie.couple == couple and tie.kind == kind]

    def marriages(self, couple: tuple[int, int], since: date, until: date | None) -> list[_Tie]:
        ties = [tie for person in couple for tie in self._of.get(person, ())]
        return [tie for tie in ties if tie.kind == "spouse" and tie.couple != couple and tie.meets(since, until)]


def write(chunk: Chunk, entries: list[Entry], owners: dict[str, Owner]) -> None:
    """Five statements at most."""
    named = [owners[entry.values[name]].person for entry in entries for name in ("person", "relative")]
    ties = _Ties(chunk, set(named))
    added: list[tuple[Entry, _Tie, bool, Any]] = []
    changed: list[tuple[Entry, _Tie, dict[str, Any]]] = []
    for entry in entries:
        first, second = owners[entry.values["person"]], owners[entry.values["relative"]]
        if entry.values["kind"] in BOTH_WAYS and first.person > second.person:
            first, second = second, first
        entry.fresh = first.made and second.made
        if entry.fresh:
            entry.person = first.person
        elif first.made != second.made:  # the key hangs on whom this batch did not make, and is noted
            entry.person = second.person if first.made else first.person
        _place(chunk, entry, first, second, ties, added, changed)
    _add(chunk, added)
    if changed:
        columns = [[after[name] for _entry, _tie, after in changed] for name in ("valid_to", "evidence")]
        sql.run(_CHANGE, [[tie.pk for _entry, tie, _after in changed], *columns])
        rows = {tie.pk: entry.row for entry, tie, _after in changed if not entry.fresh}
        changes.note_changed(chunk, "relation", changes.Kind.RELATION_CHANGED, rows)


def _place(
    chunk: Chunk,
    entry: Entry,
    first: Owner,
    second: Owner,
    ties: _Ties,
    added: list[tuple[Entry, _Tie, bool, Any]],
    changed: list[tuple[Entry, _Tie, dict[str, Any]]],
) -> None:
    values, kind = entry.values, entry.values["kind"]
    couple = (first.person, second.person)
    if couple[0] == couple[1]:
        reject(entry, Code.SAME_PERSON, "relative", values["relative"])
        return
    if kind in _ELDER and first.born and second.born and first.born >= second.born:
        reject(entry, Code.AGES, "relation_kind", first.born.isoformat())
        return
    said_first, until = day(values, "from"), day(values, "to")
    since = said_first or _beginning(chunk, kind, first, second)
    if kind == "spouse" and ties.marriages(couple, since, until):
        reject(entry, Code.MARRIED, "relation_kind", since.isoformat())
        return
    alike = [tie for tie in ties.alike(couple, kind) if tie.meets(since, until) or tie.since == since]
    same = next((tie for tie in alike if said_first in (None, tie.since)), None)
    if not alike:
        if until is not None and until <= since:
            reject(entry, Code.PERIOD, "valid_to", until.isoformat())
            return
        tie = _Tie(0, couple, kind, since, until, values.get("evidence") or chunk.batch.source.name)
        ties.add(tie)
        moment = max(first.created_at, second.created_at) if entry.fresh else chunk.now
        added.append((entry, tie, entry.fresh, moment))
        entry.state = RowState.CREATED
    elif same is None or not same.pk:
        keep(entry, "valid_from", since)
        entry.state = RowState.UNCHANGED
    else:
        before = {"valid_to": same.until, "evidence": same.evidence}
        said = {"valid_to": until, "evidence": values.get("evidence")}
        after = settle(entry, before, said, own=same.free and (entry.by_key or entry.fresh))
        if after is not None and not same.free:  # another hand's: an end is theirs to say
            entry.state = RowState.UNCHANGED
            keep(entry, "valid_to", until)
        elif after is not None:
            changed.append((entry, same, after))


def _beginning(chunk: Chunk, kind: str, first: Owner, second: Owner) -> date:
    """A tie of blood begins with the younger one's birth, any other today."""
    born = [one.born for one in (first, second) if one.born]
    return max(born) if kind in _BLOOD and born else chunk.today


def _add(chunk: Chunk, added: list[tuple[Entry, _Tie, bool, Any]]) -> None:
    lines = []
    for pk, (entry, tie, fresh, moment) in zip(sql.next_ids(PersonRelation, len(added)), added, strict=True):
        lines.append(
            (pk, moment, *tie.couple, tie.kind, entry.values.get("basis", ""), tie.evidence[:500], chunk.origin,
             tie.since, tie.until)
        )  # fmt: skip
        if not fresh:
            changes.note(chunk, changes.Kind.RELATION_ADDED, pk, entry.row)
    sql.copy_rows(PersonRelation, _COLUMNS, lines)
