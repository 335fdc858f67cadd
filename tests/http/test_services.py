"""The catalogue of services for machines."""

from __future__ import annotations

from datetime import date

import pytest

from dayaq.care import api
from dayaq.care.models import ServiceType
from dayaq.law.api import load_law
from tests import make
from tests.http.given import machine
from tests.unit.care import given as care

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _catalogue(db):
    load_law()
    api.load_services()


def test_the_catalogue_is_read_page_by_page():
    asking, found, address = machine(), [], "/services"
    page = asking.get(address, limit=8).json()
    while True:
        found += [item["code"] for item in page["items"]]
        if page["next"] is None:
            break
        page = asking.get(page["next"].removeprefix("/api/v1")).json()
    assert found == list(ServiceType.objects.order_by("pk").values_list("code", flat=True))


def test_services_of_a_kind_on_a_day():
    asking = machine()
    items = asking.get("/services", kind="legal", on="2013-01-01").json()["items"]
    assert {item["code"] for item in items} == {"legal-aid", "social-advice"}
    assert items[0]["terms"]["valid_from"] == "2012-01-01"
    assert asking.get("/services", kind="legal", on="2011-01-01").json()["items"][0]["terms"] is None


def test_one_service_comes_with_all_its_terms_and_its_version():
    admin, service = care.administrator(), ServiceType.objects.get(code="home-help")
    api.set_terms(by=admin, service=service, terms=care.terms(valid_from=date(2026, 1, 1)))
    answer = machine().get("/services/home-help")
    body = answer.json()
    assert answer["ETag"] == '"2"'
    assert [(one["valid_from"], one["minutes"]) for one in body["terms"]] == [("2026-01-01", 45), ("2012-01-01", None)]
    assert body["terms"][1]["act"] == "social-service-law-2011"
    assert {one["code"] for one in body["terms"][1]["standards"]} == {"assessed-by-social-worker", "individual-plan"}
    assert body["name"]["az"] == "Evdə məişət xidməti"


def test_a_service_that_is_not_there_is_404_and_a_token_without_the_scope_is_refused():
    assert machine().get("/services/nothing").status_code == 404
    owner = make.user("caseworker")
    assert machine(owner, "person.view").get("/services").status_code == 403
