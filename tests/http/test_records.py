"""What hangs on a person, and households, over the interface."""

from __future__ import annotations

from datetime import timedelta

import pytest

from dayaq.core import clock
from dayaq.core.models import AuditEvent
from dayaq.registry import api
from dayaq.registry.models import Household, HouseholdMember, Status, StatusKind
from tests import make
from tests.http.given import machine, restricted
from tests.unit.registry import given

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(kinds):
    return given.person()


def status_body(**changes):
    return {"kind": "war_participant", "valid_from": "2021-03-01", "evidence": "Vəsiqə № 17", **changes}


# Statuses ------------------------------------------------------------------------------------------------------------


def test_a_status_is_recorded_as_declared_and_listed(person):
    asking = machine()
    made = asking.post(f"/persons/{person.pk}/statuses", status_body(conflict="patriotic_war_2020"))
    assert made.status_code == 201
    assert made.json()["verification"] == "declared"
    assert asking.get(f"/persons/{person.pk}/statuses").json()["items"] == [made.json()]
    event = AuditEvent.objects.get(event="status.added")
    assert event.detail["token"]
    assert Status.objects.get().origin == "interface"


def test_a_status_sent_again_with_its_key_is_recorded_once(person):
    asking = machine()
    answers = [asking.post(f"/persons/{person.pk}/statuses", status_body(), key="status-01") for _ in range(2)]
    assert answers[0].json() == answers[1].json()
    assert Status.objects.count() == 1


def test_the_key_of_one_person_is_not_taken_for_another(person):
    other = given.person(given_name="Aqil")
    asking = machine()
    asking.post(f"/persons/{person.pk}/statuses", status_body(), key="status-01")
    assert asking.post(f"/persons/{other.pk}/statuses", status_body(), key="status-01").status_code == 422


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"kind": "unknown"}, "kind"), ({"valid_to": "2020-01-01"}, "valid_to"), ({"percent": 50}, "percent")],
)
def test_what_a_status_cannot_be_is_said_by_field(person, changes, field):
    answer = machine().post(f"/persons/{person.pk}/statuses", status_body(**changes))
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == field


def test_a_restricted_status_is_in_no_list_no_timeline_and_no_filter(person):
    StatusKind.objects.filter(code="war_participant").update(sensitivity="restricted")
    kind = StatusKind.objects.get(code="war_participant")
    status = Status.objects.create(person=person, kind=kind, valid_from=clock.today())
    from django.db import transaction

    from dayaq.registry.states import VERIFICATION

    with transaction.atomic():
        VERIFICATION.start(status, by=given.everywhere(), detail={"person": person.pk, "kind": kind.code})
    asking = machine()
    assert asking.get(f"/persons/{person.pk}/statuses").json()["items"] == []
    assert asking.get("/persons", status="war_participant", count="true").json()["count"]["value"] == 0
    events = asking.get(f"/persons/{person.pk}/timeline").json()["items"]
    assert "status.added" not in [event["event"] for event in events]
    assert asking.post(f"/persons/{person.pk}/statuses", status_body()).status_code == 403


# Documents, timeline -------------------------------------------------------------------------------------------------


def test_documents_are_listed(person):
    api.add_document(by=given.caseworker(), person=person, kind="id_card", series="AZE", number="12345678")
    (document,) = machine().get(f"/persons/{person.pk}/documents").json()["items"]
    assert (document["kind"], document["series"], document["number"]) == ("id_card", "AZE", "12345678")


def test_the_timeline_comes_in_pages_the_newest_first(person):
    clerk = given.caseworker()
    for number in range(3):
        api.correct_person(by=clerk, person=person, changes={"address": f"Küçə {number}"}, reason=f"r{number}")
    asking = machine()
    first = asking.get(f"/persons/{person.pk}/timeline", limit=2).json()
    rest = asking.client.get(first["next"], headers=asking.headers).json()
    told = [*first["items"], *rest["items"]]
    assert [event["reason"] for event in told] == ["r2", "r1", "r0", ""]
    assert told[0]["label"]
    assert rest["next"] is None


# Households ----------------------------------------------------------------------------------------------------------


def test_a_household_is_made_with_its_head_and_found_from_the_person(person):
    asking = machine()
    made = asking.post("/households", {"head": person.pk, "address": "Küçə 5"})
    assert made.status_code == 201
    assert made["Location"] == f"/api/v1/households/{made.json()['id']}"
    assert [member["relation"] for member in made.json()["members"]] == ["head"]
    assert asking.get(f"/persons/{person.pk}/household").json() == {"household": made.json()}
    assert Household.objects.get().origin == "interface"
    assert AuditEvent.objects.get(event="household.created").detail["token"]


def test_a_person_without_a_household_has_none(person):
    assert machine().get(f"/persons/{person.pk}/household").json() == {"household": None}


def test_a_household_sent_again_with_its_key_is_made_once(person):
    asking = machine()
    answers = [asking.post("/households", {"head": person.pk}, key="house-001").json() for _ in range(2)]
    assert answers[0] == answers[1]
    assert Household.objects.count() == 1


def test_a_head_who_is_hidden_and_one_who_does_not_exist_are_refused_alike(person):
    hidden = given.person(unit=given.astara())
    answers = [machine().post("/households", {"head": pk}) for pk in (hidden.pk, restricted().pk, 999_999)]
    assert [answer.status_code for answer in answers] == [422, 422, 422]
    assert len({answer.json()["detail"] for answer in answers}) == 1
    assert answers[0].json()["errors"][0]["field"] == "head"


def test_somebody_joins_and_leaves_a_household(person):
    clerk = given.caseworker()
    household = api.create_household(by=clerk, head=person, valid_from=clock.today() - timedelta(days=9))
    child = given.person(given_name="Nərgiz", sex="f", father_name="Həsən")
    asking = machine(clerk)
    since = (clock.today() - timedelta(days=5)).isoformat()
    body = {"person": child.pk, "relation": "child", "valid_from": since}
    joined = asking.post(f"/households/{household.pk}/members", body)
    assert joined.status_code == 201
    assert joined.json()["person"] == child.pk
    path = f"/households/{household.pk}/members/{joined.json()['id']}/end"
    left = asking.post(path, {"on": clock.today().isoformat(), "reason": "Köçdü"})
    assert left.json()["valid_to"] == clock.today().isoformat()
    assert asking.post(path, {"on": clock.today().isoformat(), "reason": "Köçdü"}).status_code == 409
    assert [one["person"] for one in asking.get(f"/households/{household.pk}").json()["members"]] == [person.pk]


def test_whoever_belongs_to_a_household_already_is_a_conflict(person):
    clerk = given.caseworker()
    household = api.create_household(by=clerk, head=person)
    answer = machine().post(f"/households/{household.pk}/members", {"person": person.pk, "relation": "spouse"})
    assert answer.status_code == 409
    assert answer.json()["code"] == "in_household"


def test_members_elsewhere_are_counted_and_protected_ones_not_even_that(person):
    clerk = given.everywhere()
    household = api.create_household(by=clerk, head=person)
    for one in (given.person(unit=given.astara(), given_name="Aqil"), restricted(given_name="Orxan")):
        HouseholdMember.objects.create(household=household, person=one, relation="child", valid_from=clock.today())
    said = machine().get(f"/households/{household.pk}").json()
    assert [member["person"] for member in said["members"]] == [person.pk]
    assert said["hidden"] == 1


def test_households_of_other_districts_are_in_no_list_and_do_not_exist(person):
    clerk = given.everywhere()
    mine = api.create_household(by=clerk, head=person)
    other = api.create_household(by=clerk, head=given.person(unit=given.astara(), given_name="Aqil"))
    asking = machine()
    assert [one["id"] for one in asking.get("/households").json()["items"]] == [mine.pk]
    assert asking.get(f"/households/{other.pk}").status_code == 404
    member = other.members.get()
    path = f"/households/{other.pk}/members/{member.pk}/end"
    assert asking.post(path, {"on": clock.today().isoformat(), "reason": "x"}).status_code == 404
    crossed = f"/households/{mine.pk}/members/{member.pk}/end"
    assert asking.post(crossed, {"on": clock.today().isoformat(), "reason": "x"}).status_code == 404


def test_households_come_in_pages_and_by_district(person):
    clerk = given.everywhere()
    made = [api.create_household(by=clerk, head=person)]
    made += [api.create_household(by=clerk, head=given.person(given_name=f"Ad{n}")) for n in range(2)]
    given.astara()
    api.create_household(by=clerk, head=given.person(unit=given.astara(), given_name="Aqil"))
    asking = machine(clerk)
    first = asking.get("/households", limit=2, district="AZ-LER").json()
    rest = asking.client.get(first["next"], headers=asking.headers).json()
    assert [one["id"] for one in (*first["items"], *rest["items"])] == [one.pk for one in made]
    assert make.unit("AZ-LER").code == first["items"][0]["district"]
