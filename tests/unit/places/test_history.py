"""Borders move, units end: what was recorded stays where it was, and is found under what it is now."""

from datetime import date

import pytest

from dayaq.places.api import line_of, load_places, resolve_unit, units_as_of
from dayaq.places.models import AdministrativeUnit, UnitSuccession
from dayaq.registry.models import Person
from tests import make
from tests.unit.registry.given import caseworker, person

pytestmark = pytest.mark.django_db
REFORM = date(2020, 1, 1)


def unit(code, *, since=date(2000, 1, 1), until=None, **values):
    one = make.unit(code, code.title(), **values)
    one.valid_from, one.valid_to = since, until
    one.save()
    return one


def passed(old, new, on=REFORM):
    UnitSuccession.objects.create(predecessor=old, successor=new, on_date=on, act="Fərman")


def seen(user):
    return set(Person.objects.visible_to(user))


def test_the_people_of_a_unit_that_ended_stay_in_it_and_are_seen_by_its_successor():
    old, new, other = unit("old", until=REFORM), unit("new", since=REFORM), unit("other")
    village = make.unit("village", "Kənd", "settlement")
    village.parent = old
    village.save()
    people = {person(unit=old), person(unit=village)}
    passed(old, new)
    assert seen(caseworker(new)) == people
    assert seen(caseworker(other)) == set()
    assert {one.unit_id for one in Person.objects.all()} == {old.pk, village.pk}


def test_a_unit_that_lost_a_part_of_its_land_keeps_its_people():
    whole, part = unit("whole"), unit("part", since=REFORM)
    one = person(unit=whole)
    passed(whole, part)
    assert seen(caseworker(part)) == set()
    assert seen(caseworker(whole)) == {one}


def test_a_succession_opens_nothing_before_its_day():
    future = date(2999, 1, 1)
    old, new = unit("old", until=future), unit("new", since=future)
    person(unit=old)
    passed(old, new, future)
    assert seen(caseworker(new)) == set()


def test_whoever_looks_after_the_heir_of_an_heir_sees_the_first_ones_people():
    first, second, third = unit("a", until=date(2010, 1, 1)), unit("b", until=REFORM), unit("c", since=REFORM)
    one = person(unit=first)
    passed(first, second, date(2010, 1, 1))
    passed(second, third)
    assert seen(caseworker(third)) == {one}


def test_what_was_recorded_is_counted_under_what_it_is_now():
    old, new = unit("old", until=REFORM), unit("new", since=REFORM)
    divided, left, right = unit("divided", until=REFORM), unit("left", since=REFORM), unit("right", since=REFORM)
    passed(old, new)
    passed(divided, left)
    passed(divided, right)
    wanted = [old.pk, new.pk, divided.pk]
    assert units_as_of(wanted, date(2024, 1, 1)) == {old.pk: new, new.pk: new, divided.pk: None}
    assert units_as_of(wanted, date(2019, 12, 31)) == {old.pk: old, new.pk: new, divided.pk: divided}


def test_units_of_many_records_cost_two_statements(django_assert_num_queries):
    load_places()
    keys = list(AdministrativeUnit.objects.values_list("pk", flat=True))
    with django_assert_num_queries(2):
        units_as_of(keys, date(2024, 1, 1))


def test_a_renamed_district_is_one_district_today():
    load_places()
    was, is_ = AdministrativeUnit.objects.filter(code="AZ-GYG").order_by("valid_from")
    assert units_as_of([was.pk], date(2024, 1, 1))[was.pk] == is_


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Qobustan rayonu", "AZ-QOB"),
        ("Qaradağ rayonu, Qobustan qəsəbəsi", "AZ-BA-QAR-QOB"),
        ("Sabunçu rayonu", "AZ-BA-SAB"),
        ("Sabunçu qəsəbəsi", "AZ-BA-SAB-SAB"),
        ("Bakı iqtisadi rayonu", "AZ-R01"),
        ("Bakı", "AZ-BA"),
        ("Sabirabad rayonu", "AZ-SAB"),
    ],
)
def test_rayon_means_a_district_of_the_country_or_of_baku(text, code):
    load_places()
    assert resolve_unit(text, on=date(2024, 1, 1)).unit.code == code


def test_the_line_above_a_unit_begins_with_the_country():
    load_places()
    buzovna = AdministrativeUnit.objects.get(code="AZ-BA-XAZ-BUZ")
    assert [one.code for one in line_of(buzovna)] == ["AZ", "AZ-R01", "AZ-BA", "AZ-BA-XAZ"]
