"""A population made as files and in the database, beside a bare COPY of the very rows into the very same tables.

Made: drawing, names, mistakes, derived name keys, dictionary, audit. Bare: the resulting rows, ready as text, copied
back into the same tables with the same indexes and constraints, in the same run.
"""

from __future__ import annotations

import resource
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pyarrow.parquet as pq
from django.db import connection, transaction

from dayaq.seeds.nation.api import Plan, write_files
from dayaq.seeds.nation.block import TABLES
from dayaq.seeds.nation.database import write_database
from tests.bench.figure import Figure

Echo = Callable[[str], None]
PERSONS = 100_000
COPIED = (
    "registry_person",
    "registry_personname",
    "registry_household",
    "registry_householdmember",
    "registry_householdincome",
    "registry_status",
    "registry_identitydocument",
)


def main(echo: Echo, scale: float = 1.0) -> list[Figure]:
    """Measure in the database at hand, which must be empty, as its superuser; returns the figures."""
    plan = Plan(max(1, int(PERSONS * scale)))
    files, rows = _files(plan)
    echo(f"files: {files:.1f} s for {rows:,} rows")
    started = time.perf_counter()
    write_database(plan, truth=None, told=lambda _records: None)
    ours = time.perf_counter() - started
    counted, bare = _copied()
    echo(f"database: {ours:.1f} s for {counted:,} rows, bare COPY {bare:.1f} s")
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    dataset = f"{plan.records:,} records"
    return [
        Figure(
            "population as files", dataset, f"{plan.records / files:,.0f} records/s, {rows / files:,.0f} rows/s", "", ""
        ),
        Figure(
            "population in the database",
            f"{dataset}, {counted:,} rows",
            f"{plan.records / ours:,.0f} records/s, {counted / ours:,.0f} rows/s",
            f"bare COPY {counted / bare:,.0f} rows/s, made ÷ bare",
            f"{bare / ours:.0%}",
        ),
        Figure("  memory of the process, both", dataset, f"{memory:,.0f} MB at most", "", ""),
    ]


def _files(plan: Plan) -> tuple[float, int]:
    """Seconds that the files take, and their rows."""
    with tempfile.TemporaryDirectory(prefix="dayaq-population-") as folder:
        started = time.perf_counter()
        write_files(plan, Path(folder), flat=False, told=lambda _records: None)
        seconds = time.perf_counter() - started
        rows = sum(pq.ParquetFile(Path(folder) / f"{name}.parquet").metadata.num_rows for name in TABLES)
        return seconds, rows


def _copied() -> tuple[int, float]:
    """How many rows stand in the tables, and the seconds that a bare COPY of them takes."""
    with connection.cursor() as cursor, tempfile.TemporaryDirectory(prefix="dayaq-bare-") as folder:
        count = 0
        for table in COPIED:
            with (Path(folder) / table).open("wb") as out, cursor.copy(f"copy {table} to stdout") as copy:
                for chunk in copy:
                    out.write(chunk)
            cursor.execute(f"select count(*) from {table}")
            count += cursor.fetchone()[0]
        with transaction.atomic():
            cursor.execute(f"truncate {', '.join(COPIED)} cascade")
        started = time.perf_counter()
        with transaction.atomic():
            for table in COPIED:
                with (Path(folder) / table).open("rb") as file, cursor.copy(f"copy {table} from stdin") as copy:
                    while chunk := file.read(1 << 20):
                        copy.write(chunk)
        return count, time.perf_counter() - started
