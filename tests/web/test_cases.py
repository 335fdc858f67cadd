"""Lists and the page of a case: what is shown to whom, in how many statements."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from dayaq.accounts.models import Grant
from dayaq.core import clock
from dayaq.core.models import AuditEvent
from dayaq.registry.api import give_consent
from dayaq.registry.models import Person
from dayaq.selfemployment import api
from dayaq.selfemployment.models import Asset, Case, TrainingGroup
from tests import make
from tests.unit.selfemployment import given

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _one_day():
    with clock.frozen(given.NOW, seed="web"):
        yield


@pytest.fixture
def world():
    return given.world()


@pytest.fixture
def sign_in(client):
    def sign_in(user, language="en"):
        client.force_login(user)
        client.cookies["django_language"] = language
        return client

    return sign_in


def url(name, *args):
    return reverse(f"cases:{name}", args=args)


def names(page):
    return [row.record.person.full_name for row in page.context["list"].rows]


# Lists ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["az", "en"])
@pytest.mark.parametrize("name", ["index", "assets", "visits", "groups"])
def test_each_list_opens_in_both_languages_with_and_without_rows(world, sign_in, name, language):
    client = sign_in(world.officer if name != "visits" else world.monitor, language)
    assert client.get(url(name)).status_code == 200
    given.equipped(world)
    assert client.get(url(name)).context["list"].total > 0


def test_the_search_box_understands_names_fin_and_numbers(world, sign_in):
    case = given.enrolled(world, given.person(surname="Əliyeva", fin="5ABC12D"))
    given.enrolled(world, given.person(surname="Rzayeva"))
    client = sign_in(world.officer)
    for text in ("Aliyeva", "əliyeva", "Алиева", "5abc12d", case.number):
        assert names(client.get(url("index"), {"q": text})) == [case.person.full_name], text


def test_filters_narrow_by_state_line_fund_and_due_date(world, sign_in):
    first = given.directed(world)
    second = given.enrolled(world, fund=given.fund(world.programme))
    client = sign_in(world.officer)
    assert names(client.get(url("index"), {"state": "enrolled"})) == [second.person.full_name]
    assert names(client.get(url("index"), {"line": first.line_id})) == [first.person.full_name]
    assert names(client.get(url("index"), {"fund": second.enrolment.fund_id})) == [second.person.full_name]
    assert names(client.get(url("index"), {"overdue": "1"})) == []
    given.later(days=60)
    assert len(names(client.get(url("index"), {"overdue": "1"}))) == 2


def test_a_case_of_another_district_is_neither_listed_nor_found_nor_shown(world, sign_in):
    elsewhere = make.unit("AZ-AST", "Astara")
    case = given.enrolled(world, given.person(unit=elsewhere, fin="5ABC12D"))
    client = sign_in(world.caseworker)
    assert names(client.get(url("index"))) == []
    assert names(client.get(url("index"), {"q": "5ABC12D"})) == []
    for name in ("show", "direction", "plan", "exit"):
        assert client.get(url(name, case.pk)).status_code in (403, 404)
    assert client.get(url("show", case.pk)).status_code == 404


def test_a_protected_person_s_case_does_not_exist_for_whoever_lacks_the_right(world, sign_in):
    case = given.enrolled(world)
    Person.objects.filter(pk=case.person_id).update(is_restricted=True)
    client = sign_in(world.officer)
    assert names(client.get(url("index"))) == []
    assert client.get(url("show", case.pk)).status_code == 404


def test_a_partner_sees_the_cases_of_its_fund_alone_and_no_personal_details(world, sign_in):
    bank = make.organisation("bank", "bank")
    fund = given.fund(world.programme, organisation=bank)
    mine = given.enrolled(world, given.person(fin="5ABC12D", phone="0501234567", address="Lerik, 5"), fund=fund)
    given.enrolled(world)
    give_consent(by=world.caseworker, person=mine.person, purpose="partner_support")
    client = sign_in(make.user("partner", of=bank))
    assert names(client.get(url("index"))) == [mine.person.full_name]
    text = client.get(url("show", mine.pk)).content.decode()
    assert "5ABC12D" not in text
    assert "+994501234567" not in text
    assert "Lerik, 5" not in text
    assert mine.person.full_name in text


def test_a_grant_opens_a_fund_s_cases_to_another_partner(world, sign_in):
    union = make.organisation("union", "social_partner")
    case = given.enrolled(world)
    client = sign_in(make.user("partner", of=union))
    assert names(client.get(url("index"))) == []
    Grant.objects.create(
        organisation=union,
        scope_type="funds.fundsource",
        scope_id=world.fund.pk,
        valid_from=date(2026, 1, 1),
        reason="memorandum",
    )
    assert names(client.get(url("index"))) == []
    give_consent(by=world.caseworker, person=case.person, purpose="partner_support")
    assert names(client.get(url("index"))) == [case.person.full_name]


@pytest.mark.parametrize("role", ["analyst", "auditor", "administrator", "committee_member", "operator"])
def test_whoever_has_no_business_with_cases_finds_no_page(world, sign_in, role):
    case = given.enrolled(world)
    client = sign_in(make.user(role))
    assert client.get(url("index")).status_code == 403
    assert client.get(url("show", case.pk)).status_code == 403


def test_an_export_takes_what_is_filtered_and_is_recorded(world, sign_in):
    given.enrolled(world, given.person(surname="Əliyeva"))
    given.directed(world)
    page = sign_in(world.officer).post(f"{url('index')}?state=enrolled", {"export": "csv", "why": "hesabat"})
    text = b"".join(page.streaming_content).decode("utf-8-sig")
    assert "Əliyeva" in text
    assert "Quliyeva" not in text
    assert AuditEvent.objects.filter(actor_id=world.officer.pk, event__contains="export").exists()


def copies(case, count):
    """So many more cases of the same kind, written as sets: only the number of rows matters here."""
    from dayaq.programmes.models import Application, Enrolment

    people, applications, enrolments, cases = [], [], [], []
    for number in range(count):
        whom = Person.objects.get(pk=case.person_id)
        whom.pk, whom.fin = None, None
        whom.sort_key = f"quliyeva {number:05d}"
        people.append(whom)
    people = Person.objects.bulk_create(people)
    for whom in people:
        application = Application.objects.get(pk=case.enrolment.application_id)
        application.pk, application.person, application.number = None, whom, f"SE-2025-{whom.pk:06d}"
        applications.append(application)
    applications = Application.objects.bulk_create(applications)
    for application in applications:
        enrolment = case.enrolment.__class__.objects.get(pk=case.enrolment_id)
        enrolment.pk, enrolment.application, enrolment.person = None, application, application.person
        enrolments.append(enrolment)
    enrolments = Enrolment.objects.bulk_create(enrolments)
    for enrolment in enrolments:
        made = Case.objects.get(pk=case.pk)
        made.pk, made.enrolment, made.person = None, enrolment, enrolment.person
        cases.append(made)
    return Case.objects.bulk_create(cases)


def statements(client, address):
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def test_lists_run_the_same_number_of_statements_with_ten_rows_and_with_a_thousand(world, sign_in):
    case = given.equipped(world)
    group = TrainingGroup.objects.get()
    first_asset = Asset.objects.filter(case=case).first()

    def add(count):
        made = copies(case, count)
        Asset.objects.bulk_create(
            Asset(case=one, fund=first_asset.fund, description="Yuma qurğusu", price=Decimal(100), state="planned")
            for one in made
        )
        case.visits.bulk_create(case.visits.model(case=one, month=0, due_on=given.TODAY) for one in made)
        TrainingGroup.objects.bulk_create(
            TrainingGroup(
                code=f"TG-{one.pk}",
                label=group.label,
                unit=group.unit,
                place="x",
                trainer="x",
                starts_on=group.starts_on,
                ends_on=group.ends_on,
                capacity=5,
            )
            for one in made
        )

    add(9)
    client = sign_in(world.officer)
    addresses = [url(name) for name in ("index", "assets", "visits", "groups")]
    few = [statements(client, address) for address in addresses]
    add(990)
    many = [statements(client, address) for address in addresses]
    assert few == many
    assert max(many) <= 12


# The page of a case --------------------------------------------------------------------------------------------------

STAGES = [
    given.enrolled,
    given.directed,
    given.in_training,
    given.trained,
    given.approved,
    given.contracted,
    given.ordered,
    given.received,
    given.equipped,
]


@pytest.mark.parametrize("language", ["az", "en"])
@pytest.mark.parametrize("stage", STAGES, ids=lambda stage: stage.__name__)
def test_the_page_of_a_case_opens_at_every_stage_and_says_what_comes_next(world, sign_in, stage, language):
    case = stage(world)
    for user in (world.officer, world.caseworker, world.fund_officer, world.monitor):
        page = sign_in(user, language).get(url("show", case.pk))
        assert page.status_code == 200
        assert page.context["view"].next is not None
    assert case.person.full_name in page.content.decode()


def test_buttons_are_those_that_the_reader_may_press(world, sign_in):
    case = given.enrolled(world)
    page = sign_in(world.caseworker).get(url("show", case.pk))
    assert [button.code for button in page.context["next_buttons"]] == ["direction"]
    assert {button.code for button in page.context["other_buttons"]} == {"assign"}
    page = sign_in(world.monitor).get(url("show", case.pk))
    assert page.context["next_buttons"] == []
    page = sign_in(world.officer).get(url("show", case.pk))
    assert {button.code for button in page.context["other_buttons"]} == {"assign", "exit"}


def test_the_page_of_a_case_runs_a_bounded_number_of_statements(world, sign_in):
    small, large = (
        given.equipped(world),
        given.equipped(world, items=[{**given.ITEMS[0], "quantity": 5, "price": Decimal(500)}]),
    )
    client = sign_in(world.officer)
    client.get(url("show", small.pk))
    assert statements(client, url("show", small.pk)) == statements(client, url("show", large.pk)) <= 32


def test_a_completed_a_breached_and_an_exited_case_have_a_page_too(world, sign_in):
    exited = given.contracted(world)
    api.exit_case(by=world.officer, case=exited, reason="Başqa rayona köçüb.")
    page = sign_in(world.officer).get(url("show", exited.pk))
    assert page.context["view"].next is None
    assert "Başqa rayona köçüb." in page.content.decode()
