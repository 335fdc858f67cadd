"""Rows in the text form of COPY, and keys for them."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any, Final

from django.db import connection
from django.db.models import Model

NULL: Final = "\\N"
TRUE: Final = "t"
FALSE: Final = "f"
_ESCAPES: Final = (("\\", "\\\\"), ("\t", "\\t"), ("\n", "\\n"), ("\r", "\\r"))


def text(value: str) -> str:
    """``value`` as COPY's text form wants it; needed only where a backslash, a tab or a line end may stand."""
    for plain, escaped in _ESCAPES:
        if plain in value:
            value = value.replace(plain, escaped)
    return value


def as_json(value: Any) -> str:
    """``value`` as a JSON field of a line."""
    return text(json.dumps(value, ensure_ascii=False, separators=(",", ":")))


@lru_cache(maxsize=65_536)
def day(ordinal: int) -> str:
    """A day from its ordinal; 0 is no day."""
    return date.fromordinal(ordinal).isoformat() if ordinal else NULL


def moment(at: datetime) -> str:
    """An aware moment, in UTC."""
    return at.astimezone(UTC).isoformat()


def money(amount: Decimal | int) -> str:
    """An amount."""
    return f"{amount:.2f}"


def line(*values: object) -> str:
    """One row. None is null; what is no text is written by ``str``: whole numbers and what the helpers above return."""
    return "\t".join(NULL if value is None else str(value) for value in values)


def take_ids(model: type[Model], count: int) -> range:
    """``count`` keys of ``model`` that follow one another, taken from its sequence."""
    if count == 0:
        return range(0)
    table, column = model._meta.db_table, model._meta.pk.column
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT min(key), max(key) FROM (SELECT nextval(pg_get_serial_sequence(%s, %s)) AS key"
            " FROM generate_series(1, %s)) taken",
            [table, column, count],
        )
        first, last = cursor.fetchone()
    if last - first + 1 != count:
        raise RuntimeError(f"somebody else writes to {table} while the country is being made")
    return range(first, last + 1)
