"""The decision: four eyes, fail closed, complete, and the same when computed again."""

import pytest
from django.db import DatabaseError, connection, transaction

from dayaq.core.errors import Denied, Invalid, WrongState
from dayaq.core.models import AuditEvent
from dayaq.documents.models import Document
from dayaq.notices.models import Notice
from dayaq.programmes import api
from dayaq.programmes.models import Assessment, DecisionRecord, RuleVersion
from tests import make
from tests.unit.programmes import given

pytestmark = pytest.mark.usefixtures("programme")


def test_a_second_officer_approves_and_the_record_is_complete():
    application = given.assessed()
    by = given.decision_officer()

    record = api.decide_application(by=by, application=application, approve=True)

    assert application.state == "approved"
    assert (record.author, record.approver) == (application.assessed_by, by)
    assert record.rule_version.version == "2020-05-13"
    assert record.decision["ruleset"]["digest"] == record.rule_version.digest
    assert "" not in (record.reason_az, record.reason_en)
    assert record.reason_az != record.reason_en
    assert record.appeal_deadline is None
    assert len(record.digest) == 64
    assert {article["key"] for article in record.articles} >= {"employment-law-2018/24.8"}
    assert AuditEvent.objects.get(event="application.approved").detail["record"] == record.pk


def test_the_letter_goes_out_in_the_persons_language():
    whom = given.asked(given.person(language="en"))
    application = given.approved(whom)

    letter = Document.objects.about(application).get(kind="letter_decision")

    assert letter.language == "en"
    assert Notice.objects.to(whom).first().template == "application_approved"


def test_an_officer_cannot_decide_what_they_assessed():
    both = make.user("caseworker", "decision_officer", in_unit=make.unit())
    application = given.assessed(by=both)

    with pytest.raises(Denied) as refused:
        api.decide_application(by=both, application=application, approve=True)

    assert refused.value.code == "same_eyes"


def test_a_second_account_of_the_same_person_has_the_same_eyes():
    assessor = make.user("caseworker", in_unit=make.unit(), human="human-a")
    second = make.user("decision_officer", in_unit=make.unit(), human="human-a")
    application = given.assessed(by=assessor)

    with pytest.raises(Denied) as refused:
        api.decide_application(by=second, application=application, approve=True)

    assert refused.value.code == "same_eyes"


def test_the_database_refuses_a_first_record_of_one_pair_of_eyes():
    application = given.approved()
    record = api.latest_record(application)
    values = {field.attname: getattr(record, field.attname) for field in DecisionRecord._meta.concrete_fields}
    values |= {"id": None, "approver_id": record.author_id}

    with pytest.raises(DatabaseError, match="decision_four_eyes"), transaction.atomic():
        DecisionRecord.objects.create(**values)


def test_nobody_decides_before_an_assessment_recommends():
    application = given.taken()
    api.assess_application(by=given.caseworker(), application=application)

    with pytest.raises(WrongState) as refused:
        api.decide_application(by=given.decision_officer(), application=application, approve=True)

    assert refused.value.code == "not_assessed"


def test_a_caseworker_decides_nothing():
    with pytest.raises(Denied):
        api.decide_application(by=given.caseworker(), application=given.assessed(), approve=True)


def test_nobody_decides_for_another_district():
    stranger = make.user("decision_officer", in_unit=make.unit("AZ-AST", "Astara"))

    with pytest.raises(Denied) as refused:
        api.decide_application(by=stranger, application=given.assessed(), approve=True)

    assert refused.value.code == "hidden"


def test_nobody_approves_whom_the_rules_do_not_find_eligible():
    whom = given.asked(given.person(), receives_unemployment_insurance=True)
    application = given.assessed(whom, recommendation="refused")

    with pytest.raises(Invalid) as refused:
        api.decide_application(
            by=given.decision_officer(), application=application, approve=True, reason_az="Olsun", reason_en="So be it"
        )

    assert refused.value.code == "not_eligible"


def test_a_refusal_gives_the_article_the_reason_and_the_last_day_to_appeal():
    record = api.latest_record(given.refused())

    assert record.outcome == "refused"
    assert [article["key"] for article in record.articles] == ["employment-law-2018/24.10"]
    assert "unemployment insurance" in record.reason_en
    assert record.appeal_deadline.isoformat() == "2026-04-09"


def test_a_decision_against_the_recommendation_gives_its_own_reason_in_both_languages():
    application, by = given.assessed(), given.decision_officer()

    with pytest.raises(Invalid) as refused:
        api.decide_application(by=by, application=application, approve=False, reason_az="Sənəd saxtadır")
    record = api.decide_application(
        by=by, application=application, approve=False, reason_az="Sənəd saxtadır", reason_en="The document is forged"
    )

    assert refused.value.field == "reason_en"
    assert record.reason_in("en") == "The document is forged"


def test_a_decided_application_is_not_decided_again():
    application = given.approved()

    with pytest.raises(WrongState):
        api.decide_application(by=given.decision_officer(), application=application, approve=True)


def test_a_record_is_never_changed_or_removed(superuser):
    record = api.latest_record(given.approved())

    with pytest.raises(DatabaseError), transaction.atomic(), superuser():
        DecisionRecord.objects.filter(pk=record.pk).update(reason_en="Otherwise")
    with pytest.raises(DatabaseError), transaction.atomic(), superuser():
        DecisionRecord.objects.filter(pk=record.pk).delete()


@pytest.mark.parametrize("what", ["facts", "rules"])
def test_an_assessment_that_no_longer_computes_is_not_decided_on(superuser, what):
    application = given.assessed()
    assessment = application.assessments.get()
    with superuser(), connection.cursor() as cursor:
        cursor.execute("set session_replication_role = replica")
        if what == "rules":
            rules = {**assessment.rule_version.ruleset, "version": "2020-05-14"}
            RuleVersion.objects.filter(pk=assessment.rule_version_id).update(ruleset=rules)
        else:
            decision = assessment.decision
            decision["facts"]["registered_unemployed"] = False
            Assessment.objects.filter(pk=assessment.pk).update(decision=decision)
        cursor.execute("set session_replication_role = origin")

    with pytest.raises(WrongState) as refused:
        api.decide_application(by=given.decision_officer(), application=application, approve=True)

    assert refused.value.code == "altered"


def test_approval_fixes_the_places_in_both_layers_with_their_reasons():
    whom = given.with_status(given.asked(given.person()), "martyr_family")

    application = given.approved(whom)

    assert (application.priority_statutory, application.priority_policy) == (1, 1)
    matched = {item["id"] for layer in application.priority_detail for item in layer["matched"]}
    assert matched == {"long-unemployment", "martyr-family"}


def test_whoever_has_no_preference_stands_behind_those_who_have():
    plain = given.approved(given.asked(given.person(), unemployed_since="2026-01-01"))

    assert (plain.priority_statutory, plain.priority_policy) == (2, 3)


def test_the_ground_is_what_the_registers_show_not_what_was_claimed():
    whom = given.landowner()
    application = given.drafted(whom, basis="unemployed")
    api.submit_application(by=given.operator(), application=application)
    by = given.caseworker()
    api.take_for_assessment(by=by, application=application)
    api.assess_application(by=by, application=application, recommendation="approved")

    api.decide_application(by=given.decision_officer(), application=application, approve=True)

    assert application.basis == "landowner_jobseeker"


def test_a_correction_is_a_new_record_that_supersedes_the_old_with_its_letter():
    application = given.refused()
    first = api.latest_record(application)

    corrected = api.correct_decision(
        by=given.decision_officer(),
        record=first,
        reason_az="Ödəniş 1 martdan təyin edilib.",
        reason_en="The payment was granted from 1 March.",
        why="Tarix yazılmamışdı",
    )

    assert api.latest_record(application) == corrected
    assert corrected.supersedes == first
    assert corrected.outcome == first.outcome
    letters = Document.objects.about(application).filter(kind="letter_decision")
    assert sorted(letter.state for letter in letters) == ["superseded", "valid"]


def test_a_superseded_record_is_not_corrected_once_more():
    first = api.latest_record(given.refused())
    reasons = {"reason_az": "Səbəb", "reason_en": "Reason", "why": "Səhv"}
    api.correct_decision(by=given.decision_officer(), record=first, **reasons)

    with pytest.raises(WrongState) as refused:
        api.correct_decision(by=given.decision_officer(), record=first, **reasons)

    assert refused.value.code == "superseded"


def test_the_assessor_corrects_no_record():
    both = make.user("caseworker", "decision_officer", in_unit=make.unit())
    application = given.assessed(by=both)
    record = api.decide_application(by=given.decision_officer(), application=application, approve=True)

    with pytest.raises(Denied):
        api.correct_decision(by=both, record=record, reason_az="Səbəb", reason_en="Reason", why="Səhv")


def test_every_record_computes_to_what_was_stored():
    for application in (given.approved(), given.refused()):
        record = api.latest_record(application)
        assert api.recompute(record) == record.result
        assert api.recomputes(record)


def test_rules_that_decisions_refer_to_are_never_rewritten():
    version = given.programme().rule_versions.get()

    with pytest.raises(DatabaseError), transaction.atomic():
        RuleVersion.objects.filter(pk=version.pk).update(ruleset={})
