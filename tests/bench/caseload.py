"""The list of cases over 60,000 cases, beside a view that answers a constant to the same signed-in session.

Both go through the whole of Django in this process, as a server would call it: middleware, session, account, guard.
Rounds alternate; the figures are medians of five.
"""

from __future__ import annotations

import io
import random
import statistics
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from itertools import islice
from typing import Any, TypeVar

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.core.wsgi import get_wsgi_application
from django.db import connection, transaction
from django.db.models import Model
from django.http import HttpResponse
from django.urls import path

from dayaq.accounts.api import system_user
from dayaq.accounts.models import Membership, Organisation, User
from dayaq.core import clock
from dayaq.funds.models import FundSource
from dayaq.law.api import load_law
from dayaq.places.api import load_places
from dayaq.places.models import AdministrativeUnit
from dayaq.programmes.api import load_programmes
from dayaq.programmes.models import Application, Enrolment, Programme
from dayaq.registry.api import derive
from dayaq.registry.models import Person
from dayaq.selfemployment.api import load_business_lines
from dayaq.selfemployment.models import BusinessLine, Case
from dayaq.web.guard import guard
from tests.bench.crowd import Names
from tests.bench.figure import Figure

Echo = Callable[[str], None]
M = TypeVar("M", bound=Model)
CASES = 60_000
ROUNDS = 5
PAGES = 60
BATCH = 5_000
STATES = ("enrolled", "direction_chosen", "in_training", "trained", "plan_submitted", "contract_signed")
BARE = "bench-bare/"


def main(echo: Echo, scale: float = 1.0) -> list[Figure]:
    """Measure in the database at hand, as its superuser; returns the figures for the common table."""
    count = int(CASES * scale)
    _fill(count - Case.objects.count(), echo)
    urls = __import__("dayaq.config.urls", fromlist=["urlpatterns"])
    urls.urlpatterns.append(path(BARE, guard()(lambda request: HttpResponse("constant"))))
    key = _session()
    lists, bare = [], []
    for number in range(ROUNDS):
        lists.append(_rate("/cases/", key))
        bare.append(_rate(f"/{BARE}", key))
        echo(f"round {number + 1}: list {lists[-1]:,.0f} pages/s, bare view {bare[-1]:,.0f} pages/s")
    ours, theirs = statistics.median(lists), statistics.median(bare)
    dataset = f"{Case.objects.count():,} cases, 25 rows"
    return [
        Figure("list of cases", dataset, f"{ours:,.0f} pages/s", "", ""),
        Figure(
            "  bare view, same session", "a constant", f"{theirs:,.0f} pages/s", "list ÷ bare", f"{ours / theirs:.0%}"
        ),
    ]


def _rate(address: str, key: str) -> float:
    """Pages in a second at ``address``; every page must be answered with 200."""
    application = get_wsgi_application()
    for _page in range(3):
        _ask(application, address, key)
    started = time.perf_counter()
    for _page in range(PAGES):
        _ask(application, address, key)
    return PAGES / (time.perf_counter() - started)


def _ask(application: Any, address: str, key: str) -> bytes:
    said: list[str] = []
    environ = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": address,
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": "localhost",
        "HTTP_COOKIE": f"{settings.SESSION_COOKIE_NAME}={key}",
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(),
    }
    answer = application(environ, lambda status, _headers: said.append(status))
    body = b"".join(answer)
    answer.close()
    if not said[0].startswith("200"):
        raise AssertionError(f"{address}: {said[0]}")
    return body


def _session() -> str:
    """A session in which a programme officer of the whole country is signed in."""
    organisation, _ = Organisation.objects.get_or_create(
        code="bench", defaults={"kind": "agency", "label": {"az": "Bench", "en": "Bench"}}
    )
    name = "bench-officer"
    user, made = User.objects.get_or_create(username=name, defaults={"display_name": name, "human_id": name})
    if made:
        Membership.objects.create(
            user=user, organisation=organisation, role="programme_officer", valid_from=date(2000, 1, 1)
        )
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[-1]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return str(session.session_key)


def _fill(count: int, echo: Echo) -> None:
    """``count`` more cases, each of a person of its own, over all districts, lines and states before equipment."""
    if count <= 0:
        return
    started = time.perf_counter()
    for load in (load_places, load_law, load_programmes, load_business_lines):
        load()
    draw = random.Random(count)
    units = list(AdministrativeUnit.objects.filter(kind="district", valid_to=None).values_list("pk", flat=True))
    lines = list(BusinessLine.objects.values_list("pk", flat=True))
    programme = Programme.objects.get(code="self_employment")
    fund, _ = FundSource.objects.get_or_create(
        code="bench",
        defaults={
            "label": {"az": "Bench", "en": "Bench"},
            "kind": "grant",
            "organisation": programme.organisation,
            "amount": Decimal(1),
            "valid_from": date(2016, 1, 1),
        },
    )
    by, today, now = system_user(), clock.today(), clock.now()
    first = Application.objects.count()

    def persons() -> Iterator[Person]:
        for surname, given, father, sex in Names(draw).rows(count):
            keys = derive(surname, given, father)
            yield Person(
                surname=surname,
                given_name=given,
                father_name=father,
                sex=sex,
                unit_id=draw.choice(units),
                sort_key=keys.sort_key,
                name_key=keys.name_key,
                origin="bench",
            )

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("set local session_replication_role = replica")  # no history of what is made up
        people = _write(persons())
        applications = _write(
            Application(
                number=f"BENCH-{first + number}",
                programme=programme,
                person=one,
                unit_id=one.unit_id,
                state="enrolled",
                basis="unemployed",
                drafted_by=by,
                decided_by=by,
                submitted_at=now,
                deadline=today,
                priority_statutory=1,
                priority_policy=1,
            )
            for number, one in enumerate(people)
        )
        enrolments = _write(
            Enrolment(
                application=one,
                person_id=one.person_id,
                programme=programme,
                fund=fund,
                basis="unemployed",
                enrolled_on=today - timedelta(days=draw.randrange(600)),
                enrolled_by=by,
                amount_reserved=Decimal(7000),
            )
            for one in applications
        )
        _write(
            Case(
                enrolment=one,
                person_id=one.person_id,
                unit_id=one.application.unit_id,
                line_id=draw.choice(lines),
                state=draw.choice(STATES),
                due_on=today + timedelta(days=draw.randrange(-60, 120)),
            )
            for one in enrolments
        )
    with connection.cursor() as cursor:
        for model in (Person, Application, Enrolment, Case):
            cursor.execute(f"vacuum analyze {model._meta.db_table}")
    echo(f"{count:,} cases written in {time.perf_counter() - started:.0f} s")


def _write(rows: Iterator[M]) -> list[M]:
    made: list[M] = []
    while batch := list(islice(rows, BATCH)):
        made += type(batch[0])._default_manager.bulk_create(batch)
    return made
