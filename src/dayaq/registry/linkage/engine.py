"""DuckDB as linkage uses it: in this process, in a folder of its own, never reaching for the network.

DuckDB, Arrow and Splink are imported where they are used: they take a second and a hundred megabytes, and whoever opens
a page needs none of them.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import duckdb

    Connection = duckdb.DuckDBPyConnection


@contextmanager
def workspace(memory: str = "") -> Iterator[Connection]:
    """A connection whose tables lie in a temporary folder, which is gone afterwards: they hold personal data.

    ``memory``: the most that may be used, such as "4GB"; beyond it DuckDB spills into the folder.
    """
    import duckdb

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


def insert(connection: Connection, into: str, columns: Mapping[str, Sequence[int | str | None]]) -> None:
    """Add rows to the table ``into``: its columns in their order, each a sequence of whole numbers or of texts."""
    import pyarrow

    connection.register("block", pyarrow.table(dict(columns)))
    connection.execute(f"insert into {into} select * from block")
    connection.unregister("block")


def one(connection: Connection, sql: str, values: list[Any] | None = None) -> Any:
    """The first value of the first row."""
    rows = connection.execute(sql, values).fetchall()  # all, or the connection stays busy
    return rows[0][0] if rows else None
