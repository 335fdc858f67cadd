"""Requests side by side, each in a thread with a connection of its own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection

from dayaq.accounts.api import use_token
from dayaq.core import clock
from dayaq.registry.models import Person
from tests.http.given import Machine, new_person, token
from tests.unit.registry import given

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(attempts: list[Callable[[], object]]) -> Counter[object]:
    """Run all attempts from one barrier; counts what they return."""
    barrier = Barrier(len(attempts))
    outcomes: Counter[object] = Counter()

    def run(attempt: Callable[[], object]) -> None:
        try:
            connection.ensure_connection()
            barrier.wait(timeout=60)
            outcomes[attempt()] += 1
        finally:
            connection.close()

    threads = [Thread(target=run, args=(attempt,)) for attempt in attempts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    return outcomes


def test_the_same_key_at_the_same_moment_makes_one_person():
    held = token(given.caseworker())

    def register() -> object:
        answer = Machine(held).post("/persons", new_person(), key="once-0001")
        return answer.status_code, answer.json().get("id")

    outcomes = at_once([register] * 8)
    assert outcomes == {(201, Person.objects.get().pk): 8}


def test_two_corrections_of_the_same_version_are_one_correction_and_one_refusal():
    held, person = token(given.caseworker()), given.person()

    def correct(address: str) -> Callable[[], object]:
        body = {"changes": {"address": address}, "reason": "x"}
        return lambda: Machine(held).patch(f"/persons/{person.pk}", body, etag='"1"').status_code

    assert at_once([correct(f"Küçə {n}") for n in range(4)]) == {200: 1, 412: 3}
    assert Person.objects.get().version == 2


def test_requests_side_by_side_are_counted_together(settings):
    settings.TOKEN_RATE = 5
    held = token(given.caseworker())
    noon = clock.now().replace(second=0, microsecond=0) + timedelta(minutes=1)

    def use() -> object:
        with clock.frozen(noon):
            found = use_token(held.secret)
        return found is not None and found.exceeded

    assert at_once([use] * 12) == {False: 5, True: 7}
