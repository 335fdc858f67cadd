"""Things and money against a model in memory, in whatever order; and two who reach for one thing at the same moment."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from threading import Barrier, Thread

import pytest
from django.db import connection, transaction
from django.db.models import Sum
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from dayaq.core import clock
from dayaq.core.errors import DomainError, WrongState
from dayaq.core.money import qepik
from dayaq.funds import api as funds
from dayaq.funds.models import Reservation
from dayaq.selfemployment import api
from dayaq.selfemployment.models import Asset, Case, HandoverItem, Supplier
from tests.unit.selfemployment import given

cases = st.integers(0, 1)
places = st.integers(0, 5)
shares = st.sampled_from([Decimal("0.80"), Decimal("1.00")])
RETURNS = st.sampled_from(["recovered", "written_off", "lost"])


class Things(RuleBasedStateMachine):
    """Two participants with contracts, three things each; everything that can be done to a thing, in any order."""

    world: given.World
    done: Counter[str] = Counter()

    @initialize()
    def begin(self) -> None:
        self.savepoint = transaction.atomic()
        self.savepoint.__enter__()
        self.cases = [given.received(self.world), given.contracted(self.world)]
        self.assets = list(Asset.objects.order_by("pk"))
        self.supplier = given.supplier(self.world)
        self.handed: Counter[int] = Counter()
        self.ended: Counter[int] = Counter()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.savepoint.__exit__(None, None, None)

    def attempt(self, name: str, action: Callable[[], object]) -> bool:
        """Whether the domain allowed it; what it refuses leaves nothing behind."""
        try:
            with transaction.atomic():
                action()
        except DomainError:
            return False
        self.done[name] += 1
        return True

    def case(self, number: int) -> Case:
        return Case.objects.get(pk=self.cases[number].pk)

    def asset(self, place: int, *likely: str) -> Asset:
        """The thing at ``place``; two times of three one in a ``likely`` state, where there is one."""
        fitting = list(Asset.objects.filter(state__in=likely).order_by("pk"))
        if fitting and place % 3:
            return fitting[place % len(fitting)]
        return Asset.objects.get(pk=self.assets[place].pk)

    @rule(place=places, share=shares)
    def order(self, place: int, share: Decimal) -> None:
        asset = self.asset(place, "planned")
        prices = {asset.pk: asset.price * share}
        case = Case.objects.get(pk=asset.case_id)
        self.attempt(
            "order",
            lambda: api.order_assets(by=self.world.officer, case=case, supplier=self.supplier, prices=prices),
        )

    @rule(place=places, share=shares)
    def receive(self, place: int, share: Decimal) -> None:
        asset = self.asset(place, "ordered")
        price = (asset.order_price or asset.price) * share
        self.attempt(
            "receive",
            lambda: api.receive_asset(
                by=self.world.officer,
                asset=asset,
                invoice_number=f"QF-{place}",
                invoice_price=qepik(price),
            ),
        )

    @rule(place=places)
    def pay(self, place: int) -> None:
        asset = Asset.objects.unpaid().order_by("pk").first() or self.asset(place)
        case, number = Case.objects.get(pk=asset.case_id), asset.invoice_number
        self.attempt(
            "pay",
            lambda: api.pay_invoice(
                by=self.world.fund_officer, case=case, supplier=self.supplier, invoice_number=number
            ),
        )

    @rule(place=places)
    def drop(self, place: int) -> None:
        if place:
            return  # otherwise little would be left to hand over
        asset = self.asset(1, "planned", "ordered")
        self.attempt("drop", lambda: api.drop_asset(by=self.world.officer, asset=asset, reason="x"))

    @rule(number=cases, place=places)
    def hand_over(self, number: int, place: int) -> None:
        before = self.asset(place, "received", "recovered")
        done = self.attempt(
            "hand_over",
            lambda: api.hand_over(
                by=self.world.officer, case=self.case(number), assets=[before], place="x", witnesses=given.WITNESSES
            ),
        )
        if done:
            assert before.state in ("received", "recovered")
            assert before.holder_id is None
            after = Asset.objects.get(pk=before.pk)
            assert after.holder_id == self.cases[number].person_id
            self.handed[before.pk] += 1

    @rule(number=cases, place=places, outcome=RETURNS)
    def take_back(self, number: int, place: int, outcome: str) -> None:
        before = self.asset(place, "handed_over")
        done = self.attempt(
            "take_back",
            lambda: api.take_back(
                by=self.world.officer, case=self.case(number), outcomes={before.pk: outcome}, reason="x"
            ),
        )
        if done:
            assert before.holder_id == self.cases[number].person_id
            self.ended[before.pk] += 1

    @rule(number=cases, chance=st.integers(0, 4))
    def leave(self, number: int, chance: int) -> None:
        if chance:
            return
        self.attempt("leave", lambda: api.exit_case(by=self.world.officer, case=self.case(number), reason="x"))

    @invariant()
    def nothing_is_in_two_hands_or_in_nobody_s(self) -> None:
        for asset in Asset.objects.all():
            held = HandoverItem.objects.filter(asset=asset, ended_on__isnull=True).select_related("act")
            assert len(held) == self.handed[asset.pk] - self.ended[asset.pk] <= 1
            assert (asset.state == "handed_over") == (asset.holder_id is not None) == (len(held) == 1)
            if held:
                assert held[0].act.recipient_id == asset.holder_id

    @invariant()
    def money_is_where_the_things_say(self) -> None:
        books = funds.balance(self.world.fund)
        held = Reservation.objects.filter(fund=self.world.fund).aggregate(
            reserved=Sum("reserved"), obliged=Sum("obliged"), paid=Sum("paid")
        )
        assert (books.reserved, books.obliged, books.paid) == (held["reserved"], held["obliged"], held["paid"])
        paid = Asset.objects.filter(paid_on__isnull=False).aggregate(total=Sum("invoice_price"))["total"] or 0
        assert books.paid == paid
        ordered = Asset.objects.filter(state="ordered").aggregate(total=Sum("order_price"))["total"] or 0
        owed = Asset.objects.unpaid().aggregate(total=Sum("invoice_price"))["total"] or 0
        assert books.obliged == ordered + owed
        for case in self.cases:
            mine = Reservation.objects.get(reference_type="programmes.enrolment", reference_id=case.enrolment_id)
            assert mine.total <= given.AMOUNT


@pytest.mark.django_db
def test_whatever_is_done_no_thing_is_handed_over_twice_or_to_nobody_and_no_money_is_lost(world):
    Things.world = world
    Things.done = Counter()
    run_state_machine_as_test(
        Things,
        settings=settings(
            max_examples=12,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
    assert set(Things.done) == {"order", "receive", "pay", "drop", "hand_over", "take_back", "leave"}, (
        "each was reached"
    )
    every = {"order", "receive", "pay", "drop", "hand_over", "take_back", "leave"}
    assert set(Things.done) == every, "each was reached"


@pytest.mark.django_db(transaction=True)
def test_two_who_hand_over_the_same_thing_at_the_same_moment_one_succeeds():
    world = given.world()
    first = given.equipped(world)
    held = dict.fromkeys(Asset.objects.in_hand_of(first).values_list("pk", flat=True), "recovered")
    api.take_back(by=world.officer, case=first, outcomes=held, reason="x")
    thing = min(held)
    receivers = [given.contracted(world) for _ in range(4)]
    barrier = Barrier(len(receivers))
    outcomes: list[str] = []

    def reach(case: Case) -> None:
        try:
            connection.ensure_connection()
            with clock.frozen(given.NOW, seed=f"thread {case.pk}"):
                asset = Asset.objects.get(pk=thing)
                barrier.wait(timeout=60)
                api.hand_over(by=world.officer, case=case, assets=[asset], place="x", witnesses=given.WITNESSES)
                outcomes.append("done")
        except WrongState:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [Thread(target=reach, args=(case,)) for case in receivers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    assert Counter(outcomes) == {"done": 1, "refused": 3}
    assert HandoverItem.objects.filter(asset=thing, ended_on__isnull=True).count() == 1
    assert Supplier.objects.count() == 1
