"""A pytest plugin (`-p tests.postgres`): one throw-away embedded PostgreSQL for the whole run.

It is loaded before pytest-django reads the settings. The controller of pytest-xdist starts the server, its workers
find it in the environment. However the run ends, kill -9 included, the server stops and its folder goes.

The tests connect as the superuser, but in the role of the owner while the test database is made and in the role of
the application (no owner, no superuser) afterwards; `tests/conftest.py` switches. A DATABASE_URL of the caller is
never used: no test may touch a real database.
"""

import os
import tempfile
from collections.abc import Generator
from pathlib import Path
from urllib.parse import quote

import pytest

from dayaq.cli import embedded

SERVER = "DAYAQ_TEST_SERVER"  # the superuser's URL, handed from the controller to its workers
FOLDER = "DAYAQ_TEST_FOLDER"

_server: embedded.Server | None = None


def in_role(url: str, role: str) -> str:
    """The same URL, with `role` taken on at connecting."""
    return f"{url}&options={quote(f'-c role={role}')}"


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> Generator[None, None, None]:
    """Start the server, or find the controller's, and point the settings to it."""
    global _server
    if SERVER not in os.environ:
        folder = Path(tempfile.mkdtemp(prefix="dayaq-tests-"))
        _server = embedded.start(folder, temporary=True)
        early_config.add_cleanup(_stop)
        os.environ[SERVER] = _server.superuser_url
        os.environ[FOLDER] = str(folder)
    home = Path(os.environ[FOLDER]) / "homes" / os.environ.get("PYTEST_XDIST_WORKER", "main")
    home.mkdir(parents=True, exist_ok=True)
    for name in ("SECRET_KEY", "SECRET_KEY_FILE", "DAYAQ_OWNER_DATABASE_URL", "DAYAQ_HOSTS", "DAYAQ_SMTP_URL"):
        os.environ.pop(name, None)
    os.environ["DAYAQ_ENV"] = "test"
    os.environ["DAYAQ_HOME"] = str(home)
    os.environ["DATABASE_URL"] = in_role(os.environ[SERVER], embedded.OWNER_ROLE)
    os.environ["FAIL_INVALID_TEMPLATE_VARS"] = "true"  # pytest-django: an undefined template variable fails the test
    return (yield)


def _stop() -> None:
    global _server
    if _server is not None:
        _server.stop()
        _server = None
        os.environ.pop(SERVER, None)
