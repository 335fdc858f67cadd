"""Appeals: in time, by other eyes, and closed to those whom the rules still do not find eligible."""

from datetime import timedelta

import pytest

from dayaq.core import clock
from dayaq.core.errors import Denied, Invalid, WrongState
from dayaq.core.models import AuditEvent
from dayaq.documents.models import Document
from dayaq.notices.models import Notice
from dayaq.programmes import api
from dayaq.registry import api as registry
from tests import make
from tests.unit.programmes import given

pytestmark = pytest.mark.usefixtures("programme")

REASONS = {"reason_az": "Ödəniş dayandırılıb.", "reason_en": "The payment has ended."}


def stop_payment(whom):
    clock.advance(timedelta(days=1))
    registry.record_register_check(
        by=given.caseworker(),
        person=whom,
        register="unemployment_insurance",
        result={"receives_unemployment_insurance": False},
    )


def test_an_appeal_is_recorded_within_its_term_and_the_applicant_is_told():
    appeal = given.appealed()

    assert appeal.application.state == "appealed"
    assert appeal.deadline > clock.today()
    assert Notice.objects.to(appeal.application.person).first().template == "appeal_received"
    assert AuditEvent.objects.filter(event="application.appealed").exists()


def test_an_appeal_after_its_last_day_is_too_late():
    application = given.refused()
    clock.advance(timedelta(days=31))

    with pytest.raises(WrongState) as refused:
        given.appealed(application)

    assert refused.value.code == "too_late"


def test_an_appeal_on_its_last_day_is_in_time():
    application = given.refused()
    clock.advance(timedelta(days=30))

    assert given.appealed(application).pk


def test_an_appeal_without_grounds_is_none():
    with pytest.raises(Invalid):
        api.appeal_application(by=given.operator(), application=given.refused(), grounds="  ")


def test_nothing_but_a_refusal_is_appealed():
    with pytest.raises(WrongState):
        given.appealed(given.approved())


def test_a_caseworker_records_no_appeal():
    with pytest.raises(Denied):
        api.appeal_application(by=given.caseworker(), application=given.refused(), grounds="Yox")


def test_a_refusal_is_upheld_by_somebody_who_took_no_part():
    appeal = given.appealed()

    record = api.decide_appeal(by=given.decision_officer(), appeal=appeal, overturn=False, **REASONS)

    assert appeal.application.state == "upheld"
    assert record == appeal.record
    letter = Document.objects.about(appeal.application).get(kind="letter_appeal")
    assert letter.state == "valid"


def test_whoever_decided_does_not_decide_the_appeal():
    by = given.decision_officer()
    appeal = given.appealed(given.refused(by))

    with pytest.raises(Denied) as refused:
        api.decide_appeal(by=by, appeal=appeal, overturn=False, **REASONS)

    assert refused.value.code == "same_eyes"


@pytest.mark.parametrize("part", ["drafted", "assessed"])
def test_whoever_drafted_or_assessed_does_not_decide_the_appeal_under_another_account(part):
    whom = given.asked(given.person(), receives_unemployment_insurance=True)
    operator = make.user("operator", in_unit=make.unit(), human="human-drafted")
    caseworker = make.user("caseworker", in_unit=make.unit(), human="human-assessed")
    application = given.submitted(whom, by=operator)
    api.take_for_assessment(by=caseworker, application=application)
    api.assess_application(by=caseworker, application=application, recommendation="refused")
    api.decide_application(by=given.decision_officer(), application=application, approve=False)
    appeal = given.appealed(application)
    second = make.user("decision_officer", in_unit=make.unit(), human=f"human-{part}")

    with pytest.raises(Denied) as refused:
        api.decide_appeal(by=second, appeal=appeal, overturn=False, **REASONS)

    assert refused.value.code == "same_eyes"


def test_an_appeal_is_not_granted_while_the_rules_still_say_no():
    appeal = given.appealed()

    with pytest.raises(Invalid) as refused:
        api.decide_appeal(by=given.decision_officer(), appeal=appeal, overturn=True, **REASONS)

    assert refused.value.code == "not_eligible"
    appeal.refresh_from_db()
    assert appeal.result == ""


def test_an_overturned_refusal_is_approved_with_a_new_record():
    application = given.refused()
    first = api.latest_record(application)
    appeal = given.appealed(application)
    stop_payment(application.person)

    record = api.decide_appeal(by=given.decision_officer(), appeal=appeal, overturn=True, **REASONS)

    assert application.state == "approved"
    assert (record.kind, record.outcome, record.supersedes) == ("appeal", "approved", first)
    assert api.latest_record(application) == record
    assert application.priority_statutory == 1
    events = AuditEvent.objects.filter(object_type="programmes.application", object_id=application.pk)
    assert list(events.order_by("pk").values_list("event", flat=True))[-2:] == [
        "application.overturned",
        "application.approved",
    ]
    letters = Document.objects.about(application).filter(kind="letter_decision")
    assert sorted(letter.state for letter in letters) == ["superseded", "valid"]
    assert api.recomputes(record)


def test_a_decided_appeal_is_not_decided_again():
    appeal = given.appealed()
    api.decide_appeal(by=given.decision_officer(), appeal=appeal, overturn=False, **REASONS)

    with pytest.raises(WrongState):
        api.decide_appeal(by=given.decision_officer(), appeal=appeal, overturn=False, **REASONS)


def test_an_appeal_is_decided_with_a_reason_in_both_languages():
    with pytest.raises(Invalid):
        api.decide_appeal(
            by=given.decision_officer(), appeal=given.appealed(), overturn=False, reason_az="Səbəb", reason_en=""
        )


def test_an_applicant_may_withdraw_the_appeal_with_the_application():
    appeal = given.appealed()

    api.withdraw_application(by=given.operator(), application=appeal.application)

    appeal.refresh_from_db()
    assert appeal.result == "withdrawn"
