"""Merging two records of people who have homes, relatives, incomes, life events, and statuses that rules compute."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from dayaq.accounts.api import system_user
from dayaq.accounts.models import User
from dayaq.core.api import WrongState, clock
from dayaq.law.api import load_law
from dayaq.registry import api
from dayaq.registry.merging.pointers import pointers
from dayaq.registry.models import (
    AccessRecord,
    CandidatePair,
    HouseholdIncome,
    HouseholdMember,
    LifeEvent,
    MergedRow,
    Person,
    PersonMerge,
    PersonRelation,
    Status,
    StatusGround,
)
from tests import make
from tests.unit.registry import given
from tests.unit.registry.test_merging import everything

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 2)


@pytest.fixture(autouse=True)
def _today():
    with clock.frozen(datetime(2026, 3, 2, 9, tzinfo=UTC), seed="families"):
        load_law()
        api.load_status_kinds()
        api.load_income_sources()
        api.load_purposes()
        yield


@pytest.fixture
def by() -> User:
    return given.everywhere()


def days_ago(number: int) -> date:
    return TODAY - timedelta(days=number)


def two(**values: Any) -> tuple[Person, Person]:
    return given.person(), given.person(**{"surname": "Aliyev", "given_name": "Gasan", **values})


def merge(by: User, survivor: Person, merged: Person, **values: Any) -> PersonMerge:
    return api.merge_persons(by=by, survivor=survivor, merged=merged, reason="one man", **values)


def undone_exactly(by: User, survivor: Person, merged: Person, **values: Any) -> PersonMerge:
    """Merge, and make sure that taking it back brings every row of every table back."""
    before = everything()
    one = merge(by, survivor, merged, **values)
    assert everything() != before
    api.unmerge_persons(by=by, merge=one, reason="two men")
    assert everything() == before
    assert not one.rows.filter(restored=False).exists()
    return merge(by, survivor, merged, **values)


def homes() -> list[tuple[int, date, date | None, bool]]:
    rows = HouseholdMember.objects.order_by("valid_from", "household")
    return [(row.household_id, row.valid_from, row.valid_to, row.is_head) for row in rows]


# Homes ---------------------------------------------------------------------------------------------------------------


def test_a_membership_around_another_one_is_cut_in_two_and_comes_back_whole(by):
    survivor, merged = two()
    early = api.create_household(by=by, head=survivor, valid_from=days_ago(500))
    member = HouseholdMember.objects.get()
    api.end_membership(by=by, member=member, on=days_ago(400), reason="moved")
    long = api.create_household(by=by, head=merged, valid_from=days_ago(600))
    undone_exactly(by, survivor, merged)
    assert homes() == [
        (long.pk, days_ago(600), days_ago(500), True),
        (early.pk, days_ago(500), days_ago(400), True),
        (long.pk, days_ago(400), None, True),
    ]
    assert set(HouseholdMember.objects.values_list("person", flat=True)) == {survivor.pk}


def test_on_the_days_on_which_one_record_was_the_head_of_the_household_of_both_the_person_was(by):
    survivor, merged = two()
    other = given.person(given_name="Aysel")
    household = api.create_household(by=by, head=other, valid_from=days_ago(500))
    api.add_member(by=by, household=household, person=survivor, relation="sibling", valid_from=days_ago(450))
    api.end_membership(by=by, member=household.members.get(person=other), on=days_ago(300), reason="moved")
    api.add_member(by=by, household=household, person=merged, relation="head", valid_from=days_ago(300))
    undone_exactly(by, survivor, merged)
    assert homes() == [
        (household.pk, days_ago(500), days_ago(300), True),
        (household.pk, days_ago(450), days_ago(300), False),
        (household.pk, days_ago(300), None, True),
    ]


def test_who_lives_in_a_household_does_not_depend_on_it_besides(by):
    survivor, merged = two()
    head = given.person(given_name="Aysel")
    household = api.create_household(by=by, head=head, valid_from=days_ago(500))
    api.add_member(by=by, household=household, person=survivor, relation="sibling", valid_from=days_ago(100))
    api.add_member(
        by=by, household=household, person=merged, relation="sibling", valid_from=days_ago(200), kind="dependent"
    )
    undone_exactly(by, survivor, merged)
    found = HouseholdMember.objects.filter(person=survivor).order_by("valid_from")
    assert [(row.kind, row.valid_from, row.valid_to) for row in found] == [
        ("dependent", days_ago(200), days_ago(100)),
        ("resident", days_ago(100), None),
    ]


def test_a_home_that_gave_way_returns_up_to_the_day_on_which_the_person_went_elsewhere(by):
    survivor, merged = two()
    mine = api.create_household(by=by, head=survivor, valid_from=days_ago(400))
    theirs = api.create_household(by=by, head=merged, valid_from=days_ago(500))
    one = merge(by, survivor, merged, home=theirs.pk)
    api.end_membership(by=by, member=HouseholdMember.objects.get(), on=days_ago(10), reason="moved")
    third = api.create_household(by=by, head=survivor, valid_from=days_ago(10))
    api.unmerge_persons(by=by, merge=one, reason="two men")
    assert homes() == [
        (theirs.pk, days_ago(500), days_ago(10), True),
        (mine.pk, days_ago(400), days_ago(10), True),
        (third.pk, days_ago(10), None, True),
    ]
    assert one.rows.filter(restored=False).count() == 1


def test_of_one_income_recorded_twice_that_which_is_better_known_stays(by):
    survivor, merged = two()
    household = api.create_household(by=by, head=survivor, valid_from=days_ago(400))
    api.add_member(by=by, household=household, person=merged, relation="sibling", valid_from=days_ago(400))
    months = [(survivor, {}), (merged, {"basis": "register"})]
    for person, values in months:
        api.record_income(
            by=by, household=household, month=TODAY, source="wage", amount=Decimal(500), person=person, **values
        )
    undone_exactly(by, survivor, merged)
    assert [(row.person_id, row.basis) for row in HouseholdIncome.objects.all()] == [(survivor.pk, "register")]


def test_a_representative_is_the_person_that_stands(by):
    survivor, merged = two()
    household = api.create_household(by=by, head=given.person(given_name="Aysel"), valid_from=days_ago(400))
    said = api.set_representative(
        by=by, household=household, person=merged, basis="power_of_attorney", evidence="Notarius 5"
    )
    undone_exactly(by, survivor, merged)
    said.refresh_from_db()
    assert said.person_id == survivor.pk


# Relatives -----------------------------------------------------------------------------------------------------------


def test_ties_move_the_smaller_key_stays_first_and_what_is_said_twice_stands_once(by):
    wife = given.person(given_name="Aysel", father_name="Rauf", sex="f")
    merged = given.person()
    child = given.person(given_name="Murad", birth_date=date(2015, 1, 1))
    between = given.person(given_name="Leyla")
    survivor = given.person(surname="Aliyev")
    assert merged.pk < between.pk < survivor.pk
    api.add_relation(by=by, person=merged, relative=wife, role="spouse", evidence="Şəhadətnamə 1")
    api.add_relation(by=by, person=merged, relative=between, role="sibling", evidence="Şəhadətnamə 2")
    for one in (survivor, merged):
        api.add_relation(by=by, person=one, relative=child, role="child", evidence="Şəhadətnamə 3")
    undone_exactly(by, survivor, merged)
    ties = {(row.person_id, row.relative_id, row.kind) for row in PersonRelation.objects.all()}
    assert ties == {
        (wife.pk, survivor.pk, "spouse"),
        (between.pk, survivor.pk, "sibling"),
        (survivor.pk, child.pk, "parent"),
    }
    assert PersonRelation.objects.count() == 3


def test_days_that_only_one_record_had_of_a_tie_are_kept(by):
    survivor, merged = two()
    ward = given.person(given_name="Murad", birth_date=date(2015, 1, 1))
    spans = ((survivor, days_ago(300), days_ago(200)), (merged, days_ago(400), days_ago(100)))
    for one, start, end in spans:
        api.add_relation(
            by=by, person=one, relative=ward, role="ward", basis="child", evidence="Qərar 1", valid_from=start,
            valid_to=end,
        )  # fmt: skip
    undone_exactly(by, survivor, merged)
    found = PersonRelation.objects.order_by("valid_from").values_list("person", "valid_from", "valid_to")
    assert list(found) == [
        (survivor.pk, days_ago(400), days_ago(300)),
        (survivor.pk, days_ago(300), days_ago(200)),
        (survivor.pk, days_ago(200), days_ago(100)),
    ]


def test_relatives_of_each_other_are_not_merged_until_somebody_says_that_they_are_none(by):
    survivor, merged = two()
    tie = api.add_relation(by=by, person=survivor, relative=merged, role="sibling", evidence="Şəhadətnamə")
    with pytest.raises(WrongState, match="qohum") as refused:
        merge(by, survivor, merged)
    assert refused.value.code == "objection"
    api.end_relation(by=by, relation=tie, on=TODAY, reason="one man")
    undone_exactly(by, survivor, merged)
    assert not PersonRelation.objects.exists()


# Changes and life events ---------------------------------------------------------------------------------------------


def test_a_correction_that_waits_is_decided_before_the_records_are_merged(by):
    survivor, merged = two()
    asked = api.request_change(by=by, person=merged, changes={"surname": "Rzayev"}, reason="typing", evidence="card")
    with pytest.raises(WrongState) as refused:
        merge(by, survivor, merged)
    assert refused.value.code == "objection"
    api.withdraw_change(by=by, change=asked.one)
    undone_exactly(by, survivor, merged)
    asked.one.refresh_from_db()
    assert asked.one.person_id == survivor.pk


def test_what_a_life_event_did_follows_the_person_and_can_still_be_taken_back(by):
    survivor, merged = two()
    astara = given.astara()
    event = api.record_life_event(
        by=by, person=merged, on=TODAY, details=api.Move(unit=astara, address="Astara"), evidence="Qeydiyyat"
    )
    undone_exactly(by, survivor, merged, take=["unit", "address"])
    event.refresh_from_db()
    assert event.person_id == survivor.pk
    assert {(row["id"], row["person"]) for row in event.effects} == {(survivor.pk, survivor.pk)}
    api.undo_life_event(by=by, event=event, reason="mistake")
    survivor.refresh_from_db()
    assert (survivor.unit, survivor.address) == (given.lerik(), "")


def test_the_record_that_takes_an_event_back_goes_with_it(by):
    survivor, merged = two()
    event = api.record_life_event(by=by, person=merged, on=TODAY, details=api.Release(), evidence="Arayış")
    one = merge(by, survivor, merged)
    event.refresh_from_db()
    back = api.undo_life_event(by=by, event=event, reason="mistake")
    assert back.person_id == survivor.pk
    api.unmerge_persons(by=by, merge=one, reason="two men")
    assert set(LifeEvent.objects.values_list("person", flat=True)) == {merged.pk}


def test_nobody_dies_twice_the_refusal_says_what_to_do(by):
    survivor, merged = two()
    deaths = [
        api.record_life_event(by=by, person=one, on=TODAY, details=api.Death(), evidence="Şəhadətnamə")
        for one in (survivor, merged)
    ]
    with pytest.raises(WrongState, match="Vəfat") as refused:
        merge(by, survivor, merged)
    assert refused.value.code == "objection"
    api.undo_life_event(by=by, event=deaths[1], reason="mistake")
    survivor.refresh_from_db()
    merged.refresh_from_db()
    undone_exactly(by, survivor, merged)


def test_husband_and_wife_of_one_event_are_not_merged(by):
    husband = given.person()
    wife = given.person(given_name="Aysel", father_name="Rauf", sex="f")
    api.record_life_event(
        by=by, person=husband, on=TODAY, details=api.Marriage(spouse=wife, household=api.APART), evidence="Nikah 1"
    )
    assert len(api.merge_objections(husband, wife)) >= 1
    assert sorted(map(str, api.merge_objections(husband, wife))) == sorted(
        map(str, api.merge_objections(wife, husband))
    )
    with pytest.raises(WrongState):
        merge(by, husband, wife)


# Statuses that rules compute -----------------------------------------------------------------------------------------


def test_of_a_derived_status_of_both_the_earlier_stays_with_its_ground(by):
    survivor, merged = two(birth_date=date(1950, 1, 1))
    Person.objects.filter(pk=survivor.pk).update(birth_date=date(1950, 1, 1))
    survivor.refresh_from_db()
    api.recheck_statuses(by=system_user())
    assert Status.objects.filter(kind__code="elderly").count() == 2
    undone_exactly(by, survivor, merged)
    [status] = Status.objects.filter(kind__code="elderly")
    assert (status.person_id, StatusGround.objects.filter(status=status).count()) == (survivor.pk, 1)
    api.recheck_statuses(by=system_user())
    assert Status.objects.filter(kind__code="elderly").count() == 1


def test_what_rules_say_is_computed_anew_when_records_become_one_and_two_again(by):
    survivor, merged = two(birth_date=date(1950, 1, 1))
    api.recheck_statuses(by=system_user())
    assert Status.objects.filter(kind__code="elderly").get().person_id == merged.pk
    one = merge(by, survivor, merged)
    assert not Status.objects.on(TODAY).filter(kind__code="elderly").exists()
    api.recheck_statuses(by=system_user())
    assert not Status.objects.on(TODAY).filter(kind__code="elderly").exists()
    api.unmerge_persons(by=by, merge=one, reason="two men")
    assert Status.objects.on(TODAY).get(kind__code="elderly").person_id == merged.pk


# Data protection -----------------------------------------------------------------------------------------------------


def test_no_pointer_that_moves_names_rows_that_can_never_change():
    for pointer in pointers():
        for trigger in getattr(pointer.model._meta, "triggers", ()):
            assert trigger.name != "append_only", pointer


def test_who_looked_at_either_record_stands_with_the_one_that_stands(by):
    survivor, merged = two()
    api.record_access(by=by, person=merged, how=AccessRecord.How.PAGE)
    merge(by, survivor, merged)
    assert AccessRecord.objects.get().person_id == merged.pk
    assert AccessRecord.objects.filter(person__in=api.records_behind([survivor.pk])).count() == 1
    parts = {part.code: part for part in api.extract_of(survivor).parts}
    assert len(parts["registry.accessrecord"].records) == 1
    assert len(parts["registry.person"].records) == 2
    assert len(parts["registry.personmerge"].records) == 1


def test_an_extract_never_names_somebody_who_turned_out_to_be_another(by):
    survivor, merged = two()
    one = merge(by, survivor, merged)
    api.unmerge_persons(by=by, merge=one, reason="two men")
    parts = {part.code: part for part in api.extract_of(survivor).parts}
    assert len(parts["registry.person"].records) == 1
    assert not parts["registry.personmerge"].records
    assert "registry.candidatepair" not in parts


def test_erasing_a_person_erases_the_records_merged_into_theirs_and_what_the_merge_kept(by):
    survivor, merged = two(phone="+994501234567")
    third = given.person(surname="Alyev")
    pair = api.Pair(merged.pk, third.pk, 0.9, "m", (api.Weight("surname", "close", 5.0, "Aliyev", "Alyev"),))
    api.record_pairs(by=by, model="m", pairs=[pair])
    merge(by, survivor, merged)
    assert AccessRecord.objects.count() == 0
    api.erase_persons(by=system_user(), persons=[survivor.pk], why="erasure:1")
    for one in (survivor, merged):
        one.refresh_from_db()
        assert (one.surname, one.phone, one.name_original) == ("", "", {})
        assert one.erased_at is not None
    assert not MergedRow.objects.filter(old__isnull=False).exists()
    assert set(map(str, CandidatePair.objects.values_list("weights", flat=True))) == {"[]"}
    assert PersonMerge.objects.get().reason == "—"


def test_holds_and_requests_go_with_the_person_and_two_open_requests_are_refused(by):
    survivor, merged = two()
    officer = make.user("data_protection_officer")
    hold = api.place_hold(by=officer, person=merged, reason="Məhkəmə işi 5")
    request = api.request_erasure(by=by, person=merged, identity_check="FİN")
    undone_exactly(by, survivor, merged)
    for row in (hold, request):
        row.refresh_from_db()
        assert row.person_id == survivor.pk
    other = given.person(surname="Alyev")
    api.request_erasure(by=by, person=other, identity_check="FİN")
    with pytest.raises(WrongState) as refused:
        merge(by, survivor, other)
    assert (refused.value.code, refused.value.value) == ("collision", "registry.erasurerequest")
