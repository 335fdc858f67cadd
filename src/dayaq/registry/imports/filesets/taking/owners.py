"""Whom the rows of a chunk name: the person whom the source brought under that key, or the head of a household."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from dayaq.accounts.models import User
from dayaq.registry.imports import sql
from dayaq.registry.imports.accepting.entry import Chunk, Entry
from dayaq.registry.imports.problems import Code, Issue
from dayaq.registry.models import Person
from dayaq.registry.states import RowState

#: ``made``: this batch made the person, so that what it hangs on them goes with them and needs no note.
_PEOPLE: Final = """
select said.key, person.id, person.created_at, person.birth_date, known.batch_id = %s and not exists (
  select from registry_importchange change
  where change.object_id = known.id and change.batch_id = %s and change.kind in ('key_added', 'key_changed')
)
from unnest(%s::text[]) as said (key)
cross join lateral (
  select id, person_id, batch_id from registry_externalkey where source_id = %s and key = said.key limit 1
) known join registry_person person on person.id = known.person_id
"""
_LOCK: Final = "select id from registry_person where id = any(%s::bigint[]) order by id for update"
_HEADS: Final = """
select distinct on (member.household_id) member.household_id, member.person_id, home.created_at, exists (
  select from registry_externalkey known
  where known.person_id = member.person_id and known.batch_id = %s and not exists (
    select from registry_importchange change
    where change.object_id = known.id and change.batch_id = %s and change.kind in ('key_added', 'key_changed'))
)
from registry_householdmember member join registry_household home on home.id = member.household_id
where member.is_head and member.household_id = any(%s::bigint[]) and member.valid_from <= %s
  and (member.valid_to is null or member.valid_to > %s)
order by member.household_id, member.valid_from desc
"""


@dataclass(frozen=True, slots=True)
class Owner:
    """A person as a row names them."""

    person: int
    created_at: datetime
    born: date | None
    made: bool


@dataclass(frozen=True, slots=True)
class Home:
    """A household as a row names it; ``made`` by this batch, as may be the person who is its ``head``."""

    household: int
    head: int
    created_at: datetime
    made: bool
    made_head: bool


def people(chunk: Chunk, entries: Iterable[Entry], by: User) -> dict[str, Owner]:
    """Key → person, locked; rows that name nobody whom ``by`` may change are rejected. Three statements at most."""
    entries = list(entries)
    keys = {entry.values[name] for entry in entries for name in ("person", "relative") if name in entry.values}
    batch = chunk.batch
    rows = sql.fetch(_PEOPLE, [batch.pk, batch.pk, sql.texts(keys), batch.source_id]) if keys else []
    found = {key: Owner(person, created_at, born, made) for key, person, created_at, born, made in rows}
    ids = sorted({owner.person for owner in found.values()})
    sql.fetch(_LOCK, [sql.ids(ids)])
    seen = visible(ids, by)
    for entry in entries:
        for name in ("person", "relative"):
            key = entry.values.get(name)
            if key is None or entry.state == RowState.REJECTED:
                continue
            if key not in found:
                reject(entry, Code.PERSON_HELD_BACK, name, key)
            elif found[key].person not in seen:
                reject(entry, Code.OUT_OF_SCOPE, name, key)
    return found


def heads(chunk: Chunk, households: dict[int, bool]) -> dict[int, Home]:
    """Household → its head of today; ``households``: key → whether this batch made it."""
    given = [chunk.batch.pk, chunk.batch.pk, sql.ids(households), chunk.today, chunk.today]
    rows = sql.fetch(_HEADS, given) if households else []
    return {home: Home(home, head, created_at, households[home], made) for home, head, created_at, made in rows}


def visible(ids: Iterable[int], by: User) -> set[int]:
    """Whom of these ``by`` may change."""
    people = set(ids)
    if by.is_system:
        return people
    return set(Person.objects.visible_to(by).filter(pk__in=people).values_list("pk", flat=True))


def reject(entry: Entry, code: str, name: str, value: str) -> None:
    """Hold the row back after all."""
    entry.issues.append(Issue(code, name, value=value))
    entry.state = RowState.REJECTED
