"""Visits, breaches, and how a case ends."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from dayaq.core import clock
from dayaq.core.errors import Denied, Invalid, WrongState
from dayaq.core.models import AuditEvent
from dayaq.documents.models import Document
from dayaq.funds import api as funds
from dayaq.notices.models import Notice
from dayaq.selfemployment import api
from dayaq.selfemployment.models import Asset, Breach, MonitoringVisit
from tests import make
from tests.unit.selfemployment import given
from tests.unit.selfemployment.given import refused

pytestmark = pytest.mark.django_db


def visit(world, record, **changes):
    fields = {
        "by": world.monitor,
        "visit": record,
        "made_on": clock.today(),
        "trading": True,
        "matches_plan": True,
        "assets_present": True,
    }
    return api.record_visit(**{**fields, **changes})


# Visits --------------------------------------------------------------------------------------------------------------


def test_a_visit_keeps_what_was_seen_and_the_next_one_is_due(world):
    case = given.equipped(world)
    given.later(months=3)
    first = case.visits.get(month=3)
    visit(world, first, income=Decimal("550.50"), employed=2, findings="Növbə var.")
    first = given.reread(first)
    assert (first.made_by, first.income, first.employed) == (world.monitor, Decimal("550.50"), 2)
    assert given.reread(case).due_on == case.visits.get(month=6).due_on
    assert AuditEvent.objects.filter(event="visit.made", object_id=first.pk).count() == 1
    assert refused(lambda: visit(world, first), WrongState) == "visit_made"


@pytest.mark.parametrize("wrong", ["trading", "matches_plan", "assets_present"])
def test_where_something_is_not_as_it_should_be_it_is_said_in_words(world, wrong):
    record = given.equipped(world).visits.get(month=3)
    assert refused(lambda: visit(world, record, **{wrong: False}), Invalid) == "no_findings"
    visit(world, record, **{wrong: False}, findings="Avadanlıq anbardadır.")


def test_a_visit_is_made_after_the_handover_and_not_tomorrow(world):
    record = given.equipped(world).visits.get(month=3)
    refused(lambda: visit(world, record, made_on=clock.today() + timedelta(days=1)), Invalid)
    refused(lambda: visit(world, record, made_on=clock.today() - timedelta(days=1)), Invalid)
    refused(lambda: visit(world, record, income=Decimal(-1)), Invalid)


def test_a_visit_out_of_turn_is_announced_and_a_visit_is_called_off_with_a_reason(world):
    case = given.equipped(world)
    day = clock.today() + timedelta(days=5)
    planned = api.plan_visit(by=world.monitor, case=case, due_on=day)
    assert given.reread(case).due_on == day
    assert Notice.objects.to(case.person).filter(template="visit_announced").count() == 1
    refused(lambda: api.plan_visit(by=world.monitor, case=case, due_on=clock.today() - timedelta(days=1)), Invalid)
    assert refused(lambda: api.call_off_visit(by=world.monitor, visit=planned, reason=" "), Invalid) == "no_reason"
    api.call_off_visit(by=world.monitor, visit=planned, reason="Xəstədir.")
    assert given.reread(case).due_on == case.visits.get(month=3).due_on
    assert refused(lambda: visit(world, planned), WrongState) == "visit_made"


def test_a_visit_is_given_to_a_monitor_of_the_district(world):
    record = given.equipped(world).visits.get(month=3)
    api.assign_visit(by=world.officer, visit=record, to=world.monitor)
    assert given.reread(record).assigned_to == world.monitor
    stranger = make.user("monitor", in_unit=make.unit("AZ-AST", "Astara"))
    for other in (stranger, world.caseworker):
        assert (
            refused(lambda to=other: api.assign_visit(by=world.officer, visit=record, to=to), Invalid) == "not_theirs"
        )


def test_a_monitor_of_another_district_and_an_officer_record_no_visit(world):
    record = given.equipped(world).visits.get(month=3)
    stranger = make.user("monitor", in_unit=make.unit("AZ-AST", "Astara"))
    assert refused(lambda: visit(world, record, by=stranger), Denied) == "hidden"
    refused(lambda: visit(world, record, by=world.officer), Denied)


def test_the_database_keeps_one_visit_a_month_mark_and_no_visit_without_what_was_seen(world):
    case = given.equipped(world)
    with pytest.raises(IntegrityError), transaction.atomic():
        MonitoringVisit.objects.create(case=case, month=3, due_on=clock.today())
    with pytest.raises(IntegrityError), transaction.atomic():
        case.visits.filter(month=3).update(made_on=clock.today())


# Breach --------------------------------------------------------------------------------------------------------------


def outcomes(breach, outcome="recovered"):
    held = Asset.objects.in_hand_of(breach.case)
    return dict.fromkeys(held.values_list("pk", flat=True), outcome)


def confirm(world, breach, **named):
    fields = {"by": world.officer, "decision": "Aradan qaldırılmayıb.", "outcomes": outcomes(breach)}
    return api.confirm_breach(breach=given.reread(breach), **{**fields, **named})


def test_finding_notice_chance_to_remedy_decision_recovery(world):
    breach = given.noticed(world)
    case = breach.case
    assert (breach.state, breach.remedy_until) == ("notified", date(2026, 4, 9))
    assert breach.notice.kind == "notice_breach"
    assert given.reread(case).due_on == breach.remedy_until
    assert refused(lambda: confirm(world, breach), WrongState) == "remedy_runs"
    given.later(days=30)
    assert refused(lambda: confirm(world, breach), WrongState) == "remedy_runs"
    given.later(days=1)
    confirm(world, breach)

    case, breach = given.reread(case), given.reread(breach)
    assert (case.state, case.ended_on, case.due_on) == ("breached", clock.today(), None)
    assert (breach.state, breach.decided_by) == ("confirmed", world.officer)
    assert set(case.assets.values_list("state", "holder")) == {("recovered", None)}
    assert case.enrolment.end_reason == "breached"
    assert not case.visits.due().exists()
    told = set(Notice.objects.to(case.person).values_list("template", flat=True))
    assert {"breach_notice", "recovery_decided"} <= told
    assert {asset.case_id for asset in api.free_stock(world.officer)} == {case.pk}


def test_whoever_found_the_breach_does_not_confirm_it_under_any_account(world):
    case = given.equipped(world)
    breach = api.raise_breach(by=world.officer, case=case, kind="sold", finding="Satılıb.")
    breach = api.notify_breach(by=world.officer, breach=breach)
    given.later(days=40)
    assert refused(lambda: confirm(world, breach), Denied) == "same_eyes"
    twin = make.user("programme_officer", human=world.officer.human_id)
    assert refused(lambda: confirm(world, breach, by=twin), Denied) == "same_eyes"
    confirm(world, breach, by=world.second_officer)


def test_every_thing_in_hand_is_decided_on(world):
    breach = given.noticed(world)
    given.later(days=40)
    some = outcomes(breach)
    some.pop(next(iter(some)))
    assert refused(lambda: confirm(world, breach, outcomes=some), Invalid) == "undecided"
    wrong = outcomes(breach, "transferred")
    assert refused(lambda: confirm(world, breach, outcomes=wrong), Invalid) == "outcome"
    assert refused(lambda: confirm(world, breach, decision=" "), Invalid) == "no_reason"
    mixed = dict(zip(outcomes(breach), ("recovered", "written_off", "lost"), strict=True))
    confirm(world, breach, outcomes=mixed)
    assert set(breach.case.assets.values_list("state", flat=True)) == {"recovered", "written_off", "lost"}


def test_a_breach_is_not_confirmed_without_notice(world):
    breach = given.breached(world)
    refused(lambda: confirm(world, breach), WrongState)
    refused(lambda: api.remedy_breach(by=world.monitor, breach=breach, note="x"), WrongState)


def test_what_was_put_right_ends_the_matter_and_another_breach_can_be_raised(world):
    breach = given.noticed(world)
    again = {"by": world.monitor, "case": breach.case, "kind": "other_use", "finding": "Başqa məqsəd."}
    assert refused(lambda: api.raise_breach(**again), WrongState) == "breach_open"
    assert refused(lambda: api.remedy_breach(by=world.monitor, breach=breach, note=" "), Invalid) == "no_reason"
    api.remedy_breach(by=world.monitor, breach=breach, note="İşə başlayıb.")
    breach = given.reread(breach)
    assert (breach.state, breach.case.state) == ("remedied", "in_monitoring")
    assert api.raise_breach(**again).state == "found"


def test_a_breach_is_dismissed_before_or_after_notice(world):
    first = given.breached(world)
    api.dismiss_breach(by=world.officer, breach=first, reason="Səhv ünvan.")
    second = given.noticed(world, given.reread(first.case))
    api.dismiss_breach(by=world.officer, breach=second, reason="İzahat qəbul edilib.")
    assert list(Breach.objects.order_by("pk").values_list("state", flat=True)) == ["dismissed", "dismissed"]
    assert Document.objects.filter(kind="notice_breach").count() == 1


def test_a_breach_says_what_and_where(world):
    case, other = given.equipped(world), given.equipped(world)
    raise_it = {"by": world.monitor, "case": case}
    refused(lambda: api.raise_breach(**raise_it, kind="nonsense", finding="x"), Invalid)
    assert refused(lambda: api.raise_breach(**raise_it, kind="sold", finding=" "), Invalid) == "no_finding"
    foreign = other.visits.first()
    code = refused(lambda: api.raise_breach(**raise_it, kind="sold", finding="x", visit=foreign), Invalid)
    assert code == "other_case"


def test_a_caseworker_raises_no_breach_and_a_monitor_serves_no_notice(world):
    case = given.equipped(world)
    refused(lambda: api.raise_breach(by=world.caseworker, case=case, kind="sold", finding="x"), Denied)
    breach = given.breached(world, case)
    refused(lambda: api.notify_breach(by=world.monitor, breach=breach), Denied)
    refused(lambda: api.dismiss_breach(by=world.monitor, breach=breach, reason="x"), Denied)


def test_no_breach_is_found_before_anything_was_handed_over(world):
    case = given.received(world)
    refused(lambda: api.raise_breach(by=world.monitor, case=case, kind="sold", finding="x"), WrongState)


# Ownership -----------------------------------------------------------------------------------------------------------


def transfer(world, case, by=None):
    return api.transfer_ownership(by=by or world.officer, case=given.reread(case))


def test_property_passes_on_only_after_the_term_and_the_visits(world):
    case = given.equipped(world)
    assert refused(lambda: transfer(world, case), WrongState) == "term_runs"
    given.later(months=12)
    assert refused(lambda: transfer(world, case), WrongState) == "visit_missing"
    given.visited(world, case)
    refused(lambda: transfer(world, case, by=world.monitor), Denied)
    transfer(world, case)
    case = given.reread(case)
    assert (case.state, case.enrolment.end_reason) == ("completed", "completed")
    assert Document.objects.about(case).filter(kind="ownership_act").count() == 1
    assert case.visits.due().count() == 1, "the visit after 24 months follows up"
    visit(world, case.visits.due().get())


def test_property_does_not_pass_on_while_the_activity_does_not_match_the_plan(world):
    case = given.equipped(world)
    given.later(months=12)
    given.visited(world, case, matches=False)
    assert refused(lambda: transfer(world, case), WrongState) == "plan_not_matched"
    extra = api.plan_visit(by=world.monitor, case=case, due_on=clock.today())
    visit(world, extra)
    given.breached(world, given.reread(case))
    assert refused(lambda: transfer(world, case), WrongState) == "breach_open"


def test_a_called_off_visit_is_not_missing_and_nothing_in_hand_cannot_pass_on(world):
    case = given.equipped(world)
    given.later(months=12)
    for record in case.visits.due().filter(due_on__lte=clock.today()):
        api.call_off_visit(by=world.monitor, visit=record, reason="Pandemiya.")
    assert refused(lambda: transfer(world, case), WrongState) == "plan_not_matched"
    visit(world, api.plan_visit(by=world.monitor, case=case, due_on=clock.today()))
    held = dict.fromkeys(Asset.objects.in_hand_of(case).values_list("pk", flat=True), "lost")
    api.take_back(by=world.officer, case=given.reread(case), outcomes=held, reason="Yanğın.")
    assert refused(lambda: transfer(world, case), WrongState) == "nothing_in_hand"


# Leaving -------------------------------------------------------------------------------------------------------------


STAGES = [
    given.enrolled,
    given.directed,
    given.in_training,
    given.trained,
    given.approved,
    given.contracted,
    given.ordered,
    given.received,
]


@pytest.mark.parametrize("stage", STAGES, ids=lambda stage: stage.__name__)
def test_whoever_leaves_frees_the_money_that_was_not_spent(world, stage):
    case = stage(world)
    received = stage is given.received
    assert refused(lambda: api.exit_case(by=world.officer, case=case, reason=" "), Invalid) == "no_reason"
    refused(lambda: api.exit_case(by=world.caseworker, case=case, reason="x"), Denied)
    api.exit_case(by=world.officer, case=case, reason="Başqa ölkəyə gedib.")
    case = given.reread(case)
    assert (case.state, case.enrolment.end_reason, case.due_on) == ("exited", "exited", None)
    books = funds.balance(world.fund)
    assert (books.reserved, books.obliged, books.paid) == (0, given.AMOUNT if received else 0, 0)
    states = set(case.assets.values_list("state", flat=True))
    assert states <= ({"received"} if received else {"dropped"})
    refused(lambda: api.exit_case(by=world.officer, case=case, reason="x"), WrongState)


def test_whoever_leaves_while_the_committee_has_the_plan_takes_it_back(world):
    plan = given.submitted(world)
    api.exit_case(by=world.officer, case=plan.case, reason="Köçüb.")
    plan = given.reread(plan)
    assert (plan.state, plan.sitting.state) == ("returned", "cancelled")


def test_whoever_has_things_in_hand_gives_them_back_first(world):
    case = given.equipped(world)
    assert refused(lambda: api.exit_case(by=world.officer, case=case, reason="x"), WrongState) == "in_hand"
    held = dict.fromkeys(Asset.objects.in_hand_of(case).values_list("pk", flat=True), "recovered")
    api.take_back(by=world.officer, case=case, outcomes=held, reason="Köçür.")
    api.exit_case(by=world.officer, case=given.reread(case), reason="Köçür.")
    case = given.reread(case)
    assert case.state == "exited"
    assert not case.visits.due().exists()


def test_nobody_leaves_while_a_breach_is_open(world):
    breach = given.breached(world)
    code = refused(lambda: api.exit_case(by=world.officer, case=given.reread(breach.case), reason="x"), WrongState)
    assert code == "breach_open"
