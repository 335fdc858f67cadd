"""The few statements that sets need and the ORM does not have."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, Final

import orjson
from django.db import connection, models


def copy_rows(model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """COPY ``rows`` into the table of ``model``; JSON columns take text."""
    names = ", ".join(f'"{name}"' for name in columns)
    table = model._meta.db_table
    with connection.cursor() as cursor, cursor.copy(f'copy "{table}" ({names}) from stdin') as copy:
        for row in rows:
            copy.write_row(row)


def copy_lines(model: type[models.Model], columns: Sequence[str], lines: Iterable[str]) -> None:
    """COPY lines that are in PostgreSQL's text form already (see :func:`copied`), without their ends.

    Several times cheaper than :func:`copy_rows`, which asks each value what it is.
    """
    names = ", ".join(f'"{name}"' for name in columns)
    table = model._meta.db_table
    taken = iter(lines)
    with connection.cursor() as cursor, cursor.copy(f'copy "{table}" ({names}) from stdin') as copy:
        while some := list(islice(taken, _AT_ONCE)):
            some.append("")
            copy.write("\n".join(some))


NULL: Final = "\\N"  # as COPY reads it
_AT_ONCE: Final = 1_000  # the database takes these in while the next are made
_ESCAPES: Final = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def copied(text: str) -> str:
    """A text as COPY reads it."""
    return text if text.isprintable() and "\\" not in text else text.translate(_ESCAPES)


def copied_json(text: str) -> str:
    """JSON as COPY reads it: no control character stands in it bare."""
    return text.replace("\\", "\\\\") if "\\" in text else text


def ids(numbers: Iterable[int]) -> str:
    """Numbers as an array's text, for ``%s::bigint[]``: the driver takes a list apart value by value."""
    return "{" + ",".join(map(str, numbers)) + "}"


def texts(values: Iterable[str]) -> str:
    """Texts as an array's text, for ``%s::text[]``."""
    given = list(values)
    joined = '","'.join(given)
    if "\\" in joined or joined.count('"') != 2 * len(given) - 2:
        joined = '","'.join([text.replace("\\", "\\\\").replace('"', '\\"') for text in given])
    return f'{{"{joined}"}}' if given else "{}"


def stream(statement: str, parameters: Sequence[Any] | Mapping[str, Any]) -> Iterator[tuple[Any, ...]]:
    """The rows of a query a few thousand at a time, however many there are; inside a transaction."""
    with connection.chunked_cursor() as cursor:
        cursor.execute(statement, parameters)
        while rows := cursor.fetchmany(_AT_ONCE):
            yield from rows


def fetch(statement: str, parameters: Sequence[Any] | Mapping[str, Any]) -> list[tuple[Any, ...]]:
    """All rows of a query; the statement is one of ours, values go as parameters."""
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return list(cursor.fetchall())


def run(statement: str, parameters: Sequence[Any]) -> int:
    """Rows that a statement changed."""
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return int(cursor.rowcount)


def commit_soon() -> None:
    """Do not wait until this transaction is on the disk; the next one that waits takes it there before itself.

    For a chunk that another follows: should the machine go down, it was never there, and is done again.
    """
    with connection.cursor() as cursor:
        cursor.execute("set local synchronous_commit to off")


#: The name of the sequence is looked up once, not once a key.
_NEXT: Final = """
select nextval(named.sequence) from (select pg_get_serial_sequence(%s, 'id')::regclass as sequence offset 0) named,
  generate_series(1, %s)
"""


def next_ids(model: type[models.Model], count: int) -> list[int]:
    """``count`` keys from the sequence of ``model``, for rows that are copied together with what refers to them."""
    if not count:
        return []
    table = model._meta.db_table
    found = fetch(_NEXT, [table, count])
    return [int(row[0]) for row in found]


def as_json(value: Any) -> str:
    """JSON text for a column that is copied or set by an array. Names stand in order: the same values always give the
    same text."""
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode()
