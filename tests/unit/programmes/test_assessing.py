"""Examining facts and recommending a decision; what is unknown decides nothing."""

from datetime import date, timedelta

import pytest

from dayaq.core import clock
from dayaq.core.errors import Denied, Invalid, WrongState
from dayaq.core.models import AuditEvent
from dayaq.law.api import set_parameter
from dayaq.law.models import Parameter
from dayaq.notices.models import Notice
from dayaq.programmes import api
from dayaq.programmes.models import Assessment, InformationRequest
from dayaq.registry import api as registry
from tests import make
from tests.unit.programmes import given

pytestmark = pytest.mark.usefixtures("programme")


def test_a_caseworker_takes_a_submitted_application():
    application = given.taken()

    assert application.state == "in_assessment"
    assert AuditEvent.objects.filter(event="application.taken", object_id=application.pk).exists()


def test_without_consent_or_legal_basis_nobody_examines():
    application = given.submitted(consent=None)

    with pytest.raises(WrongState) as refused:
        api.take_for_assessment(by=given.caseworker(), application=application)

    assert refused.value.code == "no_consent"


def test_a_legal_basis_given_when_taking_is_enough():
    application = given.submitted(consent=None)

    api.take_for_assessment(by=given.caseworker(), application=application, legal_basis="998-IIIQ, 8.5")

    assert application.legal_basis == "998-IIIQ, 8.5"


def test_a_withdrawn_consent_stops_the_assessment():
    application = given.taken()
    registry.withdraw_consent(by=given.caseworker(), consent=application.basis_consent)
    application.refresh_from_db()

    with pytest.raises(WrongState) as refused:
        api.assess_application(by=given.caseworker(), application=application)

    assert refused.value.code == "no_consent"


def test_an_operator_does_not_assess():
    with pytest.raises(Denied):
        api.take_for_assessment(by=given.operator(), application=given.submitted())


def test_a_draft_cannot_be_taken():
    with pytest.raises(WrongState):
        api.take_for_assessment(by=given.caseworker(), application=given.drafted())


def test_an_assessment_keeps_facts_with_their_sources_and_the_whole_trace():
    application = given.taken()

    assessment = api.assess_application(by=given.caseworker(), application=application, recommendation="approved")

    assert assessment.outcome == "eligible"
    unemployed = assessment.facts["registered_unemployed"]
    assert unemployed["value"] is True
    assert unemployed["source"].startswith("registry.registercheck:")
    assert unemployed["as_of"] == "2026-03-10"
    assert {condition["id"] for condition in assessment.decision["conditions"]} == {
        "status",
        "minimum-age",
        "pension-age",
        "unemployment-insurance",
        "running-contract",
    }
    assert assessment.decision["parameters"]["minimum_age"]["value"] == 15
    application.refresh_from_db()
    assert application.assessed_by == assessment.by


def test_an_unconfirmed_parameter_says_so_in_its_source():
    application = given.taken()
    Parameter.objects.filter(code="se.jobseeker_min_age").update(certainty="U")

    assessment = api.assess_application(by=given.caseworker(), application=application)

    assert "[U]" in assessment.decision["parameters"]["minimum_age"]["source"]


def test_what_is_unknown_cannot_be_recommended_for_approval_and_the_missing_facts_are_named():
    application = given.taken(given.person())

    with pytest.raises(Invalid) as refused:
        api.assess_application(by=given.caseworker(), application=application, recommendation="approved")

    assert refused.value.code == "undetermined"
    assert set(refused.value.value) >= {"registered_unemployed", "receives_unemployment_insurance"}
    assert not Assessment.objects.exists()


def test_a_parameter_that_the_law_does_not_give_leaves_it_undetermined():
    application = given.taken()
    Parameter.objects.filter(code="se.jobseeker_min_age").delete()

    examined = api.examine(application, on=clock.today())

    assert examined.decision.outcome == "undetermined"
    assert examined.missing == ("param.minimum_age",)


def test_an_excluded_person_cannot_be_recommended_for_approval():
    application = given.taken(given.asked(given.person(), receives_unemployment_insurance=True))

    with pytest.raises(Invalid) as refused:
        api.assess_application(by=given.caseworker(), application=application, recommendation="approved")

    assert refused.value.code == "not_eligible"


def test_refusing_somebody_whom_the_rules_find_eligible_needs_a_reason():
    application, by = given.taken(), given.caseworker()

    with pytest.raises(Invalid) as refused:
        api.assess_application(by=by, application=application, recommendation="refused")
    assessment = api.assess_application(
        by=by, application=application, recommendation="refused", reason="Sənəd saxtadır"
    )

    assert refused.value.code == "reason"
    assert assessment.recommendation == "refused"


def test_the_database_itself_refuses_to_recommend_approval_of_whom_the_rules_do_not_find_eligible(programme):
    from django.db import IntegrityError, transaction

    application = given.taken()
    done = api.assess_application(by=given.caseworker(), application=application)

    with pytest.raises(IntegrityError, match="assessment_fails_closed"), transaction.atomic():
        Assessment.objects.create(
            application=application,
            rule_version=done.rule_version,
            by=done.by,
            on_date=done.on_date,
            facts={},
            decision={},
            outcome="undetermined",
            recommendation="approved",
        )


def test_a_register_outweighs_what_the_applicant_said():
    whom = given.asked(given.person(), has_other_work=True)
    application = given.taken(whom, answers={"has_other_work": False})

    fact = api.examine(application, on=clock.today()).facts["has_other_work"]

    assert (fact.value, fact.certainty) == (True, "register")


def test_an_answer_counts_where_no_register_answered():
    application = given.taken(answers={"owns_farm_land_share": True})

    fact = api.examine(application, on=clock.today()).facts["owns_farm_land_share"]

    assert (fact.value, fact.source) == (True, "application")


def test_a_declared_status_stays_unknown_until_it_is_verified():
    whom = given.with_status(given.asked(given.person()), "war_participant", verified=False)
    application = given.taken(whom)

    fact = api.examine(application, on=clock.today()).facts["war_participant"]

    assert (fact.value, fact.certainty) == (None, "declared")


def test_the_parameters_are_those_of_the_day_of_submission():
    application = given.submitted()
    by = make.user("administrator")
    clock.advance(timedelta(days=3))
    set_parameter(by=by, code="se.jobseeker_min_age", value=50, valid_from=clock.today(), certainty="U", source="test")

    examined = api.examine(application, on=clock.today())

    assert examined.decision.parameters["minimum_age"].value == 15


def test_information_is_asked_in_the_applicants_language_and_the_application_waits():
    application = given.taken(given.person())

    asked = api.request_information(
        by=given.caseworker(), application=application, names=["has_other_work"], text="Başqa işiniz varmı?"
    )

    application.refresh_from_db()
    assert application.state == "needs_information"
    assert asked.language == "az"
    assert "Başqa işiniz varmı?" in Notice.objects.to(application.person).first().body


def test_nobody_is_asked_for_what_a_register_already_gives():
    application = given.taken()

    with pytest.raises(Invalid) as refused:
        api.request_information(
            by=given.caseworker(), application=application, names=["registered_unemployed"], text="Arayış gətirin"
        )

    assert refused.value.code == "once_only"
    assert not InformationRequest.objects.exists()


def test_something_that_the_rules_do_not_use_is_not_asked_for():
    with pytest.raises(Invalid) as refused:
        api.request_information(
            by=given.caseworker(), application=given.taken(), names=["shoe_size"], text="Ayaqqabı ölçünüz?"
        )

    assert refused.value.code == "not_asked"


def test_the_clock_stops_while_information_is_awaited():
    application = given.taken(given.person())
    before = application.deadline
    api.request_information(
        by=given.caseworker(), application=application, names=["has_other_work"], text="Başqa işiniz varmı?"
    )
    clock.advance(timedelta(days=2))

    api.record_information(
        by=given.operator(), application=application, text="Yoxdur", answers={"has_other_work": False}
    )

    assert (before, application.deadline) == (date(2026, 4, 9), date(2026, 4, 13))
    assert application.state == "in_assessment"
    assert application.answers == {"has_other_work": False}


def test_where_the_law_lets_the_clock_run_the_deadline_stays():
    Parameter.objects.filter(code="application.information_clock").update(value="runs")
    application = given.taken(given.person())
    before = application.deadline
    by = given.caseworker()
    api.request_information(by=by, application=application, names=["has_other_work"], text="Başqa işiniz varmı?")
    clock.advance(timedelta(days=2))

    api.record_information(by=by, application=application, text="Yoxdur")

    assert application.deadline == before


def test_an_empty_answer_is_no_answer():
    application = given.taken(given.person())
    by = given.caseworker()
    api.request_information(by=by, application=application, names=["has_other_work"], text="Başqa işiniz varmı?")

    with pytest.raises(Invalid):
        api.record_information(by=by, application=application)


def test_information_is_recorded_only_where_it_was_asked_for():
    with pytest.raises(WrongState):
        api.record_information(by=given.operator(), application=given.taken(), text="Salam")


def test_a_monitor_records_no_information():
    application = given.taken(given.person())
    api.request_information(
        by=given.caseworker(), application=application, names=["has_other_work"], text="Başqa işiniz varmı?"
    )

    with pytest.raises(Denied):
        api.record_information(by=make.user("monitor"), application=application, text="Yoxdur")
