"""`dayaq demo` says why it does not start, watches its processes, and stops them in order."""

import fcntl
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from types import ModuleType, SimpleNamespace

import click
import pytest
from click.testing import CliRunner

from dayaq.cli import demo, embedded, preparation, processes

OBEDIENT = "import time; time.sleep(600)"
STUBBORN = (
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up', flush=True); time.sleep(600)"
)


@pytest.fixture
def listening() -> Iterator[int]:
    """A port on which another program listens."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


@pytest.fixture(autouse=True)
def _signals_of_the_tests() -> Iterator[None]:
    kept = {number: signal.getsignal(number) for number in demo.STOP_SIGNALS}
    yield
    for number, handler in kept.items():
        signal.signal(number, handler)


def test_a_port_that_is_taken_is_named_with_another_to_choose(listening: int) -> None:
    with pytest.raises(click.ClickException, match=rf"Port {listening} is taken .* PORT={listening + 1} make demo"):
        demo.require_free(listening)


def test_a_free_port_is_fine() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    demo.require_free(port)


def test_a_second_demo_of_the_same_home_says_where_the_first_one_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DAYAQ_HOME", str(tmp_path))
    lock = embedded.try_lock(tmp_path / "demo.lock", fcntl.LOCK_EX)
    assert lock is not None
    (tmp_path / "demo.address").write_text("http://localhost:8055\n")
    result = CliRunner().invoke(demo.command, [])
    os.close(lock)
    assert result.exit_code == 0
    assert "running already" in result.stderr
    assert "http://localhost:8055" in result.stderr


def test_a_production_installation_gets_no_demonstration_country(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DAYAQ_HOME", str(tmp_path))
    monkeypatch.setenv("DAYAQ_ENV", "production")
    result = CliRunner().invoke(demo.command, [])
    assert result.exit_code == 2
    assert "production" in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_the_death_of_a_process_is_noticed_with_its_last_words(tmp_path: Path) -> None:
    children = demo.Children(tmp_path)
    children.start("worker", [sys.executable, "-c", "import sys; print('the disk is full'); sys.exit(7)"])
    children.running[0][1].wait()
    message = children.dead()
    children.stop()
    assert "The worker stopped unexpectedly (exit code 7)" in message
    assert "the disk is full" in message


def test_processes_are_stopped_last_started_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    children = demo.Children(tmp_path)
    children.start("web server", [sys.executable, "-c", OBEDIENT])
    children.start("worker", [sys.executable, "-c", OBEDIENT])
    started = dict(children.running)
    order: list[str] = []
    terminate = subprocess.Popen.terminate

    def noted(process: subprocess.Popen[bytes]) -> None:
        order.extend(name for name, each in started.items() if each is process)
        terminate(process)

    monkeypatch.setattr(subprocess.Popen, "terminate", noted)
    assert children.dead() == ""
    children.stop()
    assert order == ["worker", "web server"]
    assert all(process.returncode == -signal.SIGTERM for process in started.values())


def test_a_process_that_does_not_listen_is_killed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(demo, "STOP_TIMEOUT", 0.2)
    children = demo.Children(tmp_path)
    os.mkfifo(tmp_path / "worker.log")
    reader = os.open(tmp_path / "worker.log", os.O_RDONLY | os.O_NONBLOCK)
    children.start("worker", [sys.executable, "-c", STUBBORN])
    process = children.running[0][1]
    os.set_blocking(reader, True)
    assert os.read(reader, 2) == b"up"  # it ignores SIGTERM from here on
    children.stop()
    os.close(reader)
    assert process.returncode == -signal.SIGKILL
    assert "did not stop" in capsys.readouterr().err


@pytest.mark.skipif(processes.dies_with_parent(signal.SIGTERM) is None, reason="only Linux tells a child so")
def test_a_child_ends_when_its_parent_is_killed(tmp_path: Path) -> None:
    """The grandchild holds a pipe; that it closes shows that the grandchild is gone."""
    read, write = os.pipe()
    script = (
        "import sys, signal, subprocess, time; from dayaq.cli.processes import dies_with_parent\n"
        "subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'], pass_fds=[int(sys.argv[1])],"
        " preexec_fn=dies_with_parent(signal.SIGTERM))\n"
        "print('up', flush=True); time.sleep(600)"
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", script, str(write)],
        stdout=subprocess.PIPE,
        env=processes.child_environment(),
        pass_fds=[write],
    )
    os.close(write)
    assert parent.stdout is not None
    assert parent.stdout.readline() == b"up\n"
    parent.kill()
    parent.communicate()
    assert os.read(read, 1) == b""  # returns when the last holder of the pipe has ended
    os.close(read)


def test_the_country_is_seeded_once_for_each_database_and_remembered_with_its_accounts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seeded: list[tuple[date | None, int]] = []
    account = SimpleNamespace(label_az="Operator", label_en="Operator", username="operator", password="pw", name="A")
    seeds = ModuleType("dayaq.seeds.api")
    seeds.is_seeded = lambda: bool(seeded)  # type: ignore[attr-defined]  # a module made here
    seeds.seed_demo = lambda *, on, persons, echo: seeded.append((on, persons))  # type: ignore[attr-defined]  # the same
    seeds.demo_accounts = lambda: [account]  # type: ignore[attr-defined]  # the same
    monkeypatch.setitem(sys.modules, "dayaq.seeds.api", seeds)
    monkeypatch.setattr("dayaq.seeds.api", seeds, raising=False)
    monkeypatch.setattr(preparation, "database_identity", lambda: "1/1")
    first = demo._seed(tmp_path, date(2026, 5, 1), 5_000)
    assert "operator" in first
    assert demo._seed(tmp_path, None, 5_000) == first
    assert seeded == [(date(2026, 5, 1), 5_000)]
    seeded.clear()
    monkeypatch.setattr(preparation, "database_identity", lambda: "1/2")
    demo._seed(tmp_path, None, 7_000)
    assert seeded == [(None, 7_000)]
