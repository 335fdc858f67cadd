"""What the database refuses, whoever writes."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from dayaq.funds import actions
from dayaq.funds.models import FundBalance, FundSource, LedgerEntry, Posting, Reservation
from dayaq.funds.queries import check_books
from dayaq.funds.states import MOVES
from tests.unit.funds.support import officer, open_fund, reference

pytestmark = pytest.mark.django_db


def run(sql, *values):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)


@pytest.fixture
def entry():
    fund = open_fund()
    return actions.reserve(by=officer(), fund=fund, amount=Decimal(10), reference=reference())


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE funds_ledgerentry SET amount = 1",
        "UPDATE funds_ledgerentry SET memo = 'another'",
        "DELETE FROM funds_ledgerentry",
        "UPDATE funds_posting SET amount = 0",
        "DELETE FROM funds_posting",
        "UPDATE funds_fundbalance SET allocated = 1000000",
        "DELETE FROM funds_fundbalance",
        "UPDATE funds_reservation SET reserved = 1000000",
        "DELETE FROM funds_reservation",
    ],
)
def test_the_books_cannot_be_rewritten(entry, statement):
    with pytest.raises(DatabaseError):
        run(statement)
    assert LedgerEntry.objects.get(pk=entry.pk).amount == Decimal("10.00")
    assert check_books() == []


def test_not_even_a_superuser_rewrites_an_entry_without_taking_the_trigger_away(entry, superuser):
    with superuser(), pytest.raises(DatabaseError, match="what is written in the ledger stays"):
        run("UPDATE funds_ledgerentry SET amount = 1")


def test_the_triggers_cannot_be_switched_off_by_a_session_of_the_application(entry):
    run("SET LOCAL pgtrigger.ignore = '{entry_append_only,posting_append_only,append_only}'")
    with pytest.raises(DatabaseError, match="stays"):
        run("UPDATE funds_ledgerentry SET amount = 1")
    with pytest.raises(DatabaseError):
        run("SET LOCAL session_replication_role = replica")


def test_the_database_and_the_code_know_the_same_moves():
    with connection.cursor() as cursor:
        cursor.execute("SELECT kind, source, target FROM funds_moves()")
        assert cursor.fetchall() == [(kind, move.source, move.target) for kind, move in MOVES.items()]


def raw_entry(fund, kind="reserve", amount="5", postings=(), **changes):
    subject = {"reference_type": "accounts.organisation", "reference_id": 1}
    with transaction.atomic():
        made = LedgerEntry.objects.create(
            fund=fund, kind=kind, amount=Decimal(amount), by=officer(), **subject | changes
        )
        Posting.objects.bulk_create(Posting(entry=made, account=a, amount=Decimal(v)) for a, v in postings)


@pytest.mark.parametrize(
    "postings",
    [
        [("available", "-5"), ("reserved", "6")],
        [("available", "-5")],
        [("available", "-5"), ("paid", "5")],
        [("available", "5"), ("reserved", "-5")],
        [("available", "-4"), ("reserved", "4")],
        [("available", "-5"), ("reserved", "3"), ("obliged", "2")],
    ],
    ids=["does not balance", "half", "another account", "the other way", "another amount", "three"],
)
def test_postings_that_are_not_what_the_entry_says_are_refused(postings):
    fund = open_fund()
    with pytest.raises(IntegrityError, match="not what its kind and amount say"):
        raw_entry(fund, postings=postings)
    assert check_books() == []


def test_an_entry_without_postings_is_refused_at_commit():
    fund = open_fund()
    with transaction.atomic():
        raw_entry(fund)
        with pytest.raises(IntegrityError, match="has no postings"):
            run("SET CONSTRAINTS ALL IMMEDIATE")
        transaction.set_rollback(True)


def test_an_entry_takes_no_further_postings(entry):
    with pytest.raises(IntegrityError), transaction.atomic():
        Posting.objects.bulk_create(
            [Posting(entry=entry, account="obliged", amount=1), Posting(entry=entry, account="paid", amount=-1)]
        )


def test_an_overspend_written_past_the_actions_is_refused():
    fund = open_fund("100")
    postings = [("available", "-100.01"), ("reserved", "100.01")]
    with pytest.raises(IntegrityError, match="fund_not_overspent"):
        raw_entry(fund, amount="100.01", postings=postings)
    assert FundBalance.objects.get(fund=fund).available == 100


@pytest.mark.parametrize(
    "changes", [{"reference_type": "", "reference_id": None}, {"kind": "allocate"}, {"kind": "gift"}, {"amount": "-5"}]
)
def test_an_entry_of_no_known_kind_or_without_its_reference_is_refused(changes):
    fund = open_fund()
    with pytest.raises(IntegrityError):
        raw_entry(fund, **changes)


def test_a_fund_made_by_whatever_means_has_its_balance(entry):
    other = FundSource.objects.create(
        code="plain",
        label={"az": "a", "en": "a"},
        kind="grant",
        organisation=entry.fund.organisation,
        amount=1,
        valid_from=date(2020, 1, 1),
    )
    assert FundBalance.objects.get(fund=other).allocated == 0


def test_the_trigger_keeps_balance_and_reservation():
    by, fund, whom = officer(), open_fund("100"), reference()
    actions.reserve(by=by, fund=fund, amount=Decimal(40), reference=whom)
    actions.oblige(by=by, reference=whom, amount=Decimal(30))
    actions.pay(by=by, reference=whom, amount=Decimal(20))
    held = Reservation.objects.get(fund=fund, reference_id=whom.pk)
    assert (held.reserved, held.obliged, held.paid, held.total) == (10, 10, 20, 40)
    balance = FundBalance.objects.get(fund=fund)
    assert (balance.allocated, balance.reserved, balance.obliged, balance.paid) == (100, 10, 10, 20)
    assert balance.available == 60


def test_tampering_behind_the_triggers_is_found(entry, superuser):
    with superuser():
        run("SET session_replication_role = replica")
        run("UPDATE funds_posting SET amount = amount + 1 WHERE account = 'reserved'")
        run("SET session_replication_role = origin")
    assert {fault.problem for fault in check_books()} == {
        "entry_not_balanced",
        "balance_differs",
        "reservation_differs",
    }
