"""A population in the database whose making is killed, as the command does it, but in small blocks."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator

import psycopg
import pytest

from tests.unit.seeds.databases import Database

BLOCKS = 4
MAKE = f"""
from dayaq.cli.installation import set_up_django
set_up_django()
from dayaq.seeds.nation.database import write_database
from dayaq.seeds.nation.plan import Plan
write_database(Plan({BLOCKS} * 250 - 40, seed=3, block=250), truth=None, told=lambda _records: None)
"""


@pytest.fixture
def databases(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Database, Database]]:
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    made = [Database(f"population_{name}_{worker}", tmp_path_factory.mktemp(name)) for name in ("calm", "killed")]
    for database in made:
        database.create()
    yield made[0], made[1]
    for database in made:
        database.drop()


def _blocks(watcher: psycopg.Connection) -> int:
    row = watcher.execute("SELECT count(*) FROM core_auditevent WHERE event = 'person.seeded'").fetchone()
    return int(row[0]) if row else 0


def _make(database: Database) -> None:
    process = database.python("-c", MAKE)
    said, _ = process.communicate()
    assert process.returncode == 0, said


def test_killed_in_the_middle_it_goes_on_and_every_table_is_the_same_to_the_byte(databases):
    calm, killed = databases
    process = killed.python("-c", MAKE)
    with psycopg.connect(killed.superuser, autocommit=True) as watcher:
        deadline = time.monotonic() + 120
        while (found := _blocks(watcher)) < 1:
            assert process.poll() is None, process.communicate()[0]
            assert time.monotonic() < deadline
        process.send_signal(signal.SIGKILL)
        process.communicate()
        assert found < BLOCKS
        _make(killed)
        assert _blocks(watcher) == BLOCKS
    _make(calm)
    first, second = calm.digests(), killed.digests()
    assert {name for name in first if first[name] != second[name]} == set()
    assert first["registry_person"] != ""
