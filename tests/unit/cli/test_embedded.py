"""The embedded database starts, is shared, survives violent ends, and says why it cannot start."""

import fcntl
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from dayaq.cli import embedded, postgres_guard
from dayaq.cli.embedded import EmbeddedError, Server
from dayaq.cli.processes import child_environment

START_AND_WAIT = """
import sys; from pathlib import Path; from dayaq.cli import embedded
server = embedded.start(Path(sys.argv[1])); print(server.reused, server.socket, flush=True); sys.stdin.read()
"""


def in_another_process(home: Path) -> subprocess.Popen[str]:
    """A second user of the home: prints whether it joined, and where; ends when its stdin closes."""
    return subprocess.Popen(
        [sys.executable, "-c", START_AND_WAIT, str(home)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=child_environment(),
        text=True,
    )


def first_line(process: subprocess.Popen[str]) -> list[str]:
    assert process.stdout is not None
    return process.stdout.readline().split()


def wait_until_stopped(home: Path) -> None:
    """Returns when the last process of the server has let go of its lock; the kernel wakes us."""
    with (home / "postgres.lock").open("r+") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)


def processes_of(home: Path) -> tuple[int, int]:
    """The process numbers of the guard and of the server."""
    server = int(json.loads((home / "postgres.json").read_text())["pid"])
    guard = int(Path(f"/proc/{server}/stat").read_text().rsplit(")", 1)[1].split()[1])
    return guard, server


def names(server: Server) -> list[str]:
    with psycopg.connect(server.url) as connection:
        return [name for (name,) in connection.execute("SELECT name FROM kept ORDER BY name")]


@pytest.fixture(scope="module")
def used_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home that was used before: one table, one row."""
    home = tmp_path_factory.mktemp("used") / "home"
    server = embedded.start(home)
    with psycopg.connect(server.owner_url) as connection:
        connection.execute("CREATE TABLE kept (name text PRIMARY KEY)")
    with psycopg.connect(server.url) as connection:
        connection.execute("INSERT INTO kept VALUES ('Əliyev')")
    server.stop()
    return home


@pytest.fixture
def home(used_home: Path) -> Iterator[Path]:
    yield used_home
    wait_until_stopped(used_home)


def test_the_application_may_write_rows_but_not_define_or_empty_tables(home: Path) -> None:
    server = embedded.start(home)
    try:
        with psycopg.connect(server.url, autocommit=True) as connection:
            connection.execute("INSERT INTO kept VALUES ('Quliyev')")
            connection.execute("DELETE FROM kept WHERE name = 'Quliyev'")
            for forbidden in ("TRUNCATE kept", "CREATE TABLE mine (i int)", "ALTER TABLE kept ADD i int"):
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    connection.execute(forbidden)
    finally:
        server.stop()


def test_neither_the_application_nor_the_owner_is_superuser(home: Path) -> None:
    server = embedded.start(home)
    try:
        for url, passes_row_security in ((server.url, True), (server.owner_url, False)):  # docs/adr/0031
            with psycopg.connect(url) as connection:
                found = connection.execute("SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user")
                assert found.fetchone() == (False, passes_row_security)
    finally:
        server.stop()


def test_the_database_knows_azerbaijani_letters_and_listens_on_no_port(home: Path) -> None:
    server = embedded.start(home)
    try:
        with psycopg.connect(server.owner_url) as connection:
            connection.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
            found = connection.execute(
                "SELECT current_setting('listen_addresses'), current_setting('server_encoding'), show_trgm('ə') <> '{}'"
            ).fetchone()
        assert found == ("", "UTF8", True)
        assert oct(Path(server.socket).stat().st_mode & 0o777) == "0o700"
    finally:
        server.stop()


def test_a_second_start_joins_the_first_and_the_last_to_leave_stops_the_server(home: Path) -> None:
    first = embedded.start(home)
    other = in_another_process(home)
    assert first_line(other) == ["True", first.socket]
    first.stop()
    assert embedded.is_running(home)
    other.communicate(timeout=30)
    wait_until_stopped(home)
    assert not Path(first.socket).exists()


def test_many_starts_at_once_share_one_server(home: Path) -> None:
    servers: list[Server] = []
    threads = [threading.Thread(target=lambda: servers.append(embedded.start(home))) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(servers) == 6
    assert len({server.socket for server in servers}) == 1
    for server in servers:
        server.stop()
    assert not embedded.is_running(home)


def test_the_server_ends_by_itself_when_its_user_is_killed(home: Path) -> None:
    user = in_another_process(home)
    first_line(user)
    user.kill()
    user.communicate()
    wait_until_stopped(home)
    assert not (home / "postgres" / "postmaster.pid").exists()


def test_after_everything_was_killed_the_next_start_finds_the_data(home: Path) -> None:
    user = in_another_process(home)
    first_line(user)
    guard, server = processes_of(home)
    for number in (guard, server):
        os.kill(number, signal.SIGKILL)
    user.kill()
    user.communicate()
    wait_until_stopped(home)
    left_over = Path(json.loads((home / "postgres.json").read_text())["socket"])
    again = embedded.start(home)
    try:
        assert names(again) == ["Əliyev"]
        assert not left_over.exists()
    finally:
        again.stop()


def test_a_stale_process_number_that_now_belongs_to_another_process_does_not_matter(home: Path) -> None:
    pid_file = home / "postgres" / "postmaster.pid"
    shutil.copy(home / "postgres" / "PG_VERSION", pid_file)  # with the right owner
    pid_file.write_text(
        f"{os.getpid()}\n{home / 'postgres'}\n1700000000\n5432\n/tmp\n\n  5432001         0\nready   \n"
    )
    server = embedded.start(home)
    try:
        assert names(server) == ["Əliyev"]
    finally:
        server.stop()


def test_a_first_start_that_was_killed_half_way_leaves_nothing_in_the_way(tmp_path: Path) -> None:
    half = tmp_path / "postgres.new"
    half.mkdir()
    (half / "PG_VERSION").write_text("18\n")
    server = embedded.start(tmp_path, temporary=True)
    try:
        with psycopg.connect(server.url) as connection:
            assert connection.execute("SELECT current_user").fetchone() == (embedded.APP_ROLE,)
    finally:
        server.stop()


def test_a_temporary_home_is_gone_after_its_use(tmp_path: Path) -> None:
    server = embedded.start(tmp_path / "home", temporary=True)
    server.stop()
    assert list(tmp_path.iterdir()) == []


def test_a_home_that_cannot_be_written_is_named_with_a_remedy(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(EmbeddedError, match=r"cannot be written by this user .*DAYAQ_HOME"):
        embedded.start(tmp_path / "file" / "home")


def test_a_database_of_another_postgresql_is_refused_and_left_alone(home: Path) -> None:
    version = home / "postgres" / "PG_VERSION"
    original = version.read_text()
    version.write_text("12\n")
    try:
        with pytest.raises(EmbeddedError, match=r"is of PostgreSQL 12, .* Restore a backup"):
            embedded.start(home)
    finally:
        version.write_text(original)
    assert not embedded.is_running(home)


def test_root_runs_the_server_as_the_owner_of_the_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "postgres").mkdir()
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(postgres_guard.Guard, "_binaries", lambda self: Path())
    real = Path.stat

    def owned_by_1234(path: Path, **options: bool) -> os.stat_result:
        found = real(path, **options)
        return os.stat_result((*found[:4], 1234, 5678, *found[6:10]))

    monkeypatch.setattr(Path, "stat", owned_by_1234)
    assert postgres_guard.Guard(tmp_path, temporary=False).account == (1234, 5678)
