"""The interface keeps what its OpenAPI document says: schemathesis asks each operation in many ways, right and wrong.

The application answers in this process, on the test's own database; examples are the same every time.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck
from hypothesis import settings as examples
from schemathesis.config import SchemathesisConfig

from dayaq.config.wsgi import application
from dayaq.core import clock
from dayaq.registry import api
from tests.http.given import token
from tests.unit.care import given as care
from tests.unit.registry import given
from tests.unit.registry.imports import given as bringing

pytestmark = pytest.mark.django_db

# What fits the document may still be refused by the registry: 412 and 422 say so. 400 says that it does not fit.
ACCEPTED = ["2xx", "401", "403", "404", "409", "412", "422"]
CONFIG = SchemathesisConfig.from_dict(
    {
        "checks": {
            "positive_data_acceptance": {"expected-statuses": ACCEPTED},
            "missing_required_header": {"expected-statuses": ["400", "428"]},
        },
        "generation": {"max-examples": int(os.environ.get("CONTRACT_EXAMPLES", "12")), "deterministic": True},
    }
)
contract = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application, config=CONFIG)


@pytest.fixture
def one_connection(db: None) -> Iterator[None]:
    """Between requests a server may close its connection; the test's own, with what the test made, has to stay."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def world(settings: Any, kinds: None, one_connection: None) -> dict[str, Any]:
    """Somebody with everything, a household, a file, a service; a token that may all of it, as often as it likes."""
    settings.TOKEN_RATE = 1_000_000
    clerk = given.everywhere()
    person = given.person(fin="7ABCD12")
    api.add_status(by=clerk, person=person, kind="war_participant", valid_from=clock.today())
    api.add_document(by=clerk, person=person, kind="id_card", number="AZE12345678")
    household = api.create_household(by=clerk, head=person)
    content = bringing.csv(bringing.ALIYEV, bringing.row(bringing.SHIRINOV, c5="31.02.1975"))
    batch = api.hand_in(by=clerk, name="people.csv", content=content, source="office")
    staging = api.Staging(batch, api.sheet_of(batch))
    while staging.step():
        pass
    known = {
        "person": person.pk,
        "household": household.pk,
        "member": household.members.get().pk,
        "batch": batch.pk,
        "service": care.service(care.administrator()).code,
    }
    return {"known": known, "secret": token(clerk).secret}


@contract.parametrize()
@examples(deadline=None, suppress_health_check=list(HealthCheck))
def test_every_operation_answers_as_its_document_says(case: schemathesis.Case, world: dict[str, Any]) -> None:
    if case.meta is not None and case.meta.generation.mode.is_positive:
        case.path_parameters = {name: world["known"][name] for name in case.path_parameters or {}}
    case.call_and_validate(headers={"Authorization": f"Bearer {world['secret']}"})


def test_the_document_is_openapi_3_1_and_every_operation_names_its_scopes() -> None:
    document = json.loads(json.dumps(contract.raw_schema))
    assert document["openapi"].startswith("3.1")
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            assert operation["security"][0]["Token"], (method, path)
            assert "application/problem+json" in operation["responses"]["403"]["content"], (method, path)
