"""Persons over the interface: listed, searched, read, registered, corrected."""

from __future__ import annotations

from datetime import timedelta

import pytest

from dayaq.core import clock
from dayaq.core.models import AuditEvent
from dayaq.registry.models import ChangeRequest, Person
from tests import make
from tests.http.given import machine, new_person, restricted
from tests.unit.registry import given

pytestmark = pytest.mark.django_db


def ids(answer):
    return [item["id"] for item in answer.json()["items"]]


# Lists ---------------------------------------------------------------------------------------------------------------


def test_persons_are_listed_in_pages_until_there_are_no_more():
    made = [given.person(given_name=f"Ad{n}").pk for n in range(5)]
    asking = machine()
    first = asking.get("/persons", limit=2)
    assert first.status_code == 200
    assert ids(first) == made[:2]
    second = asking.client.get(first.json()["next"], headers=asking.headers)
    third = asking.client.get(second.json()["next"], headers=asking.headers)
    assert [*ids(second), *ids(third)] == made[2:]
    assert third.json()["next"] is None


def test_a_page_does_not_move_when_persons_come_in_meanwhile():
    made = [given.person(given_name=f"Ad{n}").pk for n in range(4)]
    asking = machine()
    first = asking.get("/persons", limit=2)
    later = given.person(given_name="Sonra").pk
    rest = asking.client.get(first.json()["next"].replace("limit=2", "limit=9"), headers=asking.headers)
    assert [*ids(first), *ids(rest)] == [*made, later]


def test_the_next_page_keeps_the_filters():
    for n in range(3):
        given.person(given_name=f"Ad{n}")
    address = machine().get("/persons", limit=1, district="AZ-LER").json()["next"]
    assert "district=AZ-LER" in address
    assert "limit=1" in address


def test_a_list_is_narrowed_by_district_and_what_lies_below_it():
    village = make.unit("AZ-LER-KND", "Kənd", "settlement")
    type(village).objects.filter(pk=village.pk).update(parent=given.lerik())
    here, below = given.person().pk, given.person(unit=village, given_name="Aqil").pk
    given.person(unit=given.astara(), given_name="Orxan")
    asking = machine(given.everywhere())
    assert ids(asking.get("/persons", district="AZ-LER")) == [here, below]


def test_a_district_that_does_not_exist_is_said_and_not_taken_for_an_empty_list():
    answer = machine().get("/persons", district="AZ-XXX")
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "district"


def test_a_list_is_narrowed_by_a_status_in_force_that_is_not_refuted(kinds):
    from dayaq.registry import api

    clerk = given.caseworker()
    held, refuted = given.person(), given.person(given_name="Aqil")
    given.person(given_name="Orxan")
    for person in (held, refuted):
        api.add_status(by=clerk, person=person, kind="war_participant", valid_from=clock.today())
    api.refute_status(by=clerk, status=refuted.statuses.get(), reason="no")
    assert ids(machine().get("/persons", status="war_participant")) == [held.pk]


def test_the_next_round_gives_whoever_was_registered_or_changed_since():
    with clock.frozen(clock.now() - timedelta(days=9)):
        changed = given.person(given_name="Aqil")
        given.person()
    asking = machine()
    since = (clock.now() - timedelta(days=1)).isoformat()
    assert ids(asking.get("/persons", updated_after=since)) == []
    new = given.person(given_name="Orxan")
    Person.objects.filter(pk=changed.pk).update(phone="+994501112233")
    assert ids(asking.get("/persons", updated_after=since)) == [changed.pk, new.pk]


def test_the_count_comes_when_it_is_asked_for():
    given.person()
    assert machine().get("/persons").json()["count"] is None
    assert machine().get("/persons", count="true").json()["count"] == {"value": 1, "exact": True}


def test_other_districts_and_protected_persons_are_in_no_list_no_count_and_no_search():
    seen = given.person()
    given.person(unit=given.astara())
    restricted()
    asking = machine()
    answer = asking.get("/persons", count="true")
    assert ids(answer) == [seen.pk]
    assert answer.json()["count"]["value"] == 1
    found = asking.post("/persons/search", {"text": "Əliyev Həsən"}).json()
    assert [hit["person"]["id"] for hit in found["items"]] == [seen.pk]


# Search --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["Əliyev Həsən", "Aliyev Hasan", "Гасан Алиев", "7ABCD12", "12.04.1980"])
def test_a_person_is_found_by_whatever_is_known(text):
    person = given.person(fin="7ABCD12")
    found = machine().post("/persons/search", {"text": text}).json()
    assert [hit["person"]["id"] for hit in found["items"]] == [person.pk]
    assert found["more"] is False


def test_a_name_is_never_searched_in_an_address():
    assert machine().get("/persons/search", text="Əliyev").status_code == 405
    assert machine().get("/persons", text="Əliyev").status_code in (200, 400)


# One person ----------------------------------------------------------------------------------------------------------


def test_a_person_is_read_with_a_tag_of_its_version():
    person = given.person(fin="7ABCD12", phone="050 123 45 67")
    answer = machine().get(f"/persons/{person.pk}")
    assert answer["ETag"] == '"1"'
    said = answer.json()
    assert said["full_name"] == "Əliyev Həsən Məmməd oğlu"
    assert (said["fin"], said["phone"], said["district"]) == ("7ABCD12", "+994501234567", "AZ-LER")
    assert answer["Cache-Control"] == "no-store"


def test_a_hidden_person_and_one_that_does_not_exist_are_the_same():
    hidden = [given.person(unit=given.astara()).pk, restricted().pk, 999_999]
    asking = machine()
    answers = [asking.get(f"/persons/{pk}") for pk in hidden]
    assert [answer.status_code for answer in answers] == [404, 404, 404]
    assert len({(answer.json()["detail"], answer.json()["code"]) for answer in answers}) == 1


def test_looking_at_a_protected_person_is_recorded(monkeypatch):
    from dayaq.accounts import roles

    caseworker = roles.ROLES["caseworker"]
    wider = roles.Role("caseworker", "", "", caseworker.permissions | {"person.restricted"})
    monkeypatch.setitem(roles.ROLES, "caseworker", wider)
    person = restricted()
    assert machine().get(f"/persons/{person.pk}").status_code == 200
    event = AuditEvent.objects.get(event="person.viewed")
    assert event.object_id == person.pk
    assert event.detail["token"]
    assert machine(None, "person.view").get(f"/persons/{person.pk}").status_code == 404


# Registering ---------------------------------------------------------------------------------------------------------


def test_a_person_is_registered_by_the_owner_of_the_token():
    owner = given.caseworker()
    answer = machine(owner).post("/persons", new_person())
    assert answer.status_code == 201
    person = Person.objects.get(pk=answer.json()["id"])
    assert answer["Location"] == f"/api/v1/persons/{person.pk}"
    assert (person.surname, person.origin, person.unit) == ("Rüstəmova", "interface", given.lerik())
    event = AuditEvent.objects.get(event="person.registered")
    assert event.actor_id == owner.pk
    assert event.detail["token"] == owner.api_tokens.get().pk


def test_the_same_key_makes_the_person_once_and_answers_alike():
    asking = machine()
    first = asking.post("/persons", new_person(), key="once-0001")
    again = asking.post("/persons", new_person(), key="once-0001")
    assert again.status_code == 201
    assert again.json() == first.json()
    assert Person.objects.count() == 1


def test_the_same_key_with_another_body_is_refused():
    asking = machine()
    asking.post("/persons", new_person(), key="once-0001")
    answer = asking.post("/persons", new_person(surname="Başqa"), key="once-0001")
    assert answer.status_code == 422
    assert answer.json()["code"] == "key_reused"
    assert Person.objects.count() == 1


def test_a_key_belongs_to_its_token():
    owner = given.caseworker()
    first = machine(owner).post("/persons", new_person(), key="once-0001").json()
    other = machine(owner).post("/persons", new_person(confirm_new=[first["id"]]), key="once-0001")
    assert other.json()["id"] != first["id"]


def test_a_request_that_failed_may_be_sent_again_with_its_key():
    asking = machine()
    assert asking.post("/persons", new_person(birth_date="2999-01-01"), key="once-0001").status_code == 422
    assert asking.post("/persons", new_person(), key="once-0001").status_code == 201


@pytest.mark.parametrize("key", ["", "short", "with space inside"])
def test_without_a_key_that_fits_nothing_is_made(key):
    answer = machine().post("/persons", new_person(), key=key)
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["field"] == "Idempotency-Key"
    assert not Person.objects.exists()


def test_whoever_may_be_the_same_is_named_before_anything_is_saved():
    known = given.person()
    body = new_person(surname="Aliyev", given_name="Hasan", father_name="Mammad", sex="m", birth_date="1980-04-12")
    answer = machine().post("/persons", body)
    assert answer.status_code == 409
    assert answer.json()["code"] == "likely_same"
    assert [one["id"] for one in answer.json()["candidates"]] == [known.pk]
    assert Person.objects.count() == 1


def test_a_candidate_who_was_looked_at_does_not_hold_up_again_and_is_recorded():
    known = given.person()
    body = new_person(surname="Əliyev", given_name="Həsən", father_name="", sex="m", birth_date="1980-04-12")
    answer = machine().post("/persons", {**body, "confirm_new": [known.pk]})
    assert answer.status_code == 201
    assert AuditEvent.objects.filter(event="person.registered").last().detail["judged_different"] == [known.pk]


def test_confirming_somebody_else_does_not_help():
    given.person()
    body = new_person(surname="Əliyev", given_name="Həsən", father_name="", sex="m", birth_date="1980-04-12")
    assert machine().post("/persons", {**body, "confirm_new": [999_999]}).status_code == 409


def test_a_hidden_person_is_no_candidate():
    given.person(unit=given.astara())
    restricted()
    body = new_person(surname="Əliyev", given_name="Həsən", father_name="", sex="m", birth_date="1980-04-12")
    assert machine().post("/persons", body).status_code == 201


def test_what_the_registry_refuses_is_said_by_field():
    answer = machine().post("/persons", new_person(birth_date="2999-01-01"))
    assert answer.status_code == 422
    assert answer["Content-Type"] == "application/problem+json"
    said = answer.json()
    assert said["errors"] == [{"field": "birth_date", "code": "future", "detail": said["detail"]}]
    assert said["type"] == "urn:dayaq:problem:refused"


def test_persons_are_registered_in_ones_own_districts_only():
    given.astara()
    answer = machine().post("/persons", new_person(district="AZ-AST"))
    assert answer.status_code == 403
    assert answer.json()["errors"][0]["field"] == "district"


@pytest.mark.parametrize(
    "body",
    [
        {"surname": 5},
        {"surname": "a\x00b"},
        {"surname": "ə" * 101},
        {"fin": "O123456"},
        {"birth_date": "31.12.1985"},
        {"is_restricted": True},
        {"owner": 1},
    ],
)
def test_what_does_not_fit_the_document_is_malformed(body):
    answer = machine().post("/persons", new_person(**body))
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["field"].endswith(next(iter(body)))


# Correcting ----------------------------------------------------------------------------------------------------------


def correction(**changes):
    return {"changes": changes, "reason": "Sənəd təqdim edildi"}


def test_a_person_is_corrected_with_a_reason_and_the_version_that_was_seen():
    person = given.person()
    answer = machine().patch(f"/persons/{person.pk}", correction(phone="0501234567"), etag='"1"')
    assert answer.status_code == 200
    assert answer["ETag"] == '"2"'
    assert answer.json()["phone"] == "+994501234567"
    event = AuditEvent.objects.get(event="person.corrected")
    assert event.reason == "Sənəd təqdim edildi"
    request = ChangeRequest.objects.get(person=person)
    assert event.detail == {"fields": ["phone"], "request": request.pk, "token": event.detail["token"]}


def test_what_is_left_out_stays_and_nothing_takes_away():
    person = given.person(email="ad@example.az", address="Küçə 1")
    answer = machine().patch(f"/persons/{person.pk}", correction(email=""), etag='"1"')
    assert answer.json()["email"] == ""
    assert answer.json()["address"] == "Küçə 1"


def test_who_somebody_is_waits_for_a_second_officer():
    person = given.person()
    asked = correction(surname="Bayramlı") | {"evidence": "Şəxsiyyət vəsiqəsi"}
    answer = machine().patch(f"/persons/{person.pk}", asked, etag='"1"')
    assert answer.status_code == 200
    waiting = ChangeRequest.objects.get(pk=answer.json()["waiting_change"])
    assert waiting.state == "submitted"
    assert Person.objects.get(pk=person.pk).surname == person.surname


def test_without_if_match_nothing_is_changed():
    person = given.person()
    answer = machine().patch(f"/persons/{person.pk}", correction(phone="0501234567"))
    assert answer.status_code == 428
    assert Person.objects.get(pk=person.pk).phone == ""


@pytest.mark.parametrize("etag", ['"2"', 'W/"1"', "*", "1", '"1", "2"'])
def test_another_tag_than_the_present_one_changes_nothing(etag):
    person = given.person()
    answer = machine().patch(f"/persons/{person.pk}", correction(phone="0501234567"), etag=etag)
    assert answer.status_code == 412
    assert Person.objects.get(pk=person.pk).phone == ""


def test_a_correction_needs_a_reason():
    person = given.person()
    answer = machine().patch(f"/persons/{person.pk}", {"changes": {"phone": ""}, "reason": ""}, etag='"1"')
    assert answer.status_code == 400
    blank = machine().patch(f"/persons/{person.pk}", {"changes": {"phone": ""}, "reason": "  "}, etag='"1"')
    assert blank.status_code == 422


def test_a_hidden_person_cannot_be_corrected_nor_is_it_known_that_they_exist():
    hidden = given.person(unit=given.astara())
    for etag in ("", '"1"'):
        assert machine().patch(f"/persons/{hidden.pk}", correction(phone=""), etag=etag).status_code == 404


def test_a_person_moves_to_another_of_ones_districts_only():
    person = given.person()
    given.astara()
    answer = machine().patch(f"/persons/{person.pk}", correction(district="AZ-AST"), etag='"1"')
    assert answer.status_code == 403
    everywhere = machine(given.everywhere()).patch(f"/persons/{person.pk}", correction(district="AZ-AST"), etag='"1"')
    assert everywhere.json()["district"] == "AZ-AST"
