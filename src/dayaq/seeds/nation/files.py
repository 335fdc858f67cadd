"""The country as files: a Parquet file for each table, one row group a block, and on request one flat CSV file.

Files are written beside their place (``.part``) and take it together at the end, the manifest last: a folder with a
manifest is whole, one without is begun anew.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, Final

import pyarrow.parquet as pq

from dayaq.core.errors import WrongState
from dayaq.seeds.nation.block import TABLES, make_block
from dayaq.seeds.nation.flat import FlatFile
from dayaq.seeds.nation.plan import Plan

MANIFEST: Final = "population.json"
FLAT: Final = "people.csv"
PART: Final = ".part"
Told = Callable[[int], None]


class Parquet:
    """Writes some of the tables of one block after the other into a folder."""

    def __init__(self, folder: Path, tables: tuple[str, ...]) -> None:
        self.folder, self.tables = folder, tables
        self._writers: dict[str, Any] = {}

    def write(self, tables: dict[str, Any]) -> None:
        """A block: one row group in each file."""
        for name in self.tables:
            table = tables[name]
            if name not in self._writers:
                path = self.folder / f"{name}.parquet{PART}"
                self._writers[name] = pq.ParquetWriter(path, table.schema, compression="zstd", compression_level=1)
            self._writers[name].write_table(table, row_group_size=max(1, table.num_rows))

    def close(self) -> None:
        """Finish the files; they do not have their names yet."""
        for writer in self._writers.values():
            writer.close()


def write_files(plan: Plan, folder: Path, *, flat: bool, told: Told) -> bool:
    """The whole country into ``folder``; False when it is there already. ``told`` hears of the records of each block.

    WrongState where the folder holds another country.
    """
    wanted = {**plan.said(), "flat": flat}
    if is_there(folder, wanted):
        return False
    folder.mkdir(parents=True, exist_ok=True)
    remove_parts(folder)
    with ExitStack() as stack:
        parquet = Parquet(folder, TABLES)
        stack.callback(parquet.close)
        people = stack.enter_context(FlatFile(folder / f"{FLAT}{PART}", plan)) if flat else None
        for number in range(plan.blocks):
            block = make_block(plan, number)
            parquet.write(block.tables)
            if people is not None:
                people.write(block.tables)
            told(block.records)
    take_places(folder, wanted, {"records": plan.records})
    return True


def remove_parts(folder: Path) -> None:
    """Remove what an attempt left that was cut short."""
    for path in folder.glob(f"*{PART}"):
        path.unlink()


def is_there(folder: Path, wanted: dict[str, object]) -> bool:
    """Whether ``folder`` holds this country, whole; WrongState when it holds another one."""
    path = folder / MANIFEST
    if not path.exists():
        return False
    found = json.loads(path.read_text(encoding="utf-8"))
    plain = json.loads(json.dumps(wanted, default=str))
    if any(found.get(key) != value for key, value in plain.items()):
        raise WrongState(
            "The folder holds another population.",
            code="other_population",
            field="to",
            value=str(folder),
            remedy="Name another folder, or remove this one.",
        )
    return True


def take_places(folder: Path, wanted: dict[str, object], more: dict[str, object]) -> None:
    """Give the finished files their names, and say last that all are there."""
    for path in sorted(folder.glob(f"*{PART}")):
        with _synced(path):
            path.replace(path.with_suffix(""))
    partial = folder / f"{MANIFEST}{PART}"
    partial.write_text(json.dumps({**wanted, **more}, default=str, indent=2) + "\n", encoding="utf-8")
    with _synced(partial):
        partial.replace(folder / MANIFEST)


@contextmanager
def _synced(path: Path) -> Iterator[None]:
    """What has its name is on the disk."""
    with path.open("rb") as file:
        os.fsync(file.fileno())
    yield
