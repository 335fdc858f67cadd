"""From the first word at the window to a receipt."""

from datetime import date

import pytest

from dayaq.core.errors import Denied, Invalid, Stale, WrongState
from dayaq.core.models import AuditEvent
from dayaq.documents.models import Document
from dayaq.notices.models import Notice
from dayaq.programmes import api
from dayaq.programmes.models import Application
from tests import make
from tests.unit.programmes import given

pytestmark = pytest.mark.usefixtures("programme")


def events(application: Application) -> list[str]:
    found = AuditEvent.objects.filter(object_type="programmes.application", object_id=application.pk)
    return list(found.order_by("pk").values_list("event", flat=True))


def test_an_operator_drafts_an_application_for_a_person_of_their_district():
    application = given.drafted()

    assert application.state == "draft"
    assert application.unit == application.person.unit
    assert application.number is None
    assert events(application) == ["application.drafted"]


def test_a_person_of_another_district_is_hidden_from_the_operator():
    elsewhere = given.person(unit=make.unit("AZ-AST", "Astara"))

    with pytest.raises(Denied) as refused:
        given.drafted(elsewhere, by=given.operator())

    assert refused.value.code == "hidden"


@pytest.mark.parametrize("role", ["monitor", "analyst", "auditor", "administrator", "partner", "decision_officer"])
def test_other_roles_draft_nothing(role):
    with pytest.raises(Denied):
        given.drafted(by=make.user(role))


def test_a_person_has_one_open_application_to_a_programme():
    first = given.drafted()

    with pytest.raises(Invalid) as refused:
        api.draft_application(by=given.operator(), person=first.person, programme=first.programme, basis="unemployed")

    assert refused.value.code == "open_already"


def test_after_a_withdrawal_the_person_may_apply_again():
    first = given.drafted()
    api.withdraw_application(by=given.operator(), application=first)

    again = api.draft_application(
        by=given.operator(), person=first.person, programme=first.programme, basis="unemployed"
    )

    assert again.pk != first.pk


def test_only_what_the_programme_asks_can_be_answered():
    with pytest.raises(Invalid) as refused:
        given.drafted(answers={"has_disability": True})

    assert (refused.value.code, refused.value.field) == ("not_asked", "has_disability")


def test_an_answer_must_be_of_the_kind_that_the_rule_expects():
    with pytest.raises(Invalid) as refused:
        given.drafted(answers={"has_other_work": "perhaps"})

    assert refused.value.code == "fact_type"


def test_the_consent_of_somebody_else_is_refused():
    with pytest.raises(Invalid) as refused:
        given.drafted(consent=given.consent(given.person()))

    assert refused.value.code == "consent"


def test_without_a_known_district_nobody_knows_which_office_examines():
    whom = given.person(unit=None)

    with pytest.raises(Invalid) as refused:
        given.drafted(whom, by=make.user("operator"))

    assert refused.value.code == "no_district"


def test_a_draft_is_changed_until_it_is_submitted():
    application = given.drafted()

    api.edit_draft(
        by=given.operator(),
        application=application,
        basis="landowner_jobseeker",
        answers={"has_other_work": False},
        consent=application.basis_consent,
    )
    api.submit_application(by=given.operator(), application=application)

    assert application.answers == {"has_other_work": False}
    with pytest.raises(WrongState):
        api.edit_draft(by=given.operator(), application=application, basis="unemployed", answers={})


def test_a_stale_tab_does_not_overwrite_a_draft():
    application = given.drafted()
    shown = application.version
    api.edit_draft(by=given.operator(), application=application, basis="unemployed", answers={})

    with pytest.raises(Stale):
        api.edit_draft(by=given.operator(), application=application, basis="unemployed", answers={}, version=shown)


def test_submission_gives_a_number_a_deadline_in_working_days_and_a_receipt():
    application = given.submitted()

    assert application.number == "SE-2026-000001"
    # 15 working days: Novruz and Ramazan fall together on 20–24 March and, with the days they move, end on the 30th.
    assert application.deadline == date(2026, 4, 9)
    receipt = Document.objects.about(application).get()
    assert (receipt.kind, receipt.state) == ("receipt", "valid")
    assert Notice.objects.to(application.person).get().template == "application_received"
    assert events(application) == ["application.drafted", "application.submitted"]


def test_a_submitted_application_is_not_submitted_again():
    application = given.submitted()

    with pytest.raises(WrongState):
        api.submit_application(by=given.operator(), application=application)


def test_a_decision_officer_submits_nothing():
    with pytest.raises(Denied):
        api.submit_application(by=given.decision_officer(), application=given.drafted())


def test_an_applicant_withdraws_and_the_reason_is_kept():
    application = given.submitted()

    api.withdraw_application(by=given.operator(), application=application, reason="İş tapdı")

    assert application.state == "withdrawn"
    event = AuditEvent.objects.get(event="application.withdrawn")
    assert event.reason == "İş tapdı"
    assert Notice.objects.to(application.person).first().template == "application_withdrawn"


def test_what_is_refused_cannot_be_withdrawn():
    with pytest.raises(WrongState):
        api.withdraw_application(by=given.operator(), application=given.refused())


def test_an_operator_of_another_district_withdraws_nothing():
    stranger = make.user("operator", in_unit=make.unit("AZ-AST", "Astara"))

    with pytest.raises(Denied):
        api.withdraw_application(by=stranger, application=given.submitted())
