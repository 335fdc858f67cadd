"""Applications in the browser: each step by the right role, each page by the right eyes, at a fixed cost."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from dayaq.core import clock
from dayaq.programmes import api
from dayaq.programmes.models import Appeal, Application, DecisionRecord, Enrolment
from dayaq.registry import api as registry
from tests import make
from tests.unit.programmes import given

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _country(db) -> Iterator[None]:
    with clock.frozen(given.NOW, seed="applications"):
        given.country()
        yield


@pytest.fixture
def as_(client):
    def sign_in(user, language="en"):
        client.force_login(user)
        client.cookies["django_language"] = language
        return client

    return sign_in


def url(name: str, *args: object) -> str:
    return reverse(f"applications:{name}", args=args)


def text(response) -> str:
    return response.content.decode()


def send(client, address: str, record: Application | None = None, **values: object):
    """Send a form as the page would: with a key and the version that was shown."""
    data = {"submission": clock.token_bytes(8).hex(), **values}
    if record is not None:
        data["version"] = Application.objects.get(pk=record.pk).version
    return client.post(address, data)


def fresh(application: Application) -> Application:
    return Application.objects.get(pk=application.pk)


# Each step -----------------------------------------------------------------------------------------------------------


def test_an_operator_drafts_on_one_screen_with_consent_and_what_no_register_gives(as_):
    whom = given.asked(given.person(), owns_farm_land_share=False)
    client = as_(given.operator())

    page = client.get(url("new", whom.pk))
    assert "answer_has_other_work" in page.context["form"].fields
    assert "answer_owns_farm_land_share" not in page.context["form"].fields  # the land register answered
    done = send(
        client,
        url("new", whom.pk),
        programme=given.programme().pk,
        basis="unemployed",
        examine_on="consent",
        consent_form="written",
        answer_has_other_work="no",
    )

    application = Application.objects.get()
    assert done.url == url("show", application.pk)
    assert application.answers == {"has_other_work": False}
    assert application.basis_consent.purpose.code == "application"


def test_a_consent_in_force_is_used_again(as_):
    whom = given.asked(given.person())
    held = given.consent(whom)
    client = as_(given.operator())

    send(client, url("new", whom.pk), programme=given.programme().pk, basis="unemployed", examine_on="consent")

    assert Application.objects.get().basis_consent == held


def test_a_law_instead_of_consent_must_be_named(as_):
    whom = given.asked(given.person())
    client = as_(given.operator())

    page = send(client, url("new", whom.pk), programme=given.programme().pk, basis="unemployed", examine_on="law")

    assert page.status_code == 422
    assert "Name the law and its article." in text(page)
    assert not Application.objects.exists()


def test_pressing_twice_drafts_once(as_):
    whom = given.asked(given.person())
    client = as_(given.operator())
    data = {"programme": given.programme().pk, "basis": "unemployed", "examine_on": "consent", "submission": "twice"}

    first = client.post(url("new", whom.pk), data)
    second = client.post(url("new", whom.pk), data)

    assert first.url == second.url
    assert Application.objects.count() == 1


def test_a_new_application_without_a_person_leads_to_the_search(as_):
    assert as_(given.operator()).get(url("new")).url == reverse("people:index")


def test_a_draft_is_changed_and_submitted(as_):
    application = given.drafted()
    client = as_(given.operator())

    send(client, url("edit", application.pk), application, basis="landowner_jobseeker", examine_on="consent")
    done = send(client, url("submit", application.pk), application)

    assert done.url == url("show", application.pk)
    assert fresh(application).state == "submitted"
    assert fresh(application).basis == "landowner_jobseeker"


def test_a_caseworker_takes_an_application(as_):
    application = given.submitted()

    send(as_(given.caseworker()), url("take", application.pk), application)

    assert fresh(application).state == "in_assessment"


def test_taking_asks_for_a_consent_where_none_is_recorded(as_):
    application = given.submitted(consent=None)
    client = as_(given.caseworker())

    assert "examine_on" in client.get(url("take", application.pk)).context["form"].fields
    send(client, url("take", application.pk), application, examine_on="consent", consent_form="electronic")

    assert fresh(application).basis_consent.form == "electronic"


def test_a_caseworker_sees_every_condition_with_its_facts_and_article_and_recommends(as_):
    application = given.taken()
    client = as_(given.caseworker())

    page = client.get(url("assess", application.pk))
    assert "The person is registered as unemployed" in text(page)
    assert 'href="#fact-registered_unemployed"' in text(page)
    assert "Law on Employment (2018), article 24.8" in text(page)
    send(client, url("assess", application.pk), application, recommendation="approved")

    assert fresh(application).assessed_by is not None


def test_what_is_missing_is_said_on_the_form(as_):
    application = given.taken(given.person())
    client = as_(given.caseworker())

    page = send(client, url("assess", application.pk), application, recommendation="approved")

    assert page.status_code == 422
    assert "Registered as unemployed" in text(page)


def test_information_is_requested_and_recorded(as_):
    application = given.taken(given.person())
    client = as_(given.caseworker())
    page = client.get(url("request", application.pk))
    offered = [value for value, _label in page.context["form"].fields["names"].choices]
    assert "age" not in offered  # the registry knows it

    send(client, url("request", application.pk), application, names=["has_other_work"], text="Başqa işiniz varmı?")
    assert fresh(application).state == "needs_information"
    client = as_(given.operator())
    assert "Başqa işiniz varmı?" in text(client.get(url("information", application.pk)))
    send(client, url("information", application.pk), application, answer_has_other_work="no", text="Yoxdur")

    assert fresh(application).state == "in_assessment"
    assert fresh(application).answers == {"has_other_work": False}


def test_a_second_officer_sees_the_letter_before_deciding(as_):
    application = given.assessed()
    client = as_(given.decision_officer())

    page = client.get(url("decide", application.pk))
    assert "The person does not receive unemployment insurance payments." in text(page)
    assert "Şəxs işsizlikdən sığorta ödənişi almır." in text(page)
    send(client, url("decide", application.pk), application, approve="yes")

    assert fresh(application).state == "approved"
    assert DecisionRecord.objects.count() == 1


def test_whoever_assessed_finds_no_door_to_the_decision(as_):
    both = make.user("caseworker", "decision_officer", in_unit=make.unit())
    application = given.assessed(by=both)
    client = as_(both)

    assert client.get(url("decide", application.pk)).status_code == 403
    assert url("decide", application.pk) not in text(client.get(url("show", application.pk)))


def test_a_stale_tab_gets_a_readable_conflict(as_):
    application = given.assessed()
    shown = application.version
    api.decide_application(by=given.decision_officer(), application=application, approve=True)
    client = as_(given.decision_officer())

    page = client.post(url("withdraw", application.pk), {"version": shown, "submission": "late", "reason": "x"})
    assert page.status_code == 403  # a decision officer withdraws nothing
    page = as_(given.operator()).post(
        url("withdraw", application.pk), {"version": shown, "submission": "late", "reason": "Fikrini dəyişib"}
    )

    assert page.status_code == 409
    assert "Fikrini dəyişib" in text(page)
    assert fresh(application).state == "approved"


def test_a_refused_applicant_appeals_and_another_officer_overturns(as_):
    application = given.refused()
    send(as_(given.operator()), url("appeal", application.pk), application, grounds="Ödəniş dayandırılıb.")
    assert Appeal.objects.get().grounds == "Ödəniş dayandırılıb."
    with clock.frozen(given.NOW.replace(day=12), seed="later"):
        registry.record_register_check(
            by=given.caseworker(),
            person=application.person,
            register="unemployment_insurance",
            result={"receives_unemployment_insurance": False},
        )
        client = as_(given.decision_officer())
        page = client.get(url("decide_appeal", application.pk))
        assert page.context["now"].outcome == "eligible"
        assert page.context["before"].outcome == "not_eligible"
        reasons = {"reason_az": "Ödəniş dayandırılıb.", "reason_en": "The payment has ended."}
        send(client, url("decide_appeal", application.pk), application, overturn="yes", **reasons)

    assert fresh(application).state == "approved"


def test_a_record_is_corrected_with_other_words(as_):
    application = given.refused()
    client = as_(given.decision_officer())

    send(
        client,
        url("correct", application.pk),
        application,
        why="Tarix yazılmamışdı",
        reason_az="Ödəniş 1 martdan təyin edilib.",
        reason_en="The payment was granted from 1 March.",
    )

    assert api.latest_record(application).reason_en == "The payment was granted from 1 March."
    assert "The payment was granted from 1 March." in text(client.get(url("show", application.pk)))


def test_a_programme_officer_chooses_a_fund_and_enrols(as_):
    fund, application = given.fund(1), given.approved()
    client = as_(given.programme_officer())

    page = client.get(url("enrol", application.pk))
    assert "[U] not confirmed" in text(page)  # the ceiling of today is not confirmed by a source
    assert page.context["form"].fields["fund"].initial == str(fund.pk)
    send(client, url("enrol", application.pk), application, fund=fund.pk)

    assert fresh(application).state == "enrolled"
    assert Enrolment.objects.get().fund == fund


def test_without_money_the_officer_is_told_that_the_application_waits(as_):
    application = given.approved()
    client = as_(given.programme_officer())

    done = send(client, url("enrol", application.pk), application, fund="any")

    assert fresh(application).state == "waitlisted"
    assert "place 1 of 1" in text(client.get(done.url))


def test_a_landowner_above_the_cap_is_told_so_before_the_button(as_):
    given.fund(1)
    application = given.approved(given.landowner())
    client = as_(given.programme_officer())

    assert "No place is free under the cap" in text(client.get(url("enrol", application.pk)))
    send(client, url("enrol", application.pk), application, fund="any")

    assert fresh(application).waiting_reason == "cap"


def test_a_result_is_kept_without_a_recommendation(as_):
    application = given.taken(given.person())

    send(as_(given.caseworker()), url("assess", application.pk), application, recommendation="none")

    assert application.assessments.get().outcome == "undetermined"
    assert fresh(application).assessed_by is None


def test_a_withdrawal_says_what_it_means_and_keeps_the_reason(as_):
    application = given.submitted()
    client = as_(given.operator())

    assert "The application ends here." in text(client.get(url("withdraw", application.pk)))
    send(client, url("withdraw", application.pk), application, reason="İş tapdı")

    assert fresh(application).state == "withdrawn"


# The page ------------------------------------------------------------------------------------------------------------


def stages():
    """An application in each state."""
    waiting = given.approved()
    api.enrol_application(by=given.programme_officer(), application=waiting)
    asking = given.taken(given.person())
    api.request_information(
        by=given.caseworker(), application=asking, names=["has_other_work"], text="Başqa işiniz varmı?"
    )
    upheld = given.appealed()
    api.decide_appeal(
        by=given.decision_officer(), appeal=upheld, overturn=False, reason_az="Dəyişmir.", reason_en="It stands."
    )
    gone = given.submitted()
    api.withdraw_application(by=given.operator(), application=gone)
    found = [given.drafted(), given.submitted(), given.taken(), asking, given.assessed(), given.approved()]
    found += [waiting, given.refused(), given.appealed().application, upheld.application, gone]
    given.fund(2)
    enrolled = given.approved()
    Application.objects.filter(pk=waiting.pk).update(priority_statutory=9)
    Application.objects.filter(pk=enrolled.pk).update(priority_statutory=0)
    api.enrol_application(by=given.programme_officer(), application=fresh(enrolled))
    return [*found, enrolled]


@pytest.mark.parametrize("language", ["az", "en"])
def test_the_page_reads_well_in_every_state_and_says_what_is_next(as_, language):
    applications = stages()
    for role in ("operator", "caseworker", "decision_officer", "programme_officer"):
        client = as_(make.user(role), language)
        for application in applications:
            page = client.get(url("show", application.pk))
            assert page.status_code == 200
            with translation.override(language):
                assert page.context["next"].what in text(page).replace("&#x27;", "'")


def test_the_button_stands_only_before_whoever_may_press_it(as_):
    application = given.submitted()

    assert url("take", application.pk) in text(as_(given.caseworker()).get(url("show", application.pk)))
    assert url("take", application.pk) not in text(as_(given.operator()).get(url("show", application.pk)))


def test_what_would_change_the_answer_is_said(as_):
    application = given.refused()

    page = as_(given.caseworker()).get(url("show", application.pk))

    assert "The answer would be another one if this changed" in text(page)
    assert page.context["reading"].would_change == ["Unemployment insurance payments"]


def test_an_unconfirmed_number_of_the_law_is_marked(as_):
    from dayaq.law.models import Parameter

    Parameter.objects.filter(code="se.jobseeker_min_age").update(certainty="U")
    application = given.taken()

    page = as_(given.caseworker()).get(url("show", application.pk))

    assert page.context["reading"].unconfirmed
    assert "[U] not confirmed" in text(page)


def test_whoever_reads_the_law_is_led_to_the_act_and_the_parameter(as_):
    application = given.assessed()

    page = text(as_(given.decision_officer()).get(url("show", application.pk)))

    assert reverse("law:act", args=["employment-law-2018"]) in page
    assert reverse("law:parameter", args=["se.jobseeker_min_age"]) in page


def test_an_application_of_another_district_does_not_exist(as_):
    application = given.submitted()
    astara = make.unit("AZ-AST", "Astara")

    for role in ("operator", "caseworker", "decision_officer", "programme_officer"):
        client = as_(make.user(role, in_unit=astara))
        assert client.get(url("show", application.pk)).status_code == 404


@pytest.mark.parametrize("role", ["monitor", "fund_officer", "partner", "analyst", "auditor", "administrator"])
def test_other_roles_have_no_door_at_all(as_, role):
    application = given.submitted()
    client = as_(make.user(role))

    assert client.get(url("index")).status_code == 403
    assert client.get(url("show", application.pk)).status_code == 403


# The list ------------------------------------------------------------------------------------------------------------


def test_the_list_begins_with_the_earliest_deadline_and_ends_with_what_has_none(as_):
    draft, late = given.drafted(), given.submitted()
    early = given.submitted()
    Application.objects.filter(pk=early.pk).update(due_on="2026-03-11")

    page = as_(given.caseworker()).get(url("index"))

    assert [row.record.pk for row in page.context["list"].rows] == [early.pk, late.pk, draft.pk]


def test_the_list_is_searched_by_number_and_by_name_in_any_spelling(as_):
    one = given.submitted(given.asked(given.person(surname="Əliyev")))
    given.submitted()
    client = as_(given.caseworker())

    for words in (one.number, "Aliyev", "Алиев"):
        page = client.get(url("index"), {"q": words})
        assert [row.record.pk for row in page.context["list"].rows] == [one.pk]


def test_the_list_is_filtered_by_state_district_and_what_is_overdue(as_):
    submitted, draft = given.submitted(), given.drafted()
    client = as_(given.caseworker())
    for asked, expected in (
        ({"state": "draft"}, [draft.pk]),
        ({"district": submitted.unit_id}, [submitted.pk, draft.pk]),
        ({"overdue": "1"}, []),
    ):
        page = client.get(url("index"), asked)
        assert [row.record.pk for row in page.context["list"].rows] == expected


def test_the_list_can_be_taken_away_as_a_file(as_):
    application = given.submitted()

    answer = as_(given.caseworker()).post(url("index"), {"export": "csv", "why": "report"})

    assert application.number in b"".join(answer.streaming_content).decode("utf-8-sig")


# What a page costs ---------------------------------------------------------------------------------------------------


def many(count: int) -> None:
    """``count`` further submitted applications, written as a set."""
    first = given.submitted()
    people = registry_people(count)
    Application.objects.bulk_create(
        Application(
            number=f"SE-2025-{number:06}",
            programme=first.programme,
            person=whom,
            unit=first.unit,
            state="submitted",
            basis="unemployed",
            drafted_by=first.drafted_by,
            submitted_at=first.submitted_at,
            deadline=first.deadline,
            due_on=first.due_on,
        )
        for number, whom in enumerate(people)
    )


def registry_people(count: int):
    from dayaq.registry.models import Person

    model = given.person()
    return Person.objects.bulk_create(
        Person(
            surname=f"Soyad{number}",
            given_name="Ad",
            unit=model.unit,
            sort_key=f"soyad{number:06}",
            name_key="s",
            birth_date=model.birth_date,
        )
        for number in range(count)
    )


def statements(client, address: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def test_the_list_costs_the_same_with_10_and_with_1000_rows(as_):
    many(10)
    client = as_(given.caseworker())
    few = statements(client, url("index"))
    Application.objects.filter(state="submitted").update(version=1)
    for application in Application.objects.filter(number__startswith="SE-2025"):
        application.delete()
    many(1000)

    assert statements(client, url("index")) == few
    assert few <= 10


def test_the_page_costs_the_same_however_much_else_there_is(as_):
    one = given.assessed()
    client = as_(given.decision_officer())
    few = statements(client, url("show", one.pk))
    many(1000)

    assert statements(client, url("show", one.pk)) == few
    assert few <= 30
