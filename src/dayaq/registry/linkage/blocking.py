"""Which pairs are compared at all: rules that a few million records bear, chosen by counting.

A rule is one to three *atoms* on which two records agree: a birth date, the key of a surname, the year of birth. What
a rule costs is counted, on a sample of the records where there are many. What it brings is reckoned on imagined
duplicates, in which each field is missing as often as in the data and wrong as often as is usual for its kind. Then
the rule that brings most for its cost is taken, again and again, until nothing more is found or the budget is spent.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Final

from dayaq.registry.linkage.engine import one
from dayaq.registry.linkage.fields import Field, Kind

if TYPE_CHECKING:
    from dayaq.registry.linkage.engine import Connection

COMPARE_ALL: Final = 3_000_000  # up to so many pairs, every record is compared with every other
PAIRS_PER_RECORD: Final = 25
MOST_RULES: Final = 24
MOST_RULES_OF_MANY: Final = 16  # records: each rule is a join of the whole table with itself
MANY: Final = 100_000
LARGEST_BLOCK: Final = 400
SAMPLE: Final = 100_000
IMAGINED: Final = 3_000
OVERHEAD: Final = 0.4  # what a rule costs besides its pairs, in pairs a record


@dataclass(frozen=True, slots=True)
class Atom:
    """``sql`` over ``records`` gives NULL where there is nothing to agree on. ``fields``: columns that it looks at."""

    name: str
    fields: frozenset[str]
    sql: str
    coarse: bool = False


Rule = tuple[str, ...]  # names of its atoms


def atoms_of(fields: Sequence[Field]) -> list[Atom]:
    """Everything on which a rule may insist."""
    found: list[Atom] = []
    for field in fields:
        for name, sql, coarse in _atoms(field):
            found.append(Atom(f"{field.column}.{name}", frozenset({field.column}), f"nullif({sql}, '')", coarse))
    names = [field for field in fields if field.kind == Kind.NAME]
    for one_name, other in combinations(names, 2):
        keys = f"least({one_name.key}, {other.key}) || '|' || greatest({one_name.key}, {other.key})"
        sql = f"case when {one_name.key} is not null and {other.key} is not null then {keys} end"
        found.append(Atom(f"{one_name.column}+{other.column}.either", frozenset({one_name.column, other.column}), sql))
    return found


def _atoms(field: Field) -> list[tuple[str, str, bool]]:
    value = field.column
    if field.kind == Kind.NAME:
        return [("key", field.key, True), ("begin", f"left({value}, 3)", True)]
    if field.kind == Kind.DATE:
        month, days = f"substr({value}, 5, 2)", f"substr({value}, 7, 2)"
        either = f"least({month}, {days}) || greatest({month}, {days})"
        return [
            ("date", f"left({value}, 4) || {either}", False),
            ("year", f"left({value}, 4)", True),
            ("day", f"nullif({either}, '0000')", True),
        ]
    if field.kind == Kind.IDENTIFIER:
        head = f"case when length({value}) >= 5 then left({value}, (length({value}) / 2)::int) end"
        tail = f"case when length({value}) >= 5 then right({value}, (length({value}) / 2)::int) end"
        return [("whole", value, False), ("head", head, True), ("tail", tail, True)]
    if field.kind == Kind.EMAIL:
        return [("whole", value, False), ("user", field.key, False)]
    if field.kind == Kind.TEXT:
        return [("whole", value, True), ("begin", f"left({value}, 5)", True)]
    return [] if field.kind == Kind.SEX else [("whole", value, True)]


#: By kind: how often a field is right in a duplicate, and how often an atom still agrees where it is wrong.
_RIGHT: Final[dict[Kind, float]] = {
    Kind.NAME: 0.75, Kind.DATE: 0.8, Kind.IDENTIFIER: 0.85, Kind.PHONE: 0.6, Kind.EMAIL: 0.6, Kind.CATEGORY: 0.85,
    Kind.CODE: 0.75, Kind.TEXT: 0.6, Kind.SEX: 0.97,
}  # fmt: skip
_STILL: Final = {
    "key": 0.4, "begin": 0.4, "date": 0.15, "year": 0.45, "day": 0.4, "head": 0.4, "tail": 0.4, "user": 0.2,
}  # fmt: skip
_SWAPPED: Final = 0.03


def _imagine(connection: Connection, fields: Sequence[Field], atoms: Sequence[Atom]) -> dict[str, int]:
    """For each atom, as bits of a whole number, on which imagined duplicates it agrees."""
    count = max(1, int(one(connection, "select count(*) from keys_sample")))
    filled = {
        field.column: one(connection, f"select count({field.column}) from keys_sample") / count for field in fields
    }
    kinds = {field.column: field.kind for field in fields}
    draw = random.Random(20260101)  # noqa: S311 – imagined duplicates, no secret
    agrees = dict.fromkeys((atom.name for atom in atoms), 0)
    for bit in range(IMAGINED):
        bad = 3 if bit % 3 == 0 else 1  # every third is written down badly
        there = {column: draw.random() < share * share for column, share in filled.items()}
        right = {column: draw.random() < _RIGHT[kind] ** bad for column, kind in kinds.items()}
        swapped = draw.random() < _SWAPPED
        for atom in atoms:
            if not all(there[column] for column in atom.fields):
                continue
            one_of_many = len(atom.fields) == 1
            if swapped and all(kinds[column] == Kind.NAME for column in atom.fields):
                agreed = not one_of_many
            else:
                still = _STILL.get(atom.name.rsplit(".")[-1], 0.0 if one_of_many else _STILL["key"])
                agreed = all(right[column] or draw.random() < still for column in sorted(atom.fields))
            if agreed:
                agrees[atom.name] |= 1 << bit
    return agrees


def choose_rules(connection: Connection, fields: Sequence[Field], count: int) -> list[Rule]:
    """The rules for ``count`` records; [] means that all are compared with all."""
    if count * (count - 1) // 2 <= COMPARE_ALL:
        return []
    atoms = atoms_of(fields)
    share = min(1.0, SAMPLE / count)
    chosen = "" if share == 1 else f"where hash(id) % 1000000 < {int(share * 1_000_000)}"
    columns = ", ".join(f"{atom.sql} as a{at}" for at, atom in enumerate(atoms))
    values = ", ".join(field.column for field in fields)
    connection.execute(f"create or replace temp table keys_sample as select {values}, {columns} from records {chosen}")
    sampled = int(one(connection, "select count(*) from keys_sample"))
    budget = max(PAIRS_PER_RECORD * count, COMPARE_ALL)
    scale = (count / max(1, sampled)) ** 2
    costs = _costs(connection, atoms, scale, budget)
    agrees = _imagine(connection, fields, atoms)
    connection.execute("drop table keys_sample")
    return _greedy(costs, agrees, budget, count)


def _costs(connection: Connection, atoms: Sequence[Atom], scale: float, budget: float) -> dict[Rule, float]:
    """Pairs that each rule within the budget would make. A rule that makes too many is refined by one more atom."""
    place = {atom.name: f"a{at}" for at, atom in enumerate(atoms)}
    costs: dict[Rule, float] = {}
    open_rules: list[tuple[Atom, ...]] = [(atom,) for atom in atoms]
    for size in (1, 2, 3):
        too_many: list[tuple[Atom, ...]] = []
        for rule, pairs in zip(open_rules, _count(connection, open_rules, place), strict=True):
            if pairs * scale <= budget:
                costs[tuple(atom.name for atom in rule)] = pairs * scale
            else:
                too_many.append(rule)
        if size == 1:
            open_rules = _refined(too_many, atoms)
        elif size == 2:
            open_rules = _refined(too_many, [atom for atom in atoms if atom.coarse])[:200]
    return costs


def _refined(rules: Sequence[tuple[Atom, ...]], atoms: Sequence[Atom]) -> list[tuple[Atom, ...]]:
    """Each rule with one more atom, of fields that it does not look at yet; each set of atoms once."""
    found: dict[frozenset[str], tuple[Atom, ...]] = {}
    for rule in rules:
        used = frozenset[str]().union(*(atom.fields for atom in rule))
        for atom in atoms:
            if not atom.fields & used:
                longer = (*rule, atom)
                found.setdefault(frozenset(part.name for part in longer), longer)
    return list(found.values())


def _count(connection: Connection, rules: Sequence[tuple[Atom, ...]], place: dict[str, str]) -> list[float]:
    counts: list[float] = []
    for rule in rules:
        columns = [place[atom.name] for atom in rule]
        filled = " and ".join(f"{column} is not null" for column in columns)
        sql = (
            f"select coalesce(sum(n * (n - 1) / 2), 0) from "
            f"(select count(*) as n from keys_sample where {filled} group by {', '.join(columns)})"
        )
        counts.append(float(one(connection, sql)))
    return counts


def _greedy(costs: dict[Rule, float], agrees: dict[str, int], budget: float, count: int) -> list[Rule]:
    everyone = (1 << IMAGINED) - 1
    finds: dict[Rule, int] = {}
    for rule in costs:
        bits = everyone
        for name in rule:
            bits &= agrees[name]
        finds[rule] = bits
    chosen: list[Rule] = []
    found, spent = 0, 0.0
    while len(chosen) < (MOST_RULES if count < MANY else MOST_RULES_OF_MANY):
        best, best_worth, gain = None, 0.0, 0
        for rule, bits in finds.items():
            new = (bits & ~found).bit_count()
            worth = new / (costs[rule] + OVERHEAD * count)
            if worth > best_worth and spent + costs[rule] <= budget:
                best, best_worth, gain = rule, worth, new
        if best is None or not gain:
            break
        chosen.append(best)
        found |= finds.pop(best)
        spent += costs[best]
    return chosen


def make_pairs(connection: Connection, fields: Sequence[Field], rules: Sequence[Rule], count: int) -> int:
    """Make the table ``pairs`` (join_key_l < join_key_r), each pair once, named as Splink wants it; how many."""
    connection.execute("create table pairs (match_key varchar, join_key_l bigint, join_key_r bigint)")
    if not rules:
        connection.execute("insert into pairs select '', l.id, r.id from records l join records r on l.id < r.id")
        return count * (count - 1) // 2
    sql = {atom.name: atom.sql for atom in atoms_of(fields)}
    for at, rule in enumerate(rules):
        _key_table(connection, at, [sql[name] for name in rule])
    keys = ", ".join(f"r{at}.h as r{at}" for at in range(len(rules)))
    joins = " ".join(f"left join r{at} using (id)" for at in range(len(rules)))
    connection.execute(f"create table keyed as select records.id, {keys} from records {joins}")
    for at in range(len(rules)):
        connection.execute(f"drop table r{at}")
        earlier = " ".join(f"and (l.r{before} = r.r{before}) is not true" for before in range(at))
        connection.execute(
            f"insert into pairs select '', l.id, r.id from keyed l join keyed r on l.r{at} = r.r{at} and l.id < r.id "
            f"where true {earlier}"
        )
    connection.execute("drop table keyed")
    return int(one(connection, "select count(*) from pairs"))


def _key_table(connection: Connection, at: int, atoms: Sequence[str]) -> None:
    """``r<at>``: the hash of the rule's values, for records in a block of two up to the largest that is compared."""
    filled = " and ".join(f"a{nth} is not null" for nth in range(len(atoms)))
    values = ", ".join(f"{sql} as a{nth}" for nth, sql in enumerate(atoms))
    parts = ", ".join(f"a{nth}" for nth in range(len(atoms)))
    connection.execute(
        f"create temp table hashed as select id, hash({parts}) as h from (select id, {values} from records) "
        f"where {filled}"
    )
    connection.execute(
        f"create table r{at} as select id, h from hashed semi join (select h from hashed group by h "
        f"having count(*) between 2 and {LARGEST_BLOCK}) using (h)"
    )
    connection.execute("drop table hashed")
