"""DuckDB as linkage uses it: in this process, in a folder of its own, never reaching for the network."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb

Connection = duckdb.DuckDBPyConnection


@contextmanager
def workspace(memory: str = "") -> Iterator[Connection]:
    """A connection whose tables lie in a temporary folder, which is gone afterwards: they hold personal data.

    ``memory``: the most that may be used, such as "4GB"; beyond it DuckDB spills into the folder.
    """
    with tempfile.TemporaryDirectory(prefix="dayaq-linkage-") as folder:
        settings: dict[str, Any] = {
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
            "temp_directory": str(Path(folder) / "spilled"),
            "preserve_insertion_order": False,
        }
        if memory:
            settings["memory_limit"] = memory
        connection = duckdb.connect(str(Path(folder) / "linkage.duckdb"), config=settings)
        try:
            yield connection
        finally:
            connection.close()


def one(connection: Connection, sql: str, values: list[Any] | None = None) -> Any:
    """The first value of the first row."""
    rows = connection.execute(sql, values).fetchall()  # all, or the connection stays busy
    return rows[0][0] if rows else None
