"""What only the owner of the tables may do for them: begin keys anew, and gather statistics.

The owner is reached by ``DAYAQ_OWNER_DATABASE_URL``, as migrations do; where the application's own role owns the
tables that address is not needed.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from django.apps import apps
from django.db import connection
from psycopg import sql


@contextmanager
def _owner() -> Iterator[psycopg.Connection | None]:
    """A connection of the owner; None where its address is not known."""
    address = os.environ.get("DAYAQ_OWNER_DATABASE_URL")
    if not address:
        yield None
        return
    with psycopg.connect(address) as owner:
        yield owner


def restart_keys() -> bool:
    """Let the keys of each table go on after its last row; False where the owner's address is not known.

    A sequence does not go back with its transaction: after an attempt that was cut short the keys would begin higher,
    and the country would not be the same to the byte.
    """
    with _owner() as owner:
        if owner is None:
            return False
        for table, column in _generated():
            found = owner.execute(
                sql.SQL("SELECT coalesce(max({}), 0) + 1 FROM {}").format(sql.Identifier(column), sql.Identifier(table))
            ).fetchone()
            owner.execute(
                sql.SQL("ALTER TABLE {} ALTER COLUMN {} RESTART WITH {}").format(
                    sql.Identifier(table), sql.Identifier(column), sql.Literal(found[0] if found else 1)
                )
            )
    return True


def empty_tables() -> bool:
    """Remove every row of ours; False where the owner's address is not known. For an attempt that was cut short."""
    with _owner() as owner:
        if owner is None:
            return False
        tables = sql.SQL(", ").join(sql.Identifier(table) for table in _tables())
        owner.execute(sql.SQL("TRUNCATE {} RESTART IDENTITY CASCADE").format(tables))
    return True


def gather_statistics() -> None:
    """ANALYZE our tables: without it the planner knows nothing of what was just written, and small questions take long.

    What is not committed yet is seen only when this connection's role owns the tables; another role's try does nothing.
    """
    statement = sql.SQL("ANALYZE {}").format(sql.SQL(", ").join(sql.Identifier(table) for table in _tables()))
    with _owner() as owner:
        if owner is not None:
            owner.execute(statement)
            return
    with connection.cursor() as cursor:
        cursor.execute(statement.as_string(connection.connection))


def _tables() -> list[str]:
    return [model._meta.db_table for model in apps.get_models() if model.__module__.startswith("dayaq.")]


def _generated() -> list[tuple[str, str]]:
    """Tables whose keys the database makes, with the column."""
    return [
        (model._meta.db_table, str(model._meta.pk.column))
        for model in apps.get_models()
        if model.__module__.startswith("dayaq.") and model._meta.pk.get_internal_type() in ("BigAutoField", "AutoField")
    ]
