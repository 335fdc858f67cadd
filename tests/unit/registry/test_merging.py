"""Two records become one person: whatever hung on either hangs on the one that stands, and nothing is lost."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dayaq.accounts.models import Grant, User
from dayaq.core.api import Denied, Invalid, Stale, WrongState, clock
from dayaq.core.models import AuditEvent
from dayaq.registry import api
from dayaq.registry.merging import rooms
from dayaq.registry.merging.pointers import OF_THE_RECORD, all_models, pointers
from dayaq.registry.models import (
    CandidatePair,
    Consent,
    HouseholdMember,
    IdentityDocument,
    MergedRow,
    Person,
    PersonMerge,
    Status,
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


def merge(survivor: Person, merged: Person, by: User | None = None, **values: Any) -> PersonMerge:
    return api.merge_persons(by=by or given.everywhere(), survivor=survivor, merged=merged, reason="one man", **values)


def events(name: str) -> list[AuditEvent]:
    return list(AuditEvent.objects.filter(event=name).order_by("pk"))


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
        api.add_status(by=by, person=person, kind="labour_veteran", valid_from=TODAY, evidence="card")
        api.add_document(by=by, person=person, kind="id_card", number="12345678")
        api.give_consent(by=by, person=person, purpose="application")
        api.create_household(by=by, head=person, valid_from=TODAY - timedelta(days=9))
    before = everything()
    one = merge(survivor, merged, by=by, take=["birth_date", "given_name"])
    assert everything() != before
    api.unmerge_persons(by=by, merge=one, reason="two men after all")
    assert everything() == before
    assert one.state == "undone"
    assert not one.rows.filter(restored=False).exists()


def test_a_merge_is_told_once_with_keys_and_numbers_and_no_value():
    survivor, merged = two()
    api.add_document(by=given.everywhere(), person=merged, kind="id_card", number="12345678")
    one = merge(survivor, merged, take=["surname"])
    [event] = events("person.merged")
    assert (event.object_type, event.object_id, event.reason) == ("registry.personmerge", one.pk, "one man")
    assert event.detail["moved"] == {"registry.identitydocument": 1}
    assert event.detail["taken"] == ["surname"]
    assert "Aliyev" not in str(event.detail)
    assert "person.merged" in [item.event for item in api.timeline(survivor, given.everywhere())]


def test_values_that_are_not_chosen_change_places_and_none_is_lost():
    survivor, merged = two(fin="5XK2M8P", phone="+994501234567", father_name="")
    api.correct_person(by=given.everywhere(), person=survivor, changes={"fin": "5ABC12D"}, reason="card seen")
    merge(survivor, merged, take=["surname", "fin"])
    survivor.refresh_from_db()
    merged.refresh_from_db()
    assert (survivor.surname, survivor.given_name, survivor.father_name) == ("Aliyev", "Həsən", "Məmməd")
    assert (survivor.fin, merged.fin) == ("5XK2M8P", "5ABC12D")
    assert (survivor.phone, merged.surname) == ("+994501234567", "Əliyev")
    with pytest.raises(Invalid, match="FİN"):
        given.person(fin="5ABC12D")


def test_the_one_that_stands_is_restricted_when_either_record_was():
    survivor, merged = two()
    Person.objects.filter(pk=merged.pk).update(is_restricted=True)
    keeper = given.everywhere()
    keeper.__dict__["permissions"] = keeper.permissions | {"person.restricted"}
    merge(survivor, merged, by=keeper)
    survivor.refresh_from_db()
    assert survivor.is_restricted


@pytest.mark.parametrize("hidden", ["restricted", "district", "role"])
def test_whoever_may_not_see_both_records_cannot_merge_them(hidden):
    survivor, merged = two()
    by = given.caseworker()
    if hidden == "restricted":
        Person.objects.filter(pk=merged.pk).update(is_restricted=True)
    elif hidden == "district":
        Person.objects.filter(pk=merged.pk).update(unit=given.astara())
    else:
        by = given.operator()
    with pytest.raises(Denied):
        merge(survivor, merged, by=by)
    assert not PersonMerge.objects.exists()


def test_a_merge_needs_a_reason_and_two_records():
    survivor, merged = two()
    with pytest.raises(Invalid):
        api.merge_persons(by=given.everywhere(), survivor=survivor, merged=merged, reason=" ")
    with pytest.raises(Invalid):
        merge(survivor, survivor)
    with pytest.raises(Invalid):
        merge(survivor, merged, take=["version"])


def test_a_record_is_merged_once_and_only_as_it_was_shown():
    survivor, merged = two()
    shown = (survivor.version, merged.version)
    api.correct_person(by=given.everywhere(), person=merged, changes={"address": "Lerik"}, reason="moved")
    with pytest.raises(Stale):
        merge(survivor, merged, versions=shown)
    merge(survivor, merged)
    with pytest.raises(WrongState) as refused:
        merge(given.person(), merged)
    assert refused.value.code == "merged"


def test_nothing_is_recorded_about_a_record_that_stands_no_longer():
    survivor, merged = two()
    merge(survivor, merged)
    by = given.everywhere()
    with pytest.raises(WrongState) as refused:
        api.add_status(by=by, person=merged, kind="jobseeker", valid_from=TODAY)
    assert refused.value.code == "merged"
    with pytest.raises(WrongState):
        api.correct_person(by=by, person=merged, changes={"address": "Lerik"}, reason="moved")


def test_of_two_rows_that_cannot_both_stand_the_room_says_which_stays_and_pointers_follow():
    survivor, merged = two()
    by = given.everywhere()
    api.add_status(by=by, person=survivor, kind="labour_veteran", valid_from=TODAY)
    surer = api.add_status(by=by, person=merged, kind="labour_veteran", valid_from=TODAY, evidence="card")
    api.verify_status(by=by, status=surer)
    first = api.give_consent(by=by, person=merged, purpose="application", given_on=TODAY - timedelta(days=3))
    api.give_consent(by=by, person=survivor, purpose="application")
    for person in (survivor, merged):
        api.add_document(by=by, person=person, kind="id_card", number="12345678")
    merge(survivor, merged)
    assert [status.pk for status in Status.objects.all()] == [surer.pk]
    assert [consent.pk for consent in Consent.objects.all()] == [first.pk]
    document = IdentityDocument.objects.get()
    assert (document.person_id, document.flag_shared) == (survivor.pk, False)
    assert MergedRow.objects.filter(what="set_aside").count() == 3


def test_one_lives_in_one_household_and_the_other_one_gives_way_on_the_days_of_both():
    survivor, merged = two()
    by = given.everywhere()
    old = TODAY - timedelta(days=400)
    since = TODAY - timedelta(days=100)
    mine = api.create_household(by=by, head=survivor, valid_from=old)
    theirs = api.create_household(by=by, head=merged, valid_from=since)
    with pytest.raises(Invalid):
        merge(survivor, merged, home=theirs.pk + 99)
    merge(survivor, merged, home=theirs.pk)
    assert [(row.household_id, row.valid_to) for row in HouseholdMember.objects.order_by("pk")] == [
        (mine.pk, since),
        (theirs.pk, None),
    ]
    assert set(HouseholdMember.objects.values_list("person", flat=True)) == {survivor.pk}


def test_two_records_in_one_household_are_one_member_from_the_first_day_on():
    survivor, merged = two()
    by = given.everywhere()
    household = api.create_household(by=by, head=merged, valid_from=TODAY - timedelta(days=400))
    api.add_member(by=by, household=household, person=survivor, relation="sibling", valid_from=TODAY)
    one = merge(survivor, merged, by=by)
    member = HouseholdMember.objects.get()
    assert (member.person_id, member.relation, member.valid_from) == (survivor.pk, "head", TODAY - timedelta(days=400))
    api.unmerge_persons(by=by, merge=one, reason="brothers")
    assert {row.relation for row in HouseholdMember.objects.all()} == {"head", "sibling"}


def test_soft_pointers_move_too_and_what_is_for_good_is_read_through_the_one_that_stands():
    survivor, merged = two()
    partner = make.organisation("fund", "social_partner")
    grant = Grant.objects.create(
        organisation=partner, scope_type="registry.person", scope_id=merged.pk, reason="memorandum", valid_from=TODAY
    )
    merge(survivor, merged)
    grant.refresh_from_db()
    assert grant.scope_id == survivor.pk
    seen = Person.objects.reached_by(given.caseworker())
    assert set(seen.values_list("pk", flat=True)) == {survivor.pk, merged.pk}
    assert not Person.objects.reached_by(given.caseworker(given.astara())).exists()


def test_every_way_of_naming_a_person_is_known_and_none_is_left_out():
    """A room added later is found by itself; a pair of columns that should not move must be named in ``pointers``."""
    found = {f"{pointer.label}.{pointer.column}" for pointer in pointers()}
    assert {
        "registry.status.person_id", "registry.person.merged_into_id", "programmes.application.person_id",
        "programmes.enrolment.person_id", "selfemployment.case.person_id", "selfemployment.asset.holder_id",
        "selfemployment.handoveract.recipient_id", "accounts.grant.scope_id", "notices.notice.recipient_id",
    } <= found  # fmt: skip
    for model in all_models():
        assert model._meta.pk.get_internal_type() != "CompositePrimaryKey" or model._meta.label_lower in OF_THE_RECORD


def test_a_room_that_says_nothing_refuses_what_only_one_may_have(monkeypatch):
    survivor, merged = two()
    monkeypatch.delitem(rooms._belongings, "registry.consent")
    for person in (survivor, merged):
        api.give_consent(by=given.everywhere(), person=person, purpose="application")
    with pytest.raises(WrongState) as refused:
        merge(survivor, merged)
    assert (refused.value.code, refused.value.value) == ("collision", "registry.consent")
    assert not Person.objects.filter(merged_into__isnull=False).exists()


def test_a_room_may_object(monkeypatch):
    survivor, merged = two()
    monkeypatch.setattr(rooms, "_objections", [lambda one, other: [f"{one.pk} and {other.pk} stand in one list."]])
    with pytest.raises(WrongState, match="stand in one list") as refused:
        merge(survivor, merged)
    assert refused.value.code == "objection"


def test_a_merge_runs_the_same_statements_however_much_hangs_on_the_record():
    counts = []
    by = given.everywhere()
    assert by.permissions
    for rows in (1, 30):
        survivor, merged = two()
        for number in range(rows):
            api.add_document(by=by, person=merged, kind="id_card", number=str(rows * 1_000 + number))
            api.add_status(by=by, person=merged, kind="jobseeker", valid_from=TODAY - timedelta(days=number))
        with CaptureQueriesContext(connection) as captured:
            merge(survivor, merged, by=by)
        counts.append(len(captured))
    assert counts[0] == counts[1]


# Taking it back ------------------------------------------------------------------------------------------------------


def test_what_was_recorded_since_stays_and_what_was_changed_since_keeps_the_change():
    survivor, merged = two(phone="+994501234567")
    by = given.everywhere()
    one = merge(survivor, merged, by=by, take=["surname"])
    since = api.add_document(by=by, person=survivor, kind="passport", number="P7654321")
    survivor.refresh_from_db()
    api.correct_person(by=by, person=survivor, changes={"phone": "050 765 43 21"}, reason="called")
    api.unmerge_persons(by=by, merge=one, reason="two men")
    since.refresh_from_db()
    survivor.refresh_from_db()
    merged.refresh_from_db()
    assert since.person_id == survivor.pk
    assert (survivor.surname, survivor.phone, merged.phone) == ("Əliyev", "+994507654321", "+994501234567")
    assert [row.column for row in one.rows.filter(restored=False)] == ["phone"]
    [event] = events("person.unmerged")
    assert (event.reason, event.detail["not_restored"]) == ("two men", 1)


def test_merges_are_taken_back_from_the_last_to_the_first():
    first, second = two()
    third = given.person(surname="Alyev")
    by = given.everywhere()
    lower = merge(second, third, by=by)
    upper = merge(first, second, by=by)
    third.refresh_from_db()
    assert third.merged_into_id == first.pk
    with pytest.raises(WrongState) as refused:
        api.unmerge_persons(by=by, merge=lower, reason="two men")
    assert refused.value.code == "later_merge"
    api.unmerge_persons(by=by, merge=upper, reason="two men")
    third.refresh_from_db()
    assert third.merged_into_id == second.pk
    api.unmerge_persons(by=by, merge=lower, reason="two men")
    assert Person.objects.standing().count() == 3


def test_a_merge_is_taken_back_once_with_a_reason_by_whoever_sees_the_person():
    survivor, merged = two()
    one = merge(survivor, merged)
    with pytest.raises(Denied):
        api.unmerge_persons(by=given.caseworker(given.astara()), merge=one, reason="two men")
    with pytest.raises(Denied):
        api.unmerge_persons(by=given.operator(), merge=one, reason="two men")
    with pytest.raises(Invalid):
        api.unmerge_persons(by=given.everywhere(), merge=one, reason="")
    with pytest.raises(Stale):
        api.unmerge_persons(by=given.everywhere(), merge=one, reason="two men", version=one.version + 1)
    api.unmerge_persons(by=given.everywhere(), merge=one, reason="two men")
    with pytest.raises(WrongState):
        api.unmerge_persons(by=given.everywhere(), merge=PersonMerge.objects.get(), reason="two men")


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
