"""Households divided, joined, moved, led by another, represented: success, refusal, wrong state, trace."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from dayaq.core.errors import Denied, Invalid, Stale, WrongState
from dayaq.core.models import AuditEvent
from dayaq.registry import api
from dayaq.registry.models import Household, HouseholdMember, Person
from tests import make
from tests.unit.registry.given import astara, caseworker, everywhere, lerik, operator, person

pytestmark = pytest.mark.django_db
START, DAY = date(2020, 1, 1), date(2024, 3, 1)


@pytest.fixture
def by():
    return everywhere()


@pytest.fixture
def home(by):
    """A head, a spouse and a grown child."""
    household = api.create_household(by=by, head=person(by), valid_from=START)
    join(by, household, "spouse", given_name="Nigar", sex="f", father_name="")
    join(by, household, "child", given_name="Orxan", birth_date=date(2001, 5, 6))
    return household


def join(by, household, relation, kind="resident", **values):
    return api.add_member(
        by=by, household=household, person=person(by, **values), relation=relation, valid_from=START, kind=kind
    )


def member(household, relation, on=DAY):
    return household.members.on(on).get(relation=relation)


def split(by, household, *members, **values):
    head, *others = members
    leaving = {head.pk: "head"} | {one.pk: "other_relative" for one in others}
    usual = {"leaving": leaving, "head": head.person, "on": DAY, "reason": "ayrıldı"}
    return api.split_household(by=by, household=household, **{**usual, **values})


def people(household, on):
    return set(household.members.on(on).values_list("person", flat=True))


def told(event):
    return AuditEvent.objects.filter(event=event).latest("pk")


def test_members_leave_into_a_household_of_their_own(by, home):
    child = member(home, "child")
    made = split(by, home, child, unit=astara(), address="Sahil 4")
    assert people(home, date(2024, 2, 29)) == people(home, DAY) | people(made, DAY)
    assert people(made, DAY) == {child.person_id}
    assert (made.unit, made.address, member(made, "head").person) == (astara(), "Sahil 4", child.person)
    moved = Person.objects.get(pk=child.person_id)
    assert (moved.unit, moved.address) == (astara(), "Sahil 4")
    event = told("household.split")
    assert (event.object_id, event.detail["into"], event.reason) == (home.pk, made.pk, "ayrıldı")


def test_when_the_head_leaves_those_who_stay_have_another(by, home):
    head, spouse, child = (member(home, relation) for relation in ("head", "spouse", "child"))
    with pytest.raises(Invalid) as caught:
        split(by, home, head)
    assert caught.value.field == "new_head"
    split(by, home, head, new_head=spouse.person, relations={child.pk: "child"})
    assert member(home, "head").person == spouse.person
    assert member(home, "child").pk == child.pk  # the same relation is the same row
    assert member(home, "head", date(2024, 2, 29)).person == head.person


def test_a_household_is_not_emptied_by_dividing_it(by, home):
    everybody = list(home.members.all())
    with pytest.raises(Invalid) as caught:
        split(by, home, *everybody)
    assert caught.value.code == "nobody_stays"


def test_the_new_head_is_one_of_those_who_leave(by, home):
    with pytest.raises(Invalid) as caught:
        split(by, home, member(home, "child"), head=person(by))
    assert caught.value.field == "head"


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"on": date(2999, 1, 1)}, "on"),
        ({"on": START}, "on"),
        ({"reason": " "}, "reason"),
        ({"leaving": {}}, "leaving"),
    ],
)
def test_an_impossible_division_changes_nothing(by, home, values, field):
    with pytest.raises(Invalid) as caught:
        split(by, home, member(home, "child"), **values)
    assert caught.value.field == field
    assert Household.objects.count() == 1


def test_a_stale_page_divides_nothing(by, home):
    split(by, home, member(home, "child"), version=home.version)
    with pytest.raises(Stale):
        split(by, Household.objects.get(pk=home.pk), member(home, "spouse"), version=1)


def test_an_operator_divides_joins_and_moves_nothing(home):
    clerk, other = operator(), api.create_household(by=everywhere(), head=person(), valid_from=START)
    with pytest.raises(Denied):
        split(clerk, home, member(home, "child"))
    with pytest.raises(Denied):
        api.merge_households(by=clerk, household=home, other=other, on=DAY, reason="nikah")
    with pytest.raises(Denied):
        api.move_household(by=clerk, household=home, unit=lerik(), address="Bağ 1", on=DAY, reason="köç")
    with pytest.raises(Denied):
        api.change_head(by=clerk, household=home, head=member(home, "spouse").person, on=DAY, reason="razılıq")


def test_nobody_is_taken_along_whom_the_office_may_not_see(by, home):
    child = member(home, "child")
    Person.objects.filter(pk=child.person_id).update(unit=astara())
    with pytest.raises(Denied):
        split(caseworker(), home, child)


def test_two_households_become_one(by, home):
    other = api.create_household(by=by, head=person(by, given_name="Elçin"), valid_from=START)
    newcomer = other.members.get()
    api.merge_households(
        by=by, household=home, other=other, on=DAY, reason="nikah", relations={newcomer.pk: "other_relative"}
    )
    assert newcomer.person_id in people(home, DAY)
    assert people(other, DAY) == set()
    assert people(other, date(2024, 2, 29)) == {newcomer.person_id}
    other.refresh_from_db()
    assert (other.ended_on, other.merged_into) == (DAY, home)
    assert member(home, "head").valid_from == START
    assert told("household.merged").detail["from"] == other.pk
    assert told("household.ended").object_id == other.pk


def test_a_household_that_has_ended_is_not_changed_any_more(by, home):
    other = api.create_household(by=by, head=person(by), valid_from=START)
    api.merge_households(by=by, household=home, other=other, on=DAY, reason="nikah")
    for attempt in (
        lambda: api.merge_households(by=by, household=home, other=other, on=DAY, reason="təkrar"),
        lambda: api.add_member(by=by, household=other, person=person(by), relation="head"),
        lambda: api.move_household(by=by, household=other, unit=lerik(), address="Bağ 1", on=DAY, reason="köç"),
    ):
        with pytest.raises(WrongState) as caught:
            attempt()
        assert caught.value.code == "household_ended"


def test_a_household_is_not_joined_to_itself(by, home):
    with pytest.raises(Invalid):
        api.merge_households(by=by, household=home, other=home, on=DAY, reason="səhv")
    with pytest.raises(IntegrityError), transaction.atomic():
        Household.objects.filter(pk=home.pk).update(ended_on=DAY, merged_into=home)


def test_who_depended_on_the_household_in_which_they_now_live_is_only_a_resident(by, home):
    student = person(by, given_name="Aysel", birth_date=date(2004, 1, 1))
    dormitory = api.create_household(by=by, head=student, valid_from=START)
    api.add_member(by=by, household=home, person=student, relation="child", valid_from=START, kind="dependent")
    api.merge_households(by=by, household=home, other=dormitory, on=DAY, reason="qayıtdı")
    assert [one.kind for one in home.members.on(DAY).filter(person=student)] == ["resident"]


def test_one_may_live_in_one_household_and_depend_on_another(by, home):
    student = person(by, given_name="Aysel", birth_date=date(2004, 1, 1))
    dormitory = api.create_household(by=by, head=student, valid_from=START)
    api.add_member(by=by, household=home, person=student, relation="child", valid_from=START, kind="dependent")
    assert api.household_of(student, by).household == dormitory
    third = api.create_household(by=by, head=person(by), valid_from=START)
    with pytest.raises(WrongState) as caught:
        api.add_member(by=by, household=third, person=student, relation="ward", valid_from=START, kind="dependent")
    assert caught.value.code == "dependent_elsewhere"
    with pytest.raises(WrongState) as caught:
        api.add_member(by=by, household=dormitory, person=student, relation="child", kind="dependent")
    assert caught.value.code == "in_household"
    with pytest.raises(Invalid):
        api.add_member(by=by, household=third, person=person(by), relation="head", kind="dependent")


@pytest.mark.parametrize("kind", ["resident", "dependent"])
def test_the_database_refuses_two_homes_on_one_day_even_in_the_past(by, home, kind):
    one = person(by)
    rows = {"household": home, "person": one, "relation": "sibling", "kind": kind}
    HouseholdMember.objects.create(**rows, valid_from=date(2020, 1, 1), valid_to=date(2021, 1, 1))
    HouseholdMember.objects.create(**rows, valid_from=date(2021, 1, 1), valid_to=date(2022, 1, 1))
    with pytest.raises(IntegrityError), transaction.atomic():
        HouseholdMember.objects.create(**rows, valid_from=date(2020, 12, 31), valid_to=date(2021, 1, 1))


def test_the_household_and_those_who_live_in_it_move(by, home):
    away = join(
        by, home, "child", kind="dependent", given_name="Tural", birth_date=date(2005, 1, 1), address="Yataqxana"
    )
    before = (home.unit, home.address)
    api.move_household(by=by, household=home, unit=astara(), address="Sahil 4", on=DAY, reason="köç")
    assert (home.unit, home.address) == (astara(), "Sahil 4")
    residents = home.members.filter(kind="resident").values("person")
    assert {(one.unit, one.address) for one in Person.objects.filter(pk__in=residents)} == {(astara(), "Sahil 4")}
    assert Person.objects.get(pk=away.person_id).address == "Yataqxana"
    then = api.home_at(home, date(2024, 2, 29))
    assert ((then.unit, then.address), api.home_at(home, DAY).unit) == (before, astara())
    event = told("household.moved")
    assert (event.object_id, event.detail["to"]) == (home.pk, astara().pk)
    assert event.before_digest != event.after_digest


def test_a_district_office_sends_a_household_on_and_loses_sight_of_it(home):
    clerk = caseworker()
    api.move_household(by=clerk, household=home, unit=astara(), address="Sahil 4", on=DAY, reason="köç")
    assert not Household.objects.visible_to(clerk).exists()
    assert Household.objects.visible_to(caseworker(astara())).exists()


def test_a_restricted_person_keeps_the_address_from_whoever_may_not_see_them(by, home):
    child = member(home, "child").person
    Person.objects.filter(pk=child.pk).update(is_restricted=True, address="gizli")
    api.move_household(by=caseworker(), household=home, unit=astara(), address="Sahil 4", on=DAY, reason="köç")
    assert Person.objects.get(pk=child.pk).address == "gizli"


def test_moves_come_in_their_order_and_into_places_that_exist(by, home):
    api.move_household(by=by, household=home, unit=lerik(), address="Bağ 2", on=DAY, reason="köç")
    ended = make.unit("AZ-OLD", "Köhnə")
    ended.valid_to = date(2010, 1, 1)
    ended.save()
    for values, field in (
        ({"unit": lerik(), "address": "Bağ 2", "on": date(2024, 4, 1)}, "address"),
        ({"unit": lerik(), "address": "Bağ 3", "on": DAY}, "on"),
        ({"unit": ended, "address": "Bağ 3", "on": date(2024, 4, 1)}, "unit"),
    ):
        with pytest.raises(Invalid) as caught:
            api.move_household(by=by, household=home, reason="köç", **values)
        assert caught.value.field == field


def test_another_becomes_the_head(by, home):
    head, spouse, child = (member(home, relation) for relation in ("head", "spouse", "child"))
    api.change_head(
        by=by,
        household=home,
        head=spouse.person,
        on=DAY,
        reason="razılıq",
        relations={head.pk: "spouse", child.pk: "child"},
    )
    assert {one.person_id: one.relation for one in home.members.on(DAY)} == {
        head.person_id: "spouse", spouse.person_id: "head", child.person_id: "child",
    }  # fmt: skip
    assert told("household.head_changed").detail["head"] == spouse.person_id
    with pytest.raises(WrongState):
        api.change_head(by=by, household=home, head=spouse.person, on=date(2024, 4, 1), reason="təkrar")


def test_an_adult_member_represents_the_household(by, home):
    spouse = member(home, "spouse").person
    api.set_representative(by=by, household=home, person=spouse, basis="member", valid_from=date(2023, 1, 1))
    head = member(home, "head").person
    api.set_representative(by=by, household=home, person=head, basis="member", valid_from=DAY)
    assert api.representative_of(home, by, date(2024, 2, 29)).person == spouse
    assert api.representative_of(home, by, DAY).person == head
    assert told("household.representative_named").detail == {"person": head.pk, "before": spouse.pk}


def test_who_leaves_no_longer_represents_unless_on_a_power_of_attorney(by, home):
    child = member(home, "child")
    api.set_representative(by=by, household=home, person=child.person, basis="member", valid_from=date(2023, 1, 1))
    split(by, home, child)
    assert api.representative_of(home, by, DAY) is None
    lawyer = person(by, given_name="Kamran")
    api.set_representative(
        by=by, household=home, person=lawyer, basis="power_of_attorney", evidence="№ 7", valid_from=DAY,
        valid_to=date(2024, 5, 30),
    )  # fmt: skip
    assert api.representative_of(home, by, date(2024, 5, 29)).person == lawyer
    assert api.representative_of(home, by, date(2024, 5, 30)) is None


def test_a_representation_rests_on_something(by, home):
    stranger, child = person(by), person(by, birth_date=date(2015, 1, 1))
    usual = {"by": by, "household": home, "valid_from": DAY}
    for values, field in (
        ({"person": stranger, "basis": "member"}, "basis"),
        ({"person": stranger, "basis": "court"}, "evidence"),
        ({"person": stranger, "basis": "friend"}, "basis"),
        ({"person": child, "basis": "court", "evidence": "№ 1"}, "person"),
    ):
        with pytest.raises(Invalid) as caught:
            api.set_representative(**usual, **values)
        assert caught.value.field == field
    with pytest.raises(Denied):
        api.set_representative(**{**usual, "by": operator()}, person=stranger, basis="court", evidence="№ 1")


def test_a_household_has_one_representative_a_day(by, home):
    spouse = member(home, "spouse").person
    api.set_representative(by=by, household=home, person=spouse, basis="member", valid_from=DAY)
    with pytest.raises(WrongState):
        api.set_representative(by=by, household=home, person=spouse, basis="member", valid_from=DAY)
    with pytest.raises(WrongState):
        api.set_representative(by=by, household=home, person=spouse, basis="member", valid_from=date(2024, 1, 1))
