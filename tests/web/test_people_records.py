"""The forms about statuses, documents, registers, consent and households."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from dayaq.registry import api
from dayaq.registry.models import (
    Consent,
    Household,
    HouseholdIncome,
    HouseholdMember,
    IdentityDocument,
    RegisterCheck,
    Status,
)
from tests.unit.registry.given import astara, caseworker, everywhere, operator, person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _kinds(db):
    api.load_status_kinds()


@pytest.fixture
def by(client):
    user = caseworker()
    client.force_login(user)
    return user


def url(name, *args):
    return reverse(f"people:{name}", args=args)


def status_of(by, one, **values):
    return api.add_status(
        by=by, person=one, **{"kind": "jobseeker", "valid_from": date(2024, 1, 1), "evidence": "ƏMAS 5", **values}
    )


def test_a_status_is_recorded_as_declared(client, by):
    one = person(by)
    sent = {
        "kind": "disability",
        "percent": "70",
        "valid_from": "01.09.2022",
        "evidence": "TSERAS 12",
        "submission": "a",
    }
    assert client.post(url("add_status", one.pk), sent).url == url("show", one.pk)
    status = Status.objects.get()
    assert (status.kind.code, status.percent, status.verification) == ("disability", 70, "declared")


def test_a_percentage_without_a_disability_stands_beside_its_field(client, by):
    one = person(by)
    sent = {"kind": "jobseeker", "percent": "70", "valid_from": "01.09.2022"}
    page = client.post(url("add_status", one.pk), sent)
    assert page.status_code == 422
    assert "percent" in page.context["form"].errors


def test_a_restricted_kind_is_not_among_the_choices(client, by):
    page = client.get(url("add_status", person(by).pk)).content.decode()
    assert "jobseeker" in page
    assert "trafficking_victim" not in page
    one = person(by)
    sent = {"kind": "trafficking_victim", "valid_from": "01.09.2022"}
    assert client.post(url("add_status", one.pk), sent).status_code == 422


def test_a_status_is_verified_refuted_and_ended(client, by):
    one = person(by)
    status = status_of(by, one)
    address = (one.pk, status.pk)
    client.post(url("verify_status", *address), {"evidence": "ƏMAS 5", "issuer": "", "version": 1, "submission": "a"})
    status.refresh_from_db()
    assert (status.verification, status.verified_by) == ("verified", by)
    client.post(url("refute_status", *address), {"reason": "reyestrdə yoxdur", "version": 2, "submission": "b"})
    status.refresh_from_db()
    assert status.verification == "refuted"
    client.post(url("end_status", *address), {"on": "01.06.2024", "reason": "bitib", "version": 3, "submission": "c"})
    status.refresh_from_db()
    assert status.valid_to == date(2024, 6, 1)


def test_a_status_shown_before_it_changed_is_a_conflict(client, by):
    one = person(by)
    status = status_of(by, one)
    api.refute_status(by=by, status=Status.objects.get(), reason="yoxdur")
    page = client.post(url("verify_status", one.pk, status.pk), {"evidence": "x", "version": 1, "submission": "a"})
    assert page.status_code == 409


def test_the_status_of_one_person_is_not_reached_over_another(client, by):
    status = status_of(by, person(by))
    other = person(by)
    assert client.get(url("verify_status", other.pk, status.pk)).status_code == 404


def test_an_operator_opens_no_form_of_verification(client):
    one = person()
    status = status_of(everywhere(), one)
    client.force_login(operator())
    for name in ("verify_status", "refute_status", "end_status"):
        assert client.get(url(name, one.pk, status.pk)).status_code == 403


def test_a_document_is_recorded(client, by):
    one = person(by)
    client.post(
        url("add_document", one.pk), {"kind": "id_card", "series": "AA", "number": "123 4567", "submission": "a"}
    )
    assert IdentityDocument.objects.get().number == "1234567"


def test_a_consent_is_recorded_and_withdrawn(client, by):
    one = person(by)
    sent = {
        "purpose": "application", "data_classes": ["personal"], "form": "written", "given_on": "01.02.2024",
        "submission": "a",
    }  # fmt: skip
    client.post(url("give_consent", one.pk), sent)
    consent = Consent.objects.get()
    address = url("withdraw_consent", one.pk, consent.pk)
    assert client.get(address).status_code == 405
    client.post(address, {"submission": "b"})
    consent.refresh_from_db()
    assert consent.withdrawn_on
    client.post(address, {"submission": "c"})
    assert Consent.objects.count() == 1


def test_the_answer_of_a_register_is_recorded_question_by_question(client, by):
    one = person(by)
    sent = {
        "on": "01.06.2024", "registered_unemployed": "yes", "unemployed_since": "15.06.2022", "has_other_work": "no",
        "registered_jobseeker": "", "submission": "a",
    }  # fmt: skip
    assert client.post(url("record_check", one.pk, "employment"), sent).url == url("show", one.pk)
    assert RegisterCheck.objects.get().result == {
        "registered_unemployed": True,
        "unemployed_since": "2022-06-15",
        "has_other_work": False,
    }


def test_no_answer_is_no_record_and_an_unknown_register_no_page(client, by):
    one = person(by)
    assert client.post(url("record_check", one.pk, "land"), {"on": "01.06.2024"}).status_code == 422
    assert not RegisterCheck.objects.exists()
    assert client.get(url("record_check", one.pk, "weather")).status_code == 404


def test_a_household_is_made_joined_and_left(client, by):
    head, spouse = person(by), person(by, given_name="Nigar", surname="Rzayeva", sex="f", father_name="")
    client.post(url("create_household", head.pk), {"address": "Lerik", "valid_from": "01.01.2020", "submission": "a"})
    household = Household.objects.get()
    page = client.get(url("find_member", household.pk), {"q": "rzayeva nigar"})
    assert url("add_member", household.pk, spouse.pk) in page.content.decode()
    sent = {"relation": "spouse", "valid_from": "01.02.2020", "submission": "b"}
    client.post(url("add_member", household.pk, spouse.pk), sent)
    member = HouseholdMember.objects.get(person=spouse)
    text = client.get(url("household", household.pk)).content.decode()
    assert spouse.full_name in text
    client.post(
        url("end_membership", household.pk, member.pk), {"on": "01.03.2021", "reason": "köçüb", "submission": "c"}
    )
    member.refresh_from_db()
    assert member.valid_to == date(2021, 3, 1)
    assert client.get(url("household", household.pk)).context["past"] == [member]


def test_a_second_head_stands_beside_the_relation(client, by):
    household = api.create_household(by=by, head=person(by))
    sent = {"relation": "head", "valid_from": "01.02.2020", "submission": "b"}
    page = client.post(url("add_member", household.pk, person(by).pk), sent)
    assert page.status_code == 422
    assert "relation" in page.context["form"].errors


def test_an_income_is_recorded_as_people_write_amounts(client, by):
    household = api.create_household(by=by, head=person(by))
    sent = {"month": "15.01.2024", "source": "wage", "amount": "1.234,50", "submission": "a"}
    client.post(url("record_income", household.pk), sent)
    assert HouseholdIncome.objects.get().amount == Decimal("1234.50")
    text = client.get(url("household", household.pk)).content.decode()
    assert "1.234,50" in text


def test_a_household_of_another_district_does_not_exist(client, by):
    other = everywhere()
    household = api.create_household(by=other, head=person(other, unit=astara()))
    member = household.members.get()
    for address in (
        url("household", household.pk),
        url("find_member", household.pk),
        url("record_income", household.pk),
        url("end_membership", household.pk, member.pk),
        url("add_member", household.pk, person(by).pk),
    ):
        assert client.get(address).status_code == 404
