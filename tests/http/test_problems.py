"""Whatever goes wrong is a problem document with a reference, and says nothing of anybody."""

from __future__ import annotations

import io
import logging

import pytest
from django.conf import settings as configured
from django.test import Client

from dayaq.core.logs import PrivateFormatter
from dayaq.http.people import persons
from dayaq.registry.models import Person
from tests.http.given import ROOT, machine, new_person
from tests.unit.registry import given

pytestmark = pytest.mark.django_db


def assert_problem(answer, status):
    assert answer.status_code == status
    assert answer["Content-Type"] == "application/problem+json"
    said = answer.json()
    assert {"type", "title", "status", "detail", "instance", "code", "errors"} <= set(said)
    assert said["status"] == status
    assert said["instance"].startswith("urn:dayaq:reference:")
    assert answer["Cache-Control"] == "no-store"
    return said


@pytest.mark.parametrize("path", ["/nothing", "/persons/", "/persons/x", "/persons/1/nothing", "/docs", ""])
def test_an_address_that_does_not_exist_is_said_in_the_same_way(path):
    assert_problem(machine().get(path), 404)


@pytest.mark.parametrize("path", ["/api/", "/api/v2/persons", "/api/v1", "/api/x.php"])
def test_so_it_is_below_the_interface_as_a_whole(path):
    assert_problem(Client().get(path), 404)


def test_a_method_that_an_address_does_not_know():
    asking = machine()
    answer = asking.client.delete(f"{ROOT}/persons", headers=asking.headers)
    assert_problem(answer, 405)
    assert set(answer["Allow"].split(", ")) == {"GET", "POST"}


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"5", b"\xff\xfe", b'{"surname": "\\ud800"}'])
def test_a_body_that_is_no_json_of_this_shape(body):
    asking = machine()
    headers = {**asking.headers, "Idempotency-Key": "key-00001"}
    answer = asking.client.generic("POST", f"{ROOT}/persons", body, content_type="application/json", headers=headers)
    assert_problem(answer, 400)


def test_a_body_that_is_too_large(settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000
    said = assert_problem(machine().post("/persons", new_person(address="x" * 2_000)), 413)
    assert said["code"] == "too_large"


def test_words_come_in_the_language_that_is_asked_for():
    asking = machine()
    english = asking.post("/persons", new_person(birth_date="2999-01-01")).json()
    asking.headers["Accept-Language"] = "az"
    azerbaijani = asking.post("/persons", new_person(birth_date="2999-01-01")).json()
    assert english["detail"].startswith("The date lies in the future.")
    assert azerbaijani["detail"] != english["detail"]
    assert azerbaijani["title"] != english["title"]
    assert azerbaijani["code"] == english["code"]


@pytest.fixture
def log():
    """What our log would hold, as the settings format it."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    described = configured.LOGGING["formatters"]["line"]
    handler.setFormatter(PrivateFormatter(described["format"], style=described["style"]))
    logging.getLogger().addHandler(handler)
    yield stream
    logging.getLogger().removeHandler(handler)


def test_a_fault_is_logged_under_its_reference_and_tells_nothing_of_the_person(monkeypatch, log):
    def broken(**values):
        Person.objects.create(**{**new_person(), "district": None})

    monkeypatch.setattr(persons.api, "register_person", broken)
    said = assert_problem(machine().post("/persons", new_person()), 500)
    text = log.getvalue()
    assert said["instance"].rpartition(":")[2] in text
    for telling in ("Rüstəmova", "Gülnarə", "1991"):
        assert telling not in text
        assert telling not in str(said)


def test_requests_leave_no_name_in_any_log(log):
    logging.getLogger().setLevel(logging.DEBUG)
    try:
        person = given.person(surname="Zərgərpalıd", fin="7ZQXABC")
        asking = machine()
        asking.get("/persons")
        asking.get(f"/persons/{person.pk}")
        asking.post("/persons/search", {"text": "Zərgərpalıd 7ZQXABC"})
        asking.post("/persons", new_person(surname="Zərgərpalıd", fin="O000000"))
        asking.post("/persons", new_person(surname="Zərgərpalıd", fin="7ZQXABC"))
        asking.patch(f"/persons/{person.pk}", {"changes": {"surname": "Zərgərpalıd"}, "reason": "x"}, etag='"1"')
    finally:
        logging.getLogger().setLevel(logging.WARNING)
    text = "\n".join(line for line in log.getvalue().splitlines() if "django.db.backends" not in line)
    assert "Zərgərpal" not in text
    assert "7ZQX" not in text
