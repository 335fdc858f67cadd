"""`dayaq worker`: background work, one round after another, until stopped."""

import signal
import threading
from types import FrameType

import click
import psycopg
from django.db import InterfaceError, OperationalError, connection

from dayaq.cli import checks, output
from dayaq.core.api import run_worker_once
from dayaq.core.events import CHANNEL

APPLICATION_NAME = checks.WORKER  # by which `dayaq doctor` sees that a worker is alive
POLL_SECONDS = 1.0  # for what no notification announces: a retry that is due, a letter to be tried again


class Worker:
    """Runs rounds while there is work; otherwise listens for the next event, at most `POLL_SECONDS`."""

    def __init__(self) -> None:
        self._stopping = threading.Event()
        self._listener: psycopg.Connection | None = None

    def stop(self, _number: int = 0, _frame: FrameType | None = None) -> None:
        """Finish the present round, then end (also a signal handler)."""
        self._stopping.set()

    def run(self) -> None:
        """Until `stop()`. A database that went away is waited for; the outbox keeps what is to be done."""
        while not self._stopping.is_set():
            try:
                # listening begins before the look into the outbox, so that nothing is told in between
                listener = self._listen()
                if not run_worker_once():
                    for _notification in listener.notifies(timeout=POLL_SECONDS, stop_after=1):
                        break
            except (OperationalError, InterfaceError, psycopg.OperationalError) as error:
                output.say(f"The database does not answer ({type(error).__name__}); trying again.")
                self._let_go()
                self._stopping.wait(POLL_SECONDS)
        self._let_go()

    def _listen(self) -> psycopg.Connection:
        if self._listener is None:
            names = ("host", "port", "user", "password", "dbname", "options", "sslmode")
            parameters = {name: value for name, value in connection.get_connection_params().items() if name in names}
            self._listener = psycopg.connect(**parameters, application_name=APPLICATION_NAME, autocommit=True)
            self._listener.execute(f"LISTEN {CHANNEL}")
        return self._listener

    def _let_go(self) -> None:
        connection.close()
        if self._listener is not None:
            self._listener.close()
            self._listener = None


@click.command("worker")
@click.option("--once", is_flag=True, help="Do what is to be done now, and end.")
def command(once: bool) -> None:
    """Hand out events, send notices and seal the audit chain until stopped (SIGTERM, Ctrl-C).

    Several workers may run side by side, on several machines.

    \b
    Example: dayaq worker
             dayaq worker --once
    """
    if once:
        total = 0
        while done := run_worker_once():
            total += done
        output.say(f"Done: {total}")
        return
    worker = Worker()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, worker.stop)
    worker.run()
