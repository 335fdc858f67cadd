"""Households of a chunk: made once for each number of the source, joined by its people, their income noted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final

from dayaq.registry.imports import sql
from dayaq.registry.imports.accepting import changes
from dayaq.registry.imports.accepting.entry import Chunk, Entry
from dayaq.registry.imports.problems import WARNING, Code, Issue
from dayaq.registry.models import Household, HouseholdKey, HouseholdMember

DECLARED_TOTAL: Final = "declared_total"  # the code of a source of income

#: A household that was joined to another stands for that one.
KEYS: Final = """
select said.key, home.id, known.batch_id, home.id <> known.household_id from unnest(%s::text[]) as said (key)
cross join lateral (
  select household_id, batch_id from registry_householdkey where source_id = %s and key = said.key limit 1
) known cross join lateral (
  with recursive line as (
    select id, merged_into_id from registry_household where id = known.household_id
    union all
    select into_this.id, into_this.merged_into_id
    from line join registry_household into_this on into_this.id = line.merged_into_id
  ) select id from line where merged_into_id is null
) home
"""
#: Homes of today and later, the present one last.
_HOMES: Final = """
select member.id, member.person_id, member.household_id, member.relation, member.valid_from, exists (
  select from registry_householdkey named where named.household_id = member.household_id and named.source_id = %s
), member.valid_to is not null or member.valid_from > %s
from registry_householdmember member
where member.kind = 'resident' and member.person_id = any(%s) and (member.valid_to is null or member.valid_to > %s)
order by member.valid_from desc
"""
_HEADS: Final = """
select household_id, person_id from registry_householdmember
where is_head and household_id = any(%s::bigint[]) and (valid_to is null or valid_to > %s) order by valid_from desc
"""
_RELATE: Final = """
update registry_householdmember member set relation = said.relation, is_head = said.relation = 'head'
from unnest(%s::bigint[], %s::text[]) as said (id, relation) where member.id = said.id
"""
_END: Final = "update registry_householdmember set valid_to = %s where id = any(%s) and valid_from < %s returning id"
_UNDO: Final = "delete from registry_householdmember where id = any(%s) and valid_to is null returning id"
_INCOMES_BEFORE: Final = """
select household_id, month, amount, origin, is_verified from registry_householdincome
where source = %s and household_id = any(%s::bigint[]) and person_id is null
"""
_INCOME: Final = """
insert into registry_householdincome (created_at, household_id, month, source, amount, origin)
select %s, said.household_id, said.month, %s, said.amount, %s
from unnest(%s::bigint[], %s::date[], %s::numeric[]) as said (household_id, month, amount)
on conflict (household_id, month, source, person_id) do update set amount = excluded.amount, origin = excluded.origin
where registry_householdincome.amount <> excluded.amount and not registry_householdincome.is_verified
returning id, household_id, month
"""
_MEMBERS: Final = ("created_at", "household_id", "person_id", "relation", "is_head", "valid_from")


@dataclass(slots=True)
class _Membership:
    """``settled``: somebody said when it begins or ends, and that stays; ``since`` is its first day."""

    pk: int
    household: int
    relation: str
    since: date
    ours: bool
    settled: bool = False


@dataclass(slots=True)
class _Plan:
    """What changes: memberships to end, to relate otherwise, and to begin; ``rows`` of the first two by their key."""

    ended: list[int] = field(default_factory=list)
    related: list[tuple[int, str]] = field(default_factory=list)
    joined: list[tuple[Entry, int, str]] = field(default_factory=list)
    rows: dict[int, int] = field(default_factory=dict)


@dataclass(slots=True)
class _Homes:
    """Number of the source → household; ``known`` are those that this chunk found, ``foreign`` those among them that
    were there before this batch."""

    by_number: dict[str, int]
    known: set[int]
    foreign: set[int]


def write(chunk: Chunk, entries: Iterable[Entry]) -> None:
    """Make, join and leave households: sixteen statements at most."""
    living = [entry for entry in entries if "household" in entry.values]
    if not living:
        return
    homes = _households(chunk, living)
    plan = _plan(chunk, living, homes)
    _apply(chunk, plan)
    _incomes(chunk, living, homes)


def numbered(chunk: Chunk, living: Sequence[Entry]) -> dict[str, int]:
    """Number of the source → household, made where there is none."""
    return _households(chunk, living).by_number if living else {}


def _households(chunk: Chunk, living: Sequence[Entry]) -> _Homes:
    """Households of the numbers, made where there is none; place and address are the head's."""
    firsts: dict[str, Entry] = {}
    for entry in living:
        number = entry.values["household"]
        if number not in firsts or ("head" in entry.values and "head" not in firsts[number].values):
            firsts[number] = entry
    found = sql.fetch(KEYS, [sql.texts(firsts), chunk.batch.source_id])
    known: dict[str, int] = {number: pk for number, pk, _batch, _moved in found}
    foreign = {pk for _number, pk, batch, moved in found if moved or batch != chunk.batch.pk}
    new = [number for number in firsts if number not in known]
    made = dict(zip(new, sql.next_ids(Household, len(new)), strict=True))
    if made:
        _make(chunk, made, firsts)
    return _Homes(known | made, set(known.values()), foreign)


def _make(chunk: Chunk, made: dict[str, int], firsts: dict[str, Entry]) -> None:
    now, units, batch = chunk.now.isoformat(), chunk.units, chunk.batch
    said = ((pk, firsts[number].values.get) for number, pk in made.items())
    sql.copy_lines(
        Household,
        ("id", "created_at", "unit_id", "address", "origin", "version"),
        (
            f"{pk}\t{now}\t{units.get(of('unit', ''), sql.NULL)}\t{sql.copied(of('address', ''))}\t{chunk.origin}\t1"
            for pk, of in said
        ),
    )
    sql.copy_lines(
        HouseholdKey,
        ("source_id", "key", "household_id", "batch_id"),
        (f"{batch.source_id}\t{sql.copied(number)}\t{pk}\t{batch.pk}" for number, pk in made.items()),
    )


def _plan(chunk: Chunk, living: Sequence[Entry], homes: _Homes) -> _Plan:
    plan = _Plan()
    people = [entry.person for entry in living if not entry.new]
    today = chunk.today
    rows = sql.fetch(_HOMES, [chunk.batch.source_id, today, people, today]) if people else []
    now: dict[int, _Membership] = {}
    for pk, person, home, relation, since, ours, settled in rows:
        now[person] = _Membership(pk, home, relation, since, ours, settled or person in now)
    heads: dict[int, int] = dict(sql.fetch(_HEADS, [sql.ids(homes.known), today])) if homes.known else {}
    # Who is no longer the head steps down before anybody else steps up.
    for entry in sorted(living, key=lambda one: "head" in one.values):
        _place(entry, homes.by_number[entry.values["household"]], today, now, heads, plan)
    return plan


def _place(
    entry: Entry, home: int, today: date, now: dict[int, _Membership], heads: dict[int, int], plan: _Plan
) -> None:
    """Where one person goes; ``now`` and ``heads`` are kept up to date for the next.

    What changes of a membership ends today and begins anew, as at the window; one of today is changed itself.
    """
    person, current = entry.person, now.get(entry.person)
    here = current is not None and current.household == home
    if current is not None and not here and (current.settled or not (current.ours and entry.by_key)):
        _warn(entry, Code.OTHER_HOUSEHOLD, "household")
        return
    relation = "head" if "head" in entry.values else str(entry.values["relation"])
    if relation == "head" and heads.get(home, person) != person:
        _warn(entry, Code.SECOND_HEAD, "head")
        if here:
            return
        relation = "other_relative"
    if current is not None and here:
        if current.relation == relation or not current.pk:
            return
        if current.settled:
            entry.issues.append(Issue(Code.KEPT, "relation", value=relation, severity=WARNING))
            return
    if current is not None and current.relation == "head":
        heads.pop(current.household, None)
    if relation == "head":
        heads[home] = person
    if current is not None:
        plan.rows[current.pk] = entry.row
        if here and current.since == today:
            plan.related.append((current.pk, relation))
            current.relation = relation
            return
        plan.ended.append(current.pk)
    plan.joined.append((entry, home, relation))
    now[person] = _Membership(0, home, relation, today, ours=False)


def _warn(entry: Entry, code: str, name: str) -> None:
    entry.issues.append(Issue(code, name, value=str(entry.values["household"]), severity=WARNING))


def _apply(chunk: Chunk, plan: _Plan) -> None:
    changed, removed = [pk for pk, _relation in plan.related], []
    if plan.ended:
        changed += [pk for (pk,) in sql.fetch(_END, [chunk.today, plan.ended, chunk.today])]
        # of today: it never held for a whole day
        removed = [pk for (pk,) in sql.fetch(_UNDO, [plan.ended])]
    # one head a household, checked row by row: down first, then up
    for up in (False, True):
        related = [(pk, relation) for pk, relation in plan.related if (relation == "head") is up]
        if related:
            sql.run(_RELATE, [[pk for pk, _relation in related], [relation for _pk, relation in related]])
    if changed or removed:
        history = changes.old_rows("member", [*changed, *removed])
        for kind, keys in ((changes.Kind.MEMBER_CHANGED, changed), (changes.Kind.MEMBER_REMOVED, removed)):
            for pk in keys:
                changes.note(chunk, kind, pk, plan.rows[pk], history=history[pk])
    _join(chunk, plan)


def _join(chunk: Chunk, plan: _Plan) -> None:
    """Memberships that begin; those of people who were there before are noted, with keys of their own."""
    now, today = chunk.now.isoformat(), chunk.today.isoformat()

    def line(entry: Entry, home: int, relation: str) -> str:
        return f"{now}\t{home}\t{entry.person}\t{relation}\t{relation == 'head'}\t{today}"

    sql.copy_lines(HouseholdMember, _MEMBERS, (line(*one) for one in plan.joined if one[0].new))
    known = [one for one in plan.joined if not one[0].new]
    if known:
        keyed = list(zip(sql.next_ids(HouseholdMember, len(known)), known, strict=True))
        sql.copy_lines(HouseholdMember, ("id", *_MEMBERS), (f"{pk}\t{line(*one)}" for pk, one in keyed))
        for pk, (entry, _home, _relation) in keyed:
            changes.note(chunk, changes.Kind.MEMBER_JOINED, pk, entry.row)


def _incomes(chunk: Chunk, living: Sequence[Entry], homes: _Homes) -> None:
    """The household's declared total of a month, from the row of its head; a later file replaces it.

    An amount that somebody verified on evidence stays.
    """
    this_month = chunk.today.replace(day=1).isoformat()
    said: dict[tuple[int, str], Entry] = {}
    for entry in living:
        if "income" in entry.values:
            home = homes.by_number[entry.values["household"]]
            said[home, entry.values.get("income_month", this_month)] = entry
    before = {}
    if said and homes.foreign:
        rows = sql.fetch(_INCOMES_BEFORE, [DECLARED_TOTAL, sql.ids(homes.foreign)])
        for home, month, amount, origin, is_verified in rows:
            before[home, month] = {"amount": str(amount), "origin": origin}
            place = home, month.isoformat()
            if is_verified and place in said:
                told = said.pop(place)
                if Decimal(told.values["income"]) != amount:
                    told.issues.append(Issue(Code.KEPT, "income", value=told.values["income"], severity=WARNING))
    if not said:
        return
    households, months = zip(*said, strict=True)
    amounts = sql.texts(entry.values["income"] for entry in said.values())
    for pk, home, month in sql.fetch(
        _INCOME, [chunk.now, DECLARED_TOTAL, chunk.origin, sql.ids(households), sql.texts(months), amounts]
    ):
        if home in homes.foreign:
            old, row = before.get((home, month)), said[home, month.isoformat()].row
            what = changes.Kind.INCOME_CHANGED if old else changes.Kind.INCOME_ADDED
            changes.note(chunk, what, pk, row, before=old)
