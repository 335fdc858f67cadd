"""Who may ask, what for, and how often."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from dayaq.accounts.actions import deactivate_account
from dayaq.accounts.api import revoke_token
from dayaq.core import clock
from dayaq.registry.models import Person
from tests import make
from tests.http.given import ROOT, Machine, machine, new_person, token
from tests.unit.registry import given

pytestmark = pytest.mark.django_db


def test_without_a_token_nothing_opens_and_the_answer_says_what_is_wanted():
    answer = Client().get(f"{ROOT}/persons")
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"] == 'Bearer realm="dayaq"'
    assert answer["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer ", "Bearer dyq_x", "Basic YTpi", "Token abc", "Bearer a b"])
def test_what_is_no_token_opens_nothing(header):
    assert Client().get(f"{ROOT}/persons", headers={"Authorization": header}).status_code == 401


def test_a_session_opens_nothing_here():
    client = Client()
    client.force_login(given.caseworker(), backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.get("/people/").status_code == 200
    assert client.get(f"{ROOT}/persons").status_code == 401
    assert client.post(f"{ROOT}/persons", new_person(), content_type="application/json").status_code == 401


def test_a_token_needs_no_csrf_token():
    asking = machine()
    asking.client = Client(enforce_csrf_checks=True)
    assert asking.post("/persons", new_person()).status_code == 201


def test_a_token_does_only_what_its_scopes_say():
    person = given.person()
    reading = machine(None, "person.view")
    assert reading.get(f"/persons/{person.pk}").status_code == 200
    for answer in (
        reading.get("/persons"),
        reading.post("/persons", new_person()),
        reading.patch(f"/persons/{person.pk}", {"changes": {"phone": ""}, "reason": "x"}, etag='"1"'),
        reading.get("/imports"),
    ):
        assert answer.status_code == 403
        assert answer.json()["code"] == "scope"
    assert Person.objects.count() == 1


def test_a_scope_opens_no_district_that_its_owner_does_not_have():
    elsewhere = given.person(unit=given.astara())
    assert machine().get(f"/persons/{elsewhere.pk}").status_code == 404


@pytest.mark.parametrize("end", ["revoked", "expired", "closed", "role"])
def test_a_token_that_ended_in_whatever_way_opens_nothing_from_then_on(end):
    owner = given.caseworker()
    held = token(owner)
    asking = Machine(held)
    assert asking.get("/persons").status_code == 200
    moment = clock.now()
    if end == "revoked":
        revoke_token(by=owner, token=held)
    elif end == "expired":
        moment = held.expires_at
    elif end == "closed":
        deactivate_account(by=make.user("administrator"), account=owner, reason="left")
    else:
        owner.memberships.update(valid_to=clock.today())
    with clock.frozen(moment):
        assert asking.get("/persons").status_code == 401


def test_too_many_requests_are_refused_until_the_minute_is_over(settings):
    settings.TOKEN_RATE = 2
    asking = machine()
    with clock.frozen(clock.now().replace(second=50, microsecond=0)):
        answers = [asking.get("/persons") for _ in range(3)]
        assert [answer.status_code for answer in answers] == [200, 200, 429]
        assert [answer["RateLimit-Remaining"] for answer in answers] == ["1", "0", "0"]
        assert answers[2]["Retry-After"] == answers[2]["RateLimit-Reset"] == "10"
        assert answers[2]["RateLimit-Limit"] == "2"
        assert answers[2].json()["type"] == "urn:dayaq:problem:too-many-requests"
        clock.advance(timedelta(seconds=10))
        assert asking.get("/persons").status_code == 200


def test_a_request_that_is_over_the_limit_changes_nothing(settings):
    settings.TOKEN_RATE = 1
    asking = machine()
    with clock.frozen(clock.now()):
        asking.get("/persons")
        assert asking.post("/persons", new_person()).status_code == 429
    assert not Person.objects.exists()
