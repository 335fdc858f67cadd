"""The example mapping and real data: five thousand records with the errors that people make."""

from pathlib import Path

import pytest

from dayaq.core.models import AuditEvent
from dayaq.registry import api
from dayaq.registry.models import ExternalKey, IdentityDocument, Person
from tests.unit.registry.imports import given

pytestmark = pytest.mark.django_db

ROOT = Path(__file__).resolve().parents[4]
CONTENT = (ROOT / "tests" / "data" / "people" / "febrl3.csv").read_bytes()
MAPPING = api.parse_mapping((ROOT / "examples" / "febrl3.toml").read_text(encoding="utf-8"))


def test_every_row_with_a_name_comes_in_and_the_second_run_changes_nothing():
    first = given.accepted(CONTENT, MAPPING)
    nameless = [issue for issue in given.issues(first) if issue[1] == "no_name"]
    numbers = api.import_summary(first)
    assert numbers["staged"] == 5000
    assert numbers["rejected"] == len(nameless) > 0
    assert numbers["new"] == 5000 - len(nameless) == Person.objects.count() == ExternalKey.objects.count()
    second = given.accepted(CONTENT, MAPPING)
    again = api.import_summary(second)
    assert (again["accepted"], again["unchanged"]) == (0, numbers["new"])
    assert Person.objects.count() == numbers["new"]


def test_a_birth_date_that_is_none_is_kept_as_written_with_a_warning():
    batch = given.accepted(CONTENT, MAPPING)
    impossible = [issue for issue in given.issues(batch) if issue[1] == "date_impossible"]
    assert impossible
    assert {issue[2] for issue in impossible} == {"warning"}
    kept = Person.objects.filter(birth_date=None).exclude(birth_date_original="")
    assert {issue[3] for issue in impossible} >= set(kept.values_list("birth_date_original", flat=True))


def test_a_document_number_of_several_people_is_flagged_on_all_of_them():
    batch = given.accepted(CONTENT, MAPPING)
    shared = [issue for issue in given.issues(batch) if issue[1] == "document_shared"]
    assert shared
    assert {issue[2] for issue in shared} == {"warning"}
    flagged = IdentityDocument.objects.filter(flag_shared=True)
    assert {document.number for document in flagged} == {issue[3] for issue in shared}
    assert set(IdentityDocument.objects.values_list("kind", flat=True)) == {"foreign_document"}


def test_one_chained_event_a_chunk_tells_of_it():
    given.accepted(CONTENT, MAPPING)
    event = AuditEvent.objects.get(event="people.imported")
    assert event.detail["count"] == event.detail["created"] == Person.objects.count()
