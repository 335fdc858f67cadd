"""What rules may take for known."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dayaq.core import clock
from dayaq.core.periods import add_months
from dayaq.law.models import Parameter
from dayaq.registry import api
from dayaq.registry import facts as module
from dayaq.registry.facts import ANSWERED, _whole_months
from tests.unit.registry.given import everywhere, person

TODAY = date(2024, 6, 15)


@pytest.fixture
def by(db, monkeypatch):
    monkeypatch.setattr(module, "_providers", [])
    api.load_status_kinds()
    with clock.frozen(datetime(2024, 6, 15, 8, tzinfo=UTC)):
        yield everywhere()


@pytest.fixture
def one(by):
    return person(by)


def facts(one, on=TODAY):
    return api.person_facts(one, on)


def test_what_nobody_recorded_is_missing_and_never_no(one):
    known = facts(one)
    for name in ANSWERED:
        assert known[name].is_missing, name
    assert known["family_income_per_head"].is_missing
    assert known["unemployed_months"].is_missing


def test_age_counts_completed_years(one):
    assert facts(one, date(2024, 4, 11))["age"].value == 43
    assert facts(one, date(2024, 4, 12))["age"].value == 44
    assert facts(one)["age"].source == f"registry.person:{one.pk}"


def test_without_a_birth_date_the_age_is_missing(by):
    assert facts(person(by, birth_date=None))["age"].is_missing


def test_a_declared_status_is_missing_until_it_is_verified(by, one):
    status = api.add_status(by=by, person=one, kind="war_participant", valid_from=date(2021, 1, 1), evidence="Vəsiqə 7")
    declared = facts(one)["war_participant"]
    assert (declared.value, declared.certainty, declared.source) == (None, "declared", f"registry.status:{status.pk}")
    api.verify_status(by=by, status=status)
    verified = facts(one)["war_participant"]
    assert (verified.value, verified.certainty, verified.evidence) == (True, "verified", "Vəsiqə 7")


def test_a_refuted_status_is_a_known_no(by, one):
    status = api.add_status(by=by, person=one, kind="disability", valid_from=date(2021, 1, 1), percent=70)
    api.refute_status(by=by, status=status, reason="reyestrdə yoxdur")
    assert facts(one)["has_disability"].value is False


def test_a_status_counts_while_it_holds(by, one):
    status = api.add_status(
        by=by,
        person=one,
        kind="tsa_recipient",
        valid_from=date(2024, 1, 1),
        valid_to=date(2024, 7, 1),
        evidence="VEMTAS",
    )
    api.verify_status(by=by, status=status)
    name = "receives_targeted_social_assistance"
    assert facts(one, date(2024, 6, 30))[name].value is True
    assert facts(one, date(2024, 7, 1))[name].is_missing
    assert facts(one, date(2023, 12, 31))[name].is_missing


def test_a_register_makes_an_absence_a_known_no(by, one):
    check = api.record_register_check(
        by=by, person=one, register="land", result={"owns_farm_land_share": False}, on=date(2024, 6, 1)
    )
    fact = facts(one)["owns_farm_land_share"]
    assert (fact.value, fact.certainty, fact.as_of) == (False, "register", date(2024, 6, 1))
    assert fact.source == f"registry.registercheck:{check.pk}"
    assert facts(one, date(2024, 5, 31))["owns_farm_land_share"].is_missing


def test_the_newer_of_two_answers_holds(by, one):
    for day, answer in ((date(2024, 5, 1), True), (date(2024, 6, 1), False)):
        api.record_register_check(by=by, person=one, register="land", result={"owns_farm_land_share": answer}, on=day)
    assert facts(one)["owns_farm_land_share"].value is False
    assert facts(one, date(2024, 5, 15))["owns_farm_land_share"].value is True


def test_of_a_status_and_an_answer_the_newer_holds_and_on_one_day_the_register(by, one):
    status = api.add_status(by=by, person=one, kind="disability", valid_from=date(2021, 1, 1), evidence="TSERAS")
    api.verify_status(by=by, status=status)
    api.record_register_check(
        by=by, person=one, register="disability", result={"has_disability": False}, on=date(2024, 6, 1)
    )
    assert facts(one)["has_disability"].value is True
    api.record_register_check(by=by, person=one, register="disability", result={"has_disability": False}, on=TODAY)
    assert facts(one)["has_disability"].value is False


def test_months_of_unemployment_come_from_the_register_then_from_the_status(by, one):
    status = api.add_status(by=by, person=one, kind="unemployed", valid_from=date(2023, 6, 16), evidence="ƏMAS")
    api.verify_status(by=by, status=status)
    assert facts(one)["unemployed_months"].value == 11
    api.record_register_check(
        by=by,
        person=one,
        register="employment",
        result={"registered_unemployed": True, "unemployed_since": "2022-06-15"},
    )
    assert facts(one)["unemployed_months"].value == 24
    assert facts(one)["registered_jobseeker"].value is True


def test_whoever_is_known_not_to_be_unemployed_was_so_for_no_months(by, one):
    api.record_register_check(by=by, person=one, register="employment", result={"registered_unemployed": False})
    assert facts(one)["unemployed_months"].value == 0


def test_pension_age_follows_the_dated_parameter_and_the_sex(by, one):
    assert facts(one)["pension_age_reached"].is_missing
    Parameter.objects.create(
        code="pension.age_men", label={"az": "Yaş", "en": "Age"}, value=65, unit="years", valid_from=date(2020, 1, 1),
        certainty="U",
    )  # fmt: skip
    known = facts(one)
    assert known["pension_age_reached"].value is False
    assert known["months_to_pension_age"].value == (2045 - 2024) * 12 - 3
    old = facts(person(by, birth_date=date(1959, 6, 15)))
    assert (old["pension_age_reached"].value, old["months_to_pension_age"].value) == (True, 0)
    assert facts(person(by, sex="f", father_name=""))["pension_age_reached"].is_missing


def test_income_a_head_is_an_average_of_twelve_recorded_months(by, one):
    household = api.create_household(by=by, head=one, valid_from=date(2020, 1, 1))
    api.add_member(
        by=by, household=household, person=person(by, given_name="Nigar", sex="f", father_name=""), relation="spouse",
        valid_from=date(2020, 1, 1),
    )  # fmt: skip
    for months in range(1, 12):
        api.record_income(
            by=by, household=household, month=add_months(TODAY, -months), source="wage", amount=Decimal("300.00")
        )
    assert facts(one)["family_income_per_head"].is_missing
    api.record_income(by=by, household=household, month=date(2023, 6, 1), source="wage", amount=Decimal("0.00"))
    assert facts(one)["family_income_per_head"].value == 13750


def test_what_an_upper_room_knows_goes_first_and_what_it_does_not_know_changes_nothing(by, one):
    api.register_facts(lambda _person, _on: {"running_self_employment_contract": api.Fact(True), "age": api.Fact(None)})
    assert facts(one)["running_self_employment_contract"].value is True
    assert facts(one)["age"].value == 44


def test_facts_cost_the_same_however_much_is_recorded(by, one, django_assert_max_num_queries):
    for month in range(1, 7):
        api.add_status(by=by, person=one, kind="jobseeker", valid_from=date(2024, month, 1))
        api.record_register_check(
            by=by, person=one, register="land", result={"owns_farm_land_share": True}, on=date(2024, month, 1)
        )
    with django_assert_max_num_queries(7):
        facts(one)


@given(start=st.dates(date(1950, 1, 1), date(2050, 1, 1)), months=st.integers(0, 400), days=st.integers(0, 27))
def test_whole_months_are_complete_months(start, months, days):
    end = add_months(start, months)
    found = _whole_months(start, end)
    assert found == months
    if days:
        assert add_months(start, _whole_months(start, end.replace(day=1))) <= max(end.replace(day=1), start)
