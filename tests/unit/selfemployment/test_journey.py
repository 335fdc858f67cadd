"""The whole way, from enrolment to ownership, and what must be true of money and things at its end."""

from decimal import Decimal

import pytest

from dayaq.core import audit
from dayaq.core.events import dispatch_all
from dayaq.core.models import AuditEvent
from dayaq.documents.models import Document
from dayaq.funds import api as funds
from dayaq.notices.models import Notice
from dayaq.selfemployment import api
from dayaq.selfemployment.models import Asset, Case, Contract
from tests.unit.selfemployment import given

pytestmark = pytest.mark.django_db


def test_a_participant_goes_from_enrolment_to_ownership(world):
    case = given.equipped(world)
    assert (case.state, case.equipped_on) == ("in_monitoring", given.TODAY)
    assert list(case.visits.order_by("due_on").values_list("month", flat=True)) == [3, 6, 12, 24]

    api.pay_invoice(by=world.fund_officer, case=case, supplier=given.supplier(world), invoice_number="QF-1")
    for _quarter in range(4):
        given.later(months=3)
        given.visited(world, case)
    given.later(days=1)
    api.transfer_ownership(by=world.officer, case=case)

    case = given.reread(case)
    assert (case.state, case.due_on) == ("completed", None)
    assert set(Asset.objects.filter(case=case).values_list("state", flat=True)) == {"transferred"}
    assert set(Asset.objects.filter(case=case).values_list("holder", flat=True)) == {case.person_id}
    enrolment = case.enrolment
    assert enrolment.end_reason == "completed"
    books = funds.balance(world.fund)
    assert (books.reserved, books.obliged, books.paid) == (0, 0, given.AMOUNT)
    kinds = set(Document.objects.about(case).values_list("kind", flat=True))
    assert kinds == {"contract", "handover_act", "ownership_act"}
    told = set(Notice.objects.to(case.person).values_list("template", flat=True))
    assert told == {"training_invitation", "plan_approved", "contract_ready", "ownership_transferred"}
    audit.seal()
    assert audit.verify().intact


def test_the_contract_bears_the_number_of_its_document_and_the_term_of_its_day(world):
    case = given.contracted(world)
    contract = Contract.objects.get(case=case)
    assert contract.number == contract.document.number
    assert (contract.term_months, contract.amount) == (12, given.AMOUNT)
    assert [clause["code"] for clause in contract.clauses] == [
        "purpose",
        "non_sale",
        "care",
        "monitoring",
        "return_on_breach",
        "ownership",
    ]
    assert contract.signatory == "Nigar Həsənova"


def test_every_step_leaves_an_event_with_who_did_it(world):
    case = given.equipped(world)
    events = dict(
        AuditEvent.objects.filter(object_type="selfemployment.case", object_id=case.pk).values_list(
            "event", "actor_name"
        )
    )
    assert events == {
        "case.opened": "system",
        "case.direction_chosen": world.caseworker.username,
        "case.training_started": world.caseworker.username,
        "case.trained": "system",
        "case.plan_submitted": world.caseworker.username,
        "case.plan_approved": world.officer.username,
        "case.contract_signed": world.officer.username,
        "case.assets_ordered": world.officer.username,
        "case.equipped": world.officer.username,
        "case.visits_planned": "system",
        "case.monitoring_started": "system",
    }


def test_the_case_opens_by_itself_when_somebody_is_enrolled_and_only_once(world):
    from django.db import transaction

    from dayaq.core.events import emit

    enrolment = given.enrolment(world)
    with transaction.atomic():
        emit("application.enrolled", id=enrolment.application_id, enrolment_id=enrolment.pk)
        emit("application.enrolled", id=enrolment.application_id, enrolment_id=enrolment.pk)
    dispatch_all()
    case = Case.objects.get(enrolment=enrolment)
    assert (case.state, case.person, case.number) == ("enrolled", enrolment.person, enrolment.application.number)


def test_the_reservation_becomes_the_amount_of_the_approved_plan(world):
    plan = given.submitted(world)
    assert funds.balance(world.fund).reserved == given.CEILING
    given.score(world, plan)
    api.conclude_plan(by=world.officer, plan=plan)
    assert funds.balance(world.fund).reserved == given.AMOUNT


def test_what_is_left_of_the_reservation_is_free_once_the_participant_is_equipped(world):
    case = given.contracted(world)
    prices = {pk: price - Decimal(100) for pk, price in case.assets.values_list("pk", "price")}
    api.order_assets(by=world.officer, case=case, supplier=given.supplier(world), prices=prices)
    assert funds.balance(world.fund).reserved == 300
    for asset in given.things(case, "ordered"):
        price = asset.order_price - 10
        api.receive_asset(by=world.officer, asset=asset, invoice_number="QF-9", invoice_price=price)
    case = given.reread(case)
    api.hand_over(by=world.officer, case=case, assets=given.things(case), place="Lerik", witnesses=given.WITNESSES)
    books = funds.balance(world.fund)
    assert (books.reserved, books.obliged, books.paid) == (0, given.AMOUNT - 330, 0)
