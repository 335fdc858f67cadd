"""Who looks after a case, its line of business, and training."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from dayaq.core import clock
from dayaq.core.errors import Denied, Exhausted, Invalid, Stale, WrongState
from dayaq.core.models import AuditEvent
from dayaq.law.models import LegalAct
from dayaq.selfemployment import api
from dayaq.selfemployment.models import Attendance, BusinessLine, Case, DirectionChoice, KitItem, TrainingPlace
from tests import make
from tests.unit.selfemployment import given
from tests.unit.selfemployment.given import refused

pytestmark = pytest.mark.django_db


# The catalogue -------------------------------------------------------------------------------------------------------


def test_the_catalogue_is_loaded_once_with_kits_within_their_price_range(world):
    assert api.load_business_lines() == 0
    assert BusinessLine.objects.count() == 34
    for line in BusinessLine.objects.prefetch_related("kit"):
        total = sum(item.quantity * item.price for item in line.kit.all())
        assert line.price_from <= total <= line.price_to, line.code
        assert line.label["az"]
        assert line.label["en"]


def test_what_the_ministry_changed_stays(world):
    KitItem.objects.filter(line__code="sheep").delete()
    BusinessLine.objects.filter(code="sheep").update(price_to=Decimal(9000))
    api.load_business_lines()
    assert BusinessLine.objects.get(code="sheep").price_to == 9000


# Assignment ----------------------------------------------------------------------------------------------------------


def test_a_case_is_assigned_to_a_colleague_who_works_in_its_district(world):
    case = given.enrolled(world)
    api.assign_case(by=world.officer, case=case, to=world.caseworker)
    assert given.reread(case).assigned_to == world.caseworker
    assert AuditEvent.objects.filter(event="case.assigned", object_id=case.pk).count() == 1


def test_a_case_is_not_assigned_to_whoever_does_not_work_there(world):
    case = given.enrolled(world)
    elsewhere = make.user("caseworker", in_unit=make.unit("AZ-AST", "Astara"))
    for stranger in (elsewhere, make.user("operator"), make.user("analyst")):
        assert refused(lambda to=stranger: api.assign_case(by=world.officer, case=case, to=to), Invalid) == "not_theirs"


def test_a_monitor_does_not_assign_an_ended_case(world):
    case = given.enrolled(world)
    api.exit_case(by=world.officer, case=case, reason="Köçüb.")
    assert refused(lambda: api.assign_case(by=world.officer, case=case, to=world.caseworker), WrongState)


# Line of business ----------------------------------------------------------------------------------------------------


def test_the_first_choice_moves_the_case_and_keeps_the_advice(world):
    case = given.enrolled(world)
    api.choose_direction(by=world.caseworker, case=case, line=given.line(), advice=" Tələbat var. ")
    case = given.reread(case)
    assert (case.state, case.line.code) == ("direction_chosen", "car_wash")
    assert case.due_on > given.TODAY
    choice = DirectionChoice.objects.get(case=case)
    assert (choice.advice, choice.by, choice.chosen_on) == ("Tələbat var.", world.caseworker, given.TODAY)


def test_a_change_keeps_the_history_and_says_why(world):
    case = given.directed(world)
    change = {"by": world.caseworker, "case": case, "line": given.line("sewing"), "advice": "Evdə işləyə bilər."}
    assert refused(lambda: api.choose_direction(**change), Invalid) == "no_reason"
    api.choose_direction(**change, reason="Səhhətinə görə.")
    case = given.reread(case)
    assert (case.state, case.line.code) == ("direction_chosen", "sewing")
    assert list(case.directions.order_by("pk").values_list("line__code", flat=True)) == ["car_wash", "sewing"]
    assert AuditEvent.objects.filter(event="case.direction_changed", object_id=case.pk).count() == 1


def test_a_line_not_offered_today_or_chosen_already_or_without_advice_is_refused(world):
    case = given.directed(world)
    BusinessLine.objects.filter(code="sheep").update(valid_to=given.TODAY)

    def choose(code, advice="Məsləhət"):
        return lambda: api.choose_direction(
            by=world.caseworker, case=case, line=given.line(code), advice=advice, reason="x"
        )

    assert refused(choose("sheep"), Invalid) == "not_offered"
    assert refused(choose("car_wash"), Invalid) == "unchanged"
    assert refused(choose("sewing", " "), Invalid) == "no_advice"


def test_the_line_does_not_change_while_the_plan_is_with_the_committee(world):
    plan = given.submitted(world)
    choose = {"by": world.caseworker, "case": plan.case, "line": given.line("sewing"), "advice": "x", "reason": "x"}
    assert refused(lambda: api.choose_direction(**choose), WrongState)


@pytest.mark.parametrize("role", ["monitor", "fund_officer", "decision_officer", "partner", "analyst"])
def test_only_whoever_advises_chooses_the_line(world, role):
    case = given.enrolled(world)
    refused(lambda: api.choose_direction(by=make.user(role), case=case, line=given.line(), advice="x"), Denied)
    assert not DirectionChoice.objects.exists()


def test_a_caseworker_of_another_district_does_not_learn_that_the_case_exists(world):
    case = given.enrolled(world)
    stranger = make.user("caseworker", in_unit=make.unit("AZ-AST", "Astara"))
    code = refused(lambda: api.choose_direction(by=stranger, case=case, line=given.line(), advice="x"), Denied)
    assert code == "hidden"


def test_a_stale_page_changes_nothing(world):
    case = given.enrolled(world)
    shown = case.version
    api.assign_case(by=world.officer, case=Case.objects.get(pk=case.pk), to=world.caseworker)
    refused(
        lambda: api.choose_direction(by=world.caseworker, case=case, line=given.line(), advice="x", version=shown),
        Stale,
    )


# Training ------------------------------------------------------------------------------------------------------------


def test_a_place_begins_the_training_and_the_participant_is_invited(world):
    case = given.in_training(world)
    assert case.state == "in_training"
    assert TrainingPlace.objects.filter(case=case).count() == 1


def test_a_full_group_an_ended_one_and_one_elsewhere_are_refused(world):
    case = given.directed(world)
    full = given.group(world, capacity=1)
    given.in_training(world, full)
    ended = given.group(world, starts_on=given.TODAY - timedelta(days=9), ends_on=given.TODAY - timedelta(days=1))
    other = api.create_training_group(
        by=world.officer,
        label={"az": "A", "en": "A"},
        unit=make.unit("AZ-AST", "Astara"),
        place="x",
        trainer="x",
        starts_on=given.TODAY,
        ends_on=given.TODAY,
        capacity=3,
    )
    add = {"by": world.officer, "case": case}
    assert refused(lambda: api.add_to_group(**add, group=full), Exhausted) == "group_full"
    assert refused(lambda: api.add_to_group(**add, group=ended), WrongState) == "group_ended"
    assert refused(lambda: api.add_to_group(**add, group=other), Invalid) == "other_district"


def test_nobody_has_two_places_in_one_group(world):
    course = given.group(world)
    case = given.in_training(world, course)
    again = refused(lambda: api.add_to_group(by=world.caseworker, case=case, group=course), WrongState)
    assert again == "has_place"


def test_a_caseworker_makes_groups_in_their_own_district_only(world):
    code = refused(lambda: given.group(world, unit=make.unit("AZ-AST", "Astara")), Denied)
    assert code == "hidden"
    refused(lambda: given.group(world, ends_on=given.TODAY - timedelta(days=30)), Invalid)
    refused(lambda: given.group(world, capacity=0), Invalid)
    refused(lambda: given.group(world, label={"az": "A"}), Invalid)


def session(world, course, hours="12", day=0, topic="Mövzu"):
    return api.record_session(
        by=world.caseworker,
        group=course,
        held_on=course.starts_on + timedelta(days=day),
        hours=Decimal(hours),
        topic=topic,
    )


def test_whoever_reaches_the_required_hours_is_trained_by_itself(world):
    course = given.group(world)
    one, other = given.in_training(world, course), given.in_training(world, course)
    for day in range(3):
        held = session(world, course, day=day)
        api.record_attendance(by=world.caseworker, session=held, hours={one.pk: Decimal(12), other.pk: Decimal("11.5")})
    one, other = given.reread(one), given.reread(other)
    assert (one.state, one.trained_on) == ("trained", course.starts_on + timedelta(days=2))
    assert other.state == "in_training"
    assert {p.case.pk: (p.attended, p.required) for p in api.participants_of(course)} == {
        one.pk: (Decimal(36), 36),
        other.pk: (Decimal("34.5"), 36),
    }


def test_the_hours_required_are_those_of_the_day_of_enrolment(world):
    course = given.group(world)
    case = given.in_training(world, course, enrolled_on=date(2020, 6, 1))
    for day in range(3):
        api.record_attendance(
            by=world.caseworker, session=session(world, course, day=day), hours={case.pk: Decimal(12)}
        )
    assert given.reread(case).state == "in_training"
    assert api.participants_of(course)[0].required == 160


def test_attendance_is_corrected_until_the_participant_is_trained(world):
    course = given.group(world)
    case = given.in_training(world, course)
    first = session(world, course)
    api.record_attendance(by=world.caseworker, session=first, hours={case.pk: Decimal(2)})
    api.record_attendance(by=world.caseworker, session=first, hours={case.pk: Decimal(6)})
    assert Attendance.objects.get(case=case).hours == 6
    for day in (1, 2, 3):
        api.record_attendance(
            by=world.caseworker, session=session(world, course, day=day), hours={case.pk: Decimal(12)}
        )
    assert given.reread(case).state == "trained"
    lower = refused(
        lambda: api.record_attendance(by=world.caseworker, session=first, hours={case.pk: Decimal(0)}), WrongState
    )
    assert lower == "not_in_training"


def test_nobody_attends_longer_than_the_session_nor_without_a_place(world):
    course = given.group(world)
    case, stranger = given.in_training(world, course), given.directed(world)
    held = session(world, course, hours="3")
    record = {"by": world.caseworker, "session": held}
    assert refused(lambda: api.record_attendance(**record, hours={case.pk: Decimal(4)}), Invalid) == "hours"
    assert refused(lambda: api.record_attendance(**record, hours={stranger.pk: Decimal(1)}), Invalid) == "no_place"


def test_a_session_lies_within_the_course_and_has_been_held(world):
    course = given.group(world)

    def record(day, hours="3", topic="Mövzu"):
        return lambda: api.record_session(
            by=world.caseworker, group=course, held_on=day, hours=Decimal(hours), topic=topic
        )

    refused(record(course.starts_on - timedelta(days=1)), Invalid)
    refused(record(clock.today() + timedelta(days=1)), Invalid)
    refused(record(clock.today(), hours="0"), Invalid)
    refused(record(clock.today(), hours="12.5"), Invalid)
    refused(record(clock.today(), topic=" "), Invalid)
    record(clock.today())()
    assert refused(record(clock.today()), Invalid) == "taken"


def test_a_monitor_runs_no_training(world):
    course = given.group(world)
    refused(
        lambda: api.record_session(
            by=world.monitor, group=course, held_on=given.TODAY, hours=Decimal(1), topic="Mövzu"
        ),
        Denied,
    )


# Waivers -------------------------------------------------------------------------------------------------------------


def act(**changes):
    fields = {
        "code": "pandemic-2020",
        "kind": "cabinet_decision",
        "label": {"az": "Akt", "en": "Act"},
        "in_force_from": given.TODAY - timedelta(days=100),
        "in_force_to": given.TODAY + timedelta(days=100),
    }
    return LegalAct.objects.create(**{**fields, **changes})


def waive(world, case, rests_on, **changes):
    fields = {
        "valid_from": given.TODAY - timedelta(days=1),
        "valid_to": given.TODAY + timedelta(days=30),
        "reason": "Pandemiya.",
        "by": world.officer,
    }
    return lambda: api.waive_training(case=case, act=rests_on, **{**fields, **changes})


def test_a_waiver_in_force_takes_the_case_past_training(world):
    case = given.directed(world)
    waive(world, case, act())()
    case = given.reread(case)
    assert (case.state, case.trained_on, case.waiver.reason) == ("trained", None, "Pandemiya.")
    assert AuditEvent.objects.filter(event="case.training_waived", object_id=case.pk).count() == 1


def test_a_waiver_needs_an_act_and_dates_in_force(world):
    case = given.directed(world)
    rests_on = act()
    over = act(code="over", in_force_to=given.TODAY)
    coming = act(code="coming", in_force_from=given.TODAY + timedelta(days=1))
    undated = act(code="undated", in_force_from=None)
    for other in (over, coming, undated):
        assert refused(waive(world, case, other), Invalid) == "act_not_in_force"
    assert refused(waive(world, case, rests_on, valid_to=given.TODAY), Invalid) == "not_in_force"
    assert refused(waive(world, case, rests_on, valid_to=given.TODAY + timedelta(days=200)), Invalid) == "beyond_act"
    assert refused(waive(world, case, rests_on, valid_from=given.TODAY - timedelta(days=200)), Invalid) == "beyond_act"
    assert refused(waive(world, case, rests_on, reason=" "), Invalid) == "no_reason"


def test_a_caseworker_waives_no_training(world):
    case = given.directed(world)
    refused(waive(world, case, act(), by=world.caseworker), Denied)


def test_training_that_began_is_not_waived(world):
    case = given.in_training(world)
    refused(waive(world, case, act()), WrongState)
