"""Finding, seeing and registering people in the browser."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from dayaq.accounts.models import Grant
from dayaq.core.models import AuditEvent
from dayaq.core.periods import add_months
from dayaq.places.models import AdministrativeUnit
from dayaq.registry import api
from dayaq.registry.models import HouseholdMember, Person, Status, StatusKind
from tests import make
from tests.unit.registry.given import astara, caseworker, everywhere, lerik, operator, person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _kinds(db):
    api.load_status_kinds()


@pytest.fixture
def sign_in(client):
    def sign_in(user):
        client.force_login(user)
        return client

    return sign_in


def url(name, *args):
    return reverse(f"people:{name}", args=args)


def names(response):
    return [row.record.full_name for row in response.context["list"].rows]


def typed(**values):
    return {
        "surname": "Əliyev", "given_name": "Həsən", "father_name": "Məmməd oğlu", "sex": "m",
        "birth_date": "12.04.1980",
        "fin": "5ABC12D", "phone": "050 123 45 67", "email": "", "unit": lerik().pk, "address": "", "submission": "k1",
        **values,
    }  # fmt: skip


# The list ------------------------------------------------------------------------------------------------------------


def test_the_list_is_in_the_order_of_the_alphabet_and_of_ones_district(sign_in):
    for surname in ("Zeynalov", "Çələbiyev", "Əliyev", "Cəfərov"):
        person(surname=surname)
    person(unit=astara())
    page = sign_in(operator()).get(url("index"))
    assert [name.split()[0] for name in names(page)] == ["Cəfərov", "Çələbiyev", "Əliyev", "Zeynalov"]


@pytest.mark.parametrize("text", ["Aliyev", "Алиев", "5abc 12d", "0501234567", "12.04.1980", "əliyev 1980"])
def test_the_search_box_finds_by_anything(sign_in, text):
    person(fin="5ABC12D", phone="0501234567")
    person(surname="Rzayev", birth_date=date(1999, 1, 1))
    page = sign_in(operator()).get(url("index"), {"q": text})
    assert [name.split()[0] for name in names(page)] == ["Əliyev"]


def test_the_best_hit_stands_first(sign_in):
    person(surname="Hüseynov", given_name="Anar")
    person(surname="Həsənov", given_name="Zaur")
    page = sign_in(operator()).get(url("index"), {"q": "Həsənov"})
    assert names(page)[0].startswith("Həsənov")


def test_a_stranger_is_neither_found_nor_counted(sign_in):
    person(unit=astara(), fin="5ABC12D")
    page = sign_in(operator()).get(url("index"), {"q": "5ABC12D"})
    assert page.context["list"].total == 0
    assert "Əliyev" not in page.content.decode()


def test_filters_narrow_by_status_age_and_district(sign_in):
    by = everywhere()
    young = person(by, birth_date=date(2008, 1, 1), surname="Rzayev")
    person(by)
    api.add_status(by=by, person=young, kind="jobseeker", valid_from=date(2024, 1, 1))
    client = sign_in(by)
    assert names(client.get(url("index"), {"status": "jobseeker"})) == [young.full_name]
    assert young.full_name not in names(client.get(url("index"), {"age": "30-44"}))
    assert len(names(client.get(url("index"), {"district": lerik().pk}))) == 2
    assert len(names(client.get(url("index"), {"district": astara().pk}))) == 0


def test_a_restricted_status_is_no_filter(sign_in):
    by, one = everywhere(), person()
    Status.objects.create(
        person=one, kind=StatusKind.objects.get(code="trafficking_victim"), valid_from=date(2024, 1, 1)
    )
    page = sign_in(by).get(url("index"), {"status": "trafficking_victim"})
    assert 'value="trafficking_victim"' not in page.content.decode()
    assert len(names(page)) == 1


def test_an_export_takes_what_is_filtered_and_says_what_for(sign_in):
    by = caseworker()
    person(by)
    page = sign_in(by).post(url("index"), {"export": "csv", "why": "hesabat"})
    assert "Əliyev" in b"".join(page.streaming_content).decode("utf-8-sig")
    assert AuditEvent.objects.filter(actor_id=by.pk, event__contains="export").exists()


def test_an_operator_takes_no_list_away(sign_in):
    person()
    page = sign_in(operator()).post(url("index"), {"export": "csv", "why": "hesabat"})
    assert page.status_code == 302


# One person ----------------------------------------------------------------------------------------------------------


def lived(by, **values):
    one = person(by, **values)
    status = api.add_status(
        by=by,
        person=one,
        kind="war_participant",
        conflict="patriotic_war_2020",
        valid_from=date(2021, 1, 1),
        evidence="V 7",
    )
    api.verify_status(by=by, status=status)
    api.add_status(by=by, person=one, kind="disability", percent=70, valid_from=date(2022, 9, 1), evidence="TSERAS")
    api.add_document(by=by, person=one, kind="id_card", series="AA", number="1234567")
    api.record_register_check(
        by=by, person=one, register="employment",
        result={"registered_unemployed": True, "unemployed_since": "2022-06-15", "has_other_work": False},
    )  # fmt: skip
    api.give_consent(by=by, person=one, purpose="application")
    household = api.create_household(by=by, head=one, valid_from=date(2020, 1, 1))
    api.record_income(by=by, household=household, month=date(2024, 1, 1), source="wage", amount=Decimal("345.50"))
    return one


@pytest.mark.parametrize("language", ["az", "en"])
def test_the_page_of_a_person_says_everything_with_its_source(sign_in, language):
    by = everywhere()
    one = lived(by, fin="5ABC12D")
    client = sign_in(by)
    client.cookies["django_language"] = language
    text = client.get(url("show", one.pk)).content.decode()
    words = {
        "az": (
            "Müharibə iştirakçısı",
            "61–80",
            "15.06.2022",
            "TSERAS",
            "Şəxs qeydiyyata alındı",
            "Vətən müharibəsi, 2020",
        ),
        "en": ("War participant", "61–80", "15.06.2022", "TSERAS", "Person registered", "Patriotic War, 2020"),
    }
    for word in (*words[language], "5ABC12D", "AA 1234567", one.full_name):
        assert word in text, word


def test_what_a_role_may_not_do_is_not_offered(sign_in):
    one = lived(everywhere())
    page = sign_in(make.user("decision_officer")).get(url("show", one.pk)).content.decode()
    for name in ("correct", "add_status", "add_document", "give_consent"):
        assert url(name, one.pk) not in page
    page = sign_in(caseworker()).get(url("show", one.pk)).content.decode()
    for name in ("correct", "add_status", "add_document", "give_consent"):
        assert url(name, one.pk) in page


@pytest.mark.parametrize("name", ["show", "timeline", "correct", "add_status", "add_document", "give_consent"])
def test_a_person_of_another_district_does_not_exist(sign_in, name):
    one = person(unit=astara())
    assert sign_in(caseworker()).get(url(name, one.pk)).status_code == 404


def test_a_restricted_person_does_not_exist_either(sign_in):
    one = person()
    Person.objects.filter(pk=one.pk).update(is_restricted=True)
    assert sign_in(caseworker()).get(url("show", one.pk)).status_code == 404


def test_a_look_at_a_restricted_person_is_recorded_and_at_another_is_not(sign_in, monkeypatch):
    one = person()
    user = everywhere()
    client = sign_in(user)
    client.get(url("show", one.pk))
    assert not AuditEvent.objects.filter(event="person.viewed").exists()
    Person.objects.filter(pk=one.pk).update(is_restricted=True)
    monkeypatch.setattr(type(user), "permissions", user.permissions | {"person.restricted"})
    assert client.get(url("show", one.pk)).status_code == 200
    assert AuditEvent.objects.get(event="person.viewed").object_id == one.pk


def test_a_partner_sees_the_name_of_whom_its_fund_supports_and_no_more(sign_in):
    union = make.organisation("union", "social_partner")
    one, other = lived(everywhere(), fin="5ABC12D"), person(surname="Rzayev")
    Grant.objects.create(
        organisation=union, scope_type=api.SCOPE_PERSON, scope_id=one.pk, reason="fond", valid_from=date(2021, 3, 2)
    )
    api.give_consent(by=everywhere(), person=one, purpose="partner_support")
    client = sign_in(make.user("partner", of=union))
    text = client.get(url("show", one.pk)).content.decode()
    assert one.full_name in text
    for hidden in ("5ABC12D", "AA 1234567", "61–80", "TSERAS"):
        assert hidden not in text
    assert client.get(url("show", other.pk)).status_code == 404
    assert client.get(url("timeline", one.pk)).status_code == 403


@pytest.mark.parametrize("role", ["administrator", "analyst", "auditor", "fund_officer", "committee_member"])
def test_roles_without_persons_open_no_page_of_people(sign_in, role):
    one = person()
    client = sign_in(make.user(role))
    for address in (url("index"), url("new"), url("show", one.pk), url("correct", one.pk)):
        assert client.get(address).status_code == 403


def test_other_rooms_stand_on_the_page_of_a_person(sign_in, monkeypatch):
    from dayaq.registry import panels

    monkeypatch.setattr(panels, "_providers", {})
    one = person()
    row = api.PanelRow("SE-2026-000001", "submitted", "Verilib", on=date(2026, 1, 5), url_name="people:show", pk=one.pk)
    api.register_person_panel(
        "x", lambda _person, _user: api.PersonPanel("Müraciətlər", [row], new_url_name="people:add_status",
        new_label="Yeni müraciət", new_permission="person.register"),
    )  # fmt: skip
    text = sign_in(operator()).get(url("show", one.pk)).content.decode()
    for word in ("SE-2026-000001", "Müraciətlər", "Yeni müraciət", "05.01.2026"):
        assert word in text


def test_the_whole_timeline_goes_on_where_the_page_ends(sign_in):
    by = everywhere()
    one = lived(by)
    client = sign_in(by)
    whole = [event["title"] for event in client.get(url("timeline", one.pk)).context["events"]]
    newest = api.timeline(one, by)[0].id
    rest = client.get(url("timeline", one.pk), {"before": newest}).context["events"]
    assert len(rest) == len(whole) - 1
    assert client.get(url("timeline", one.pk), {"before": "x"}).status_code == 200


# Registering and correcting ------------------------------------------------------------------------------------------


def test_an_operator_registers_a_person(sign_in):
    page = sign_in(operator()).post(url("new"), typed())
    one = Person.objects.get()
    assert page.url == url("show", one.pk)
    assert (one.full_name, one.phone, one.birth_date) == (
        "Əliyev Həsən Məmməd oğlu",
        "+994501234567",
        date(1980, 4, 12),
    )


def test_whoever_looks_the_same_is_shown_before_anything_is_saved(sign_in):
    known = person(surname="Aliyev", given_name="Hasan", father_name="Mammad")
    client = sign_in(operator())
    page = client.post(url("new"), typed(fin=""))
    assert page.status_code == 422
    assert known.full_name in page.content.decode()
    assert Person.objects.count() == 1
    seen = page.context["form"].data["seen"]
    page = client.post(url("new"), typed(fin="", seen=seen, different="on"))
    other = Person.objects.exclude(pk=known.pk).get()
    assert page.url == url("show", other.pk)
    event = AuditEvent.objects.get(event="person.registered", object_id=other.pk)
    assert event.detail["judged_different"] == [known.pk]


def test_the_question_stays_until_it_is_answered(sign_in):
    person()
    client = sign_in(operator())
    seen = client.post(url("new"), typed(fin="")).context["form"].data["seen"]
    page = client.post(url("new"), typed(fin="", seen=seen))
    assert page.status_code == 422
    assert "different" in page.context["form"].fields
    assert Person.objects.count() == 1


def test_the_button_pressed_twice_registers_once(sign_in):
    client = sign_in(operator())
    first, second = client.post(url("new"), typed()), client.post(url("new"), typed())
    assert first.url == second.url
    assert Person.objects.count() == 1


def test_a_taken_fin_stands_beside_its_field(sign_in):
    person(unit=astara(), fin="5ABC12D", surname="Rzayev", birth_date=date(1999, 1, 1))
    page = sign_in(operator()).post(url("new"), typed())
    assert page.status_code == 422
    assert "fin" in page.context["form"].errors
    assert "Rzayev" not in page.content.decode()


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"fin": "5ABC12O"}, "fin"), ({"birth_date": "31.02.1980"}, "birth_date"),
        ({"birth_date": "12.04.2980"}, "birth_date"),
        ({"father_name": "Məmməd qızı"}, "sex"), ({"phone": "12"}, "phone"), ({"unit": ""}, "unit"),
        ({"surname": "", "given_name": "", "father_name": ""}, "surname"),
    ],
)  # fmt: skip
def test_a_bad_value_stands_beside_its_field_and_the_rest_is_kept(sign_in, values, field):
    page = sign_in(operator()).post(url("new"), typed(address="Nizami küçəsi 5", **values))
    assert page.status_code == 422
    assert field in page.context["form"].errors
    assert "Nizami küçəsi 5" in page.content.decode()
    assert not Person.objects.exists()


def test_a_foreign_district_cannot_be_chosen(sign_in):
    page = sign_in(operator()).post(url("new"), typed(unit=astara().pk))
    assert "unit" in page.context["form"].errors
    assert not Person.objects.exists()


# What a page costs ---------------------------------------------------------------------------------------------------


def cost(client, address):
    with CaptureQueriesContext(
        connection,
    ) as context:
        assert client.get(address).status_code == 200
    return len(context)


def many_persons(count):
    units = (lerik().pk,)
    people = [
        Person(
            surname=f"Əliyev{number}", given_name="Həsən", unit_id=units[0], sort_key=f"{number:05}", name_key="ALV KSN"
        )
        for number in range(count)
    ]
    people = Person.objects.bulk_create(people)
    api.index_names(people)
    kind = StatusKind.objects.get(code="jobseeker")
    Status.objects.bulk_create([Status(person=one, kind=kind, valid_from=date(2024, 1, 1)) for one in people])


@pytest.mark.parametrize("query", ["", "?q=Həsən", "?status=jobseeker", "?age=30-44&sort=-born"])
def test_the_list_costs_the_same_with_ten_and_with_a_thousand_people(sign_in, query):
    client = sign_in(operator())
    many_persons(10)
    few = cost(client, url("index") + query)
    many_persons(990)
    assert cost(client, url("index") + query) == few
    assert few <= 15


def test_the_page_of_a_person_costs_the_same_whatever_is_recorded(sign_in):
    by = everywhere()
    one = lived(by)
    client = sign_in(by)
    few = cost(client, url("show", one.pk))
    kind = StatusKind.objects.get(code="jobseeker")
    Status.objects.bulk_create(
        [Status(person=one, kind=kind, valid_from=add_months(date(1940, 1, 1), number)) for number in range(1000)]
    )
    household = api.household_of(one, by).household
    for number in range(10):
        api.add_member(
            by=by, household=household, person=person(by, given_name=f"Nigar{number}", sex="f", father_name=""),
            relation="child",
        )  # fmt: skip
    assert cost(client, url("show", one.pk)) == few
    assert few <= 26


def test_the_page_of_a_household_costs_the_same_with_three_and_with_a_hundred_members(sign_in):
    by = everywhere()
    household = api.household_of(lived(by), by).household
    client = sign_in(by)
    few = cost(client, url("household", household.pk))
    people = Person.objects.bulk_create(
        [
            Person(surname="Əliyev", given_name=f"N{number}", unit=lerik(), sort_key="a", name_key="a")
            for number in range(99)
        ]
    )
    HouseholdMember.objects.bulk_create(
        [
            HouseholdMember(household=household, person=one, relation="child", valid_from=date(2020, 1, 1))
            for one in people
        ]
    )
    assert cost(client, url("household", household.pk)) == few
    assert few <= 19


def test_from_a_persons_page_an_application_is_begun_by_whoever_may_draft_one(sign_in):
    made = person()
    begin = reverse("applications:new", args=[made.pk])
    assert begin in sign_in(operator()).get(url("show", made.pk)).content.decode()
    decider = make.user("decision_officer", in_unit=lerik())
    assert begin not in sign_in(decider).get(url("show", made.pk)).content.decode()


def test_a_city_in_a_district_of_its_name_is_told_from_it(sign_in):
    city = AdministrativeUnit.objects.create(
        code="AZ-LERC", kind="city", label={"az": "Lerik", "en": "Lerik"}, sort_key="lerik", parent=lerik(),
        valid_from=make.LONG_AGO,
    )  # fmt: skip
    units = sign_in(operator()).get(url("new")).context["form"].fields["unit"]
    assert {(one.pk, units.label_from_instance(one)) for one in units.queryset} == {
        (lerik().pk, "Lerik"),
        (city.pk, "Lerik şəhəri"),
    }
