"""Contract, buying, handover: things and money are conserved."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from dayaq.accounts.models import OfficeHolding
from dayaq.core.errors import Denied, Exhausted, Invalid, WrongState
from dayaq.core.models import AuditEvent
from dayaq.documents.models import Document
from dayaq.funds import api as funds
from dayaq.law.models import Parameter
from dayaq.registry import api as registry
from dayaq.registry.models import Status, StatusKind
from dayaq.selfemployment import api
from dayaq.selfemployment.models import Asset, Case, HandoverAct, HandoverItem, Supplier
from tests import make
from tests.unit.selfemployment import given
from tests.unit.selfemployment.given import refused

pytestmark = pytest.mark.django_db


def money(world):
    books = funds.balance(world.fund)
    return (books.reserved, books.obliged, books.paid)


# Contract ------------------------------------------------------------------------------------------------------------


def test_a_contract_makes_one_planned_row_for_each_physical_thing(world):
    case = given.contracted(world)
    rows = list(case.assets.order_by("pk").values_list("description", "price", "state", "fund"))
    assert rows == [
        ("Yüksək təzyiqli yuma qurğusu", Decimal(1150), "planned", world.fund.pk),
        ("Köpük püskürdən", Decimal(780), "planned", world.fund.pk),
        ("Köpük püskürdən", Decimal(780), "planned", world.fund.pk),
    ]
    assert AuditEvent.objects.filter(event="asset.planned").count() == 3


def test_the_term_is_that_of_the_day_of_signing(world):
    case = given.approved(world)
    Parameter.objects.filter(code="se.contract_months", valid_to__isnull=True).update(value=24)
    contract = api.sign_contract(by=world.officer, case=case)
    assert (contract.term_months, contract.ends_on) == (24, date(2028, 3, 10))


def test_nobody_signs_for_an_office_that_nobody_holds(world):
    case = given.approved(world)
    OfficeHolding.objects.all().delete()
    assert refused(lambda: api.sign_contract(by=world.officer, case=case), Invalid) == "no_signatory"
    assert given.reread(case).state == "plan_approved"
    assert not Document.objects.filter(kind="contract").exists()


def test_a_caseworker_signs_nothing_and_nothing_is_signed_before_the_plan_is_approved(world):
    case = given.approved(world)
    refused(lambda: api.sign_contract(by=world.caseworker, case=case), Denied)
    refused(lambda: api.sign_contract(by=world.officer, case=given.enrolled(world)), WrongState)


# Ordering ------------------------------------------------------------------------------------------------------------


def order(world, case, prices=None, **named):
    prices = prices or dict(case.assets.values_list("pk", "price"))
    return api.order_assets(by=world.officer, case=case, supplier=given.supplier(world), prices=prices, **named)


def test_an_order_obliges_what_it_costs(world):
    case = given.contracted(world)
    first = given.things(case, "planned")[0]
    order(world, case, {first.pk: Decimal(1000)})
    assert money(world) == (given.AMOUNT - 1000, 1000, 0)
    assert given.reread(case).state == "assets_ordered"
    first = given.reread(first)
    assert (first.state, first.order_price, first.ordered_by) == ("ordered", 1000, world.officer)
    rest = dict(case.assets.filter(state="planned").values_list("pk", "price"))
    order(world, case, rest)
    assert money(world) == (150, given.AMOUNT - 150, 0)


def test_a_price_above_the_plan_needs_a_reason_and_the_reservation(world):
    case = given.contracted(world)
    first, second, third = given.things(case, "planned")
    dear = {first.pk: Decimal(1200), second.pk: Decimal(700)}
    assert refused(lambda: order(world, case, dear), Invalid) == "above_plan"
    order(world, case, dear, reason="Qiymət artıb.")
    too_dear = refused(lambda: order(world, case, {third.pk: Decimal("810.01")}, reason="Qiymət artıb."), Exhausted)
    assert too_dear == "not_reserved"
    assert given.reread(third).state == "planned"
    order(world, case, {third.pk: Decimal("810.00")}, reason="Qiymət artıb.")
    assert money(world) == (0, given.AMOUNT, 0)


@pytest.mark.parametrize("price", ["0", "-5", "1.001"])
def test_a_price_is_an_amount_of_money(world, price):
    case = given.contracted(world)
    first = given.things(case, "planned")[0]
    refused(lambda: order(world, case, {first.pk: Decimal(price)}), Invalid)


def test_a_thing_of_another_case_or_ordered_already_is_not_ordered(world):
    case, other = given.ordered(world), given.contracted(world)
    foreign = given.things(other, "planned")[0]
    again = given.things(case, "ordered")[0]
    assert refused(lambda: order(world, case, {foreign.pk: Decimal(1)}), Invalid) == "other_case"
    refused(lambda: order(world, case, {again.pk: Decimal(1)}), WrongState)
    assert (
        refused(
            lambda: api.order_assets(by=world.officer, case=case, supplier=given.supplier(world), prices={}), Invalid
        )
        == "nothing"
    )


@pytest.mark.parametrize("voen", ["1700767731", "170076772", "17007677211", "abcdefghij", ""])
def test_a_supplier_has_a_voen_that_checks(world, voen):
    refused(lambda: api.register_supplier(by=world.officer, name="Texno MMC", voen=voen), Invalid)
    assert not Supplier.objects.exists()


def test_a_supplier_is_entered_once(world):
    first = given.supplier(world)
    second = api.register_supplier(by=world.officer, name="Başqa ad", voen=f" {given.VOEN} ")
    assert (second.pk, second.name) == (first.pk, "Texno MMC")
    refused(lambda: api.register_supplier(by=world.caseworker, name="A", voen=given.VOEN), Denied)
    refused(lambda: api.register_supplier(by=world.officer, name=" ", voen=given.VOEN), Invalid)


# Delivery and payment ------------------------------------------------------------------------------------------------


def receive(world, asset, price=None, **named):
    fields = {"by": world.officer, "invoice_number": "QF-1", "serial_number": ""}
    return api.receive_asset(asset=asset, invoice_price=price or asset.price, **{**fields, **named})


def test_what_an_invoice_leaves_over_is_in_the_reservation_again(world):
    case = given.ordered(world)
    receive(world, given.things(case, "ordered")[0], Decimal(1100))
    assert money(world) == (50, given.AMOUNT - 50, 0)


def test_an_invoice_above_its_order_is_refused_by_the_action_and_by_the_database(world):
    asset = given.things(given.ordered(world), "ordered")[0]
    with pytest.raises(Invalid) as refusal:
        receive(world, asset, asset.price + Decimal("0.01"))
    assert (refusal.value.code, refusal.value.value) == ("above_order", Decimal("0.01"))
    with pytest.raises(IntegrityError), transaction.atomic():
        Asset.objects.filter(pk=asset.pk).update(
            state="received", received_on=given.TODAY, invoice_price=asset.price + 1
        )


def test_a_delivery_has_an_invoice_a_day_and_a_serial_number_that_is_new(world):
    case = given.ordered(world)
    first, second, _third = given.things(case, "ordered")
    assert refused(lambda: receive(world, first, invoice_number=" "), Invalid) == "no_invoice"
    refused(lambda: receive(world, first, received_on=given.TODAY + timedelta(days=1)), Invalid)
    refused(lambda: receive(world, first, received_on=given.TODAY - timedelta(days=1)), Invalid)
    receive(world, first, serial_number="A1")
    assert refused(lambda: receive(world, second, serial_number="A1"), Invalid) == "serial_taken"
    assert given.reread(second).state == "ordered"
    refused(lambda: receive(world, first), WrongState)


def test_a_delivery_of_several_things_is_all_or_nothing(world):
    case = given.ordered(world)
    first, second, _third = given.things(case, "ordered")
    prices = {first.pk: first.price, second.pk: second.price + 1}
    refused(
        lambda: api.record_delivery(by=world.officer, case=case, invoice_number="QF-2", prices=prices, serials={}),
        Invalid,
    )
    assert given.reread(first).state == "ordered"
    prices[second.pk] = second.price
    api.record_delivery(by=world.officer, case=case, invoice_number="QF-2", prices=prices, serials={first.pk: "A1"})
    assert given.reread(first).serial_number == "A1"
    assert given.reread(second).invoice_number == "QF-2"


def pay(world, case, by=None, number="QF-1"):
    return api.pay_invoice(
        by=by or world.fund_officer, case=case, supplier=Supplier.objects.get(), invoice_number=number
    )


def test_an_invoice_is_paid_once_by_the_fund_officer(world):
    case = given.received(world)
    pay(world, case)
    assert money(world) == (0, 0, given.AMOUNT)
    assert set(case.assets.values_list("paid_on", flat=True)) == {given.TODAY}
    assert refused(lambda: pay(world, case), WrongState) == "paid"
    assert refused(lambda: pay(world, case, number="QF-7"), WrongState) == "paid"
    assert AuditEvent.objects.filter(event="asset.paid").count() == 3


def test_a_programme_officer_does_not_pay_nor_does_whoever_recorded_the_delivery(world):
    case = given.received(world)
    refused(lambda: pay(world, case, by=world.officer), Denied)
    both = make.user("fund_officer", human=world.officer.human_id)
    assert refused(lambda: pay(world, case, by=both), Denied) == "same_eyes"


# Dropping ------------------------------------------------------------------------------------------------------------


def test_what_is_dropped_gives_its_money_back(world):
    case = given.ordered(world)
    first = given.things(case, "ordered")[0]
    assert refused(lambda: api.drop_asset(by=world.officer, asset=first, reason=" "), Invalid) == "no_reason"
    api.drop_asset(by=world.officer, asset=first, reason="Təchizatçıda yoxdur.")
    assert given.reread(first).state == "dropped"
    assert money(world) == (1150, given.AMOUNT - 1150, 0)


def test_dropping_the_last_missing_thing_equips_the_participant(world):
    case = given.contracted(world)
    first, *rest = given.things(case, "planned")
    order(world, case, {asset.pk: asset.price for asset in rest})
    for asset in given.things(case, "ordered"):
        receive(world, asset)
    hand_over(world, case)
    assert given.reread(case).state == "assets_ordered"
    api.drop_asset(by=world.officer, asset=first, reason="Lazım deyil.")
    case = given.reread(case)
    assert (case.state, case.equipped_on) == ("in_monitoring", given.TODAY)
    assert money(world) == (0, 1560, 0)


# Handover ------------------------------------------------------------------------------------------------------------


def hand_over(world, case, assets=None, **named):
    fields = {"by": world.officer, "place": "Lerik şəhəri", "witnesses": given.WITNESSES}
    case = Case.objects.get(pk=case.pk)
    return api.hand_over(case=case, assets=given.things(case) if assets is None else assets, **{**fields, **named})


def test_an_act_is_numbered_itemised_and_witnessed(world):
    case = given.received(world)
    act = hand_over(world, case, partner_attendance="Bank, Leyla Məmmədova")
    assert act.number == act.document.number
    assert act.document.number.startswith("HA-2026-")
    assert (act.recipient, act.place, act.line.code, act.handed_over_by) == (
        case.person,
        "Lerik şəhəri",
        "car_wash",
        world.officer,
    )
    assert act.witnesses == given.WITNESSES
    assert act.items.count() == 3
    assert AuditEvent.objects.filter(event="handover.signed", object_id=act.pk).count() == 1


def test_a_thing_is_not_handed_over_twice_nor_before_it_came_nor_to_somebody_else(world):
    case, other = given.received(world), given.received(world)
    foreign = given.things(other)
    assert refused(lambda: hand_over(world, case, foreign), Invalid) == "other_case"
    mine = given.things(case)
    hand_over(world, case, mine[:1])
    refused(lambda: hand_over(world, case, mine[:1]), WrongState)
    ordered = given.ordered(world)
    refused(lambda: hand_over(world, ordered, given.things(ordered, "ordered")), WrongState)
    assert refused(lambda: hand_over(world, case, []), Invalid) == "nothing"


def test_the_database_refuses_a_second_handover_and_a_handover_to_nobody(world):
    case = given.equipped(world)
    asset = case.assets.first()
    act = HandoverAct.objects.get(case=case)
    with pytest.raises(IntegrityError), transaction.atomic():
        HandoverItem.objects.create(act=act, asset=asset)
    with pytest.raises(IntegrityError), transaction.atomic():
        Asset.objects.filter(pk=asset.pk).update(holder=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        Asset.objects.filter(pk=asset.pk).update(state="recovered")


@pytest.mark.parametrize(
    "witnesses", [[], [{"name": "", "organisation": ""}], [{"name": "Kamran", "organisation": ""}]]
)
def test_a_handover_has_a_witness(world, witnesses):
    case = given.received(world)
    refused(lambda: hand_over(world, case, witnesses=witnesses), Invalid)
    refused(lambda: hand_over(world, case, place=" "), Invalid)
    assert not HandoverAct.objects.exists()


def test_the_participant_is_equipped_only_with_the_last_thing(world):
    case = given.received(world)
    first, *rest = given.things(case)
    hand_over(world, case, [first])
    assert (given.reread(case).state, given.reread(case).equipped_on) == ("assets_ordered", None)
    given.later(days=3)
    hand_over(world, case, rest)
    case = given.reread(case)
    assert (case.state, case.equipped_on) == ("in_monitoring", given.TODAY + timedelta(days=3))
    assert [visit.due_on for visit in case.visits.order_by("month")] == [
        date(2026, 6, 13),
        date(2026, 9, 13),
        date(2027, 3, 13),
        date(2028, 3, 13),
    ]
    assert case.due_on == date(2026, 6, 13)


def status(person, code):
    kind = StatusKind.objects.get(code=code)
    made = registry.add_status(
        by=make.user("caseworker"), person=person, kind=kind, valid_from=date(2021, 1, 1), evidence="V 7"
    )
    registry.verify_status(by=make.user("caseworker"), status=made)


def test_the_act_names_the_category_for_which_the_fund_was_given_and_no_protected_one(world):
    case = given.received(world)
    status(case.person, "disability")
    status(case.person, "war_participant")
    Status.objects.create(
        person=case.person,
        kind=StatusKind.objects.get(code="trafficking_victim"),
        valid_from=date(2021, 1, 1),
        verification="verified",
    )
    world.fund.targeting = ["war_participant", "trafficking_victim"]
    world.fund.save(update_fields=["targeting"])
    assert hand_over(world, case).category == "war_participant"


@pytest.mark.parametrize("role", ["caseworker", "monitor", "fund_officer", "partner"])
def test_only_a_programme_officer_hands_over(world, role):
    case = given.received(world)
    refused(lambda: hand_over(world, case, by=make.user(role)), Denied)


# Coming back ---------------------------------------------------------------------------------------------------------


def take_back(world, case, outcomes, reason="Fəaliyyəti dayandırıb."):
    return api.take_back(by=world.officer, case=given.reread(case), outcomes=outcomes, reason=reason)


def test_a_recovered_thing_is_handed_over_to_another_participant_and_stays_paid_by_its_fund(world):
    case = given.equipped(world)
    first, *rest = given.things(case, "handed_over")
    take_back(world, case, {first.pk: "recovered"})
    first = given.reread(first)
    assert (first.state, first.holder) == ("recovered", None)
    assert HandoverItem.objects.get(asset=first).ended_on == given.TODAY

    other = given.received(world)
    hand_over(world, other, [first])
    first = given.reread(first)
    assert (first.state, first.holder, first.case) == ("handed_over", other.person, case)
    assert [asset.pk for asset in Asset.objects.in_hand_of(case).order_by("pk")] == [asset.pk for asset in rest]
    assert first in Asset.objects.in_hand_of(other)
    assert AuditEvent.objects.filter(event="asset.handed_over_again", object_id=first.pk).count() == 1
    assert given.reread(other).state == "assets_ordered"


def test_only_what_is_in_hand_comes_back_with_an_outcome_and_a_reason(world):
    case, other = given.equipped(world), given.received(world)
    held, stored = given.things(case, "handed_over")[0], given.things(other)[0]
    assert refused(lambda: take_back(world, case, {stored.pk: "recovered"}), Invalid) == "not_in_hand"
    assert refused(lambda: take_back(world, case, {}), Invalid) == "not_in_hand"
    assert refused(lambda: take_back(world, case, {held.pk: "transferred"}), Invalid) == "outcome"
    assert refused(lambda: take_back(world, case, {held.pk: "lost"}, " "), Invalid) == "no_reason"
    take_back(world, case, {held.pk: "lost"})
    assert given.reread(held).state == "lost"


def test_a_thing_in_store_is_written_off_and_never_handed_over(world):
    case = given.received(world)
    first, *rest = given.things(case)
    write = {"by": world.officer, "asset": first}
    assert refused(lambda: api.write_off(**write, outcome="recovered", reason="x"), Invalid) == "outcome"
    assert refused(lambda: api.write_off(**write, outcome="lost", reason=" "), Invalid) == "no_reason"
    api.write_off(**write, outcome="lost", reason="Oğurlanıb.")
    refused(lambda: hand_over(world, case, [first]), WrongState)
    hand_over(world, case, rest)
    assert given.reread(case).state == "in_monitoring"


def test_what_is_left_in_store_of_an_ended_case_goes_to_somebody_else(world):
    case, other = given.received(world), given.received(world)
    thing = given.things(case)[0]
    assert refused(lambda: hand_over(world, other, [thing]), Invalid) == "other_case"
    api.exit_case(by=world.officer, case=given.reread(case), reason="Köçüb.")
    assert {asset.pk for asset in api.free_stock(world.officer)} == {asset.pk for asset in given.things(case)}
    hand_over(world, other, [*given.things(other), thing])
    assert given.reread(thing).holder == other.person
    pay(world, case)
    assert given.reread(thing).paid_on == given.TODAY
