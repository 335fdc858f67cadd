"""Databases of their own for the tests that seed whole ones by the command, and kill it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import psycopg
from psycopg import sql

from dayaq.cli.embedded import APP_ROLE, OWNER_ROLE
from dayaq.cli.processes import child_environment
from tests import postgres, template

OURS = """
    SELECT relname FROM pg_class
    WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND relname <> 'django_migrations' ORDER BY relname
"""
NOT_THE_COUNTRY = {"auth_permission", "django_content_type"}
"""Written by migrations, in an order that Django does not promise."""


WRITTEN_AT = "pgh_created_at"
"""When the database kept an old row: the only thing that says when the country was made."""


class Database:
    """One database: its addresses, and commands that use it."""

    def __init__(self, name: str, home: Path) -> None:
        self.name, self.home = name, home
        base = os.environ[postgres.SERVER]
        self.superuser = template._other(base, name)

    def create(self) -> None:
        """Copied from the migrated template."""
        template.ensure()
        with psycopg.connect(template._other(os.environ[postgres.SERVER], "postgres"), autocommit=True) as connection:
            connection.execute(
                sql.SQL("CREATE DATABASE {} TEMPLATE {} OWNER {}").format(
                    *map(sql.Identifier, (self.name, template.NAME, OWNER_ROLE))
                )
            )

    def drop(self) -> None:
        """With whoever is still connected."""
        with psycopg.connect(template._other(os.environ[postgres.SERVER], "postgres"), autocommit=True) as connection:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(self.name)))

    def dayaq(self, *arguments: str) -> subprocess.Popen[str]:
        """Start a command on this database, as the application's role."""
        return self.python("-m", "dayaq.cli.main", *arguments)

    def python(self, *arguments: str) -> subprocess.Popen[str]:
        """Start Python on this database, as the application's role."""
        environment = child_environment(
            DAYAQ_ENV="demo",
            DAYAQ_HOME=str(self.home),
            SECRET_KEY="the same for both, because some texts are signed with it " * 2,
            DATABASE_URL=postgres.in_role(self.superuser, APP_ROLE),
            DAYAQ_OWNER_DATABASE_URL=postgres.in_role(self.superuser, OWNER_ROLE),
        )
        command = [sys.executable, *arguments]
        return subprocess.Popen(
            command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=self.home
        )

    def run(self, *arguments: str) -> str:
        """Run a command to its end; it must succeed."""
        process = self.dayaq(*arguments)
        said, _ = process.communicate()
        assert process.returncode == 0, said
        return said

    def digests(self) -> dict[str, str]:
        """Of each table, the digest of its rows."""
        with psycopg.connect(self.superuser) as connection:
            tables = [name for (name,) in connection.execute(OURS) if name not in NOT_THE_COUNTRY]
            rows = sql.SQL(
                "SELECT coalesce(md5(string_agg(line, E'\\n' ORDER BY line)), '') "
                "FROM (SELECT (to_jsonb(t) - %s)::text AS line FROM {} t) t"
            )
            found = {}
            for name in tables:
                row = connection.execute(rows.format(sql.Identifier(name)), [WRITTEN_AT]).fetchone()
                found[name] = str(row[0]) if row else ""
            return found
