"""The business plan and the committee."""

from dataclasses import replace
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from dayaq.core.errors import Denied, Exhausted, Invalid, Stale, WrongState
from dayaq.core.events import dispatch_all
from dayaq.core.models import AuditEvent
from dayaq.funds import api as funds
from dayaq.notices.models import Notice
from dayaq.panels import api as panels
from dayaq.panels.models import Panel, Sitting
from dayaq.selfemployment import api
from dayaq.selfemployment.models import BusinessPlan, Case
from tests import make
from tests.unit.selfemployment import given
from tests.unit.selfemployment.given import refused

pytestmark = pytest.mark.django_db


# Drafting ------------------------------------------------------------------------------------------------------------


def test_a_draft_holds_what_is_asked_for_its_sum_and_its_break_even(world):
    rows = [{"month": n, "income": "500" if n > 3 else "100", "costs": "200"} for n in range(1, 13)]
    plan = given.drafted(world, months=rows, monthly_income=Decimal(500), monthly_costs=Decimal(200))
    assert (plan.state, plan.number, plan.amount, plan.break_even_month) == ("draft", 1, given.AMOUNT, 4)
    assert (plan.line.code, plan.helper) == ("car_wash", world.caseworker)
    assert plan.items[1] == {
        "description": "Köpük püskürdən",
        "quantity": 2,
        "price": "780.00",
        "kit_item": None,
    }


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"activity": " "}, "activity"),
        ({"place": ""}, "place"),
        ({"market": ""}, "market"),
        ({"items": []}, "items"),
        ({"months": given.months(length=3)}, "months"),
        ({"monthly_income": Decimal(900)}, "monthly_income"),
        ({"baseline_income": Decimal(-1)}, "baseline_income"),
    ],
)
def test_an_incomplete_or_inconsistent_plan_is_not_kept(world, changes, field):
    with pytest.raises(Invalid) as refusal:
        given.drafted(world, **changes)
    assert refusal.value.field == field
    assert not BusinessPlan.objects.exists()


def test_a_draft_changes_and_a_submitted_plan_does_not(world):
    plan = given.drafted(world)
    api.update_plan(
        by=world.caseworker,
        plan=plan,
        data=given.plan_data(activity="Kimyəvi təmizləmə"),
        helper=world.officer,
    )
    plan = given.reread(plan)
    assert (plan.activity, plan.helper, plan.version) == ("Kimyəvi təmizləmə", world.officer, 2)
    api.submit_plan(by=world.caseworker, plan=plan)
    code = refused(
        lambda: api.update_plan(by=world.caseworker, plan=plan, data=given.plan_data(), helper=world.officer),
        WrongState,
    )
    assert code in ("wrong_state", "plan_submitted")


def test_a_stale_draft_is_not_overwritten(world):
    plan = given.drafted(world)
    api.update_plan(by=world.caseworker, plan=plan, data=given.plan_data(), helper=world.caseworker, version=1)
    refused(
        lambda: api.update_plan(
            by=world.caseworker, plan=plan, data=given.plan_data(), helper=world.caseworker, version=1
        ),
        Stale,
    )


def test_there_is_one_plan_in_work_at_a_time_and_the_database_says_so_too(world):
    plan = given.drafted(world)
    again = refused(
        lambda: api.draft_plan(by=world.caseworker, case=plan.case, data=given.plan_data(), helper=world.caseworker),
        WrongState,
    )
    assert again == "plan_open"
    plan.pk, plan.number = None, 2
    with pytest.raises(IntegrityError), transaction.atomic():
        plan.save()


@pytest.mark.parametrize("role", ["monitor", "fund_officer", "operator", "committee_member"])
def test_only_whoever_accompanies_the_participant_writes_a_plan(world, role):
    case = given.trained(world)
    refused(
        lambda: api.draft_plan(by=make.user(role), case=case, data=given.plan_data(), helper=world.caseworker), Denied
    )


# Submitting ----------------------------------------------------------------------------------------------------------


def test_a_submitted_plan_has_a_sitting_with_the_parameters_of_the_day(world):
    api_case = given.trained(world)
    api.assign_case(by=world.officer, case=api_case, to=world.caseworker)
    helper = make.user("caseworker", in_unit=make.unit())
    plan = api.draft_plan(by=world.caseworker, case=api_case, data=given.plan_data(), helper=helper)
    submitter = make.user("programme_officer")
    plan = api.submit_plan(by=submitter, plan=plan)
    sitting = Sitting.objects.get(pk=plan.sitting_id)
    assert (sitting.subject_type, sitting.subject_id) == ("selfemployment.businessplan", plan.pk)
    assert (sitting.quorum, sitting.pass_mark, sitting.panel) == (3, Decimal("60.00"), world.panel)
    assert set(sitting.excluded_human_ids) == {world.caseworker.human_id, helper.human_id, submitter.human_id}
    assert (plan.state, Case.objects.get(pk=plan.case_id).state) == ("submitted", "plan_submitted")


def test_a_plan_above_the_ceiling_or_for_another_line_is_not_submitted(world):
    dear = [{"description": "Stend", "quantity": 1, "price": given.CEILING + Decimal("0.01")}]
    plan = given.drafted(world, items=dear)
    with pytest.raises(Invalid) as refusal:
        api.submit_plan(by=world.caseworker, plan=plan)
    assert (refusal.value.code, refusal.value.value) == ("above_ceiling", Decimal("0.01"))
    api.update_plan(by=world.caseworker, plan=plan, data=given.plan_data(), helper=world.caseworker)
    api.choose_direction(by=world.caseworker, case=plan.case, line=given.line("sewing"), advice="x", reason="x")
    assert refused(lambda: api.submit_plan(by=world.caseworker, plan=plan), Invalid) == "other_line"
    api.update_plan(by=world.caseworker, plan=plan, data=given.plan_data(), helper=world.caseworker)
    assert api.submit_plan(by=world.caseworker, plan=plan).line.code == "sewing"


def test_a_plan_exactly_at_the_ceiling_is_submitted(world):
    rows = [{"description": "Stend", "quantity": 1, "price": given.CEILING}]
    assert given.submitted(world, items=rows).state == "submitted"


def test_a_member_who_helped_is_no_member_here_and_the_quorum_must_stay_in_reach(world):
    plan = given.drafted(world)
    helper = make.user("caseworker", in_unit=make.unit(), human=world.members[0].human_id)
    api.update_plan(by=world.caseworker, plan=plan, data=given.plan_data(), helper=helper)
    plan = api.submit_plan(by=world.caseworker, plan=plan)
    points = {c.code: 1 for c in plan.sitting.criteria_set.criteria.all()}
    assert (
        refused(lambda: panels.submit_scores(by=world.members[0], sitting=plan.sitting, points=points), Denied)
        == "took_part"
    )


def test_without_enough_members_nothing_is_submitted(world):
    plan = given.drafted(world)
    for member in world.panel.members.all()[:2]:
        panels.end_appointment(by=world.officer, member=member, reason="x")
    assert refused(lambda: api.submit_plan(by=world.caseworker, plan=plan), Exhausted) == "quorum_out_of_reach"
    assert given.reread(plan).state == "draft"


def test_with_several_committees_one_must_be_named(world):
    plan = given.drafted(world)
    Panel.objects.filter(pk=world.panel.pk).update(code="first")
    assert api.find_panel() == given.reread(world.panel)
    other = panels.create_panel(
        by=world.officer, code="second", label={"az": "B", "en": "B"}, organisation=make.organisation()
    )
    assert refused(lambda: api.submit_plan(by=world.caseworker, plan=plan), Invalid) == "which_panel"
    for member in world.members:
        panels.appoint_member(by=world.officer, panel=other, user=member)
    plan = api.submit_plan(by=world.caseworker, plan=plan, panel=other)
    assert plan.sitting.panel == other


# Concluding ----------------------------------------------------------------------------------------------------------


def conclude(world, plan, **named):
    return api.conclude_plan(by=world.officer, plan=plan, **named)


def test_a_plan_at_the_pass_mark_is_approved_and_just_below_it_is_not(world):
    plan = given.submitted(world)
    given.score(world, plan, Decimal("0.6"))
    conclude(world, plan)
    assert (given.reread(plan).state, given.reread(plan).points) == ("approved", Decimal("60.00"))

    plan = given.submitted(world)
    criteria = list(plan.sitting.criteria_set.criteria.all())
    for number, member in enumerate(world.members[:3]):
        points = {c.code: int(c.max_points * Decimal("0.6")) for c in criteria}
        points[criteria[0].code] -= number == 0
        panels.submit_scores(by=member, sitting=plan.sitting, points=points)
    assert refused(lambda: conclude(world, plan), Invalid) == "no_verdict"


def test_below_the_quorum_nothing_is_concluded(world):
    plan = given.submitted(world)
    given.score(world, plan, members=2)
    assert refused(lambda: conclude(world, plan), WrongState) == "no_quorum"


def test_a_plan_below_the_mark_is_returned_with_a_note_and_comes_back_as_a_new_version(world):
    plan = given.submitted(world)
    given.score(world, plan, Decimal("0.3"))
    assert refused(lambda: conclude(world, plan, verdict="returned"), Invalid) == "no_note"
    conclude(world, plan, verdict="returned", note="Bazar təsvir edilməyib.")
    case = Case.objects.get(pk=plan.case_id)
    assert (case.state, given.reread(plan).decision_note) == ("plan_returned", "Bazar təsvir edilməyib.")
    assert funds.balance(world.fund).reserved == given.CEILING
    assert Notice.objects.to(case.person).filter(template="plan_returned").count() == 1

    second = api.draft_plan(by=world.caseworker, case=case, data=given.plan_data(), helper=world.caseworker)
    assert second.number == 2
    second = api.submit_plan(by=world.caseworker, plan=second)
    given.score(world, second)
    conclude(world, second)
    assert given.reread(case).state == "plan_approved"
    assert AuditEvent.objects.filter(event="case.plan_resubmitted", object_id=case.pk).count() == 1


def test_a_refused_plan_ends_participation_and_frees_the_money(world):
    plan = given.submitted(world)
    given.score(world, plan, Decimal("0.1"))
    conclude(world, plan, verdict="refused", note="Plan əsassızdır.")
    case = Case.objects.get(pk=plan.case_id)
    assert (case.state, case.ended_on, case.enrolment.end_reason) == ("plan_refused", given.TODAY, "refused")
    assert funds.balance(world.fund).reserved == 0


def test_whoever_helped_or_submitted_does_not_close_the_sitting(world):
    case = given.trained(world)
    plan = api.draft_plan(by=world.officer, case=case, data=given.plan_data(), helper=world.caseworker)
    plan = api.submit_plan(by=world.officer, plan=plan)
    given.score(world, plan)
    assert refused(lambda: conclude(world, plan), Denied) == "took_part"
    twin = make.user("programme_officer", human=world.officer.human_id)
    assert refused(lambda: api.conclude_plan(by=twin, plan=plan), Denied) == "took_part"
    api.conclude_plan(by=world.second_officer, plan=plan)
    assert given.reread(plan).state == "approved"


def test_a_caseworker_concludes_nothing(world):
    plan = given.submitted(world)
    given.score(world, plan)
    refused(lambda: api.conclude_plan(by=world.caseworker, plan=plan), Denied)


def test_an_incomplete_plan_is_sent_back_before_it_is_scored(world):
    plan = given.submitted(world)
    api.return_plan(by=world.officer, plan=plan, note="İcazə sənədi yoxdur.")
    plan = given.reread(plan)
    assert (plan.state, plan.points, plan.case.state) == ("returned", None, "plan_returned")
    assert plan.sitting.state == "cancelled"
    assert refused(lambda: api.return_plan(by=world.officer, plan=plan, note="x"), WrongState)


def test_a_cancelled_sitting_leaves_a_plan_for_which_the_committee_is_called_again(world):
    plan = given.submitted(world)
    first = plan.sitting
    assert refused(lambda: api.convene_committee(by=world.officer, plan=plan), WrongState) == "sitting_open"
    panels.cancel_sitting(by=world.officer, sitting=first, reason="Üzvlər xəstədir.")
    assert refused(lambda: conclude(world, plan), WrongState) == "no_sitting"
    plan = api.convene_committee(by=world.officer, plan=plan)
    assert plan.sitting != first
    given.score(world, plan)
    conclude(world, plan)
    assert given.reread(plan).state == "approved"


def test_a_sitting_closed_on_the_committee_s_own_page_approves_a_plan_that_passed(world):
    plan = given.submitted(world)
    given.score(world, plan)
    panels.close_sitting(by=world.officer, sitting=plan.sitting)
    dispatch_all()
    plan = given.reread(plan)
    assert (plan.state, plan.case.state) == ("approved", "plan_approved")
    assert funds.balance(world.fund).reserved == given.AMOUNT
    from dayaq.accounts.api import system_user

    api.approve_scored_plan(by=system_user(), plan=plan)
    assert AuditEvent.objects.filter(event="plan.approved", object_id=plan.pk).count() == 1


def test_a_sitting_closed_below_the_mark_waits_for_an_officer_s_word(world):
    plan = given.submitted(world)
    given.score(world, plan, Decimal("0.2"))
    panels.close_sitting(by=world.officer, sitting=plan.sitting)
    dispatch_all()
    assert given.reread(plan).state == "submitted"
    conclude(world, given.reread(plan), verdict="returned", note="Yenidən yazın.")
    assert given.reread(plan).state == "returned"


# What the committee sees ---------------------------------------------------------------------------------------------


def test_the_committee_sees_the_plan_and_not_who_the_participant_is(world):
    plan = given.submitted(world)
    subject = api.plan_subject(plan.pk)
    assert (subject.amount, subject.ceiling, subject.break_even_month) == (given.AMOUNT, given.CEILING, 1)
    assert subject.balance[0] == 350
    assert not subject.outside_prices
    person = plan.case.person
    shown = repr(replace(subject, line=None))
    for secret in (person.surname, person.given_name, str(person.birth_date), plan.case.number):
        assert secret not in shown


def test_a_plan_outside_the_prices_of_its_line_is_marked(world):
    plan = given.drafted(world, items=[{"description": "Çən", "quantity": 1, "price": Decimal(260)}])
    assert api.plan_subject(plan.pk).outside_prices
    assert api.plan_subject(0) is None
