from datetime import date, timedelta
from decimal import Decimal

import pytest

from dayaq.core import clock
from dayaq.core.errors import Denied, Exhausted, Invalid, Stale, WrongState
from dayaq.core.events import _handlers
from dayaq.core.models import AuditEvent, OutboxEvent
from dayaq.funds import actions
from dayaq.funds.ledger import Shortfall
from dayaq.funds.models import FundSource, LedgerEntry
from dayaq.funds.queries import balance, check_books
from tests import make
from tests.unit.funds.support import draft_fund, officer, open_fund, reference

pytestmark = pytest.mark.django_db


@pytest.fixture
def by():
    return officer()


@pytest.fixture
def caseworker():
    """Runs another room's action: has no right over funds."""
    return make.user("caseworker")


def last_event(obj):
    return AuditEvent.objects.filter(object_type=obj._meta.label_lower, object_id=obj.pk).order_by("-pk").first()


@pytest.fixture
def told(monkeypatch):
    """What the outbox was told; an event that nobody handles is not stored."""
    for name in ("funds.released", "funds.allocated"):
        monkeypatch.setitem(_handlers, name, [lambda payload: None])

    def read():
        told = OutboxEvent.objects.filter(name__startswith="funds.").order_by("pk")
        return [(event.name, event.payload) for event in told]

    return read


# Funds


def test_a_fund_officer_makes_a_fund_in_draft(by):
    fund = draft_fund(by, amount=Decimal("200000"), targeting=["war_veteran"])
    assert (fund.state, fund.amount, fund.currency, fund.targeting) == ("draft", 200_000, "AZN", ["war_veteran"])
    assert last_event(fund).event == "fund.created"


def test_nobody_else_makes_opens_closes_or_fills_a_fund(caseworker):
    fund = draft_fund()
    for attempt in (
        lambda: draft_fund(caseworker),
        lambda: actions.open_fund(by=caseworker, fund=fund),
        lambda: actions.close_fund(by=caseworker, fund=fund, reason="x"),
        lambda: actions.allocate(by=caseworker, fund=fund, amount=Decimal(1)),
        lambda: actions.withdraw_allocation(by=caseworker, fund=fund, amount=Decimal(1)),
    ):
        with pytest.raises(Denied):
            attempt()
    assert FundSource.objects.count() == 1
    assert LedgerEntry.objects.count() == 0


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"valid_to": date(2019, 1, 1)}, "valid_to"),
        ({"label": {"az": "Fond"}}, "label"),
        ({"amount": Decimal(0)}, "amount"),
        ({"amount": Decimal("1.001")}, "amount"),
        ({"amount": Decimal("NaN")}, "amount"),
    ],
)
def test_a_fund_that_makes_no_sense_is_refused_and_says_which_field(by, changes, field):
    with pytest.raises(Invalid) as caught:
        draft_fund(by, **changes)
    assert caught.value.field == field


def test_a_code_is_given_once(by):
    draft_fund(by, code="ahik-2021")
    with pytest.raises(Invalid) as caught:
        draft_fund(by, code="ahik-2021")
    assert caught.value.field == "code"


def test_a_fund_is_opened_then_closed_and_never_opened_again(by):
    fund = draft_fund(by)
    actions.open_fund(by=by, fund=fund)
    assert last_event(fund).event == "fund.opened"
    actions.close_fund(by=by, fund=fund, reason="The year is over")
    assert (last_event(fund).event, last_event(fund).reason) == ("fund.closed", "The year is over")
    with pytest.raises(WrongState):
        actions.open_fund(by=by, fund=fund)


def test_a_fund_is_not_closed_without_a_reason_or_from_a_draft(by):
    fund = draft_fund(by)
    with pytest.raises(WrongState):
        actions.close_fund(by=by, fund=fund, reason="mistake")
    with pytest.raises(Invalid):
        actions.close_fund(by=by, fund=fund, reason=" ")


def test_a_fund_changed_by_somebody_else_is_not_opened_by_a_stale_form(by):
    fund = draft_fund(by)
    FundSource.objects.filter(pk=fund.pk).update(version=5)
    with pytest.raises(Stale):
        actions.open_fund(by=by, fund=fund, version=1)


# Allocations


def test_money_is_allocated_up_to_what_was_promised(by):
    fund = draft_fund(by, amount=Decimal(1000))
    actions.allocate(by=by, fund=fund, amount=Decimal(600))
    with pytest.raises(Exhausted) as caught:
        actions.allocate(by=by, fund=fund, amount=Decimal("400.01"))
    assert caught.value.value == Decimal("0.01")
    actions.allocate(by=by, fund=fund, amount=Decimal(400))
    assert balance(fund).allocated == 1000
    assert last_event(fund).event == "fund.allocated"


def test_only_what_is_not_reserved_is_withdrawn(by):
    fund = open_fund("100", by)
    actions.reserve(by=by, fund=fund, amount=Decimal(70), reference=reference())
    with pytest.raises(Shortfall) as caught:
        actions.withdraw_allocation(by=by, fund=fund, amount=Decimal(31))
    assert caught.value.missing == 1
    actions.withdraw_allocation(by=by, fund=fund, amount=Decimal(30))
    assert (balance(fund).allocated, balance(fund).residual) == (70, 0)
    assert last_event(fund).event == "fund.allocation_withdrawn"


def test_a_closed_fund_gets_no_allocation(by):
    fund = open_fund(by=by, amount=Decimal(5000))
    actions.close_fund(by=by, fund=fund, reason="over")
    with pytest.raises(WrongState):
        actions.allocate(by=by, fund=fund, amount=Decimal(1))


@pytest.mark.parametrize("amount", ["0", "-1", "0.001", "Infinity"])
def test_an_amount_is_positive_and_whole_to_the_qepik(by, amount):
    fund = open_fund(by=by)
    with pytest.raises(Invalid):
        actions.reserve(by=by, fund=fund, amount=Decimal(amount), reference=reference())


# The way of the money


def test_another_room_reserves_obliges_adjusts_and_releases_without_a_right_over_funds(caseworker):
    fund, whom = open_fund("1000"), reference()
    steps = [
        (lambda: actions.reserve(by=caseworker, fund=fund, amount=Decimal(400), reference=whom), "fund.reserved"),
        (lambda: actions.oblige(by=caseworker, reference=whom, amount=Decimal(300)), "fund.obliged"),
        (
            lambda: actions.cancel_obligation(by=caseworker, reference=whom, amount=Decimal(100)),
            "fund.obligation_cancelled",
        ),
        (lambda: actions.adjust_reservation(by=caseworker, reference=whom, new_amount=Decimal(500)), "fund.reserved"),
        (lambda: actions.release_amount(by=caseworker, reference=whom, amount=Decimal(50)), "fund.released"),
        (lambda: actions.release(by=caseworker, reference=whom), "fund.released"),
    ]
    for step, event in steps:
        step()
        written = last_event(fund)
        assert (written.event, written.detail["reference_id"]) == (event, whom.pk)
    assert (balance(fund).obliged, balance(fund).reserved, balance(fund).residual) == (200, 0, 800)


def test_only_a_fund_officer_pays_and_takes_money_back(by, caseworker):
    fund, whom = open_fund(by=by), reference()
    actions.reserve(by=caseworker, fund=fund, amount=Decimal(100), reference=whom)
    actions.oblige(by=caseworker, reference=whom, amount=Decimal(100))
    with pytest.raises(Denied):
        actions.pay(by=caseworker, reference=whom, amount=Decimal(100))
    actions.pay(by=by, reference=whom, amount=Decimal(100))
    assert last_event(fund).event == "fund.paid"
    with pytest.raises(Denied):
        actions.reverse_payment(by=caseworker, reference=whom, amount=Decimal(60))
    actions.reverse_payment(by=by, reference=whom, amount=Decimal(60))
    assert last_event(fund).event == "fund.refunded"
    assert (balance(fund).paid, balance(fund).residual) == (40, 960)


@pytest.mark.parametrize(
    ("verb", "code", "missing"),
    [
        (actions.oblige, "not_reserved", 1),
        (actions.release_amount, "not_reserved", 1),
        (actions.pay, "not_obliged", 101),
        (actions.cancel_obligation, "not_obliged", 101),
        (actions.reverse_payment, "not_paid", 101),
    ],
)
def test_nobody_gets_more_than_the_step_before_gave_even_where_the_fund_holds_more(by, verb, code, missing):
    fund, whom = open_fund(by=by), reference()
    other = reference()
    actions.reserve(by=by, fund=fund, amount=Decimal(100), reference=whom)
    actions.reserve(by=by, fund=fund, amount=Decimal(600), reference=other)
    actions.oblige(by=by, reference=other, amount=Decimal(400))
    actions.pay(by=by, reference=other, amount=Decimal(200))
    with pytest.raises(Shortfall) as caught:
        verb(by=by, reference=whom, amount=Decimal(101))
    assert (caught.value.code, caught.value.missing) == (code, missing)
    assert check_books() == []


def test_no_money_left_says_how_much_is_missing(by):
    fund = open_fund("100", by)
    actions.reserve(by=by, fund=fund, amount=Decimal(60), reference=reference())
    with pytest.raises(Exhausted) as caught:
        actions.reserve(by=by, fund=fund, amount=Decimal("40.50"), reference=reference())
    assert caught.value.code == "fund_exhausted"
    assert caught.value.missing == Decimal("0.50")
    assert balance(fund).reserved == 60


def test_after_a_refusal_the_transaction_goes_on(by):
    """The room that enrols puts the person on the waiting list in the same transaction."""
    fund = open_fund("10", by)
    with pytest.raises(Exhausted):
        actions.reserve(by=by, fund=fund, amount=Decimal(11), reference=reference())
    actions.reserve(by=by, fund=fund, amount=Decimal(10), reference=reference())
    assert balance(fund).residual == 0


def test_nothing_is_reserved_from_a_draft_a_closed_fund_or_outside_its_period(by):
    closed = open_fund(by=by)
    actions.close_fund(by=by, fund=closed, reason="over")
    future = open_fund(by=by, valid_from=clock.today() + timedelta(days=1))
    past = open_fund(by=by, valid_to=clock.today())
    for fund in (draft_fund(by), closed, future, past):
        with pytest.raises(WrongState):
            actions.reserve(by=by, fund=fund, amount=Decimal(1), reference=reference())


def test_a_fund_closed_while_somebody_held_its_old_state_reserves_nothing(by):
    fund = open_fund(by=by)
    seen_before = FundSource.objects.get(pk=fund.pk)
    actions.close_fund(by=by, fund=fund, reason="over")
    with pytest.raises(WrongState):
        actions.reserve(by=by, fund=seen_before, amount=Decimal(1), reference=reference())


def test_what_was_reserved_before_the_closing_is_still_paid_or_released(by):
    fund, whom = open_fund(by=by), reference()
    actions.reserve(by=by, fund=fund, amount=Decimal(100), reference=whom)
    actions.close_fund(by=by, fund=fund, reason="over")
    actions.oblige(by=by, reference=whom, amount=Decimal(60))
    actions.pay(by=by, reference=whom, amount=Decimal(60))
    actions.release(by=by, reference=whom)
    assert (balance(fund).paid, balance(fund).reserved) == (60, 0)


def test_adjusting_counts_what_is_already_obliged_and_paid(by):
    fund, whom = open_fund("1000", by), reference()
    actions.reserve(by=by, fund=fund, amount=Decimal(400), reference=whom)
    actions.oblige(by=by, reference=whom, amount=Decimal(300))
    actions.adjust_reservation(by=by, reference=whom, new_amount=Decimal(350))
    assert (balance(fund).reserved, balance(fund).obliged) == (50, 300)
    assert actions.adjust_reservation(by=by, reference=whom, new_amount=Decimal(350)) is None
    with pytest.raises(Shortfall):
        actions.adjust_reservation(by=by, reference=whom, new_amount=Decimal(299))
    with pytest.raises(Shortfall):
        actions.adjust_reservation(by=by, reference=whom, new_amount=Decimal(1001))


def test_releasing_twice_gives_back_once(by, told):
    fund, whom = open_fund(by=by), reference()
    actions.reserve(by=by, fund=fund, amount=Decimal(100), reference=whom)
    assert actions.release(by=by, reference=whom) is not None
    assert actions.release(by=by, reference=whom) is None
    assert [name for name, _ in told()].count("funds.released") == 1


def test_a_step_for_something_that_never_got_money_is_refused(by):
    with pytest.raises(WrongState):
        actions.oblige(by=by, reference=reference(), amount=Decimal(1))


def test_where_two_funds_hold_money_for_one_record_the_fund_must_be_named(by):
    one, two, whom = open_fund(by=by), open_fund(by=by), reference()
    actions.reserve(by=by, fund=one, amount=Decimal(10), reference=whom)
    actions.reserve(by=by, fund=two, amount=Decimal(20), reference=whom)
    with pytest.raises(Invalid):
        actions.oblige(by=by, reference=whom, amount=Decimal(5))
    actions.oblige(by=by, reference=whom, amount=Decimal(5), fund=two)
    assert (balance(one).obliged, balance(two).obliged) == (0, 5)


def test_whoever_waits_for_money_is_told_when_there_is_some(by, told):
    fund, whom = open_fund("100", by), reference()
    assert told() == [("funds.allocated", {"fund_id": fund.pk, "amount": "100.00"})]
    actions.reserve(by=by, fund=fund, amount=Decimal(100), reference=whom)
    actions.oblige(by=by, reference=whom, amount=Decimal(50))
    actions.pay(by=by, reference=whom, amount=Decimal(50))
    assert len(told()) == 1
    actions.adjust_reservation(by=by, reference=whom, new_amount=Decimal(90))
    actions.release(by=by, reference=whom)
    actions.reverse_payment(by=by, reference=whom, amount=Decimal(5))
    assert told()[1:] == [
        ("funds.released", {"fund_id": fund.pk, "amount": "10.00"}),
        ("funds.released", {"fund_id": fund.pk, "amount": "40.00"}),
        ("funds.released", {"fund_id": fund.pk, "amount": "5.00"}),
    ]
