from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dayaq.rules.api import (
    Decision,
    DocumentError,
    Eligibility,
    FactError,
    ParameterValue,
    RecomputeError,
    RuleSet,
    Standing,
    decide,
    recompute,
    what_would_change,
)
from tests.rules.support import ELIGIBLE_PERSON, PARAMETERS, self_employment, self_employment_document

RULESET = self_employment()
BOOLS = sorted(name for name, value in ELIGIBLE_PERSON.items() if isinstance(value, bool))
people = st.fixed_dictionaries(
    {name: st.one_of(st.none(), st.booleans()) for name in BOOLS}
    | {name: st.one_of(st.none(), st.integers(0, 900)) for name in sorted(set(ELIGIBLE_PERSON) - set(BOOLS))}
)
parameter_sets = st.sets(st.sampled_from(sorted(PARAMETERS))).map(lambda names: {n: PARAMETERS[n] for n in names})


def person(**changes: object) -> Decision:
    return decide(RULESET, {**ELIGIBLE_PERSON, **changes}, PARAMETERS)


def layered(*layers: dict[str, Any], **extra: object) -> RuleSet:
    document = self_employment_document()
    return RuleSet.from_dict({**document, "priorities": list(layers), **extra})


def test_eligible_only_when_every_condition_is_met() -> None:
    decision = person()
    assert decision.outcome is Eligibility.ELIGIBLE
    assert {result.standing for result in decision.conditions} == {Standing.MET}
    assert all(result.message.az and result.message.en for result in decision.conditions)


def test_one_unknown_fact_makes_the_decision_undetermined_and_names_all_that_is_missing() -> None:
    decision = person(registered_unemployed=None, has_other_work=None, owns_farm_land_share=None, age=None)
    assert decision.outcome is Eligibility.UNDETERMINED
    assert decision.missing_facts == ("age", "has_other_work", "owns_farm_land_share", "registered_unemployed")
    undetermined = [result for result in decision.conditions if result.standing is Standing.UNDETERMINED]
    assert [result.id for result in undetermined] == ["status", "minimum-age"]
    assert undetermined[0].message.az == ""


def test_a_missing_number_of_the_law_is_told_apart_from_a_missing_fact() -> None:
    decision = decide(RULESET, ELIGIBLE_PERSON, {})
    assert decision.outcome is Eligibility.UNDETERMINED
    assert decision.missing_facts == ()
    assert decision.missing_parameters == ("minimum_age",)
    wanted = ("param.long_unemployment_months", "param.need_threshold", "param.pre_pension_months")
    assert decision.missing_for_priority == wanted


def test_a_refusal_stands_though_something_else_is_missing() -> None:
    decision = person(age=14, pension_age_reached=None)
    assert decision.outcome is Eligibility.NOT_ELIGIBLE
    assert decision.missing_facts == ("pension_age_reached",)


def test_what_would_change_lists_every_failed_condition_with_its_facts() -> None:
    hindrances = what_would_change(person(age=14, receives_unemployment_insurance=True))
    assert [(item.condition, dict(item.facts)) for item in hindrances] == [
        ("minimum-age", {"age": 14, "param.minimum_age": 15}),
        ("unemployment-insurance", {"receives_unemployment_insurance": True}),
    ]
    assert hindrances[1].article.key == "employment-law-2018/24.10"
    assert hindrances[1].message.az.startswith("İşsizlikdən sığorta ödənişi alan")


def test_nothing_would_change_a_decision_that_is_no_refusal() -> None:
    assert what_would_change(person()) == ()
    assert what_would_change(person(age=None)) == ()


def test_a_decision_keeps_only_what_some_rule_reads() -> None:
    document = self_employment_document()
    document["facts"]["shoe_size"] = document["facts"]["age"]
    decision = decide(RuleSet.from_dict(document), {**ELIGIBLE_PERSON, "shoe_size": 44}, PARAMETERS)
    assert "shoe_size" not in decision.facts


@pytest.mark.parametrize("name", ["agee", "param.minimum_age"])
def test_a_fact_that_is_not_declared_is_refused(name: str) -> None:
    with pytest.raises(FactError) as caught:
        decide(RULESET, {**ELIGIBLE_PERSON, name: 99}, PARAMETERS)
    assert caught.value.name == name


def test_a_parameter_that_is_not_declared_or_of_the_wrong_type_is_refused() -> None:
    with pytest.raises(FactError):
        decide(RULESET, ELIGIBLE_PERSON, {**PARAMETERS, "zz": PARAMETERS["minimum_age"]})
    with pytest.raises(FactError):
        decide(RULESET, ELIGIBLE_PERSON, {"minimum_age": ParameterValue("15", "2020-05-13", "x")})
    with pytest.raises(DocumentError):
        ParameterValue(15, "13.05.2020", "x")


def test_the_statutory_layer_outweighs_policy_whatever_policy_says() -> None:
    statutory = person(has_disability=True)
    policy = person(martyr_family_member=True, war_participant=True, family_income_per_head=1)
    assert statutory.sort_key < policy.sort_key < person().sort_key


def test_the_score_sheet_shows_both_layers_with_what_matched() -> None:
    decision = person(has_disability=True, war_participant=True)
    sheet = [(layer.layer.value, layer.source, [item.id for item in layer.matched]) for layer in decision.priority]
    assert sheet == [("statutory", "SE-4", ["disability"]), ("policy", "A1", ["war-participant"])]


def test_an_undetermined_priority_neither_counts_nor_holds_up_eligibility() -> None:
    decision = person(has_disability=None)
    assert decision.outcome is Eligibility.ELIGIBLE
    assert decision.sort_key == person().sort_key
    assert decision.missing_facts == ()
    assert decision.missing_for_priority == ("has_disability",)


def test_points_add_up_and_more_points_come_first() -> None:
    layer = self_employment_document()["priorities"][1]
    for points, item in enumerate(layer["items"], start=1):
        del item["order"]
        item["points"] = points
    ruleset = layered(layer)
    both = decide(ruleset, {**ELIGIBLE_PERSON, "martyr_family_member": True, "war_participant": True}, PARAMETERS)
    one = decide(ruleset, {**ELIGIBLE_PERSON, "war_participant": True}, PARAMETERS)
    assert (both.sort_key, one.sort_key) == ((-3,), (-2,))
    assert RuleSet.from_dict(ruleset.to_dict()) == ruleset


def test_a_rule_set_without_priorities_treats_all_alike() -> None:
    assert decide(layered(), ELIGIBLE_PERSON, PARAMETERS).sort_key == ()


def test_a_fault_of_computing_makes_a_condition_undetermined_with_its_reason() -> None:
    document = self_employment_document()
    document["conditions"][1]["expression"] = "age / (age - age) > param.minimum_age"
    decision = decide(RuleSet.from_dict(document), ELIGIBLE_PERSON, PARAMETERS)
    assert decision.outcome is Eligibility.UNDETERMINED
    assert decision.missing_facts == ()
    assert [fault.code for fault in decision.conditions[1].faults] == ["division_by_zero"]


def test_dates_of_facts_and_parameters_are_stored_as_text() -> None:
    document = self_employment_document()
    document["facts"]["born"] = {**document["facts"]["age"], "type": "date"}
    document["parameters"]["born_before"] = {**document["parameters"]["minimum_age"], "type": "date"}
    document["conditions"][1]["expression"] = "born < param.born_before"
    ruleset = RuleSet.from_dict(document)
    before = ParameterValue(dt.date(2011, 1, 1), "2020-05-13", "x")
    given_facts = {**ELIGIBLE_PERSON, "born": dt.date(2000, 2, 29)}
    decision = decide(ruleset, given_facts, {**PARAMETERS, "born_before": before})
    assert decision.outcome is Eligibility.ELIGIBLE
    assert decision.facts["born"] == "2000-02-29"
    assert recompute(json.loads(json.dumps(decision.to_dict())), ruleset) == decision


@given(people, parameter_sets)
def test_a_decision_computed_again_from_its_record_is_the_same(
    facts: dict[str, Any], parameters: dict[str, ParameterValue]
) -> None:
    decision = decide(RULESET, facts, parameters)
    stored = json.dumps(decision.to_dict())
    assert Decision.from_dict(json.loads(stored)) == decision
    again = recompute(json.loads(stored), self_employment())
    assert again == decision
    assert json.dumps(again.to_dict()) == stored


@given(people, st.randoms(use_true_random=False))
def test_the_order_in_which_facts_arrive_changes_nothing(facts: dict[str, Any], random: Any) -> None:
    names = list(facts)
    random.shuffle(names)
    shuffled = decide(RULESET, {name: facts[name] for name in names}, dict(reversed(PARAMETERS.items())))
    assert json.dumps(shuffled.to_dict()) == json.dumps(decide(RULESET, facts, PARAMETERS).to_dict())


@given(people, people)
def test_learning_missing_facts_never_turns_a_decision_round(known: dict[str, Any], more: dict[str, Any]) -> None:
    before = decide(RULESET, known, PARAMETERS)
    learned = {name: more[name] if value is None else value for name, value in known.items()}
    after = decide(RULESET, learned, PARAMETERS)
    if before.outcome is not Eligibility.UNDETERMINED:
        assert after.outcome is before.outcome


def test_a_record_made_with_another_rule_set_is_not_recomputed() -> None:
    record = person().to_dict()
    document = self_employment_document()
    document["version"] = "2020-05-14"
    with pytest.raises(RecomputeError):
        recompute(record, RuleSet.from_dict(document))


def test_an_altered_record_does_not_recompute_to_itself() -> None:
    record = json.loads(json.dumps(person(age=14).to_dict()))
    record["outcome"] = "eligible"
    assert recompute(record, RULESET) != Decision.from_dict(record)


@pytest.mark.parametrize(
    ("path", "change"),
    [
        ("extra", lambda d: d.update(extra=1)),
        ("outcome", lambda d: d.update(outcome="yes")),
        ("format", lambda d: d.update(format=9)),
        ("facts.age", lambda d: d["facts"].update(age=None)),
        ("parameters.minimum_age.valid_from", lambda d: d["parameters"]["minimum_age"].update(valid_from="x")),
        ("conditions[0].trace.at", lambda d: d["conditions"][0]["trace"].update(at=[1])),
        ("conditions[0].trace.kind", lambda d: d["conditions"][0]["trace"].update(kind="guess")),
        ("conditions[0].standing", lambda d: d["conditions"][0].update(standing="perhaps")),
        ("priority[0].counts", lambda d: d["priority"][0].update(counts="stars")),
        ("priority[0].items[0].matched", lambda d: d["priority"][0]["items"][0].update(matched="yes")),
        ("missing_facts[0]", lambda d: d.update(missing_facts=[1])),
    ],
)
def test_a_record_that_is_no_record_is_refused_with_its_place(path: str, change: Any) -> None:
    record = json.loads(json.dumps(person().to_dict()))
    change(record)
    with pytest.raises(DocumentError) as caught:
        Decision.from_dict(record)
    assert caught.value.path == path
