"""An import that is interrupted and run again leaves what an undisturbed one leaves, whatever interrupted it."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from dayaq.cli import embedded
from dayaq.cli.processes import child_environment
from dayaq.registry import api
from tests import make
from tests.conftest import as_superuser

ROWS = 12_000
MOMENTS = 20
HEADER = "Kod;Soyad;Ad;Ata adı;Doğum tarixi;Rayon;Telefon;Ailə №;Ailə başçısı;Gəlir;Kateqoriya"
#: Everything that an import of one source left, without keys that are drawn and times.
LEFT = """
select known.key, known.row, known.row_digest, person.surname, person.given_name, person.father_name, person.sex,
  person.birth_date, person.birth_date_original, person.phone, person.phone_original, person.unit_id, person.version,
  person.sort_key, person.name_key,
  (select string_agg(word.token || named.part, ',' order by word.token, named.part) from registry_personname named
    join registry_nametoken word on word.id = named.token_id where named.person_id = person.id) as words,
  (select string_agg(home.key || member.relation || member.is_head, ',') from registry_householdmember member
    join registry_householdkey home on home.household_id = member.household_id where member.person_id = person.id),
  (select string_agg(income.amount::text, ',') from registry_householdmember member
    join registry_householdincome income on income.household_id = member.household_id and member.is_head
    where member.person_id = person.id),
  (select string_agg(status.kind_id::text, ',') from registry_status status where status.person_id = person.id)
from registry_externalkey known join registry_person person on person.id = known.person_id
join registry_importsource source on source.id = known.source_id where source.code = %s order by known.key
"""
TOLD = """
select coalesce(sum((detail->>'count')::int), 0), coalesce(sum((detail->>'created')::int), 0)
from core_auditevent event join registry_importbatch batch on batch.id = event.object_id
join registry_importsource source on source.id = batch.source_id
where event.event = 'people.imported' and event.object_type = 'registry.importbatch' and source.code = %s
"""
#: Of the first import of the source: one that ended before it was killed is not gone on with, the file comes again.
REMAINS = """
select staged.state, count(*) from registry_stagedrow staged where staged.batch_id = (
  select min(batch.id) from registry_importbatch batch join registry_importsource source on source.id = batch.source_id
  where source.code = %s
) group by 1 order by 1
"""
BATCHES = """
select batch.state, batch.counts->>'created', batch.counts->>'updated'
from registry_importbatch batch join registry_importsource source on source.id = batch.source_id
where source.code = %s order by batch.id
"""


def rows(count: int) -> str:
    """People of households of three; every hundredth row cannot come in."""
    names = ("Əli", "Həsən", "Vüqar", "Rauf", "Kamran", "Elçin", "Anar", "Tural")
    surnames = ("Əliyev", "Məmmədov", "Quliyev", "Həsənov", "Rzayev", "Cəfərov", "Şirinov")
    lines = [HEADER]
    for number in range(count):
        head = number % 3 == 0
        born = "31.02.1980" if number % 100 == 50 else f"{number % 28 + 1:02}.{number % 12 + 1:02}.{1950 + number % 50}"
        lines.append(
            f"P{number:06};{surnames[number % 7]};{names[number % 8]};{names[number // 8 % 8]} oğlu;{born};Lerik;"
            f"050 {200 + number % 700} 11 22;A{number // 3};{'hə' if head else 'yox'};{'250,40' if head else ''};"
            f"{'qaçqın' if number % 10 == 0 else ''}"
        )
    return "\r\n".join(lines)


def command(file: Path, source: str) -> list[str]:
    return [sys.executable, "-m", "dayaq.cli.main", "people", "import", str(file), "--source", source, "--json"]


def bring(file: Path, source: str, environment: dict[str, str]) -> None:
    """Import to the end; a command that fails with a traceback has the exit code of rows held back, but no report."""
    ran = subprocess.run(command(file, source), env=environment, capture_output=True, check=False)
    assert (ran.returncode, bool(ran.stdout)) == (1, True), ran.stderr.decode()
    assert json.loads(ran.stdout)["rejected"] == ROWS // 100


def left(connection: psycopg.Connection, source: str) -> list[object]:
    return [connection.execute(statement, [source]).fetchall() for statement in (LEFT, TOLD, REMAINS)]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "people.csv"
    path.write_text(rows(ROWS), encoding="utf-8")
    return path


@pytest.mark.long
@pytest.mark.django_db(transaction=True)
def test_killed_at_twenty_random_moments_it_ends_as_if_nobody_had_killed_it(
    file: Path, tmp_path: Path, database_url: str, second_connection: psycopg.Connection
) -> None:
    make.unit()
    api.load_status_kinds()
    api.load_income_sources()  # of a migration, and gone with the tables that another test emptied
    second_connection.autocommit = True
    environment = child_environment(DATABASE_URL=database_url, DAYAQ_HOME=str(tmp_path), LANG="C.UTF-8")
    bring(file, "quiet", environment)
    _count_rows(second_connection)
    expected = left(second_connection, "quiet")
    draw, killed, longest = random.Random(), 0, _seconds(file, environment)
    for moment in range(MOMENTS):
        first = subprocess.Popen(
            command(file, f"killed-{moment}"),
            env={**environment, "DATABASE_URL": f"{database_url}&application_name=killed-{moment}"},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            first.wait(timeout=draw.uniform(0, longest))
        except subprocess.TimeoutExpired:
            os.kill(first.pid, signal.SIGKILL)
            killed += first.wait() == -signal.SIGKILL
        _wait_until_gone(second_connection, f"killed-{moment}")
        before = second_connection.execute(BATCHES, [f"killed-{moment}"]).fetchall()
        bring(file, f"killed-{moment}", environment)
        assert left(second_connection, f"killed-{moment}") == expected
        after = second_connection.execute(BATCHES, [f"killed-{moment}"]).fetchall()
        ended = [batch for batch in before if batch[0] == "accepted"]
        assert (len(after), after[: len(ended)]) == (1 + len(ended), ended)
        assert [batch[0] for batch in after] == ["accepted"] * len(after)
        assert not ended or [number or "0" for number in after[1][1:]] == ["0", "0"]
    assert killed > 0


def _count_rows(connection: psycopg.Connection) -> None:
    """What is left is asked for again and again, by a statement that takes minutes when it is planned for no rows."""
    for statement in ("set role none", "analyze", "set role dayaq_app"):
        connection.execute(statement)


def _wait_until_gone(connection: psycopg.Connection, application: str) -> None:
    """The server still ends what a killed client had sent, a commit too: what stands is looked at after that."""
    ends = time.monotonic() + 60
    while connection.execute("select 1 from pg_stat_activity where application_name = %s", [application]).fetchone():
        assert time.monotonic() < ends, f"the server still works for {application}"
        time.sleep(0.05)


def _seconds(file: Path, environment: dict[str, str]) -> float:
    """How long an undisturbed import takes here and now, so that moments fall into all of it."""
    started = os.times().elapsed
    subprocess.run(command(file, "timed"), env=environment, capture_output=True, check=False)
    return os.times().elapsed - started


@pytest.mark.long
def test_the_database_goes_away_in_the_middle_and_comes_back(file: Path, tmp_path: Path) -> None:
    home = tmp_path / "server"
    server = embedded.start(home)
    try:
        environment = child_environment(DAYAQ_ENV="demo", DAYAQ_HOME=str(home), LANG="C.UTF-8")
        manage = [sys.executable, "-m", "dayaq.cli.main", "manage"]
        owner = {**environment, "DATABASE_URL": server.owner_url}
        subprocess.run([*manage, "migrate", "--no-input", "--verbosity", "0"], env=owner, check=True)
        loading = (
            "from dayaq.places.api import load_places; from dayaq.registry.api import load_status_kinds; "
            "load_places(); load_status_kinds()"
        )
        subprocess.run([*manage, "shell", "-c", loading], env=owner, check=True, capture_output=True)
        for stage, table in enumerate(("registry_stagedrow", "registry_person")):
            environment["DATABASE_URL"] = server.superuser_url
            _interrupt(server, file, f"cut-{stage}", environment, table)
            server = embedded.start(home)
            environment["DATABASE_URL"] = server.superuser_url
            bring(file, f"cut-{stage}", environment)
        bring(file, "quiet", environment)
        with psycopg.connect(server.superuser_url, autocommit=True) as connection:
            expected = left(connection, "quiet")
            assert [left(connection, f"cut-{stage}") == expected for stage in range(2)] == [True, True]
    finally:
        server.stop()


def _interrupt(server: embedded.Server, file: Path, source: str, environment: dict[str, str], table: str) -> None:
    """Import until something stands in ``table`` and stop the database at that moment."""
    first = subprocess.Popen(
        command(file, source), env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    with psycopg.connect(server.superuser_url, autocommit=True) as connection:
        before = _count(connection, table)
        while first.poll() is None and _count(connection, table) == before:
            pass
    server.stop()
    assert first.wait() != 0


def _count(connection: psycopg.Connection, table: str) -> int:
    found = connection.execute(f"select count(*) from {table}").fetchone()  # type: ignore[arg-type]  # our own names
    return int(found[0]) if found else 0


# Disk full -----------------------------------------------------------------------------------------------------------


@contextmanager
def _full_once(table: str, statement: int) -> Iterator[None]:
    """The ``statement``-th write into ``table`` finds no room on the disk, as PostgreSQL says it (53100), once.

    A sequence counts, because it does not go back with the transaction that failed.
    """
    from django.db import connection

    make_it = f"""
        create sequence public.writes;
        create function public.no_room() returns trigger language plpgsql security definer as $$
        begin
            if nextval('public.writes') = {statement} then
                raise exception 'could not extend file: No space left on device' using errcode = 'disk_full';
            end if;
            return null;
        end $$;
        create trigger no_room after insert on {table} for each statement execute function public.no_room();
    """
    with as_superuser(), connection.cursor() as cursor:
        cursor.execute(make_it)
    try:
        yield
    finally:
        with as_superuser(), connection.cursor() as cursor:
            cursor.execute(
                f"drop trigger no_room on {table}; drop function public.no_room(); drop sequence public.writes"
            )


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("table", "statement"),
    [
        ("registry_stagedrow", 1),
        ("registry_person", 1),
        ("registry_personname", 1),
        ("registry_householdmember", 1),
        ("core_auditevent", 3),
        ("core_auditevent", 5),
    ],
)
def test_the_disk_is_full_once_and_the_import_run_again_ends_as_an_undisturbed_one(
    tmp_path: Path, table: str, statement: int, second_connection: psycopg.Connection
) -> None:
    from click.testing import CliRunner

    from dayaq.cli.people_import import command as people_import

    make.unit()
    api.load_status_kinds()
    api.load_income_sources()  # of a migration, and gone with the tables that another test emptied
    second_connection.autocommit = True
    path = tmp_path / "people.csv"
    path.write_text(rows(300), encoding="utf-8")

    def complete(source: str) -> bool:
        """A command that fails has the exit code of rows held back: what it raised tells them apart."""
        ran = CliRunner().invoke(people_import, [str(path), "--source", source])
        return (ran.exit_code, type(ran.exception)) == (1, SystemExit)

    assert complete("quiet")
    with _full_once(table, statement):
        failed = CliRunner().invoke(people_import, [str(path), "--source", "full"])
        assert failed.exception is not None
        assert "No space left" in str(failed.exception)
    assert complete("full")
    assert left(second_connection, "full") == left(second_connection, "quiet")
