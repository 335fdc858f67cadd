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
from dayaq.seeds.country import LANES, Country
from dayaq.seeds.dice import EDITION
from dayaq.seeds.population import ORIGIN
from dayaq.seeds.press import Press
from dayaq.seeds.tables import empty_tables, gather_statistics, restart_keys

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
FEWEST: Final = 2_000
EARLIEST: Final = date(2024, 1, 1)
"""The history runs to the end of 2021 and its contracts to two years later; a country is not seeded before."""
BEGUN: Final = "country.begun"
PEOPLED: Final = "country.peopled"
MADE: Final = "country.seeded"
_ELSEWHERE: Final = "Use another database (DATABASE_URL), or another folder (DAYAQ_HOME)."


@dataclass(frozen=True)
class Seeded:
    """Which country stands in the database, and the last part of it that is whole (an event)."""

    on: date
    persons: int
    edition: str
    part: str

    @property
    def whole(self) -> bool:
        """Whether nothing is missing."""
        return self.part == MADE


def seeded() -> Seeded | None:
    """The demonstration country in this database, None when there is none. One statement."""
    event = AuditEvent.objects.filter(event__in=[BEGUN, PEOPLED, MADE]).order_by("-pk").first()
    if event is None:
        return None
    detail = event.detail
    return Seeded(date.fromisoformat(detail["on"]), detail["persons"], detail["edition"], event.event)


def is_seeded() -> bool:
    """Whether this database holds a whole demonstration country."""
    found = seeded()
    return found is not None and found.whole


def demo_accounts() -> Sequence[DemoAccount]:
    """The accounts to try Dayaq with, one a role, in the order in which work passes through them."""
    return ACCOUNTS


def seed_demo(*, on: date | None = None, persons: int = PERSONS, echo: Callable[[str], Any] = print) -> bool:
    """Make the country of ``on`` (today) with ``persons`` persons; False when it is there already.

    People and history first, then the open cases: killed between the two the next start goes on, killed before it
    begins anew. The same day, size and installation (public address, secret key) give the same rows to the byte; see
    README.md. WrongState where other persons are registered, or a country of another day or size than asked for;
    Invalid for a day before ``EARLIEST`` or fewer than ``FEWEST`` persons.
    """
    present = seeded()
    if present is not None:
        if on is not None and (on, persons) != (present.on, present.persons):
            raise WrongState(
                f"This database holds the demonstration country of {present.on} with {present.persons:,} persons.",
                code="other_country",
                remedy=_ELSEWHERE,
            )
        if present.whole:
            return False
        on, persons = present.on, present.persons
    day = on or clock.today()
    _check(day, persons)
    if present is None or present.part == BEGUN:
        _make_room(begun=present is not None)
        _write_sets(day, persons, echo)
    restart_keys()
    gather_statistics()
    with _at(day, persons, MADE):
        Country(day, persons, echo).tell_stories()
        audit.seal()
    heads.publish()
    return True


def _make_room(*, begun: bool) -> None:
    """See that the database is empty; what an attempt left that was cut short is removed."""
    if begun and not Person.objects.exclude(origin=ORIGIN).exists():
        emptied = empty_tables()
        if not emptied:
            raise WrongState(
                "An earlier attempt to make the country was cut short, and only the owner of the tables may remove it.",
                code="cut_short",
                remedy="Set DAYAQ_OWNER_DATABASE_URL, or use another database.",
            )
    elif Person.objects.exists():
        raise WrongState(
            "Persons are registered in this database; a demonstration country is made in an empty one only.",
            code="not_empty",
            remedy=_ELSEWHERE,
        )
    restart_keys()


def _write_sets(day: date, persons: int, echo: Callable[[str], Any]) -> None:
    """Reference first, for the lanes refer to it; then people and history."""
    country = Country(day, persons, echo)
    with _at(day, persons, BEGUN):
        country.prepare()
    press = Press(LANES)
    try:
        with _frozen(day, persons, "people"):
            country.write_people(press)
        with _at(day, persons, PEOPLED):
            country.write_history(press)
    finally:
        press.close()


@contextmanager
def _frozen(day: date, persons: int, topic: str) -> Iterator[None]:
    """Half an hour after midnight of that day."""
    at = datetime.combine(day, time(0, 30), ZoneInfo(settings.TIME_ZONE)).astimezone(UTC)
    with clock.frozen(at, seed=f"{EDITION}:{day}:{persons}:{topic}"), translation.override("az"):
        yield


@contextmanager
def _at(day: date, persons: int, event: str) -> Iterator[None]:
    """One transaction at that time, that ends with ``event``."""
    with _frozen(day, persons, event), transaction.atomic():
        yield
        system = system_user()
        detail = {"on": day, "persons": persons, "edition": EDITION}
        audit.record(by=system, event=event, obj=system, detail=detail)


def _check(day: date, persons: int) -> None:
    if day < EARLIEST:
        raise Invalid(f"The country cannot be made for a day before {EARLIEST}.", field="on", value=day)
    if persons < FEWEST:
        raise Invalid(f"The country has {FEWEST} persons at least.", field="persons", value=persons)
