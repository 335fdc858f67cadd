"""What `dayaq doctor` looks at. Each check gives findings; a finding that is not well says how to mend it."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import psycopg
from django.core.exceptions import ImproperlyConfigured
from packaging.requirements import Requirement

from dayaq.cli import preparation
from dayaq.cli.embedded import WEB_ROLE
from dayaq.config import environment

OK, INFO, WARNING, PROBLEM = "ok", "info", "warning", "problem"

OLDEST_DATABASE = 15
DISK_PROBLEM = 200 * 1024**2  # bytes
DISK_WARNING = 2 * 1024**3
UNSEALED_WARNING = timedelta(minutes=1)  # the sealer works within seconds
CLOCK_WARNING = 5.0  # seconds
SECRET_LENGTH = 32
WORKER = "dayaq-worker"  # the application_name of the worker's connection


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the doctor: what was looked at, how it is, and the remedy where something is to be done."""

    check: str
    level: str
    text: str
    remedy: str = ""


def python() -> Iterator[Finding]:
    """An interpreter for which the packages exist."""
    text = f"Python {sys.version.split()[0]} at {sys.executable}"
    if (3, 11) <= sys.version_info < (3, 15):
        yield Finding("python", OK, text)
    else:
        yield Finding("python", PROBLEM, text, "Install Python 3.11 to 3.14, remove .venv, run scripts/install.sh.")


def packages(lock: Path = environment.PROJECT / "requirements.txt") -> Iterator[Finding]:
    """The installed packages are those of the lock."""
    if not lock.exists():
        yield Finding("packages", INFO, "Dayaq is installed as a package; there is no lock to compare with.")
        return
    wrong = []
    for line in lock.read_text(encoding="utf-8").splitlines():
        if "==" not in line or line.startswith((" ", "#")):
            continue
        wanted = Requirement(line.rstrip("\\ "))
        if wanted.marker and not wanted.marker.evaluate():
            continue
        try:
            found = version(wanted.name)
        except PackageNotFoundError:
            wrong.append(f"{wanted.name} is missing")
            continue
        if not wanted.specifier.contains(found, prereleases=True):
            wrong.append(f"{wanted.name} {found} instead of {str(wanted.specifier).lstrip('=')}")
    if wrong:
        yield Finding("packages", PROBLEM, "; ".join(wrong), "Run scripts/install.sh.")
    else:
        yield Finding("packages", OK, "The installed packages are those of the lock.")


def home(folder: Path) -> Iterator[Finding]:
    """The folder for keys, files and the embedded database can be written and has room."""
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        remedy = "Run as the user who owns it, or name another folder in DAYAQ_HOME."
        yield Finding("home", PROBLEM, f"{folder} cannot be written ({error.strerror}).", remedy)
        return
    yield Finding("home", OK, f"{folder} can be written.")
    free = shutil.disk_usage(folder).free
    level = PROBLEM if free < DISK_PROBLEM else WARNING if free < DISK_WARNING else OK
    remedy = "" if level == OK else "Make room: the database stops when the disk is full."
    yield Finding("disk", level, f"{free / 1024**3:.1f} GB are free for {folder}.", remedy)


def browser() -> Iterator[Finding]:
    """A Chromium for the journeys; only who develops needs it."""
    for name in (os.environ.get("CHROMIUM") or "chromium", "chromium-browser", "google-chrome"):
        if path := shutil.which(name):
            result = subprocess.run([path, "--version"], capture_output=True, text=True, check=False)
            if result.returncode == 0:
                yield Finding("browser", INFO, result.stdout.strip())
                return
    yield Finding("browser", INFO, "No Chromium; only `make test` needs it.", "scripts/browser.sh says how to get it.")


def configuration() -> Iterator[Finding]:
    """The environment is complete, and a production has a key of its own."""
    try:
        found = environment.read()
    except (ImproperlyConfigured, OSError) as error:
        yield Finding("configuration", PROBLEM, str(error), "Set it in the environment of the service, then restart.")
        return
    yield Finding("configuration", OK, f"{found.kind}, {found.public_url}")
    if not found.production:
        return
    demo_key = found.home / "secret-key"
    known = demo_key.exists() and demo_key.read_text(encoding="utf-8") == found.secret_key
    if known or len(found.secret_key) < SECRET_LENGTH or len(set(found.secret_key)) < 8:
        yield Finding(
            "secret key",
            PROBLEM,
            "The secret key is short, simple, or that of a demonstration: sessions could be forged.",
            f"Put {SECRET_LENGTH} or more random characters into SECRET_KEY_FILE: openssl rand -base64 48",
        )
    else:
        yield Finding("secret key", OK, "The secret key is long and its own.")


def database(url: str) -> Iterator[Finding]:
    """Reachable, new enough, in UTF-8, and entered as a role that row security and triggers bind."""
    try:
        with psycopg.connect(url, connect_timeout=10, application_name="dayaq-doctor") as connection:
            yield from _database(connection)
    except psycopg.OperationalError as error:
        text = f"The database does not answer: {' '.join(str(error).split())}"
        yield Finding(
            "database", PROBLEM, text, "Check DATABASE_URL and the server, or unset it to use the embedded one."
        )


def _database(connection: psycopg.Connection) -> Iterator[Finding]:
    number = connection.info.server_version // 10_000
    old = number < OLDEST_DATABASE
    remedy = f"Upgrade to PostgreSQL {OLDEST_DATABASE} or later." if old else ""
    yield Finding("database", PROBLEM if old else OK, f"PostgreSQL {number} answers.", remedy)

    encoding, ctype = _row(
        connection, "SELECT pg_encoding_to_char(encoding), datctype FROM pg_database WHERE datname = current_database()"
    )
    if encoding != "UTF8":
        yield Finding(
            "encoding", PROBLEM, f"The database is in {encoding}.", "Make it anew: createdb --encoding=UTF8 …"
        )
    elif ctype in ("C", "POSIX"):
        remedy = "Make the database anew: createdb --locale=C.UTF-8 --template=template0 …"
        yield Finding("encoding", WARNING, f"Under LC_CTYPE {ctype} the search drops the letter ə.", remedy)
    else:
        yield Finding("encoding", OK, f"{encoding}, {ctype}")

    yield _role(connection)
    yield _wall(connection)

    (now,) = _row(connection, "SELECT clock_timestamp()")
    drift = abs(time.time() - now.timestamp())  # the machine's own clock is what is looked at
    late = drift > CLOCK_WARNING
    remedy = "Let both machines take their time from NTP; deadlines and signatures depend on it." if late else ""
    text = f"The clocks here and in the database differ by {drift:.1f} s."
    yield Finding("clock", WARNING if late else OK, text, remedy)

    (workers,) = _row(connection, "SELECT count(*) FROM pg_stat_activity WHERE application_name = %s", WORKER)
    remedy = "" if workers else "Start one: dayaq worker. Without it no letter is sent and the audit log is not sealed."
    yield Finding("worker", OK if workers else WARNING, f"Workers connected: {workers}", remedy)


OWNED = "SELECT count(*) FROM pg_tables WHERE schemaname = 'public' AND pg_has_role(%s, tableowner, 'MEMBER')"
UNREAD = """
    SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
     AND NOT has_table_privilege(%s, oid, 'SELECT')
"""


def _role(connection: psycopg.Connection) -> Finding:
    """Of the role we sign in as: it owns nothing and is no superuser."""
    role, above = _row(connection, "SELECT rolname, rolsuper FROM pg_roles WHERE rolname = current_user")
    (owned,) = _row(connection, OWNED, role)
    if above or owned:
        why = "is superuser" if above else f"owns {owned} tables"
        remedy = "Connect as a role like dayaq_app; give the owner's URL to migrations in DAYAQ_OWNER_DATABASE_URL."
        return Finding("role", WARNING, f"{role} {why}, so that the database protects less.", remedy)
    return Finding("role", OK, f"{role} owns nothing and is no superuser.")


def _wall(connection: psycopg.Connection) -> Finding:
    """Of the role a request takes on: row security binds it, it owns nothing, and ours may take it on."""
    passes = "SELECT rolname, rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = "
    role, free = _row(connection, f"{passes} current_user")
    found = connection.execute(f"{passes} %s".encode(), [WEB_ROLE]).fetchone()
    remedy = "docs/how-to/deploy.md has the statements; a superuser runs them once."
    if found is None:
        return Finding("row security", PROBLEM, f"There is no role {WEB_ROLE}: no page opens.", remedy)
    taken, owned, unread = _row(connection, f"SELECT pg_has_role(%s, 'MEMBER'), ({OWNED}), ({UNREAD})", *[WEB_ROLE] * 3)
    wrong = {
        f"{WEB_ROLE} passes row security, so that it protects nothing": found[1],
        f"{WEB_ROLE} owns {owned} tables, which row security does not hide from it": owned,
        f"{WEB_ROLE} lacks rights to {unread} tables": unread,
        f"{role} may not take on {WEB_ROLE}: no page opens": not taken,
        f"{role} does not pass row security: the worker and every action see nobody": not free,
    }
    text = "; ".join(words for words, holds in wrong.items() if holds)
    if text:
        return Finding("row security", PROBLEM, f"{text}.", remedy)
    return Finding("row security", OK, f"A request runs as {WEB_ROLE}, which row security binds.")


def _row(connection: psycopg.Connection, query: str, *values: object) -> tuple[Any, ...]:
    row = connection.execute(query.encode(), values).fetchone()
    if row is None:
        raise psycopg.OperationalError("The catalogue of the database gave no answer.")
    return row


def application() -> Iterator[Finding]:
    """Of the application, once Django is set up: migrations, messages, static files, audit chain, outbox, safety."""
    from django.conf import settings
    from django.core import checks
    from django.db import connection
    from django.db.migrations.exceptions import NodeNotFoundError
    from django.db.migrations.executor import MigrationExecutor

    try:
        executor = MigrationExecutor(connection)
    except NodeNotFoundError as error:
        yield Finding("migrations", PROBLEM, str(error), "The code is incomplete; install it again.")
        return
    pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if pending:
        yield Finding("migrations", PROBLEM, f"Migrations to be applied: {len(pending)}", "Run: dayaq manage migrate")
    else:
        yield Finding("migrations", OK, "All migrations are applied.")
        yield from _background()

    if preparation.messages_changed():
        yield Finding("messages", PROBLEM, "Catalogues are not compiled.", "Run: python scripts/messages.py")
    else:
        yield Finding("messages", OK, "The catalogues are compiled.")

    collected = (Path(settings.STATIC_ROOT) / "staticfiles.json").exists()
    if collected or settings.WHITENOISE_USE_FINDERS:
        yield Finding("static", OK, "The static files are there.")
    else:
        yield Finding(
            "static", PROBLEM, "The static files are not collected.", "Run: dayaq manage collectstatic --no-input"
        )

    production = os.environ.get("DAYAQ_ENV") == "production"
    if production and settings.DEBUG:
        yield Finding(
            "debug", PROBLEM, "DEBUG is on: errors show the insides to everybody.", "Remove it from the settings."
        )
    for message in checks.run_checks(include_deployment_checks=production):
        level = PROBLEM if message.level >= checks.ERROR else WARNING
        yield Finding(
            message.id or "check", level, message.msg, message.hint or "Django documents this check by its name."
        )


def _background() -> Iterator[Finding]:
    """The audit chain has no old tail and the outbox nothing that was given up."""
    from dayaq.core import clock
    from dayaq.core.events import MAX_ATTEMPTS
    from dayaq.core.models import AuditPending, OutboxEvent

    waiting = AuditPending.objects.count()
    oldest = AuditPending.objects.select_related("event").order_by("pk").first()
    age = clock.now() - oldest.event.at if oldest else timedelta()
    late = age > UNSEALED_WARNING
    text = f"Audit events not yet sealed: {waiting}" + (
        f", the oldest for {age.total_seconds():.0f} s" if oldest else ""
    )
    remedy = "The worker seals within seconds; start it, or read its log." if late else ""
    yield Finding("audit", WARNING if late else OK, text, remedy)

    given_up = OutboxEvent.objects.filter(handled_at__isnull=True, attempts__gte=MAX_ATTEMPTS).count()
    remedy = "The worker's log names the errors; mend the cause, then set attempts to 0." if given_up else ""
    yield Finding("outbox", WARNING if given_up else OK, f"Events given up: {given_up}", remedy)
