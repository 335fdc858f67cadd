"""Two records become one person: whatever hung on either hangs on the one that stands, and nothing is lost."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from dayaq.core.api import Denied, Invalid, Stale, WrongState, clock
from dayaq.core.models import AuditEvent
from dayaq.notices.models import Notice
from dayaq.registry import api
from dayaq.registry.merging.pointers import all_models
from dayaq.registry.models import (
    CandidatePair,
    Consent,
    Household,
    HouseholdMember,
    IdentityDocument,
    MergedRow,
    Person,
    PersonMerge,
    RegisterCheck,
    Status,
    StatusKind,
)
from tests import make
from tests.unit.registry import given

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 2)


@pytest.fixture(autouse=True)
def _today():
    with clock.frozen(datetime(2026, 3, 2, 9, tzinfo=UTC), seed="merging"):
        yield


def two(**values: Any) -> tuple[Person, Person]:
    """Two records of one man, the second as another clerk wrote it."""
    api.load_status_kinds()
    return given.person(), given.person(**{"surname": "Aliyev", "given_name": "Gasan", **values})


def merge(survivor: Person, merged: Person, **values: Any) -> PersonMerge:
    return api.merge_persons(by=given.everywhere(), survivor=survivor, merged=merged, reason="one man", **values)


def test_whatever_hung_on_the_merged_record_hangs_on_the_one_that_stands():
    survivor, merged = two()
    by = given.everywhere()
    status = api.add_status(by=by, person=merged, kind="labour_veteran", valid_from=TODAY)
    document = api.add_document(by=by, person=merged, kind="id_card", number="12345678")
    check = api.record_register_check(by=by, person=merged, register="employment", result={"has_other_work": False})
    consent = api.give_consent(by=by, person=merged, purpose="application")
    household = api.create_household(by=by, head=merged)
    merge(survivor, merged)
    for row in (status, document, check, consent, household.members.get()):
        row.refresh_from_db()
        assert row.person_id == survivor.pk
    merged.refresh_from_db()
    assert merged.merged_into_id == survivor.pk


def test_the_merged_record_is_nowhere_and_its_values_find_the_one_that_stands():
    survivor, merged = two(fin="5XK2M8P", phone="+994501234567")
    api.add_document(by=given.everywhere(), person=merged, kind="passport", number="P7654321")
    merge(survivor, merged, take=["surname"])
    user = given.everywhere()
    assert not Person.objects.visible_to(user).filter(pk=merged.pk).exists()
    for text in ("Əliyev Həsən", "Aliyev Gasan", "5XK2M8P", "P7654321", "050 123 45 67"):
        assert [hit.person.pk for hit in api.search_persons(user, text)] == [survivor.pk], text
    alike = api.likely_same(user, surname="Aliyev", given_name="Gasan", birth_date=given.BORN)
    assert [one.person.pk for one in alike] == [survivor.pk]


def test_undoing_restores_both_records_and_every_row_exactly():
    survivor, merged = two(fin="5XK2M8P", birth_date=date(1980, 12, 4), address="Lerik")
    by = given.everywhere()
    for person in (survivor, merged):
        api.add_status(by=by, person=person, kind="labour_veteran", valid_from=TODAY)
        api.add_document(by=by, person=person, kind="id_card", number="12345678")
        api.give_consent(by=by, person=person, purpose="application")
        api.create_household(by=by, head=person, valid_from=TODAY - timedelta(days=9))
    before = everything()
    one = merge(survivor, merged, take=["birth_date", "given_name"])
    assert everything() != before
    api.unmerge_persons(by=by, merge=one, reason="two men after all")
    assert everything() == before
    assert one.state == "undone"
    assert not one.rows.filter(restored=False).exists()


def everything() -> dict[str, Any]:
    """All rows of every table that a merge may touch, as they stand; counters of changes left out."""
    found: dict[str, Any] = {}
    for model in all_models():
        if model._meta.app_label in ("core", "sessions") or model in (PersonMerge, MergedRow, CandidatePair):
            continue
        rows = [dict(row) for row in model._base_manager.values()]
        for row in rows:
            row.pop("version", None)
        found[model._meta.label] = sorted(rows, key=repr)
    return found
