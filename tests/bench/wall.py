"""What the second wall costs: the list of people and the search by name of one district, with the wall up and down.

Also prints which indexes the search uses behind the wall: it must not walk over all persons.
"""

from __future__ import annotations

import re
import statistics
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext

from django.db import connection
from django.test.utils import CaptureQueriesContext

from dayaq.accounts.models import User
from dayaq.core.rowsecurity import behind
from dayaq.places.models import AdministrativeUnit
from dayaq.programmes.api import scope_of
from dayaq.registry.api import search_persons
from dayaq.registry.models import Person
from tests.bench import crowd
from tests.bench.figure import Figure

Echo = Callable[[str], None]
PERSONS = 1_000_000
SAMPLES = 40
ROUNDS = 3
LIST_ROWS, COUNTED = 26, 10_001


def main(echo: Echo, scale: float = 1.0) -> list[Figure]:
    """Measure at 1,000,000 persons, times ``scale``, in the database at hand; needs the superuser."""
    wanted = int(PERSONS * scale)
    crowd.fill(wanted, echo)
    unit = AdministrativeUnit.objects.get(code="BENCH-7")
    who = {"one district": crowd.account(unit), "the whole country": crowd.account(None)}
    names = [f"{one.surname} {one.given_name}" for one in Person.objects.filter(unit=unit).order_by("pk")[:SAMPLES]]
    frequent = [one.split()[0] for one in names]
    figures = []
    for words, user in who.items():
        figures += [
            _figure(f"list of people, {words}", wanted, user, [lambda user=user: _list(user)] * 10),
            _figure(
                f"name search, {words}", wanted, user, [lambda n=n, user=user: search_persons(user, n) for n in names]
            ),
            _figure(
                f"search by surname, {words}",
                wanted,
                user,
                [lambda n=n, user=user: search_persons(user, n) for n in frequent],
            ),
        ]
    for figure in figures:
        echo(f"{figure.figure}: {figure.value}, {figure.comparison}, {figure.ratio}")
    echo("indexes of the search behind the wall: " + ", ".join(_indexes(who["one district"], names[0])))
    return figures


def _list(user: User) -> int:
    """What the list reads: a page of rows, and the count as far as it is exact."""
    rows = Person.objects.visible_to(user, "person.search")
    page = list(rows.select_related("unit").order_by("sort_key", "pk")[:LIST_ROWS])
    return len(page) + rows.order_by()[:COUNTED].count()


def _figure(name: str, size: int, user: User, asked: list[Callable[[], object]]) -> Figure:
    up, down = _times(asked, behind(scope_of(user))), _times(asked, nullcontext())
    middle = statistics.median(up), statistics.median(down)
    worst = statistics.quantiles(up, n=20)[18], statistics.quantiles(down, n=20)[18]
    return Figure(
        f"wall: {name}",
        f"{size:,} persons",
        f"up: p50 {middle[0]:.1f} ms, p95 {worst[0]:.1f} ms",
        f"down: p50 {middle[1]:.1f} ms, p95 {worst[1]:.1f} ms",
        f"{middle[0] / middle[1]:.2f} × at p50, {worst[0] / worst[1]:.2f} × at p95",
    )


def _times(asked: list[Callable[[], object]], wall: AbstractContextManager[None]) -> list[float]:
    times = []
    with wall:
        for number in range(ROUNDS + 1):
            for ask in asked:
                started = time.perf_counter()
                ask()
                if number:  # the first round warms what is kept in memory
                    times.append((time.perf_counter() - started) * 1000)
    return times


def _indexes(user: User, text: str) -> list[str]:
    """Names of the indexes, and of tables read from end to end, in the plans of the statements of one search."""
    found: set[str] = set()
    with behind(scope_of(user)):
        with CaptureQueriesContext(connection) as captured:
            search_persons(user, text)
        for query in captured.captured_queries:
            with connection.cursor() as cursor:
                cursor.execute("explain " + query["sql"])
                plan = "\n".join(line for (line,) in cursor.fetchall())
            found |= set(re.findall(r"(?:using|Index Scan on) (\w+)", plan))
            found |= {f"SEQ SCAN {table}" for table in re.findall(r"Seq Scan on (registry_\w+)", plan)}
    return sorted(found)
