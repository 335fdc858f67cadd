"""`dayaq demo`: the whole of Dayaq on one machine, in one terminal, until Ctrl-C."""

import contextlib
import fcntl
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from datetime import date, datetime
from pathlib import Path
from types import FrameType

import click

from dayaq.cli import embedded, installation, output, preparation
from dayaq.cli.processes import child_environment, dies_with_parent

START_TIMEOUT = 60.0  # seconds for the web server's first answer
STOP_TIMEOUT = 15.0  # seconds for a process to finish what it is doing


class Children:
    """The processes of a demo, stopped in the reverse order of their start."""

    def __init__(self, logs: Path) -> None:
        self.logs = logs
        self.running: list[tuple[str, subprocess.Popen[bytes]]] = []

    def start(self, name: str, command: list[str]) -> None:
        """Start one. Ctrl-C does not reach it, our orderly stop does; and so does our death."""
        with self._log(name).open("wb") as log:
            process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=child_environment(PYTHONUNBUFFERED="1"),
                start_new_session=True,
                preexec_fn=dies_with_parent(signal.SIGTERM),
            )
        self.running.append((name, process))

    def dead(self) -> str:
        """What ended though nobody stopped it, with the end of its log; empty while all are alive."""
        for name, process in self.running:
            if (code := process.poll()) is not None:
                log = self._log(name)
                last = "\n".join(log.read_text(errors="replace").splitlines()[-20:])
                return f"The {name} stopped unexpectedly (exit code {code}). The end of {log}:\n{last}"
        return ""

    def stop(self) -> None:
        """Stop all: ask, wait, and only then kill."""
        while self.running:
            name, process = self.running.pop()
            if process.poll() is None:
                process.terminate()
            try:
                process.wait(STOP_TIMEOUT)
            except subprocess.TimeoutExpired:
                output.say(f"The {name} did not stop in {STOP_TIMEOUT:.0f} s; killed.")
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()

    def _log(self, name: str) -> Path:
        return self.logs / f"{name.replace(' ', '-')}.log"


class _Stop(BaseException):  # not an error: nothing on the way may take it for one
    """A signal told us to end."""


STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def _raise_stop(_number: int, _frame: FrameType | None) -> None:
    raise _Stop


@click.command("demo")
@click.option(
    "--port", envvar="PORT", type=click.IntRange(1, 65535), default=8000, show_default=True, help="Also PORT."
)
@click.option(
    "--on", type=click.DateTime(["%Y-%m-%d"]), help="The day on which the demonstration country is seeded; today."
)
@click.option("--persons", type=click.IntRange(2000), default=240_000, show_default=True, help="Size of that country.")
def command(port: int, on: datetime | None, persons: int) -> None:
    """Run Dayaq on this machine with a demonstration country, until Ctrl-C.

    Starts the embedded database (or uses DATABASE_URL), migrates it, seeds the country if it is absent, and runs the
    web server and the worker. Everything is kept in DAYAQ_HOME, .home by default.

    \b
    Example: dayaq demo
             PORT=8001 DAYAQ_HOME=/tmp/try dayaq demo --on 2026-05-01
    """
    if os.environ.get("DAYAQ_ENV", "demo") == "production":
        output.fail("This is a production installation (DAYAQ_ENV); a demonstration country does not belong here.")
    home = installation.home()
    for number in STOP_SIGNALS:
        signal.signal(number, _raise_stop)
    lock = _lock(home)
    if lock is None:
        address = (home / "demo.address").read_text().strip() if (home / "demo.address").exists() else "soon"
        output.say(f"Dayaq is running already, from {home}: {address}")
        return
    require_free(port)
    os.environ |= {"PORT": str(port), "DAYAQ_HOME": str(home), "DAYAQ_ENV": "demo"}
    (home / "demo.address").write_text(f"http://localhost:{port}\n")
    (home / "log").mkdir(exist_ok=True)
    children = Children(home / "log")
    server: embedded.Server | None = None
    try:
        server = installation.with_database()
        _prepare(home)
        accounts = _seed(home, on.date() if on else None, persons)
        _serve(children, port, accounts)
    except _Stop:
        output.say("\nStopping …")
    finally:
        for number in STOP_SIGNALS:
            signal.signal(number, signal.SIG_IGN)
        children.stop()
        if server is not None:
            server.stop()
        (home / "demo.address").unlink(missing_ok=True)
        os.close(lock)
    output.say("Stopped.")


def _lock(home: Path) -> int | None:
    try:
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
        return embedded.try_lock(home / "demo.lock", fcntl.LOCK_EX)
    except OSError as error:
        output.fail(
            f"The folder {home} cannot be written by this user ({error.strerror}). "
            "Run as the user who owns it, or name another folder in DAYAQ_HOME."
        )


def require_free(port: int) -> None:
    """Fail, saying what to do, when another program listens on the port."""
    for family, address in ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")):
        with contextlib.suppress(OSError), socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.settimeout(2)
            if probe.connect_ex((address, port)) == 0:
                output.fail(f"Port {port} is taken by another program. Choose another one: PORT={port + 1} make demo")
    try:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(("127.0.0.1", port))
    except OSError as error:
        output.fail(f"Port {port} cannot be used ({error.strerror}). Choose another one: PORT=8001 make demo")


def _prepare(home: Path) -> None:
    preparation.compile_messages()
    if preparation.migrate(home):
        output.say("The database is up to date.")
    if preparation.collect_static(home):
        output.say("The static files are collected.")


def _seed(home: Path, on: date | None, persons: int) -> str:
    """Seed the country if it is absent; returns the table of its accounts.

    A later start knows both from the home and leaves Django to the processes that serve.
    """
    stamp = home / "seeded.json"
    wanted = {"database": preparation.database_identity(), "code": preparation.digest("seeds/**/*.py")}
    known = preparation.remembered(stamp)
    if known.items() >= wanted.items():
        return str(known["accounts"])
    installation.set_up_django()
    from django.db import connections

    from dayaq.seeds import api as seeds

    if not seeds.is_seeded():
        output.say(f"Seeding the demonstration country: {persons:,} persons, invented names only …")
        started = time.monotonic()
        seeds.seed_demo(on=on, persons=persons, echo=output.say)
        output.say(f"The country is seeded ({time.monotonic() - started:.0f} s).")
    connections.close_all()
    rows = [(each.label_az, each.label_en, each.username, each.password, each.name) for each in seeds.demo_accounts()]
    head = ("Rol", "Role", "İstifadəçi adı · User name", "Parol · Password", "Ad · Name")
    accounts = output.table(rows, head=head)
    preparation.remember(stamp, {**wanted, "accounts": accounts})
    return accounts


def _serve(children: Children, port: int, accounts: str) -> None:
    children.start("web server", _gunicorn(port))
    children.start("worker", [sys.executable, "-m", "dayaq.cli.main", "worker"])
    deadline = time.monotonic() + START_TIMEOUT
    while not _answers(port):
        if message := children.dead():
            output.fail(message)
        if time.monotonic() > deadline:
            output.fail(f"The web server does not answer; see {children.logs}.")
        time.sleep(0.1)
    click.echo(f"\nReady: http://localhost:{port}\n")
    click.echo(accounts)
    click.echo("\nCtrl-C stops everything. · Dayandırmaq üçün Ctrl-C.", err=True)
    while True:
        if message := children.dead():
            output.fail(message)
        time.sleep(0.5)


def _gunicorn(port: int) -> list[str]:
    addresses = [f"127.0.0.1:{port}"]
    with contextlib.suppress(OSError), socket.socket(socket.AF_INET6, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind(("::1", port))
        addresses.append(f"[::1]:{port}")  # where a browser looks first for "localhost"
    command = [sys.executable, "-m", "gunicorn", "dayaq.config.wsgi:application", "--preload", "--no-control-socket"]
    command += ["--worker-class", "gthread", "--workers", "2", "--threads", "4", "--log-level", "warning"]
    for address in addresses:
        command += ["--bind", address]
    return command


def _answers(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("HEAD", "/")
        return connection.getresponse().status < 600
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
