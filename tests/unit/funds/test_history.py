from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from dayaq.core.errors import Denied, Exhausted, Invalid
from dayaq.core.models import AuditEvent
from dayaq.funds import actions
from dayaq.funds.history import HistoryRow, record_history
from dayaq.funds.models import LedgerEntry, Reservation
from dayaq.funds.queries import balance, check_books, statement
from tests import make
from tests.unit.funds.support import draft_fund, officer

pytestmark = pytest.mark.django_db
START = datetime(2021, 3, 2, 8, tzinfo=UTC)
TYPE = "programmes.enrolment"


@pytest.fixture
def by():
    return officer()


@pytest.fixture
def fund(by):
    return draft_fund(by, amount=Decimal(200_000), valid_from=date(2021, 1, 1))


def life(fund, key: int, cost: str = "4000.00") -> list[HistoryRow]:
    """One enrolment, from the reservation to the last invoice, a day a step."""
    when = START + timedelta(hours=key)
    kinds = ("reserve", "oblige", "pay")
    return [
        HistoryRow(fund.pk, kind, Decimal(cost), when + timedelta(days=day), TYPE, key)
        for day, kind in enumerate(kinds, start=1)
    ]


def test_a_history_is_written_as_a_set_with_one_event_and_the_books_are_in_order(
    by, fund, django_assert_max_num_queries
):
    rows = [HistoryRow(fund.pk, "allocate", Decimal(200_000), START)]
    for key in range(1, 28):
        rows += life(fund, key)
    before = AuditEvent.objects.count()
    with django_assert_max_num_queries(12):
        event = record_history(by=by, rows=rows)
    assert AuditEvent.objects.count() == before + 1
    assert (event.event, event.detail["count"]) == ("fund.history_recorded", 82)
    assert len(event.detail["digest"]) == 64
    assert balance(fund).paid == 108_000
    assert Reservation.objects.filter(fund=fund, paid=4000).count() == 27
    assert statement(fund, date(2021, 3, 2)).closing.allocated == 200_000
    assert statement(fund, date(2021, 3, 2)).closing.paid == 0
    assert check_books() == []


def test_a_history_that_would_overspend_is_refused_whole(by, fund):
    rows = [HistoryRow(fund.pk, "allocate", Decimal(7999), START), *life(fund, 1), *life(fund, 2)]
    with pytest.raises(Exhausted):
        record_history(by=by, rows=rows)
    assert LedgerEntry.objects.count() == 0


def test_a_history_overdrawn_on_the_way_is_refused_though_its_end_is_in_order(by, fund):
    rows = [*life(fund, 1), HistoryRow(fund.pk, "allocate", Decimal(4000), START + timedelta(days=30))]
    with pytest.raises(Exhausted):
        record_history(by=by, rows=rows)
    assert LedgerEntry.objects.count() == 0


def test_a_history_in_which_more_is_paid_than_was_obliged_is_refused(by, fund):
    rows = [HistoryRow(fund.pk, "allocate", Decimal(9000), START), *life(fund, 1)]
    rows.append(rows[-1]._replace(amount=Decimal(1)))
    with pytest.raises(Exhausted):
        record_history(by=by, rows=rows)


def test_the_same_triggers_hold_for_a_set(by, fund):
    with pytest.raises(IntegrityError), transaction.atomic():
        record_history(by=by, rows=[HistoryRow(fund.pk, "allocate", Decimal(-5), START)])
    with pytest.raises(IntegrityError), transaction.atomic():
        record_history(by=by, rows=[HistoryRow(fund.pk, "reserve", Decimal(5), START)])
    with pytest.raises(Invalid):
        record_history(by=by, rows=[HistoryRow(fund.pk, "gift", Decimal(5), START)])


def test_only_a_fund_officer_writes_history_and_nothing_is_nothing(by, fund):
    with pytest.raises(Denied):
        record_history(by=make.user("programme_officer"), rows=[])
    assert record_history(by=by, rows=[]) is None


def test_entries_after_a_history_go_on_with_new_keys(by, fund):
    record_history(by=by, rows=[HistoryRow(fund.pk, "allocate", Decimal(100), START)])
    last = LedgerEntry.objects.latest("pk").pk
    assert actions.allocate(by=by, fund=fund, amount=Decimal(1)).pk > last
