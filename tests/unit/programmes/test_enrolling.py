"""Enrolment: money and place in one transaction, strictly in the order of the queue."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from dayaq.core import clock
from dayaq.core.api import dispatch_all, run_worker_once
from dayaq.core.errors import Denied, Invalid, WrongState
from dayaq.core.models import AuditEvent, OutboxEvent
from dayaq.funds import api as funds
from dayaq.funds.models import FundBalance
from dayaq.law.api import set_parameter
from dayaq.law.models import Parameter
from dayaq.notices.models import Notice
from dayaq.programmes import api
from dayaq.programmes.models import Enrolment
from tests import make
from tests.unit.programmes import given

pytestmark = pytest.mark.usefixtures("programme")


def enrol(application, fund=None):
    return api.enrol_application(by=given.programme_officer(), application=application, fund=fund)


def plain():
    """Approved, without any preference."""
    given.minutes(1)
    return given.approved(given.asked(given.person(), unemployed_since="2026-01-01"))


def preferred():
    """Approved, in the statutory layer."""
    given.minutes(1)
    return given.approved()


def waiting(*applications):
    """All of them wait because there is no money."""
    for application in applications:
        assert enrol(application) is None
        assert application.state == "waitlisted"
    return applications


def test_enrolment_reserves_the_dated_ceiling_from_the_fund():
    fund, application = given.fund(2), given.approved()

    enrolment = enrol(application, fund)

    assert enrolment.amount_reserved == Decimal("7000.00")
    assert (enrolment.fund, enrolment.enrolled_on, enrolment.basis) == (fund, clock.today(), "unemployed")
    assert FundBalance.objects.get(fund=fund).reserved == Decimal("7000.00")
    assert application.state == "enrolled"
    event = AuditEvent.objects.get(event="application.enrolled")
    assert event.detail["enrolment_id"] == enrolment.pk
    assert Notice.objects.to(application.person).first().template == "application_enrolled"


def test_whoever_enrols_needs_the_right_to():
    application = given.approved()

    with pytest.raises(Denied):
        api.enrol_application(by=given.caseworker(), application=application)


def test_only_what_is_approved_is_enrolled():
    with pytest.raises(WrongState):
        enrol(given.assessed())


def test_without_money_an_application_waits_and_the_applicant_is_told_why():
    given.fund(0)
    application = given.approved()

    assert enrol(application) is None

    assert (application.state, application.waiting_reason) == ("waitlisted", "no_money")
    assert application.queued_at == clock.now()
    assert Notice.objects.to(application.person).first().template == "application_waitlisted"
    assert AuditEvent.objects.get(event="application.waitlisted").detail == {"waiting_reason": "no_money"}
    assert not Enrolment.objects.exists()


def test_without_a_fund_at_all_an_application_waits():
    assert enrol(given.approved()) is None


def test_the_queue_is_ordered_by_law_then_policy_then_submission():
    given.fund(0)
    late = plain()
    veteran = given.approved(
        given.with_status(given.asked(given.person(), unemployed_since="2026-01-01"), "war_participant")
    )
    early, first = plain(), preferred()
    waiting(first, early, veteran, late)

    queue = list(api.queue_places(given.programme()))

    assert [application.pk for application in queue] == [first.pk, veteran.pk, late.pk, early.pk]
    assert [application.place for application in queue] == [1, 2, 3, 4]
    assert api.place_of(late) == api.QueuePlace(3, 4)


def test_released_money_moves_the_queue_strictly_in_order():
    fund = given.fund(1)
    held = enrol(given.approved())
    second, first = plain(), preferred()
    waiting(second, first)

    api.end_enrolment(by=given.programme_officer(), enrolment=held, reason="exited")
    dispatch_all()

    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.state) == ("enrolled", "waitlisted")
    assert FundBalance.objects.get(fund=fund).available == 0


def test_a_new_allocation_moves_the_queue_as_far_as_it_reaches():
    fund = given.fund(0)
    third, second, first = plain(), plain(), preferred()
    waiting(third, second, first)

    given.allocate(fund, 2)
    dispatch_all()

    states = []
    for application in (first, third, second):
        application.refresh_from_db()
        states.append(application.state)
    assert states == ["enrolled", "enrolled", "waitlisted"]


def test_a_large_allocation_moves_a_long_queue_in_several_transactions(monkeypatch):
    monkeypatch.setattr("dayaq.programmes.actions.enrolling.BATCH", 2)
    fund = given.fund(0)
    applications = waiting(*(plain() for _ in range(5)))

    given.allocate(fund, 5)
    dispatch_all()

    for application in applications:
        application.refresh_from_db()
    assert {application.state for application in applications} == {"enrolled"}
    assert OutboxEvent.objects.filter(name="queue.advance").count() >= 2


def test_nobody_jumps_the_queue_and_the_refusal_says_how_many_stand_before():
    fund = given.fund(0)
    last, middle, first = plain(), plain(), preferred()
    waiting(last, middle, first)
    given.allocate(fund, 1)

    with pytest.raises(WrongState) as refused:
        enrol(middle, fund)

    assert (refused.value.code, refused.value.value) == ("not_first", 2)
    assert enrol(first, fund) is not None


def test_an_approved_application_joins_the_queue_behind_those_who_wait_although_there_is_money():
    fund = given.fund(0)
    (first,) = waiting(preferred())
    given.allocate(fund, 2)
    later = plain()

    assert enrol(later, fund) is None
    dispatch_all()

    first.refresh_from_db()
    later.refresh_from_db()
    assert (first.state, later.state) == ("enrolled", "enrolled")


def test_an_approved_application_before_all_who_wait_is_enrolled_at_once():
    fund = given.fund(0)
    waiting(plain())
    given.allocate(fund, 1)

    assert enrol(preferred(), fund) is not None


def test_a_fund_for_veterans_passes_over_others_who_keep_their_place():
    veterans = given.fund(0, targeting=["war_participant"])
    first = preferred()
    veteran = given.approved(
        given.with_status(given.asked(given.person(), unemployed_since="2026-01-01"), "war_participant")
    )
    waiting(first, veteran)

    given.allocate(veterans, 2)
    dispatch_all()

    first.refresh_from_db()
    veteran.refresh_from_db()
    assert (first.state, veteran.state) == ("waitlisted", "enrolled")
    assert api.place_of(first) == api.QueuePlace(1, 1)


def test_a_declared_status_opens_no_targeted_fund():
    veterans = given.fund(3, targeting=["war_participant"])
    application = given.approved(given.with_status(given.asked(given.person()), "war_participant", verified=False))

    with pytest.raises(Invalid) as refused:
        enrol(application, veterans)

    assert refused.value.code == "fund_targeting"


def test_a_fund_of_another_programme_pays_nothing():
    fund = given.fund(3)
    fund.programme_funds.all().delete()

    with pytest.raises(Invalid) as refused:
        enrol(given.approved(), fund)

    assert refused.value.code == "other_programme"


@pytest.mark.parametrize(
    "period", [{"valid_from": date(2026, 4, 1)}, {"valid_from": date(2020, 1, 1), "valid_to": date(2026, 3, 10)}]
)
def test_a_fund_pays_only_within_its_period(period):
    fund = given.fund(3, **period)

    with pytest.raises(Invalid) as refused:
        enrol(given.approved(), fund)

    assert refused.value.code == "fund_not_open"


def test_without_a_choice_the_first_fund_that_can_pay_pays():
    empty, full = given.fund(0), given.fund(1)

    assert enrol(given.approved()).fund == full
    assert FundBalance.objects.get(fund=empty).reserved == 0


def test_a_person_who_takes_part_cannot_apply_again():
    given.fund(1)
    application = given.approved()
    enrol(application)

    with pytest.raises(Invalid) as refused:
        api.draft_application(
            by=given.operator(), person=application.person, programme=given.programme(), basis="unemployed"
        )

    assert refused.value.code == "enrolled"


def test_the_ceiling_is_that_of_the_day_of_enrolment():
    given.fund(3)
    application = given.approved()
    set_parameter(
        by=make.user("administrator"),
        code="se.asset_ceiling",
        value="5000.00",
        valid_from=clock.today() + timedelta(days=1),
        certainty="U",
        source="test",
    )
    clock.advance(timedelta(days=1))

    assert enrol(application).amount_reserved == Decimal("5000.00")


def cap_at(percent):
    Parameter.objects.filter(code="se.landowner_cap_percent").update(value=percent)


def test_landowners_stay_within_half_of_the_unemployed_enrolled_this_year():
    given.fund(10)
    landowners = [given.approved(given.landowner()) for _ in range(2)]

    assert enrol(landowners[0]) is None
    assert (landowners[0].state, landowners[0].waiting_reason) == ("waitlisted", "cap")
    enrol(given.approved())
    enrol(given.approved())
    assert enrol(landowners[0]) is not None
    assert enrol(landowners[1]) is None

    cap = api.cap_state(given.programme(), clock.today())
    assert (cap.unemployed, cap.landowners, cap.allowed, cap.is_full) == (2, 1, 1, True)


def test_an_unemployed_enrolment_frees_a_place_and_the_waiting_landowner_moves():
    given.fund(10)
    landowner = given.approved(given.landowner())
    enrol(landowner)
    enrol(given.approved())
    dispatch_all()
    landowner.refresh_from_db()
    assert landowner.state == "waitlisted"

    enrol(given.approved())
    dispatch_all()

    landowner.refresh_from_db()
    assert landowner.state == "enrolled"


def test_a_landowner_who_waits_for_the_cap_does_not_hold_up_the_unemployed():
    fund = given.fund(10)
    landowner = given.approved(given.landowner())
    enrol(landowner)

    assert enrol(plain(), fund) is not None


def test_the_cap_counts_from_the_first_of_january():
    given.fund(10)
    enrol(given.approved())
    enrol(given.approved())
    Enrolment.objects.update(enrolled_on=date(2025, 12, 31))

    landowner = given.approved(given.landowner())

    assert enrol(landowner) is None
    Parameter.objects.filter(code="se.landowner_cap_period").update(value="rolling_year")
    assert enrol(landowner) is not None


def test_an_ended_enrolment_gives_back_what_was_only_reserved():
    fund = given.fund(1)
    enrolment = enrol(given.approved())
    funds.oblige(by=given.programme_officer(), reference=enrolment, amount=Decimal("3000"))

    ended = api.end_enrolment(by=given.programme_officer(), enrolment=enrolment, reason="exited", note="Köçüb")

    balance = FundBalance.objects.get(fund=fund)
    assert (balance.reserved, balance.obliged, balance.available) == (0, 3000, 4000)
    assert (ended.ended_on, ended.end_reason) == (clock.today(), "exited")
    assert AuditEvent.objects.get(event="enrolment.ended").reason == "Köçüb"


def test_an_enrolment_ends_once():
    given.fund(1)
    enrolment = enrol(given.approved())
    api.end_enrolment(by=given.programme_officer(), enrolment=enrolment, reason="completed")

    with pytest.raises(WrongState):
        api.end_enrolment(by=given.programme_officer(), enrolment=enrolment, reason="completed")


def test_an_operator_ends_no_enrolment():
    given.fund(1)
    enrolment = enrol(given.approved())

    with pytest.raises(Denied):
        api.end_enrolment(by=given.operator(), enrolment=enrolment, reason="exited")


def test_once_a_day_the_queue_moves_for_what_no_event_tells_of():
    fund = given.fund(1, valid_from=date(2026, 3, 12))
    (application,) = waiting(given.approved())
    run_worker_once()
    application.refresh_from_db()
    assert application.state == "waitlisted"

    clock.advance(timedelta(days=2))
    run_worker_once()

    application.refresh_from_db()
    assert application.state == "enrolled"
    assert application.enrolment.fund == fund


def test_somebody_who_died_is_passed_over():
    fund = given.fund(0)
    dead, alive = waiting(preferred(), plain())
    type(dead.person).objects.filter(pk=dead.person_id).update(death_date=clock.today())

    given.allocate(fund, 1)
    dispatch_all()

    alive.refresh_from_db()
    assert alive.state == "enrolled"
    with pytest.raises(WrongState) as refused:
        enrol(type(dead).objects.get(pk=dead.pk), fund)
    assert refused.value.code == "dead"


def test_the_page_of_funds_says_what_each_could_do():
    rich, poor = given.fund(2), given.fund(0)
    veterans = given.fund(2, targeting=["war_participant"])
    offers = {offer.fund.pk: offer for offer in api.funds_for(given.approved(), clock.today())}

    assert offers[rich.pk].can_pay
    assert not offers[poor.pk].can_pay
    assert not offers[veterans.pk].fits
