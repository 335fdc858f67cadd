"""What a set says of households, by their numbers: where they live and lived, and what came in each month.

A row hangs on the head of today, under whose person its key is kept.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, Final

from dayaq.accounts.models import User
from dayaq.registry.imports import sql
from dayaq.registry.imports.accepting import changes, households, persons
from dayaq.registry.imports.accepting.entry import Chunk, Entry
from dayaq.registry.imports.filesets.taking import owners as found
from dayaq.registry.imports.filesets.taking.differing import keep, settle
from dayaq.registry.imports.filesets.taking.documents import day
from dayaq.registry.imports.filesets.taking.owners import Home, Owner, reject
from dayaq.registry.imports.problems import Code
from dayaq.registry.models import FormerAddress, HouseholdIncome
from dayaq.registry.states import RowState

_NUMBERS: Final = households.KEYS
_LED: Final = """
select person_id, household_id from registry_householdmember
where is_head and person_id = any(%s::bigint[]) and (valid_to is null or valid_to > %s) order by valid_from
"""
_MADE: Final = """
select household_id from registry_householdkey where household_id = any(%s::bigint[]) and batch_id = %s
"""
#: ``free``: of an import of this source, and nobody but imports has changed it since.
_PLACES: Final = """
select home.id, home.unit_id, home.address, home.version, home.origin = %s and home.version = 1 + (
  select count(*) from registry_importchange change where change.kind = 'home_changed' and change.object_id = home.id)
from registry_household home where home.id = any(%s::bigint[]) order by home.id for update
"""
_MOVE: Final = """
update registry_household home set unit_id = said.unit, address = said.address, version = said.version
from unnest(%s::bigint[], %s::bigint[], %s::text[], %s::int[]) as said (id, unit, address, version)
where home.id = said.id
"""
_FORMER: Final = """
select household_id, until, id, unit_id, address from registry_formeraddress where household_id = any(%s::bigint[])
"""
_FORMER_CHANGE: Final = """
update registry_formeraddress former set unit_id = said.unit, address = said.address
from unnest(%s::bigint[], %s::bigint[], %s::text[]) as said (id, unit, address) where former.id = said.id
"""
_INCOMES: Final = """
select household_id, month, source, id, amount, origin = %s and not is_verified from registry_householdincome
where household_id = any(%s::bigint[]) and person_id is null
"""
_INCOME_CHANGE: Final = """
update registry_householdincome income set amount = said.amount
from unnest(%s::bigint[], %s::numeric[]) as said (id, amount) where income.id = said.id
"""


def write(chunk: Chunk, holds: str, entries: list[Entry], people: dict[str, Owner], by: User) -> None:
    """Households, incomes or addresses: a fixed number of statements."""
    _dwellings(chunk, [one for one in entries if _is_of_person(one)], people)
    led = _homes(chunk, [one for one in entries if not _is_of_person(one)], people, by)
    if holds == "incomes":
        _incomes(chunk, led)
        return
    _places(chunk, [(entry, home) for entry, home in led if "to" not in entry.values])
    _former(chunk, [(entry, home) for entry, home in led if "to" in entry.values])


def _is_of_person(entry: Entry) -> bool:
    """Today's address of a person; former ones are kept for households."""
    return "person" in entry.values and "to" not in entry.values


def _dwellings(chunk: Chunk, entries: list[Entry], people: dict[str, Owner]) -> None:
    """Where a person lives today: as if it stood in the row of the person."""
    for entry in entries:
        owner = people[entry.values["person"]]
        entry.person, entry.fresh = owner.person, owner.made
    before = {entry.pk: entry.by_key for entry in entries}
    for entry in entries:
        entry.by_key = True  # the source knows the person
    persons.change(chunk, entries)
    for entry in entries:
        entry.by_key = before[entry.pk]


def _homes(chunk: Chunk, entries: list[Entry], people: dict[str, Owner], by: User) -> list[tuple[Entry, Home]]:
    """Each row with its household; without a head, or with one whom ``by`` may not change, it is rejected."""
    numbers = {entry.values["home"] for entry in entries if "home" in entry.values}
    rows = sql.fetch(_NUMBERS, [sql.texts(numbers), chunk.batch.source_id]) if numbers else []
    home_of: dict[str, int] = {number: home for number, home, *_rest in rows}
    made = {home for _number, home, batch, moved in rows if batch == chunk.batch.pk and not moved}
    named = [people[entry.values["person"]].person for entry in entries if "person" in entry.values]
    led: dict[int, int] = dict(sql.fetch(_LED, [sql.ids(named), chunk.today])) if named else {}
    if led:
        made |= {home for (home,) in sql.fetch(_MADE, [sql.ids(led.values()), chunk.batch.pk])}
    heads = found.heads(chunk, {home: home in made for home in (*home_of.values(), *led.values())})
    ids = {home.head for home in heads.values()}
    seen = found.visible(ids, by)
    good = []
    for entry in entries:
        values = entry.values
        if "person" in values:
            home = heads.get(led.get(people[values["person"]].person, 0))
            code, name, value = Code.NOT_HEAD, "person", values["person"]
        else:
            home = heads.get(home_of.get(values["home"], 0))
            code, name, value = Code.HOUSEHOLD_UNKNOWN, "household", values["home"]
        if home is None:
            reject(entry, code, name, value)
        elif home.head not in seen:
            reject(entry, Code.OUT_OF_SCOPE, name, value)
        else:
            entry.person, entry.fresh = home.head, home.made_head
            good.append((entry, home))
    return good


def _said(chunk: Chunk, entry: Entry) -> dict[str, Any]:
    return {"unit": chunk.unit_of(entry.values), "address": entry.values.get("address")}


def _places(chunk: Chunk, led: list[tuple[Entry, Home]]) -> None:
    """Where households live: a household of this batch is simply told, another's move is noted."""
    rows = sql.fetch(_PLACES, [chunk.origin, sql.ids(home.household for _entry, home in led)]) if led else []
    known = {pk: ({"unit": unit, "address": address}, version, free) for pk, unit, address, version, free in rows}
    changed = []
    for entry, home in led:
        before, version, free = known[home.household]
        after = settle(entry, before, _said(chunk, entry), own=free)
        if home.made and not entry.by_key:
            entry.state = RowState.CREATED
        if after is None:
            continue
        known[home.household] = (after, version if home.made else version + 1, free)
        changed.append((home.household, after, version if home.made else version + 1))
        if not home.made:
            stored = {**before, "version": version}
            changes.note(chunk, changes.Kind.HOME_CHANGED, home.household, entry.row, before=stored)
    if changed:
        last = {home: (after, version) for home, after, version in changed}
        columns = [
            [after["unit"] for after, _version in last.values()],
            [after["address"] for after, _version in last.values()],
            [version for _after, version in last.values()],
        ]
        sql.run(_MOVE, [list(last), *columns])


def _former(chunk: Chunk, led: list[tuple[Entry, Home]]) -> None:
    """Where households lived until a day."""
    rows = sql.fetch(_FORMER, [sql.ids(home.household for _entry, home in led)]) if led else []
    known: dict[tuple[int, date], tuple[int, dict[str, Any]]] = {
        (home, until): (pk, {"unit": unit, "address": address}) for home, until, pk, unit, address in rows
    }
    added, changed = [], []
    for entry, home in led:
        until = day(entry.values, "to")
        assert until is not None  # noqa: S101 – only rows that say it come here
        said = _said(chunk, entry)
        if (home.household, until) not in known:
            known[home.household, until] = (0, said)
            added.append((entry, home, until, said))
            entry.state = RowState.CREATED
            continue
        pk, before = known[home.household, until]
        after = settle(entry, before, said, own=entry.by_key) if pk else None
        if after is not None:
            changed.append((pk, after))
            if not home.made:
                changes.note(chunk, changes.Kind.ADDRESS_CHANGED, pk, entry.row, before=before)
    keys = sql.next_ids(FormerAddress, len(added))
    lines = []
    for pk, (entry, home, until, said) in zip(keys, added, strict=True):
        moment = home.created_at if home.made else chunk.now
        lines.append((pk, moment, home.household, said["unit"], said["address"] or "", until))
        if not home.made:
            changes.note(chunk, changes.Kind.ADDRESS_ADDED, pk, entry.row)
    sql.copy_rows(FormerAddress, ("id", "created_at", "household_id", "unit_id", "address", "until"), lines)
    if changed:
        columns = [[after[name] for _pk, after in changed] for name in ("unit", "address")]
        sql.run(_FORMER_CHANGE, [[pk for pk, _after in changed], *columns])


def _incomes(chunk: Chunk, led: list[tuple[Entry, Home]]) -> None:
    """What a household had from one source in one month; what is verified, or of another hand, stays."""
    rows = sql.fetch(_INCOMES, [chunk.origin, sql.ids(home.household for _entry, home in led)]) if led else []
    known = {(home, month, source): (pk, amount, free) for home, month, source, pk, amount, free in rows}
    added, changed = [], []
    for entry, home in led:
        values = entry.values
        amount, month = Decimal(values["income"]), date.fromisoformat(values["income_month"])
        identity = (home.household, month, values["income_source"])
        if identity not in known:
            known[identity] = (0, amount, False)
            added.append((entry, home, identity, amount))
            entry.state = RowState.CREATED
            continue
        pk, before, free = known[identity]
        entry.state = RowState.UNCHANGED
        if amount != before and not (pk and free):
            keep(entry, "income", amount)
        elif amount != before:
            entry.state = RowState.UPDATED
            changed.append((pk, amount))
            if not home.made:
                stored = {"amount": str(before), "origin": chunk.origin}
                changes.note(chunk, changes.Kind.INCOME_CHANGED, pk, entry.row, before=stored)
    keys = sql.next_ids(HouseholdIncome, len(added))
    lines = []
    for pk, (entry, home, (household, month, source), amount) in zip(keys, added, strict=True):
        lines.append((pk, chunk.now, household, month, source, amount, chunk.origin))
        if not home.made:
            changes.note(chunk, changes.Kind.INCOME_ADDED, pk, entry.row)
    sql.copy_rows(HouseholdIncome, ("id", "created_at", "household_id", "month", "source", "amount", "origin"), lines)
    if changed:
        sql.run(_INCOME_CHANGE, [[pk for pk, _amount in changed], [amount for _pk, amount in changed]])
