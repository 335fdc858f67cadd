"""What was recorded before households had dependants and incomes had sources is still there, and clean."""

import importlib
from datetime import date

import pytest
from django.apps import apps
from django.db import connection

from dayaq.registry import api
from dayaq.registry.loading import load_income_sources
from dayaq.registry.models import Household, HouseholdMember, IncomeSource
from tests.unit.registry.given import person

pytestmark = pytest.mark.django_db
tidy = importlib.import_module("dayaq.registry.migrations.0050_memberships_that_overlap")
sources = importlib.import_module("dayaq.registry.migrations.0052_incomes")


@pytest.fixture
def before(superuser):
    """The tables as they were: nothing keeps overlapping memberships apart."""
    with superuser(), connection.cursor() as cursor:
        for name in ("one_home_at_a_time", "one_head_at_a_time"):
            cursor.execute(f"alter table registry_householdmember drop constraint {name}")
        yield


def belong(home, one, start, end=None, relation="sibling"):
    return HouseholdMember.objects.create(
        household=home, person=one, relation=relation, is_head=relation == "head", valid_from=start, valid_to=end
    )


def repair():
    with connection.cursor() as cursor:
        for statement in (tidy.SAME_DAY, tidy.CLIP, tidy.HEADS):
            cursor.execute(statement)
    rows = HouseholdMember.objects.order_by("valid_from", "pk")
    return [(row.pk, row.valid_from, row.valid_to, row.relation) for row in rows]


def test_of_two_homes_on_one_day_the_later_one_holds_and_nothing_else_changes(before):
    first, second, one, other = Household.objects.create(), Household.objects.create(), person(), person()
    early = belong(first, one, date(2020, 1, 1), date(2022, 1, 1))
    late = belong(second, one, date(2021, 1, 1))
    clean = belong(first, other, date(2020, 6, 1), date(2021, 6, 1))
    again = belong(second, other, date(2021, 6, 1))
    assert repair() == [
        (early.pk, date(2020, 1, 1), date(2021, 1, 1), "sibling"),
        (clean.pk, date(2020, 6, 1), date(2021, 6, 1), "sibling"),
        (late.pk, date(2021, 1, 1), None, "sibling"),
        (again.pk, date(2021, 6, 1), None, "sibling"),
    ]
    history = HouseholdMember._meta.apps.get_model("registry", "HouseholdMemberEvent")
    assert [row.valid_to for row in history.objects.filter(pgh_obj_id=early.pk)] == [date(2022, 1, 1)]


def test_of_two_homes_from_one_day_the_longer_one_stays(before):
    home, one = Household.objects.create(), person()
    belong(home, one, date(2020, 1, 1), date(2020, 2, 1))
    stays = belong(home, one, date(2020, 1, 1))
    assert [row[0] for row in repair()] == [stays.pk]


def test_of_two_heads_on_one_day_the_later_one_is_the_head(before):
    home, old, new = Household.objects.create(), person(), person()
    belong(home, old, date(2020, 1, 1), date(2022, 1, 1), "head")
    belong(home, new, date(2021, 1, 1), None, "head")
    assert [row[3] for row in repair()] == ["other_relative", "head"]


def test_the_sources_of_income_are_those_of_the_data_file(db):
    IncomeSource.objects.all().delete()
    sources.fill_sources(apps, None)
    codes = set(IncomeSource.objects.values_list("code", flat=True))
    was = {"wage", "pension", "benefit", "enterprise", "farm", "rent", "remittance", "declared_total", "other"}
    assert was <= codes
    assert load_income_sources() == 0
    assert api.load_income_sources() == 0
