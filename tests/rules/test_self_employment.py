"""Who may join the self-employment programme, and who comes first (inventory SE-4 to SE-7, SE-21, PRI-01, PRI-02)."""

from __future__ import annotations

import pytest

from dayaq.rules.api import Classification, Decision, Eligibility, Standing, decide
from tests.rules.support import ELIGIBLE_PERSON, PARAMETERS, self_employment

RULESET = self_employment()


def person(**changes: object) -> Decision:
    return decide(RULESET, {**ELIGIBLE_PERSON, **changes}, PARAMETERS)


def failed(decision: Decision) -> list[str]:
    return [result.id for result in decision.conditions if result.standing is Standing.NOT_MET]


def matched(decision: Decision, layer: int) -> list[str]:
    return [item.id for item in decision.priority[layer].matched]


def test_a_registered_unemployed_person_may_join() -> None:
    assert person().outcome is Eligibility.ELIGIBLE


def test_a_jobseeker_with_a_farm_land_share_and_no_other_work_may_join() -> None:
    assert person(registered_unemployed=False, owns_farm_land_share=True).outcome is Eligibility.ELIGIBLE


@pytest.mark.parametrize(
    "changes",
    [
        {"owns_farm_land_share": False},
        {"owns_farm_land_share": True, "has_other_work": True},
        {"owns_farm_land_share": True, "registered_jobseeker": False},
    ],
)
def test_a_jobseeker_without_land_or_with_other_work_may_not(changes: dict[str, object]) -> None:
    assert failed(person(registered_unemployed=False, **changes)) == ["status"]


@pytest.mark.parametrize(("age", "expected"), [(14, ["minimum-age"]), (15, []), (16, [])])
def test_the_age_begins_at_fifteen(age: int, expected: list[str]) -> None:
    assert failed(person(age=age)) == expected


def test_nobody_joins_who_has_reached_pension_age() -> None:
    assert failed(person(pension_age_reached=True, age=66)) == ["pension-age"]


def test_nobody_joins_who_receives_unemployment_insurance() -> None:
    assert failed(person(receives_unemployment_insurance=True)) == ["unemployment-insurance"]


def test_nobody_joins_twice_at_the_same_time() -> None:
    assert failed(person(running_self_employment_contract=True)) == ["running-contract"]


@pytest.mark.parametrize(
    ("changes", "item"),
    [
        ({"receives_targeted_social_assistance": True}, "targeted-assistance"),
        ({"has_disability": True}, "disability"),
        ({"unemployed_months": 12}, "long-unemployment"),
        ({"months_to_pension_age": 23}, "near-pension"),
        ({"released_from_custody": True}, "released-from-custody"),
    ],
)
def test_each_ground_of_the_law_gives_preference(changes: dict[str, object], item: str) -> None:
    decision = person(**changes)
    assert matched(decision, 0) == [item]
    assert decision.sort_key < person().sort_key


@pytest.mark.parametrize(
    "changes",
    [
        {"unemployed_months": 11},
        {"months_to_pension_age": 24},
        {"registered_unemployed": False, "owns_farm_land_share": True, "unemployed_months": 30},
        {"registered_unemployed": False, "owns_farm_land_share": True, "released_from_custody": True},
    ],
)
def test_no_ground_of_the_law_reaches_beyond_its_words(changes: dict[str, object]) -> None:
    assert matched(person(**changes), 0) == []


def test_policy_puts_martyrs_families_and_war_participants_before_low_income_families() -> None:
    martyr, war = person(martyr_family_member=True), person(war_participant=True)
    poor, nobody = person(family_income_per_head=299_99), person(family_income_per_head=300_00)
    assert martyr.sort_key == war.sort_key < poor.sort_key < nobody.sort_key
    assert matched(poor, 1) == ["low-income-family"]


def test_the_preferences_of_the_law_have_no_order_among_themselves() -> None:
    assert person(has_disability=True).sort_key == person(has_disability=True, unemployed_months=40).sort_key


def test_every_declared_fact_is_read_by_some_rule_so_none_is_collected_in_vain() -> None:
    assert {fact.name for fact in RULESET.schema.facts} == set(RULESET.names_used)


def test_what_the_law_calls_special_is_classified_so() -> None:
    special = {fact.name for fact in RULESET.facts if fact.classification is Classification.SPECIAL}
    assert special == {"has_disability", "released_from_custody"}
