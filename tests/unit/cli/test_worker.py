"""The worker works while there is work, listens while there is none, and bears a database that goes away."""

import signal
from collections.abc import Callable, Iterator

import psycopg
import pytest
from click.testing import CliRunner
from django.db import OperationalError

from dayaq.cli import worker as module
from dayaq.cli.worker import Worker


@pytest.fixture
def worker(transactional_db: None) -> Worker:
    return Worker()


def rounds(monkeypatch: pytest.MonkeyPatch, *steps: Callable[[], int]) -> Iterator[Callable[[], int]]:
    """Let the worker's rounds be these; one more would be a StopIteration."""
    left = iter(steps)
    monkeypatch.setattr(module, "run_worker_once", lambda: next(left)())
    return left


def test_it_goes_on_while_there_is_work_and_ends_after_the_round_in_which_it_is_told_to(
    worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    def last() -> int:
        worker.stop(signal.SIGTERM, None)
        return 1

    left = rounds(monkeypatch, lambda: 1, lambda: 1, last, lambda: 1)
    worker.run()
    assert len(list(left)) == 1


def test_an_event_wakes_it_before_the_next_poll(
    worker: Worker, monkeypatch: pytest.MonkeyPatch, second_connection: psycopg.Connection
) -> None:
    monkeypatch.setattr(module, "POLL_SECONDS", 3_600.0)

    def nothing_yet() -> int:
        second_connection.execute(f"NOTIFY {module.CHANNEL}")
        second_connection.commit()
        return 0

    def last() -> int:
        worker.stop()
        return 1

    rounds(monkeypatch, nothing_yet, last)
    worker.run()


def test_a_database_that_went_away_is_waited_for(
    worker: Worker, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(module, "POLL_SECONDS", 0.0)

    def gone() -> int:
        raise OperationalError("the connection is closed")

    def back() -> int:
        worker.stop()
        return 1

    rounds(monkeypatch, gone, back)
    worker.run()
    assert "trying again" in capsys.readouterr().err


def test_a_fault_of_ours_ends_it_loudly(worker: Worker, monkeypatch: pytest.MonkeyPatch) -> None:
    def wrong() -> int:
        raise ZeroDivisionError

    rounds(monkeypatch, wrong)
    with pytest.raises(ZeroDivisionError):
        worker.run()
    worker._let_go()


def test_once_does_what_is_there_and_says_how_much(monkeypatch: pytest.MonkeyPatch) -> None:
    rounds(monkeypatch, lambda: 3, lambda: 2, lambda: 0)
    result = CliRunner().invoke(module.command, ["--once"])
    assert result.exit_code == 0
    assert result.stderr == "Done: 5\n"
