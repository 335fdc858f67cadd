"""Fifty officers, fifty connections, one barrier, money for ten."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from threading import Barrier, Thread

import pytest
from django.db import connection

from dayaq.core import clock
from dayaq.core.api import dispatch_all
from dayaq.funds.models import FundBalance, Posting
from dayaq.programmes import api
from dayaq.programmes.models import Application, Enrolment
from tests.unit.programmes import given

CONNECTIONS = 50
PLACES = 10


def at_once(attempts: list[Callable[[], str]]) -> Counter[str]:
    """Run each attempt in a thread with a connection of its own, all from one barrier; counts what they return."""
    barrier = Barrier(len(attempts))
    outcomes: list[str] = []

    def run(attempt: Callable[[], str]) -> None:
        try:
            connection.ensure_connection()
            barrier.wait(timeout=60)
            outcomes.append(attempt())
        finally:
            connection.close()

    threads = [Thread(target=run, args=(attempt,)) for attempt in attempts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=300)
    return Counter(outcomes)


def enrolling(by: object, pk: int) -> Callable[[], str]:
    def enrol() -> str:
        with clock.frozen(given.NOW, seed=f"thread {pk}"):
            done = api.enrol_application(by=by, application=Application.objects.get(pk=pk))  # type: ignore[arg-type]
        return "enrolled" if done else "waitlisted"

    return enrol


@pytest.mark.django_db(transaction=True)
def test_fifty_at_once_for_ten_places_ten_are_enrolled_and_forty_wait():
    given.country()
    fund = given.fund(PLACES)
    applications = [given.approved() for _ in range(CONNECTIONS)]
    officers = [given.programme_officer() for _ in applications]

    outcomes = at_once([enrolling(by, application.pk) for by, application in zip(officers, applications, strict=True)])

    assert outcomes == {"enrolled": PLACES, "waitlisted": CONNECTIONS - PLACES}
    assert Enrolment.objects.count() == PLACES
    balance = FundBalance.objects.get(fund=fund)
    assert (balance.reserved, balance.available) == (given.CEILING * PLACES, 0)
    assert sum(Posting.objects.values_list("amount", flat=True)) == 0

    queue = list(api.queue_places(given.programme()).values_list("pk", flat=True))
    given.allocate(fund, 3)
    dispatch_all()
    moved = set(Enrolment.objects.order_by("pk").values_list("application", flat=True)[PLACES:])
    assert moved == set(queue[:3])
    assert sum(Posting.objects.values_list("amount", flat=True)) == 0


@pytest.mark.django_db(transaction=True)
def test_one_application_enrolled_by_ten_officers_at_once_is_enrolled_once():
    given.country()
    given.fund(PLACES)
    application = given.approved()
    officers = [given.programme_officer() for _ in range(10)]

    def press(by: object) -> Callable[[], str]:
        attempt = enrolling(by, application.pk)

        def run() -> str:
            from dayaq.core.errors import WrongState

            try:
                return attempt()
            except WrongState as refused:
                return refused.code

        return run

    assert at_once([press(by) for by in officers]) == {"enrolled": 1, "wrong_state": 9}
    assert Enrolment.objects.count() == 1
