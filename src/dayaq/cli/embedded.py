"""The embedded PostgreSQL of a Dayaq home: started when first needed, shared, and stopped when nobody needs it.

Who uses the database holds a shared lock on `postgres.users`; the kernel drops it however the user ends, so nothing
has to be counted. A small guard process (`postgres_guard`) starts the server, and stops it once it gets that lock for
itself. The guard and every process of the server hold an exclusive lock on `postgres.lock`, inherited as an open
file: the server runs exactly as long as that lock is held, whatever a stale process number in a file says.

    home/postgres/        the data directory (0700; owned by the user the server runs as)
    home/postgres.lock    held while the server runs
    home/postgres.users   held, shared, by each process that uses the server
    home/postgres.json    where the socket is: {"socket": "/tmp/dayaq-…", "pid": 42}
    home/log/postgres.log

There is no TCP port. The socket lies in a folder of mode 0700, which is the authentication.
"""

import fcntl
import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import IO, cast
from urllib.parse import quote

import psycopg

from dayaq.cli.processes import child_environment

DATABASE = "dayaq"
SUPERUSER = "postgres"
OWNER_ROLE = "dayaq_owner"
APP_ROLE = "dayaq_app"
WEB_ROLE = "dayaq_web"  # what a request takes on: core/rowsecurity.py
START_TIMEOUT = 60.0  # seconds; the first start runs initdb, on a slow disk too


class EmbeddedError(RuntimeError):
    """The embedded database cannot be used; the message says why and what to do."""


@dataclass(slots=True)
class Server:
    """A running embedded database, in use by this process until `stop()`."""

    home: Path
    socket: str
    reused: bool
    _users: int | None

    def url_of(self, role: str, database: str = DATABASE) -> str:
        """A libpq URL over the unix socket, understood by psycopg and by `DATABASE_URL`."""
        return f"postgresql://{role}@/{database}?host={quote(self.socket, safe='')}"

    @property
    def url(self) -> str:
        """For the server, the worker and the commands: reads and writes rows, owns nothing."""
        return self.url_of(APP_ROLE)

    @property
    def owner_url(self) -> str:
        """For migrations: owns the tables, is no superuser."""
        return self.url_of(OWNER_ROLE)

    @property
    def superuser_url(self) -> str:
        """For maintenance and for tests that tamper on purpose."""
        return self.url_of(SUPERUSER)

    def stop(self, timeout: float = 15.0) -> None:
        """Let go of the server, and wait until it has stopped unless another process still uses it."""
        if self._users is None:
            return
        # a temporary home is moved away before it is removed: this descriptor stays with the lock
        lock = os.open(self.home / "postgres.lock", os.O_RDWR)
        os.close(self._users)
        self._users = None
        deadline = time.monotonic() + timeout
        others = 0
        while time.monotonic() < deadline and others < 3 and not _lockable(lock):
            # three looks in a row, because the guard takes this lock a moment before it says that it is stopping
            others = others + 1 if _held(self.home / "postgres.users") and not _state(self.home).get("stopping") else 0
            time.sleep(0.1)
        os.close(lock)


def start(home: Path, *, temporary: bool = False) -> Server:
    """Start the embedded database of `home`, or join the one that runs; returns once it answers.

    temporary: nothing is flushed to disk and `home` is removed when the last user has gone (tests).
    Raises EmbeddedError with a readable reason.
    """
    home = home.expanduser().absolute()
    users = _join(home)
    try:
        deadline = time.monotonic() + START_TIMEOUT
        started = False
        while True:
            if not is_running(home):
                _spawn_guard(home, temporary=temporary)
                started = True
            state = _state(home)
            if state.get("ready") and not state.get("stopping") and _answers(str(state["socket"])):
                return Server(home, str(state["socket"]), reused=not started, _users=users)
            if time.monotonic() > deadline:
                raise EmbeddedError(
                    f"The embedded database in {home} is held by a process that does not answer. "
                    f"See {home / 'log' / 'postgres.log'}; end that process, then start again."
                )
            time.sleep(0.05)
    except BaseException:
        os.close(users)
        raise


def is_running(home: Path) -> bool:
    """True while a server of this home, or the guard that is starting or stopping it, is alive."""
    return _held(home / "postgres.lock")


def try_lock(path: Path, operation: int) -> int | None:
    """An open file with the lock on it, or None when another process holds it. The lock ends with the descriptor."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, operation | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        return None
    return descriptor


def _join(home: Path) -> int:
    """Say that this process uses the server of `home`; waits while a server is being stopped."""
    try:
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
        deadline = time.monotonic() + START_TIMEOUT
        while (descriptor := try_lock(home / "postgres.users", fcntl.LOCK_SH)) is None:
            if time.monotonic() > deadline:
                raise EmbeddedError(f"The embedded database in {home} is being stopped and does not end; try again.")
            time.sleep(0.05)
    except OSError as error:
        raise EmbeddedError(
            f"The folder {home} cannot be written by this user ({error.strerror}). "
            "Run as the user who owns it, or name another folder in DAYAQ_HOME."
        ) from error
    return descriptor


def _lockable(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _held(path: Path) -> bool:
    try:
        descriptor = try_lock(path, fcntl.LOCK_EX)
    except FileNotFoundError:  # a temporary home, already removed
        return False
    if descriptor is None:
        return True
    os.close(descriptor)
    return False


def _state(home: Path) -> dict[str, object]:
    try:
        loaded = json.loads((home / "postgres.json").read_text())
    except (FileNotFoundError, ValueError):
        return {}
    return loaded if isinstance(loaded, dict) else {}


def _answers(socket: str) -> bool:
    try:
        psycopg.connect(host=socket, user=APP_ROLE, dbname=DATABASE, connect_timeout=5).close()
    except psycopg.OperationalError:  # postgres.json is of a server that was killed, the next one is being started
        return False
    return True


def _spawn_guard(home: Path, *, temporary: bool) -> None:
    """Start the guard and wait for its one line: empty, or what went wrong. Losing a race to another guard is fine."""
    guard = subprocess.Popen(
        [sys.executable, "-m", "dayaq.cli.postgres_guard", str(home), *(["--temporary"] if temporary else [])],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        env=child_environment(),
        start_new_session=True,  # Ctrl-C in the terminal is for us; the guard ends when nobody needs it
        text=True,
    )
    with cast(IO[str], guard.stdout) as output:
        line = output.readline()
    if line != "\n":
        guard.wait()
        raise EmbeddedError(line.strip() or f"The guard of the database ended; see {home / 'log' / 'postgres.log'}")
    guard.returncode = 0  # it lives on; without this Popen warns that it was not waited for
