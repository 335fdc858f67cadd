"""The demonstration country: the same to the byte for the same day, whole after a kill, and its books are right.

Each country is made by the command, in a database of its own copied from the migrated template.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from dayaq.cli.embedded import APP_ROLE, OWNER_ROLE
from dayaq.cli.processes import child_environment
from tests import postgres, template

DAY = "2026-05-01"
PERSONS = 2_000
OURS = """
    SELECT relname FROM pg_class
    WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND relname <> 'django_migrations' ORDER BY relname
"""
NOT_THE_COUNTRY = {"auth_permission", "django_content_type"}
"""Written by migrations, in an order that Django does not promise."""


WRITTEN_AT = "pgh_created_at"
"""When the database kept an old row: the only thing that says when the country was made."""


class Database:
    """One database: its addresses, and commands that use it."""

    def __init__(self, name: str, home: Path) -> None:
        self.name, self.home = name, home
        base = os.environ[postgres.SERVER]
        self.superuser = template._other(base, name)

    def create(self) -> None:
        """Copied from the migrated template."""
        template.ensure()
        with psycopg.connect(template._other(os.environ[postgres.SERVER], "postgres"), autocommit=True) as connection:
            connection.execute(
                sql.SQL("CREATE DATABASE {} TEMPLATE {} OWNER {}").format(
                    *map(sql.Identifier, (self.name, template.NAME, OWNER_ROLE))
                )
            )

    def drop(self) -> None:
        """With whoever is still connected."""
        with psycopg.connect(template._other(os.environ[postgres.SERVER], "postgres"), autocommit=True) as connection:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(self.name)))

    def dayaq(self, *arguments: str) -> subprocess.Popen[str]:
        """Start a command on this database, as the application's role."""
        environment = child_environment(
            DAYAQ_ENV="demo",
            DAYAQ_HOME=str(self.home),
            SECRET_KEY="the same for both, because some texts are signed with it " * 2,
            DATABASE_URL=postgres.in_role(self.superuser, APP_ROLE),
            DAYAQ_OWNER_DATABASE_URL=postgres.in_role(self.superuser, OWNER_ROLE),
        )
        command = [sys.executable, "-m", "dayaq.cli.main", *arguments]
        return subprocess.Popen(
            command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=self.home
        )

    def run(self, *arguments: str) -> str:
        """Run a command to its end; it must succeed."""
        process = self.dayaq(*arguments)
        said, _ = process.communicate()
        assert process.returncode == 0, said
        return said

    def digests(self) -> dict[str, str]:
        """Of each table, the digest of its rows."""
        with psycopg.connect(self.superuser) as connection:
            tables = [name for (name,) in connection.execute(OURS) if name not in NOT_THE_COUNTRY]
            rows = sql.SQL(
                "SELECT coalesce(md5(string_agg(line, E'\\n' ORDER BY line)), '') "
                "FROM (SELECT (to_jsonb(t) - %s)::text AS line FROM {} t) t"
            )
            found = {}
            for name in tables:
                row = connection.execute(rows.format(sql.Identifier(name)), [WRITTEN_AT]).fetchone()
                found[name] = str(row[0]) if row else ""
            return found


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
