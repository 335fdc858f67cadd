"""The ledger against a model in memory: whatever is done in whatever order, no money is made, lost or spent twice."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from dayaq.core import clock
from dayaq.core.errors import Exhausted, WrongState
from dayaq.funds import actions
from dayaq.funds.models import FundBalance, Reservation
from dayaq.funds.queries import balance, check_books, statement
from tests.unit.funds.support import draft_fund, officer, reference

PROMISED = Decimal(1000)
amounts = st.integers(1, 60_000).map(lambda qepik: Decimal(qepik) / 100)
whom = st.integers(0, 2)


class Ledger(RuleBasedStateMachine):
    """One fund, three records; the model is a dictionary of five numbers and three triples."""

    @initialize()
    def begin(self) -> None:
        self.savepoint = transaction.atomic()
        self.savepoint.__enter__()
        self.by = officer()
        self.fund = draft_fund(self.by, amount=PROMISED)
        actions.open_fund(by=self.by, fund=self.fund)
        self.records = [reference() for _ in range(3)]
        self.allocated = Decimal(0)
        self.held: dict[int, dict[str, Decimal]] = {}
        self.refused = 0

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.savepoint.__exit__(None, None, None)

    def total(self, account: str) -> Decimal:
        return sum((held[account] for held in self.held.values()), Decimal(0))

    @property
    def available(self) -> Decimal:
        return self.allocated - self.total("reserved") - self.total("obliged") - self.total("paid")

    def expect(self, possible: bool, action, **named) -> bool:
        """Run ``action``; it succeeds exactly when the model says it can."""
        try:
            action(by=self.by, **named)
        except Exhausted:
            assert not possible
            return False
        assert possible
        return True

    @rule(amount=amounts)
    def allocate(self, amount: Decimal) -> None:
        if self.expect(self.allocated + amount <= PROMISED, actions.allocate, fund=self.fund, amount=amount):
            self.allocated += amount

    @rule(amount=amounts)
    def withdraw(self, amount: Decimal) -> None:
        if self.expect(amount <= self.available, actions.withdraw_allocation, fund=self.fund, amount=amount):
            self.allocated -= amount

    @rule(who=whom, amount=amounts)
    def reserve(self, who: int, amount: Decimal) -> None:
        reference = self.records[who]
        if self.expect(amount <= self.available, actions.reserve, fund=self.fund, amount=amount, reference=reference):
            self.held.setdefault(who, defaultdict(Decimal))["reserved"] += amount

    @precondition(lambda self: self.held)
    @rule(who=whom, amount=amounts, data=st.data())
    def step(self, who: int, amount: Decimal, data: st.DataObject) -> None:
        verb, source, target = data.draw(
            st.sampled_from(
                [
                    (actions.oblige, "reserved", "obliged"),
                    (actions.cancel_obligation, "obliged", "reserved"),
                    (actions.pay, "obliged", "paid"),
                    (actions.reverse_payment, "paid", ""),
                    (actions.release_amount, "reserved", ""),
                ]
            )
        )
        if who not in self.held:
            with pytest.raises(WrongState):
                verb(by=self.by, reference=self.records[who], amount=amount)
            return
        held = self.held[who]
        if data.draw(st.booleans()) and held[source]:
            amount = held[source]
        if self.expect(amount <= held[source], verb, reference=self.records[who], amount=amount):
            held[source] -= amount
            if target:
                held[target] += amount

    @precondition(lambda self: self.held)
    @rule(data=st.data(), amount=amounts)
    def adjust(self, data: st.DataObject, amount: Decimal) -> None:
        who = data.draw(st.sampled_from(sorted(self.held)))
        held = self.held[who]
        change = amount - held["reserved"] - held["obliged"] - held["paid"]
        possible = change <= self.available if change > 0 else -change <= held["reserved"]
        if self.expect(possible, actions.adjust_reservation, reference=self.records[who], new_amount=amount):
            held["reserved"] += change

    @precondition(lambda self: self.held)
    @rule(data=st.data())
    def release(self, data: st.DataObject) -> None:
        who = data.draw(st.sampled_from(sorted(self.held)))
        actions.release(by=self.by, reference=self.records[who])
        self.held[who]["reserved"] = Decimal(0)

    @invariant()
    def the_database_says_what_the_model_says(self) -> None:
        row = FundBalance.objects.get(fund=self.fund)
        assert (row.allocated, row.reserved, row.obliged, row.paid, row.available) == (
            self.allocated,
            self.total("reserved"),
            self.total("obliged"),
            self.total("paid"),
            self.available,
        )
        kept = {r.reference_id: (r.reserved, r.obliged, r.paid) for r in Reservation.objects.filter(fund=self.fund)}
        assert kept == {
            self.records[who].pk: (held["reserved"], held["obliged"], held["paid"]) for who, held in self.held.items()
        }

    @invariant()
    def nothing_is_overspent_and_the_books_are_in_order(self) -> None:
        assert 0 <= self.available <= self.allocated <= PROMISED
        assert check_books() == []

    @invariant()
    def the_statement_of_today_is_the_balance(self) -> None:
        assert statement(self.fund, clock.today()).closing == balance(self.fund)


@pytest.mark.django_db
def test_money_is_conserved_whatever_is_done_in_whatever_order():
    run_state_machine_as_test(
        Ledger,
        settings=settings(
            max_examples=25, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
