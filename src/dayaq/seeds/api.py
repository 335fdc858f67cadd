"""The one door to the demonstration country, for the commands."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.utils import translation

from dayaq.accounts.api import system_user
from dayaq.core import heads
from dayaq.core.api import Invalid, WrongState, audit, clock
from dayaq.core.models import AuditEvent
from dayaq.registry.models import Person
from dayaq.seeds.accounts import ACCOUNTS, PASSWORD, DemoAccount
from dayaq.seeds.country import Country
from dayaq.seeds.dice import EDITION
from dayaq.seeds.tables import gather_statistics, restart_keys

__all__ = [
    "EARLIEST",
    "FEWEST",
    "PASSWORD",
    "PERSONS",
    "DemoAccount",
    "Seeded",
    "demo_accounts",
    "is_seeded",
    "seed_demo",
    "seeded",
]

PERSONS: Final = 240_000
FEWEST: Final = 1_000
EARLIEST: Final = date(2024, 1, 1)
"""The history runs to the end of 2021 and its contracts to two years later; a country is not seeded before."""
PEOPLED: Final = "country.peopled"
MADE: Final = "country.seeded"


@dataclass(frozen=True)
class Seeded:
    """Which country stands in the database; not ``whole`` while its open cases are missing."""

    on: date
    persons: int
    edition: str
    whole: bool


def seeded() -> Seeded | None:
    """The demonstration country in this database, None when there is none. One statement."""
    event = AuditEvent.objects.filter(event__in=[PEOPLED, MADE]).order_by("-pk").first()
    if event is None:
        return None
    detail = event.detail
    return Seeded(date.fromisoformat(detail["on"]), detail["persons"], detail["edition"], event.event == MADE)


def is_seeded() -> bool:
    """Whether this database holds a whole demonstration country."""
    found = seeded()
    return found is not None and found.whole


def demo_accounts() -> Sequence[DemoAccount]:
    """The accounts to try Dayaq with, one a role, in the order in which work passes through them."""
    return ACCOUNTS


def seed_demo(*, on: date | None = None, persons: int = PERSONS, echo: Callable[[str], Any] = print) -> bool:
    """Make the country of ``on`` (today) with ``persons`` persons; False when it is there already.

    Two transactions: people and history, then the open cases. Killed in the middle, the next start goes on after the
    last whole one. The same day, size and installation (public address, secret key) give the same rows to the byte; see
    README.md. WrongState where other persons are registered, or a country of another day or size that was asked for;
    Invalid for a day before ``EARLIEST`` or fewer than ``FEWEST`` persons.
    """
    present = seeded()
    if present is None:
        day = on or clock.today()
        _check(day, persons)
        if Person.objects.exists():
            raise WrongState(
                "Persons are registered in this database; a demonstration country is made in an empty one only.",
                code="not_empty",
                remedy="Use another database (DATABASE_URL), or another folder (DAYAQ_HOME).",
            )
        restart_keys()
        with _at(day, persons, PEOPLED):
            Country(day, persons, echo).write_sets()
    else:
        day = present.on
        if on is not None and (on, persons) != (day, present.persons):
            raise WrongState(
                f"This database holds the demonstration country of {day} with {present.persons:,} persons.",
                code="other_country",
                remedy="Use another database (DATABASE_URL), or another folder (DAYAQ_HOME).",
            )
        if present.whole:
            return False
        persons = present.persons
        restart_keys()
    gather_statistics()
    with _at(day, persons, MADE):
        Country(day, persons, echo).tell_stories()
        audit.seal()
    heads.publish()
    return True


@contextmanager
def _at(day: date, persons: int, event: str) -> Iterator[None]:
    """One transaction on that day, half an hour after midnight, that ends with ``event``."""
    at = datetime.combine(day, time(0, 30), ZoneInfo(settings.TIME_ZONE)).astimezone(UTC)
    seed = f"{EDITION}:{day}:{persons}:{event}"
    with transaction.atomic(), clock.frozen(at, seed=seed), translation.override("az"):
        yield
        system = system_user()
        detail = {"on": day, "persons": persons, "edition": EDITION}
        audit.record(by=system, event=event, obj=system, detail=detail)


def _check(day: date, persons: int) -> None:
    if day < EARLIEST:
        raise Invalid(f"The country cannot be made for a day before {EARLIEST}.", field="on", value=day)
    if persons < FEWEST:
        raise Invalid(f"The country has {FEWEST} persons at least.", field="persons", value=persons)
