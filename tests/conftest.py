"""What holds for every test: no network, the application's database role, a home of its own, known examples."""

import os
import subprocess
import sys
from collections.abc import Callable, Generator, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
import pytest_socket
from hypothesis import settings as hypothesis_settings
from psycopg.pq import TransactionStatus

from dayaq.cli import preparation
from dayaq.cli.embedded import APP_ROLE, OWNER_ROLE
from tests import postgres, template

# The same examples every time, so that the check is red for a change and not for a day; a search for new
# counter-examples is a run of its own: HYPOTHESIS_PROFILE=explore.
hypothesis_settings.register_profile("check", deadline=None, derandomize=True, database=None)
hypothesis_settings.register_profile("explore", deadline=None, max_examples=2_000, print_blob=True)
hypothesis_settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "check"))


def pytest_configure(config: pytest.Config) -> None:
    """Tests read Azerbaijani, so catalogues that changed are compiled first; a broken one is the check's to report."""
    if not hasattr(config, "workerinput") and preparation.messages_changed():
        script = Path(__file__).resolve().parents[1] / "scripts" / "messages.py"
        subprocess.run([sys.executable, str(script)], stdout=subprocess.DEVNULL, check=False)


@pytest.hookimpl(trylast=True)
def pytest_runtest_setup() -> None:
    """The database's socket and this machine may be reached, nothing else."""
    pytest_socket.socket_allow_hosts(["127.0.0.1", "::1"], allow_unix_socket=True)


@pytest.fixture(autouse=True)
def _home_of_its_own(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    """Letters, files and the published heads of the audit chain of one test are not seen by the next."""
    settings = request.getfixturevalue("settings")
    settings.OUTBOX_PATH = tmp_path / "outbox"
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.AUDIT_HEADS_PATH = tmp_path / "audit" / "heads.jsonl"
    settings.AUDIT_KEY_PATH = tmp_path / "audit" / "key"


@pytest.fixture(autouse=True)
def _in_azerbaijani() -> None:
    """A page in another language leaves its language behind in the thread; no test hears of it."""
    from django.utils import translation

    translation.activate("az")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None) -> None:
    """Copy the migrated template instead of migrating for every worker."""
    from django.db import connection

    template.ensure()
    connection.settings_dict["TEST"]["TEMPLATE"] = template.NAME


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Generator[None, None, None]:
    """The owner has made the test database; from here on the tests are the application's role."""
    from django.db import connection
    from django.db.backends.postgresql.operations import DatabaseOperations

    def flush(self: DatabaseOperations, sql_list: list[str]) -> None:
        """Empty the tables after a test that committed: TRUNCATE is the owner's right, not the application's."""
        with as_superuser():
            original_flush(self, sql_list)

    original_flush = DatabaseOperations.execute_sql_flush
    options = connection.settings_dict["OPTIONS"]
    with django_db_blocker.unblock():
        _take_role(connection, options, APP_ROLE)
        DatabaseOperations.execute_sql_flush = flush
        yield
        DatabaseOperations.execute_sql_flush = original_flush
        _take_role(connection, options, OWNER_ROLE)


def _take_role(connection: Any, options: dict[str, Any], role: str) -> None:
    connection.close()
    options["options"] = f"-c role={role}"


@pytest.fixture(autouse=True)
def _no_wall_is_left_standing(django_db_blocker: Any) -> Generator[None, None, None]:
    """A request lowers the wall when its answer is closed; a test that leaves a streamed answer unread leaves it up."""
    yield
    from django.db import connection

    connection.dayaq_scope = None  # type: ignore[attr-defined]  # core/rowsecurity.py
    inner = connection.connection
    if inner is not None and not inner.closed and inner.info.transaction_status != TransactionStatus.INERROR:
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute("RESET ROLE")


@contextmanager
def as_superuser() -> Iterator[None]:
    """Within the block the test's own connection is the superuser: to tamper, and to look behind the application."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SET ROLE NONE")
    try:
        yield
    finally:
        if connection.connection is not None and not connection.needs_rollback:
            with connection.cursor() as cursor:
                cursor.execute(f"SET ROLE {APP_ROLE}")


@pytest.fixture
def superuser(db: None) -> Callable[[], AbstractContextManager[None]]:
    """`with superuser(): …` runs statements of this test's connection as superuser."""
    return as_superuser


@pytest.fixture
def database_url(transactional_db: None) -> str:
    """The test database as the application's role, for a second connection or a process of its own."""
    from django.db import connection

    base = os.environ[postgres.SERVER].replace("/dayaq?", f"/{connection.settings_dict['NAME']}?")
    return postgres.in_role(base, APP_ROLE)


@pytest.fixture
def second_connection(database_url: str) -> Iterator[psycopg.Connection]:
    """A connection beside the test's own, as the application's role; sees committed rows only."""
    with psycopg.connect(database_url) as connection:
        yield connection
