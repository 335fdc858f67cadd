"""The few statements that sets need and the ORM does not have."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import connection, models


def copy_rows(model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """COPY ``rows`` into the table of ``model``; JSON columns take text."""
    names = ", ".join(f'"{name}"' for name in columns)
    table = model._meta.db_table
    with connection.cursor() as cursor, cursor.copy(f'copy "{table}" ({names}) from stdin') as copy:
        for row in rows:
            copy.write_row(row)


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


def next_ids(model: type[models.Model], count: int) -> list[int]:
    """``count`` keys from the sequence of ``model``, for rows that are copied together with what refers to them."""
    if not count:
        return []
    table = model._meta.db_table
    found = fetch("select nextval(pg_get_serial_sequence(%s, 'id')) from generate_series(1, %s)", [table, count])
    return [int(row[0]) for row in found]


_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode
_quote = json.encoder.encode_basestring


def as_json(value: Any) -> str:
    """JSON text for a column that is copied or set by an array; the commonest value costs nothing."""
    return _encode(value) if value else ("[]" if isinstance(value, list) else "{}")


def texts_as_json(texts: Iterable[str]) -> str:
    """A JSON list of texts; four times faster than the encoder, which asks each value what it is."""
    return "[" + ",".join(map(_quote, texts)) + "]"


def values_as_json(values: Mapping[str, Any]) -> str:
    """A JSON object with its names in order: the same values always give the same text."""
    parts = [
        f'"{name}":{_quote(value) if type(value) is str else _encode(value)}'  # names are those of our fields
        for name, value in sorted(values.items())
    ]
    return "{" + ",".join(parts) + "}"
