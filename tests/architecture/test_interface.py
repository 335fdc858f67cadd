"""Operation × role × foreign record, for machines: the same promise as of pages, read from the interface itself.

The records are those of a person in Lerik; the callers hold their role in Masallı, in another organisation, and a token
with every scope that the role holds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from ninja import Router
from ninja.operation import Operation

from dayaq.accounts.api import PERMISSIONS, ROLES, SCOPES, create_token
from dayaq.accounts.models import ApiToken
from dayaq.core import clock
from dayaq.http.interface import Interface, interface
from dayaq.http.tokens import Token
from dayaq.registry import api
from dayaq.registry.models import ImportBatch, ImportSource
from tests import make
from tests.architecture.routes import interface_routes
from tests.http.given import Machine, new_person
from tests.unit.registry import given

#: Routes without an operation: the document, and the answer that there is nothing.
OPEN = {"api:openapi-json", "api:api-root", "interface_nothing"}
USES = [role for role in ROLES if "interface.use" in ROLES[role].permissions]


def operations(of: Interface = interface) -> Iterator[tuple[str, str, Operation]]:
    """Method, address with names in braces, and operation, of all there are."""
    for router in of._get_bound_routers():
        for path, view in router.path_operations.items():
            for operation in view.operations:
                yield operation.methods[0], re.sub(r"{\w+:", "{", path), operation


def scopes_of(operation: Operation) -> tuple[str, ...]:
    (guard,) = operation.auth_callbacks
    return guard.scopes if isinstance(guard, Token) else ()


ALL = list(operations())
NAMES = [f"{method} {path}" for method, path, _operation in ALL]


def unguarded(of: Interface = interface) -> list[str]:
    return [
        f"{method} {path}"
        for method, path, operation in operations(of)
        if not scopes_of(operation) or not set(scopes_of(operation)) <= PERMISSIONS & set(SCOPES)
    ]


def test_every_operation_says_which_scopes_it_needs():
    assert len(ALL) > 20
    assert unguarded() == []


def test_every_route_of_the_interface_is_an_operation_or_known_to_be_open():
    names = {operation.view_func.__name__ for _method, _path, operation in ALL}
    others = {route.name for route in interface_routes() if route.name.removeprefix("api:") not in names}
    assert others == OPEN


@pytest.mark.django_db
def test_an_operation_that_names_no_scope_is_found_and_lets_nobody_in():
    careless = Interface(urls_namespace="careless", docs_url=None, auth=Token())
    router = Router()
    router.get("/careless")(lambda request: "open")
    careless.add_router("", router)
    assert unguarded(careless) == ["GET /careless"]
    ((_method, _path, operation),) = operations(careless)
    held = create_token(
        by=make.user("caseworker"), name="x", scopes=["person.view"], last_day=clock.today() + timedelta(days=1)
    )
    from dayaq.core.errors import Denied

    with pytest.raises(Denied):
        operation.auth_callbacks[0].authenticate(type("R", (), {})(), held.secret)


# The matrix ----------------------------------------------------------------------------------------------------------

#: What belongs to no district and no organisation: whoever may read it reads all of it.
COUNTRYWIDE = ("/services",)
BODIES: dict[str, Any] = {
    "POST /persons": new_person(),
    "POST /persons/search": {"text": "Əliyev"},
    "PATCH /persons/{person}": {"changes": {"phone": ""}, "reason": "x"},
    "POST /persons/{person}/statuses": {"kind": "war_participant", "valid_from": "2021-01-01"},
    "POST /households": {"head": 1},
    "POST /households/{household}/members": {"person": 1, "relation": "child"},
    "POST /households/{household}/members/{member}/end": {"on": "2026-01-01", "reason": "x"},
}


@pytest.fixture
def country(db: None, kinds: None) -> dict[str, int]:
    """A person in Lerik with a household and a file."""
    clerk = given.everywhere()
    person = given.person()
    household = api.create_household(by=clerk, head=person)
    source = ImportSource.objects.create(code="office", name="Office")
    batch = ImportBatch.objects.create(source=source, file_name="a.csv", file_digest="0" * 64, created_by=clerk)
    return {
        "person": person.pk,
        "household": household.pk,
        "member": household.members.get().pk,
        "batch": batch.pk,
        "service": "x",
    }


def caller(role: str) -> Machine:
    """A machine of that role, in Masallı, with all scopes there are: more than an owner could give it."""
    owner = make.user(role, in_unit=make.unit("AZ-MAS", "Masallı"), of=make.organisation("other", "ngo"))
    helper = make.user("caseworker")
    token = create_token(by=helper, name="x", scopes=["person.view"], last_day=clock.today() + timedelta(days=1))
    ApiToken.objects.filter(pk=token.pk).update(owner=owner, scopes=sorted(SCOPES))
    return Machine(token)


def ask(machine: Machine, method: str, path: str, records: dict[str, int]) -> int:
    address = path.format(**records)
    body = BODIES.get(f"{method} {path}")
    if path == "/imports" and method == "POST":
        return machine.upload(b"a;b\n1;2\n").status_code
    if method == "GET":
        return machine.get(address).status_code
    send = machine.post if method == "POST" else machine.patch
    return send(address, body, etag='"1"').status_code


@pytest.mark.parametrize("role", [role for role in ROLES if role not in USES])
def test_a_role_that_does_not_use_the_interface_is_refused_everywhere(country, role):
    machine = caller(role)
    assert {ask(machine, method, path, country) for method, path, _operation in ALL} == {401}


@pytest.mark.parametrize("role", USES)
def test_a_foreign_record_does_not_exist_for_any_role(country, role):
    machine = caller(role)
    wrong = []
    for method, path, operation in ALL:
        code = ask(machine, method, path, country)
        lacks = not set(scopes_of(operation)) <= ROLES[role].permissions
        if lacks and code != 403:
            wrong.append(f"{method} {path}: {code} without the permission")
        if not lacks and "{" in path and not path.startswith(COUNTRYWIDE) and code != 404:
            wrong.append(f"{method} {path}: {code} for a foreign record")
    assert wrong == []


@pytest.mark.parametrize("role", USES)
def test_a_foreign_record_is_in_no_list_and_no_search(country, role):
    machine = caller(role)
    for path in ("/persons", "/households", "/imports"):
        answer = machine.get(path)
        if answer.status_code != 403:
            assert answer.json()["items"] == [], path
    assert machine.get("/persons", count="true").json()["count"]["value"] == 0
    assert machine.post("/persons/search", {"text": "Əliyev Həsən"}).json()["items"] == []


@pytest.mark.django_db
@pytest.mark.parametrize(("method", "path", "operation"), ALL, ids=NAMES)
def test_without_a_token_every_operation_is_closed(method, path, operation):
    machine = Machine("")
    machine.headers = {}
    assert ask(machine, method, path, dict.fromkeys(("person", "household", "member", "batch", "service"), 1)) == 401
