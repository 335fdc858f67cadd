"""Who belongs to which household, and who did. Open memberships of people who have a home go the way of single files;
everybody else's are added with the days that the row says."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final

from dayaq.registry.imports import sql
from dayaq.registry.imports.accepting import changes, households
from dayaq.registry.imports.accepting.entry import Chunk, Entry
from dayaq.registry.imports.filesets.taking.documents import day
from dayaq.registry.imports.filesets.taking.owners import Owner
from dayaq.registry.imports.problems import WARNING, Code, Issue
from dayaq.registry.models import HouseholdMember
from dayaq.registry.states import RowState

_COLUMNS: Final = ("id", "created_at", "household_id", "person_id", "relation", "is_head", "valid_from", "valid_to")
_HOMES: Final = """
select person_id, household_id, id, valid_from, valid_to, is_head from registry_householdmember
where kind = 'resident' and person_id = any(%s::bigint[])
"""
_HEADS: Final = """
select person_id, household_id, id, valid_from, valid_to, is_head from registry_householdmember
where is_head and household_id = any(%s::bigint[])
"""
_END: Final = """
update registry_householdmember member set valid_to = ended.until
from unnest(%s::bigint[], %s::date[]) as ended (id, until) where member.id = ended.id
"""
_PLACES: Final = "select id, unit_id, address from registry_person where id = any(%s::bigint[])"


@dataclass(slots=True)
class _Stay:
    """A membership: ``pk`` is 0 for one that this chunk adds."""

    person: int
    household: int
    pk: int
    since: date
    until: date | None
    head: bool

    def meets(self, since: date, until: date | None) -> bool:
        """Whether a day belongs to both."""
        return (until is None or self.since < until) and (self.until is None or since < self.until)


@dataclass(slots=True)
class _Stays:
    """What is known of the people and of the heads of the households of a chunk."""

    of_person: dict[int, list[_Stay]] = field(default_factory=dict)
    heads: dict[int, list[_Stay]] = field(default_factory=dict)

    def add(self, stay: _Stay) -> None:
        self.of_person.setdefault(stay.person, []).append(stay)
        if stay.head:
            self.heads.setdefault(stay.household, []).append(stay)


def write(chunk: Chunk, entries: list[Entry], owners: dict[str, Owner]) -> None:
    """Fixed in number of statements."""
    numbers = _numbers(chunk, entries)
    stays = _known({entry.person for entry in entries}, set(numbers.values()))
    added: list[tuple[Entry, _Stay]] = []
    ended: list[tuple[Entry, _Stay]] = []
    moving: list[Entry] = []
    for entry in sorted(entries, key=lambda one: "head" not in one.values):
        values = entry.values
        home = numbers[values.get("household") or values["lived"]]
        if "household" in values and any(stay.until is None for stay in stays.of_person.get(entry.person, ())):
            moving.append(entry)
        else:
            _stay(chunk, entry, home, stays, added, ended)
    _end(chunk, ended)
    _add(chunk, added, owners)
    _move(chunk, moving)


def _numbers(chunk: Chunk, entries: list[Entry]) -> dict[str, int]:
    """Number of the source → household; made where there is none, where its head lives."""
    living = [_proxy(entry, {"household": entry.values.get("household") or entry.values["lived"]}) for entry in entries]
    heads = [one for one, entry in zip(living, entries, strict=True) if "head" in entry.values]
    places = {pk: (unit, address) for pk, unit, address in sql.fetch(_PLACES, [sql.ids(one.person for one in heads)])}
    codes = {pk: code for code, pk in chunk.units.items()}
    for one in heads:
        unit, address = places[one.person]
        one.values |= {"head": True, "address": address} | ({"unit": codes[unit]} if unit in codes else {})
    return households.numbered(chunk, living)


def _proxy(entry: Entry, values: dict[str, Any]) -> Entry:
    """The row as that of somebody whom the source knows, which it is."""
    return Entry(
        entry.pk, entry.row, entry.key, entry.digest, values, person=entry.person, by_key=True, issues=entry.issues
    )


def _known(people: set[int], homes: set[int]) -> _Stays:
    stays = _Stays()
    seen: set[int] = set()
    for statement, ids in ((_HOMES, people), (_HEADS, homes)):
        for person, home, pk, since, until, head in sql.fetch(statement, [sql.ids(ids)]):
            if pk not in seen:
                seen.add(pk)
                stays.add(_Stay(person, home, pk, since, until, head))
    return stays


def _stay(
    chunk: Chunk,
    entry: Entry,
    home: int,
    stays: _Stays,
    added: list[tuple[Entry, _Stay]],
    ended: list[tuple[Entry, _Stay]],
) -> None:
    """Add a membership, or end the open one that it tells the end of."""
    values = entry.values
    since, until = day(values, "from") or chunk.today, day(values, "to")
    head = "head" in values or values.get("relation") == "head"
    here = [stay for stay in stays.of_person.get(entry.person, ()) if stay.household == home]
    if any((stay.since, stay.until) == (since, until) for stay in here):
        entry.state = RowState.UNCHANGED
        return
    open_one = next((stay for stay in here if stay.until is None and stay.pk), None)
    if until is not None and open_one is not None and open_one.since < until:
        open_one.until = until
        ended.append((entry, open_one))
        entry.state = RowState.UPDATED
        return
    if any(stay.meets(since, until) for stay in stays.of_person.get(entry.person, ())):
        _warn(entry, Code.OTHER_HOUSEHOLD, "household")
        return
    if head and any(stay.meets(since, until) for stay in stays.heads.get(home, ())):
        entry.issues.append(Issue(Code.SECOND_HEAD, "head", value=_number(entry), severity=WARNING))
        head = False
    stay = _Stay(entry.person, home, 0, since, until, head)
    stays.add(stay)
    added.append((entry, stay))
    entry.state = RowState.CREATED


def _number(entry: Entry) -> str:
    return str(entry.values.get("household") or entry.values["lived"])


def _warn(entry: Entry, code: str, name: str) -> None:
    entry.issues.append(Issue(code, name, value=_number(entry), severity=WARNING))
    entry.state = RowState.UNCHANGED


def _end(chunk: Chunk, ended: list[tuple[Entry, _Stay]]) -> None:
    if ended:
        sql.run(_END, [[stay.pk for _entry, stay in ended], [stay.until for _entry, stay in ended]])
        rows = {stay.pk: entry.row for entry, stay in ended}
        changes.note_changed(chunk, "member", changes.Kind.MEMBER_CHANGED, rows)


def _add(chunk: Chunk, added: list[tuple[Entry, _Stay]], owners: dict[str, Owner]) -> None:
    lines = []
    for pk, (entry, stay) in zip(sql.next_ids(HouseholdMember, len(added)), added, strict=True):
        owner = owners[entry.values["person"]]
        relation = "head" if stay.head else _relation(entry)
        moment: datetime = owner.created_at if owner.made else chunk.now
        lines.append((pk, moment, stay.household, stay.person, relation, stay.head, stay.since, stay.until))
        if not owner.made:
            changes.note(chunk, changes.Kind.MEMBER_JOINED, pk, entry.row)
    sql.copy_rows(HouseholdMember, _COLUMNS, lines)


def _relation(entry: Entry) -> str:
    """What the row says of somebody who is not the head."""
    said = str(entry.values.get("relation", "head"))
    return "other_relative" if said == "head" else said


def _move(chunk: Chunk, moving: Iterable[Entry]) -> None:
    """People who have a home: as a single file that names another household, relation or head."""
    entries = list(moving)
    if not entries:
        return
    names = ("household", "head", "relation")
    proxies = [_proxy(entry, {name: entry.values[name] for name in names if name in entry.values}) for entry in entries]
    noted = len(chunk.changes)
    households.write(chunk, proxies)
    kinds: dict[int, set[str]] = {}
    for _batch, _step, row, kind, *_rest in chunk.changes[noted:]:
        kinds.setdefault(row, set()).add(kind)
    for entry in entries:
        done = kinds.get(entry.row, set())
        joined = done == {changes.Kind.MEMBER_JOINED.value}
        entry.state = RowState.CREATED if joined else RowState.UPDATED if done else RowState.UNCHANGED
