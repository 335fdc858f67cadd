"""The installation a command works on: its home, its database, and Django on top."""

import atexit
import gc
import os
from pathlib import Path

from dayaq.cli import embedded
from dayaq.config.environment import PROJECT

#: Objects made since the last look for cycles, and looks before one at those that stayed. A command holds thousands of
#: rows at a time, and Python's 700 would have it walk through them for a seventh of an import.
CYCLES = (50_000, 20, 100)


def home() -> Path:
    """`DAYAQ_HOME`, else `.home` in the project's folder; absolute, not necessarily existing yet."""
    return Path(os.environ.get("DAYAQ_HOME") or PROJECT / ".home").expanduser().resolve()


def with_database() -> embedded.Server | None:
    """Make sure that `DATABASE_URL` names a database; returns the embedded server where one is used.

    A `DATABASE_URL` of the environment wins. Otherwise the embedded database of the home is started, or joined when a
    demo or another command runs it, and let go when this process ends.
    """
    if os.environ.get("DATABASE_URL"):
        return None
    server = embedded.start(home())
    atexit.register(server.stop)
    os.environ["DAYAQ_HOME"] = str(home())
    os.environ["DATABASE_URL"] = server.url
    os.environ["DAYAQ_OWNER_DATABASE_URL"] = server.owner_url
    return server


def as_owner() -> None:
    """From here on this process is the owner of the tables, to migrate; before Django is set up."""
    os.environ["DATABASE_URL"] = os.environ.get("DAYAQ_OWNER_DATABASE_URL") or os.environ["DATABASE_URL"]


def set_up_django() -> None:
    """Load the settings and the apps, and speak the language of the terminal: Azerbaijani or English."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dayaq.config.settings")
    import django
    from django.apps import apps
    from django.utils import translation

    if not apps.ready:
        gc.disable()  # what is loaded stays: a tenth of the start would be spent on finding that out
        django.setup()
        gc.freeze()
        gc.set_threshold(*CYCLES)
        gc.enable()
        spoken = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
        translation.activate("az" if spoken.startswith("az") else "en")
