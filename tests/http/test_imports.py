"""A file over the interface: handed in, checked, looked at, let in or stopped."""

from __future__ import annotations

import pytest

from dayaq.core.models import AuditEvent
from dayaq.registry import api
from dayaq.registry.imports.work import work_on_imports
from dayaq.registry.models import ImportBatch, Person, StagedRow
from tests.http.given import machine
from tests.unit.registry import given
from tests.unit.registry.imports import given as bringing
from tests.unit.registry.imports import sets

pytestmark = pytest.mark.django_db


@pytest.fixture
def content():
    given.lerik()
    return bringing.csv(bringing.ALIYEV, bringing.row(bringing.SHIRINOV, c5="31.02.1975"))


def worked():
    while work_on_imports():
        pass


def test_a_file_is_checked_looked_at_and_let_in(content):
    asking = machine(given.everywhere())
    handed = asking.upload(content)
    assert handed.status_code == 201
    assert handed.json()["state"] == "staging"
    assert not Person.objects.exists()
    worked()
    path = f"/imports/{handed.json()['id']}"
    checked = asking.get(path)
    assert checked.json()["state"] == "staged"
    assert (checked.json()["counts"]["new"], checked.json()["counts"]["rejected"]) == (1, 1)
    assert checked.json()["progress"] == {"done": 2, "total": 2}
    accepted = asking.post(f"{path}/accept", etag=checked["ETag"])
    assert accepted.status_code == 200
    worked()
    assert asking.get(path).json()["state"] == "accepted"
    assert Person.objects.get().surname == "Əliyev"
    assert AuditEvent.objects.get(event="import.accepting").detail["token"]


def test_what_was_found_is_told_by_kind_and_row_by_row(content):
    asking = machine(given.everywhere())
    number = asking.upload(content).json()["id"]
    worked()
    said = asking.get(f"/imports/{number}/problems").json()
    (kind,) = [one for one in said["kinds"] if one["severity"] == "error"]
    assert (kind["code"], kind["rows"]) == ("date_impossible", 1)
    (issue,) = [one for one in said["items"] if one["severity"] == "error"]
    assert (issue["row"], issue["value"]) == (3, "31.02.1975")
    assert issue["message"]


def test_problems_come_in_pages_of_rows(content):
    asking = machine(given.everywhere())
    rows = [bringing.row(bringing.SHIRINOV, c0=f"S-{n}", c5="31.02.1975") for n in range(3)]
    number = asking.upload(bringing.csv(*rows)).json()["id"]
    worked()
    whole = asking.get(f"/imports/{number}/problems").json()["items"]
    first = asking.get(f"/imports/{number}/problems", limit=2).json()
    rest = asking.client.get(first["next"], headers=asking.headers).json()
    assert [*first["items"], *rest["items"]] == whole
    assert len({one["row"] for one in first["items"]}) == 2
    assert rest["next"] is None


@pytest.mark.parametrize(("kind", "begins"), [("csv", b"\xef\xbb\xbf"), ("xlsx", b"PK")])
def test_the_rejected_rows_are_taken_as_a_file_and_that_is_recorded(content, kind, begins):
    asking = machine(given.everywhere())
    number = asking.upload(content).json()["id"]
    worked()
    answer = asking.get(f"/imports/{number}/rejected", format=kind)
    assert answer.status_code == 200
    assert answer.getvalue().startswith(begins)
    assert answer["Content-Disposition"].endswith(f'.{kind}"')
    event = AuditEvent.objects.get(event="import.rejected_taken")
    assert event.detail["token"]


def test_a_file_sent_again_with_its_key_is_one_file(content):
    asking = machine(given.everywhere())
    answers = [asking.upload(content, key="file-0001").json()["id"] for _ in range(2)]
    assert answers[0] == answers[1]
    assert ImportBatch.objects.count() == 1
    assert asking.upload(content + b"\n", key="file-0001").status_code == 422


def test_a_mapping_may_come_with_the_file(content):
    asking = machine(given.everywhere())
    sheet = api.read_sheet("people.csv", content, api.FileOptions())
    proposed, _saved = api.mapping_for(sheet, "office", api.FileOptions())
    fitting = asking.upload(content, mapping=api.mapping_as_toml(proposed))
    assert fitting.status_code == 201
    broken = asking.upload(content, mapping="columns = 5")
    assert broken.status_code == 422
    assert ImportBatch.objects.count() == 1


def test_a_file_that_cannot_be_read_leaves_nothing(content):
    answer = machine(given.everywhere()).upload(b"")
    assert answer.status_code == 422
    assert answer.json()["code"] == "empty_file"
    assert not ImportBatch.objects.exists()


@pytest.mark.parametrize(("etag", "status"), [("", 428), ('"99"', 412)])
def test_a_file_is_accepted_as_it_was_seen(content, etag, status):
    asking = machine(given.everywhere())
    number = asking.upload(content).json()["id"]
    worked()
    assert asking.post(f"/imports/{number}/accept", etag=etag).status_code == status
    assert ImportBatch.objects.get().state == "staged"


def test_a_file_that_is_not_checked_yet_is_not_accepted(content):
    asking = machine(given.everywhere())
    handed = asking.upload(content)
    answer = asking.post(f"/imports/{handed.json()['id']}/accept", etag=handed["ETag"])
    assert answer.status_code == 409


def test_a_file_is_stopped(content):
    asking = machine(given.everywhere())
    handed = asking.upload(content)
    answer = asking.post(f"/imports/{handed.json()['id']}/cancel", etag=handed["ETag"])
    assert answer.json()["state"] == "cancelled"
    assert not StagedRow.objects.exists()
    assert AuditEvent.objects.get(event="import.cancelled").detail["token"]


def test_a_file_of_somebody_else_does_not_exist(content):
    number = machine(given.everywhere()).upload(content).json()["id"]
    other = machine(given.caseworker())
    assert other.get("/imports").json()["items"] == []
    for answer in (
        other.get(f"/imports/{number}"),
        other.get(f"/imports/{number}/problems"),
        other.get(f"/imports/{number}/rejected"),
        other.post(f"/imports/{number}/accept", etag='"1"'),
        other.post(f"/imports/{number}/cancel", etag='"1"'),
    ):
        assert answer.status_code == 404


def test_a_set_of_files_is_one_import_and_its_problems_name_the_file(content):
    api.load_status_kinds()
    api.load_income_sources()
    asking = machine(given.everywhere())
    handed = asking.upload(sets.packed(statuslar=sets.changed(sets.STATUSES, 1, 1, "sehrbaz")), name="set.zip")
    assert handed.status_code == 201
    worked()
    path = f"/imports/{handed.json()['id']}"
    assert asking.get(path).json()["counts"]["new"] == sets.ROWS - 1
    problem = asking.get(f"{path}/problems").json()["items"][0]
    assert (problem["file"], problem["row"], problem["code"]) == ("statuslar.csv", 2, "status_unknown")
    assert asking.get(f"{path}/rejected")["Content-Type"] == "application/zip"
