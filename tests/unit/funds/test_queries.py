from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection

from dayaq.core import clock
from dayaq.funds import actions, history
from dayaq.funds.queries import check_books, entries_of, funds_for, residual, statement, statements
from tests.unit.funds.support import draft_fund, officer, open_fund, reference

pytestmark = pytest.mark.django_db


def at(day: int, hour: int = 12) -> datetime:
    return datetime(2021, 3, day, hour, tzinfo=UTC)


@pytest.fixture
def fund():
    """March 2021: 1,000 allocated on the 1st, 400 reserved on the 5th, 300 obliged on the 10th, 250 paid the 20th."""
    by, whom = officer(), reference()
    with clock.frozen(at(1)):
        fund = open_fund("1000", by, valid_from=date(2021, 1, 1))
    with clock.frozen(at(5)):
        actions.reserve(by=by, fund=fund, amount=Decimal(400), reference=whom)
    with clock.frozen(at(10)):
        actions.oblige(by=by, reference=whom, amount=Decimal(300))
    with clock.frozen(at(20)):
        actions.pay(by=by, reference=whom, amount=Decimal(250))
    return fund


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (date(2021, 2, 28), (0, 0, 0, 0, 0)),
        (date(2021, 3, 1), (1000, 0, 0, 0, 1000)),
        (date(2021, 3, 4), (1000, 0, 0, 0, 1000)),
        (date(2021, 3, 5), (1000, 400, 0, 0, 600)),
        (date(2021, 3, 19), (1000, 100, 300, 0, 600)),
        (date(2022, 1, 1), (1000, 100, 50, 250, 600)),
    ],
)
def test_a_statement_at_any_date_says_what_stood_in_the_books_then(fund, on, expected):
    closing = statement(fund, on).closing
    assert (closing.allocated, closing.reserved, closing.obliged, closing.paid, closing.residual) == expected


def test_a_statement_of_a_period_opens_with_what_stood_before(fund):
    told = statement(fund, date(2021, 3, 31), since=date(2021, 3, 10))
    assert (told.opening.reserved, told.opening.residual) == (400, 600)
    assert (told.closing.reserved, told.closing.obliged, told.closing.paid) == (100, 50, 250)
    assert [(row.kind, row.entries, row.amount) for row in told.turnover] == [("oblige", 1, 300), ("pay", 1, 250)]
    assert told.entries == 2


def test_an_entry_late_in_the_evening_belongs_to_the_day_of_the_country(fund):
    """20:30 in UTC on the 20th is half past midnight of the 21st in Bakı."""
    whom = reference()
    with clock.frozen(datetime(2021, 3, 20, 20, 30, tzinfo=UTC)):
        actions.reserve(by=officer(), fund=fund, amount=Decimal(7), reference=whom)
    assert statement(fund, date(2021, 3, 20)).closing.reserved == 100
    assert statement(fund, date(2021, 3, 21)).closing.reserved == 107


def test_statements_of_many_funds_take_two_statements_of_sql(fund, django_assert_num_queries):
    funds = [fund, *(open_fund() for _ in range(5))]
    with django_assert_num_queries(2):
        made = statements(funds, clock.today(), since=date(2021, 1, 1))
    assert [one.fund for one in made] == funds


def test_the_entries_behind_a_statement_are_its_own(fund):
    assert [entry.kind for entry in entries_of(fund, date(2021, 3, 10), since=date(2021, 3, 5))] == [
        "oblige",
        "reserve",
    ]


def test_open_funds_are_asked_in_their_order_and_by_whom_they_are_for():
    everybody = open_fund(order=3)
    veterans = open_fund(order=1, targeting=["war_veteran", "martyr_family"])
    open_fund(order=2, valid_to=clock.today())
    draft_fund(order=0)
    assert list(funds_for()) == [everybody]
    assert list(funds_for(statuses=["war_veteran", "low_income"])) == [veterans, everybody]
    assert list(funds_for(day=clock.today() - timedelta(days=1))) != [everybody]


def test_the_residual_is_what_could_be_reserved(fund):
    assert residual(fund) == 600


def test_an_overdraft_in_the_past_is_found_though_today_is_in_order(superuser):
    by, whom = officer(), reference()
    fund = open_fund("100", by)
    whole = {"reference_type": "accounts.organisation", "reference_id": whom.pk}
    later = clock.now()
    rows = [history.HistoryRow(fund.pk, "reserve", Decimal(80), later, **whole)]
    history.record_history(by=by, rows=rows)
    assert check_books() == []
    with superuser(), connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("UPDATE funds_ledgerentry SET at = at - interval '1 day' WHERE kind = 'reserve'")
        cursor.execute("SET session_replication_role = origin")
    assert {fault.problem for fault in check_books()} == {"overdrawn_in_the_past"}
