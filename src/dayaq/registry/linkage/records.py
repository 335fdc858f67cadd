"""The records that are compared: raw text columns in, a table ``records`` of comparable values out.

``given`` holds what stood in the file, ``c0``, ``c1`` …; ``records`` has ``id`` and, for each field, its value and its
key. Names, dates and words repeat: each distinct text is read once. What is different in almost every row is read by
SQL.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import TYPE_CHECKING, Final

from dayaq.core.dates import Order, infer_order
from dayaq.registry.linkage.engine import insert, one
from dayaq.registry.linkage.fields import NAME_PARTS, OWN, Field, Kind, Profile, guess, has_key, is_personal
from dayaq.registry.linkage.values import Read, in_sql, reader, whole_name

if TYPE_CHECKING:
    from dayaq.registry.linkage.engine import Connection

BLOCK: Final = 50_000
LOOKED_AT: Final = 300
#: More records than this do not carry one person's number: it is a placeholder, or the office's own telephone.
MOST_HOLDERS: Final = 25
_SOLE: Final = (Kind.IDENTIFIER, Kind.PHONE, Kind.EMAIL)


@dataclass(frozen=True, slots=True)
class Column:
    """A raw column. ``field``: one of our fields, "full_name", or "" where only the values are known."""

    name: str
    field: str = ""
    given_first: bool = False
    order: Order | None = None


@dataclass(frozen=True, slots=True)
class Records:
    """What was loaded: ``fields`` that are compared, ``count`` of records, ``raw`` column of each field."""

    fields: tuple[Field, ...]
    count: int
    raw: dict[str, str]


def take_in(connection: Connection, columns: Sequence[Column], rows: Iterable[tuple[int, Sequence[str]]]) -> int:
    """Make ``given`` from (number, texts) rows, texts in the order of ``columns``; how many."""
    names = [f"c{at}" for at in range(len(columns))]
    connection.execute(f"create table given (id bigint, {', '.join(f'{name} varchar' for name in names)})")
    count = 0
    walk = iter(rows)
    while block := list(islice(walk, BLOCK)):
        texts = zip(*(row for _number, row in block), strict=True)
        ids = [number for number, _row in block]
        insert(connection, "given", {"id": ids, **dict(zip(names, texts, strict=True))})
        count += len(block)
    return count


def prepare(connection: Connection, columns: Sequence[Column], today: date) -> Records:
    """Make ``records`` from ``given``. A column that is empty throughout is not compared."""
    fields: list[Field] = []
    raw: dict[str, str] = {}
    selects: list[str] = []
    joins: list[str] = []
    for at, column in enumerate(columns):
        source = f"c{at}"
        if not one(connection, f"select count(*) from given where trim({source}) != ''"):
            continue
        kind, names = _meaning(connection, source, column, today)
        made = [_field(len(fields) + nth, name, column, kind) for nth, name in enumerate(names)]
        fields += made
        raw.update({field.column: source for field in made})
        read = _read(connection, source, column, kind, today)
        if read is None:
            selects.append(f"{in_sql(kind, source)} as {made[0].column}")
            continue
        outputs = [name for field in made for name in ((field.column, field.key) if has_key(kind) else (field.column,))]
        _distinct(connection, source, read, outputs)
        selects += [f"d{source}.{name}" for name in outputs]
        joins.append(f"left join d{source} on d{source}.raw = given.{source}")
    connection.execute(f"create table records as select given.id, {', '.join(selects)} from given {' '.join(joins)}")
    for at in range(len(columns)):
        connection.execute(f"drop table if exists dc{at}")
    for field in fields:
        if field.kind in _SOLE:
            _forget_placeholders(connection, field)
    kept = tuple(field for field in fields if one(connection, f"select count({field.column}) from records"))
    return Records(kept, int(one(connection, "select count(*) from records")), raw)


def _meaning(connection: Connection, source: str, column: Column, today: date) -> tuple[Kind, tuple[str, ...]]:
    if column.field == "full_name":
        return Kind.NAME, NAME_PARTS
    if column.field in OWN:
        return OWN[column.field][0], (column.field,)
    return guess(_profile(connection, source, column, today)), (column.name,)


def _field(number: int, name: str, column: Column, kind: Kind) -> Field:
    personal = OWN[name][1] if column.field and name in OWN else is_personal(kind)
    return Field(f"f{number}", name, kind, personal)


def _profile(connection: Connection, source: str, column: Column, today: date) -> Profile:
    filled, distinct, length, at_signs, digits, one_word = connection.execute(
        f"select count(*), approx_count_distinct(t), avg(length(t)), avg(contains(t, '@')::int), "
        f"avg(regexp_matches(t, '[0-9]')::int), avg((not contains(t, ' '))::int) "
        f"from (select trim({source}) as t from given where trim({source}) != '')"
    ).fetchall()[0]
    sample = _sample(connection, source)
    read = reader(Kind.DATE, "", column.order or _order(sample), today)
    dates = sum(1 for text in sample if read is not None and _is_date(text, read))
    return Profile(filled, distinct, length, at_signs, digits, one_word, dates / max(1, len(sample)))


def _is_date(text: str, read: Read) -> bool:
    found = read(text)[0]
    return found is not None and len(text) >= 8 and 1850 <= int(found[:4]) <= 2150 and 1 <= int(found[4:6]) <= 12


def _sample(connection: Connection, source: str) -> list[str]:
    found = connection.execute(
        f"select distinct trim({source}) as t from given where trim({source}) != '' order by hash(t) limit {LOOKED_AT}"
    ).fetchall()
    return [text for (text,) in found]


def _order(texts: Sequence[str]) -> Order | None:
    if texts and sum(len(text) == 8 and text[:2] in ("18", "19", "20") for text in texts) > len(texts) / 2:
        return "ymd"
    found = infer_order(texts) if texts else None
    return found if found in ("dmy", "mdy", "ymd") else None


def _read(connection: Connection, source: str, column: Column, kind: Kind, today: date) -> Read | None:
    if column.field == "full_name":
        return lambda text: whole_name(text, column.given_first)
    order = column.order
    if kind == Kind.DATE and order is None:
        order = _order(_sample(connection, source)) or "dmy"
    return reader(kind, column.field, order, today)


def _distinct(connection: Connection, source: str, read: Read, outputs: list[str]) -> None:
    """A table of every distinct text of a column and what it is read as."""
    connection.execute(f"create table d{source} (raw varchar, {', '.join(f'{name} varchar' for name in outputs)})")
    reading = connection.cursor()
    reading.execute(f"select distinct {source} from given where trim({source}) != '' order by 1")
    while texts := [text for (text,) in reading.fetchmany(BLOCK)]:
        values = zip(*map(read, (text.strip() for text in texts)), strict=True)
        insert(connection, f"d{source}", {"raw": texts, **dict(zip(outputs, values, strict=True))})
    reading.close()


def _forget_placeholders(connection: Connection, field: Field) -> None:
    connection.execute(
        f"update records set {field.column} = null where {field.column} in "
        f"(select {field.column} from records group by 1 having count(*) > {MOST_HOLDERS})"
    )


def values_of(connection: Connection, records: Records, ids: Sequence[int]) -> Iterator[tuple[int, dict[str, str]]]:
    """(id, {field's column: what the file says}) of the records of ``ids``."""
    sources = list(dict.fromkeys(records.raw.values()))
    connection.execute("create or replace table wanted (wanted_id bigint)")
    insert(connection, "wanted", {"wanted_id": ids})
    found = connection.execute(f"select id, {', '.join(sources)} from given join wanted on id = wanted_id").fetchall()
    for number, *texts in found:
        said = dict(zip(sources, texts, strict=True))
        yield number, {column: said[source] or "" for column, source in records.raw.items()}
