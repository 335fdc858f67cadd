"""The demonstration country: the same to the byte for the same day, whole after a kill, and its books are right.

Each country is made by the command, in a database of its own copied from the migrated template.
"""

from __future__ import annotations

import json
import os
import signal
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest

from tests.unit.seeds.databases import Database

DAY = "2026-05-01"
PERSONS = 2_000


@pytest.fixture(scope="module")
def countries(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Database, Database]]:
    """Two of the same day and size; the making of the second is killed once in the middle."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    made = [Database(f"country_{name}_{worker}", tmp_path_factory.mktemp(name)) for name in ("calm", "killed")]
    for database in made:
        database.create()
    calm, killed = made
    wanted = ("seed", "--on", DAY, "--persons", str(PERSONS))
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(calm.run, *wanted)
        _kill_while_people_are_written(killed, wanted)
        killed.run(*wanted)
        first.result()
    yield calm, killed
    for database in made:
        database.drop()


def _kill_while_people_are_written(database: Database, wanted: tuple[str, ...]) -> None:
    process = database.dayaq(*wanted)
    with psycopg.connect(database.superuser, autocommit=True) as watcher:
        deadline = time.monotonic() + 60
        begun = "SELECT count(*) FROM core_auditevent WHERE event = 'country.begun'"
        while (watcher.execute(begun).fetchone() or (0,))[0] == 0:
            assert process.poll() is None, process.communicate()[0]
            assert time.monotonic() < deadline
    process.send_signal(signal.SIGKILL)
    process.communicate()


def test_the_same_day_gives_the_same_country_to_the_byte_even_when_its_making_was_killed(countries):
    calm, killed = countries
    first, second = calm.digests(), killed.digests()
    assert {name for name in first if first[name] != second[name]} == set()
    assert sum(digest != "" for digest in first.values()) > 40


def test_a_country_that_is_there_is_not_made_again(countries):
    calm, _ = countries
    before = calm.digests()
    assert "It was so already" in calm.run("seed", "--on", DAY, "--persons", str(PERSONS))
    assert calm.digests() == before


def test_a_country_of_another_day_is_refused_with_a_remedy(countries):
    calm, _ = countries
    process = calm.dayaq("seed", "--on", "2026-06-01", "--persons", str(PERSONS))
    said, _ = process.communicate()
    assert process.returncode == 2
    assert "2026-05-01" in said
    assert "DATABASE_URL" in said


def test_the_audit_chain_of_a_country_verifies(countries):
    calm, _ = countries
    process = calm.dayaq("audit", "verify")
    said, _ = process.communicate()
    assert process.returncode == 0, said


def test_the_books_of_a_country_sum_to_zero_and_nothing_is_overspent(countries):
    calm, _ = countries
    with psycopg.connect(calm.superuser) as connection:
        unbalanced = connection.execute(
            "SELECT entry_id FROM funds_posting GROUP BY entry_id HAVING sum(amount) <> 0"
        ).fetchall()
        assert unbalanced == []


def test_the_figures_of_a_country_are_computed_from_its_records(countries):
    calm, _ = countries
    process = calm.dayaq("figures", "show", "--json")
    said, _ = process.communicate()
    figures = {figure["code"]: figure for figure in json.loads(said)}
    with psycopg.connect(calm.superuser) as connection:
        row = connection.execute(
            "SELECT count(DISTINCT person_id) FROM programmes_enrolment "
            "WHERE enrolled_on BETWEEN '2021-01-01' AND '2021-12-31'"
        ).fetchone()
    assert row is not None
    assert int(figures["enrolled-2021"]["value"]) == row[0] > 0
