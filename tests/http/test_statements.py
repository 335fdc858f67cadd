"""Every operation that reads runs a fixed number of statements: three are of the token, two of the second wall."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dayaq.care import api as care_api
from dayaq.core import clock
from dayaq.registry import api
from dayaq.registry.models import HouseholdMember, Person, StatusKind
from tests.architecture.test_interface import ALL
from tests.http.given import Machine, machine
from tests.unit.care import given as care
from tests.unit.registry import given
from tests.unit.registry.imports import given as bringing

pytestmark = pytest.mark.django_db
FEW, MANY = 10, 1_000

STATEMENTS = {
    "GET /persons": 6,
    "POST /persons/search": 7,
    "GET /persons/{person}": 10,
    "GET /persons/{person}/statuses": 7,
    "GET /persons/{person}/documents": 7,
    "GET /persons/{person}/household": 11,
    "GET /persons/{person}/timeline": 7,
    "GET /households": 6,
    "GET /households/{household}": 10,
    "GET /imports": 6,
    "GET /imports/{batch}": 6,
    "GET /imports/{batch}/problems": 7,
    "GET /imports/{batch}/rejected": 12,
    "GET /services": 7,
    "GET /services/{service}": 8,
}


class World:
    """A country that grows: persons, members of one household, statuses, documents, rows of a file."""

    def __init__(self) -> None:
        self.clerk = given.everywhere()
        self.person = given.person()
        self.household = api.create_household(by=self.clerk, head=self.person)
        self.batch = self._file(1)
        self.admin = care.administrator()
        self.service = care.service(self.admin)
        self.size = 0

    def _file(self, rows: int) -> Any:
        content = bringing.csv(*[bringing.row(bringing.SHIRINOV, c0=f"S-{n}", c5="31.02.1975") for n in range(rows)])
        batch = api.hand_in(by=self.clerk, name="people.csv", content=content, source="office")
        staging = api.Staging(batch, api.sheet_of(batch))
        while staging.step():
            pass
        return batch

    def grow(self, to: int) -> None:
        fields = {"unit": given.lerik(), "sort_key": "a", "name_key": "a"}
        made = Person.objects.bulk_create(
            Person(surname="Əliyev", given_name=f"Ad{n}", **fields) for n in range(self.size, to)
        )
        api.index_names(made)
        HouseholdMember.objects.bulk_create(
            HouseholdMember(household=self.household, person=one, relation="child", valid_from=clock.today())
            for one in made
        )
        kind = StatusKind.objects.order_by("pk").first()
        for n in range(self.size, min(to, 40)):
            since = clock.today().replace(year=1970 + n)
            api.add_status(by=self.clerk, person=self.person, kind=kind, valid_from=since)
            api.add_document(by=self.clerk, person=self.person, kind="other", number=f"N{n}")
            api.correct_person(by=self.clerk, person=self.person, changes={"address": f"Küçə {n}"}, reason="x")
        self.batch = self._file(to)
        for n in range(self.size, min(to, 40)):
            care.service(self.admin, code=f"service-{n}")
            begins = care.START + timedelta(days=n + 1)
            care_api.set_terms(by=self.admin, service=self.service, terms=care.terms(valid_from=begins))
        self.size = to

    def costs(self, asking: Machine) -> dict[str, int]:
        records = {
            "person": self.person.pk,
            "household": self.household.pk,
            "batch": self.batch.pk,
            "service": self.service.code,
        }
        found = {}
        for key in STATEMENTS:
            method, _space, path = key.partition(" ")
            with CaptureQueriesContext(connection) as captured:
                if method == "GET":
                    answer = asking.get(path.format(**records))
                else:
                    answer = asking.post(path, {"text": "Əliyev"})
                assert answer.status_code == 200, (key, answer.content)
                assert answer.getvalue()
            found[key] = len(captured)
        return found


def test_every_operation_that_reads_is_counted():
    reads = {f"{method} {path}" for method, path, _operation in ALL if method == "GET" or path.endswith("search")}
    assert reads == set(STATEMENTS)


def test_operations_run_the_same_number_of_statements_with_ten_rows_and_with_a_thousand(kinds):
    world = World()
    world.grow(FEW)
    asking = machine(world.clerk)
    world.costs(asking)  # what a process remembers is read once
    few = world.costs(asking)
    world.grow(MANY)
    assert world.costs(asking) == few
    assert few == STATEMENTS
