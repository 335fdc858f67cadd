"""Fifty connections, one barrier, money for ten."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from threading import Barrier, Thread

import pytest
from django.db import connection, transaction

from dayaq.core.errors import Exhausted, WrongState
from dayaq.funds import actions
from dayaq.funds.models import FundBalance, FundSource, LedgerEntry, Reservation
from dayaq.funds.queries import check_books
from tests.unit.funds.support import officer, open_fund, reference

CONNECTIONS = 50
PLACES = 10


def at_once(attempts: list[Callable[[], str]]) -> Counter[str]:
    """Run each attempt in a thread with a connection of its own, all from one barrier; counts what they return."""
    barrier = Barrier(len(attempts))
    outcomes: Counter[str] = Counter()

    def run(attempt: Callable[[], str]) -> None:
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


@pytest.mark.django_db(transaction=True)
def test_fifty_at_once_for_ten_places_exactly_ten_get_one():
    by = officer()
    fund = open_fund("40000", by)
    records = [reference() for _ in range(CONNECTIONS)]

    def attempt(record) -> Callable[[], str]:
        def enrol() -> str:
            try:
                with transaction.atomic():
                    actions.reserve(by=by, fund=fund, amount=Decimal(4000), reference=record)
            except Exhausted as refused:
                return refused.code
            return "reserved"

        return enrol

    outcomes = at_once([attempt(record) for record in records])

    assert outcomes == {"reserved": PLACES, "fund_exhausted": CONNECTIONS - PLACES}
    balance = FundBalance.objects.get(fund=fund)
    assert (balance.reserved, balance.available) == (40_000, 0)
    assert Reservation.objects.filter(fund=fund).count() == PLACES
    assert LedgerEntry.objects.filter(fund=fund, kind="reserve").count() == PLACES
    assert check_books() == []


@pytest.mark.django_db(transaction=True)
def test_one_obligation_is_paid_once_however_many_press_the_button():
    by, whom = officer(), reference()
    fund = open_fund("1000", by)
    actions.reserve(by=by, fund=fund, amount=Decimal(100), reference=whom)
    actions.oblige(by=by, reference=whom, amount=Decimal(100))

    def press() -> str:
        try:
            actions.pay(by=by, reference=whom, amount=Decimal(100))
        except Exhausted as refused:
            return refused.code
        return "paid"

    assert at_once([press] * 10) == {"paid": 1, "not_obliged": 9}
    assert FundBalance.objects.get(fund=fund).paid == 100
    assert check_books() == []


@pytest.mark.django_db(transaction=True)
def test_closing_a_fund_and_reserving_from_it_never_both_win_in_the_wrong_order():
    by = officer()
    fund = open_fund("1000", by)

    def close() -> str:
        actions.close_fund(by=by, fund=FundSource.objects.get(pk=fund.pk), reason="over")
        return "closed"

    def take(record) -> Callable[[], str]:
        def run() -> str:
            try:
                actions.reserve(by=by, fund=FundSource.objects.get(pk=fund.pk), amount=Decimal(1), reference=record)
            except WrongState:
                return "too late"
            return "reserved"

        return run

    outcomes = at_once([close, *[take(reference()) for _ in range(9)]])
    assert outcomes["closed"] == 1
    assert outcomes["reserved"] + outcomes["too late"] == 9
    assert FundBalance.objects.get(fund=fund).reserved == outcomes["reserved"]
    fund.refresh_from_db()
    late = LedgerEntry.objects.filter(fund=fund, kind="reserve", at__gt=fund.state_at)
    assert late.count() == 0
