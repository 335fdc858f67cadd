"""What a start has to prepare, and how it knows that nothing changed since the last time."""

import hashlib
import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path

import psycopg

from dayaq.cli import installation, output
from dayaq.cli.processes import child_environment
from dayaq.config.environment import PROJECT

PACKAGE = Path(__file__).resolve().parents[1]
# packages whose migrations and static files become ours; a new version of one is noticed by its version's folder
INSTALLED = ("django", "allauth", "axes", "pghistory", "pgtrigger", "django_htmx", "django_cotton")


def messages_changed() -> bool:
    """True when a catalogue is newer than what was compiled from it."""
    return any(
        not (compiled := path.with_suffix(".mo")).exists() or compiled.stat().st_mtime_ns < path.stat().st_mtime_ns
        for path in PACKAGE.glob("locale/*/az/LC_MESSAGES/django.po")
    )


def compile_messages() -> None:
    """Compile the catalogues of a source tree; an installed package brings them compiled."""
    script = PROJECT / "scripts" / "messages.py"
    if script.exists() and messages_changed():
        _run([sys.executable, str(script)], "The message catalogues could not be compiled.")


def migrate(home: Path) -> bool:
    """Bring the database up to the code, as the owner of the tables; False when it was so already."""
    stamp = home / "migrated.json"
    wanted = {"database": database_identity(), "code": digest("migrations/*.py") + digest("eras*.py")}
    if remembered(stamp) == wanted:
        return False
    _run(
        [sys.executable, "-m", "dayaq.cli.main", "manage", "migrate", "--no-input", "--verbosity", "0"],
        "The database could not be migrated.",
    )
    remember(stamp, wanted)
    return True


def collect_static(home: Path) -> bool:
    """Gather, hash and compress the files that pages use, into the home; False when it was so already."""
    stamp = home / "collected.json"
    wanted = {"code": digest("static/**/*")}
    if remembered(stamp) == wanted and (home / "static").is_dir():
        return False
    _run(
        [
            sys.executable,
            "-m",
            "dayaq.cli.main",
            "manage",
            "collectstatic",
            "--no-input",
            "--clear",
            "--verbosity",
            "0",
        ],
        "The static files could not be collected.",
    )
    remember(stamp, wanted)
    return True


def database_identity() -> str:
    """Which database this is, whatever its address: the server's identifier and the oid within it."""
    query = (
        "SELECT s.system_identifier, d.oid FROM pg_control_system() s, pg_database d"
        " WHERE d.datname = current_database()"
    )
    try:
        with psycopg.connect(os.environ["DATABASE_URL"], connect_timeout=10) as connection:
            system, database = connection.execute(query).fetchone() or (0, 0)
    except psycopg.OperationalError as error:
        output.fail(f"The database of DATABASE_URL does not answer: {' '.join(str(error).split())}")
    return f"{system}/{database}"


def digest(pattern: str) -> str:
    """SHA-256 over the names and contents of our files of `pattern`, and the versions of the packages we build on."""
    found = hashlib.sha256()
    for path in sorted(PACKAGE.rglob(pattern)):
        if path.is_file() and "__pycache__" not in path.parts:
            found.update(str(path.relative_to(PACKAGE)).encode() + b"\0" + path.read_bytes() + b"\0")
    for name in INSTALLED:
        package = importlib.util.find_spec(name)
        folder = Path(package.origin).parent if package and package.origin else Path()
        newest = sorted(str(path.name) for path in folder.parent.glob(f"{name}*.dist-info"))
        found.update(f"{name} {newest}".encode())
    return found.hexdigest()


def hash_of(text: str) -> str:
    """SHA-256 in hex."""
    return hashlib.sha256(text.encode()).hexdigest()


def _run(command: list[str], problem: str) -> None:
    """Run one step in a process of its own (it may need another database role); its output is shown if it fails."""
    environment = child_environment(DAYAQ_HOME=str(installation.home()))
    result = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if result.returncode != 0:
        output.fail(f"{problem}\n{result.stdout}{result.stderr}".rstrip())


def remembered(path: Path) -> dict[str, object]:
    """What was written there last; empty where nothing readable is."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def remember(path: Path, value: dict[str, str]) -> None:
    """Replace the file in one step."""
    partial = path.with_suffix(".new")
    partial.write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")
    partial.replace(path)
