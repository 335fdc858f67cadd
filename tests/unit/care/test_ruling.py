"""The rule of a service: what it may read, what it answers, how its faults are told."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from dayaq.care import api
from dayaq.care.models.catalogue import validate_ruleset
from dayaq.core.errors import Invalid
from dayaq.law.api import load_law
from dayaq.rules.api import Eligibility
from tests.unit.care import given as care

ON = date(2025, 1, 1)
HELP = "in_difficult_life_condition && (age >= param.elderly_age || has_disability) && !has_able_relatives_nearby"
ALONE = {"in_difficult_life_condition": True, "has_disability": False, "has_able_relatives_nearby": False}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("facts", "outcome", "missing"),
    [
        (
            {**ALONE, "age": 70},
            Eligibility.ELIGIBLE,
            (),
        ),
        (
            {**ALONE, "age": 69},
            Eligibility.NOT_ELIGIBLE,
            (),
        ),
        ({"has_able_relatives_nearby": True}, Eligibility.NOT_ELIGIBLE, ()),
        (
            {"in_difficult_life_condition": True, "age": 70},
            Eligibility.UNDETERMINED,
            ("has_able_relatives_nearby",),
        ),
    ],
)
def test_a_rule_answers_by_the_law_of_the_day_and_names_what_is_missing(facts, outcome, missing):
    load_law()
    decision = api.try_rule(HELP, facts, ON)
    assert decision.outcome == outcome
    assert set(missing) <= set(decision.missing_facts)


@pytest.mark.django_db
def test_a_number_that_the_law_does_not_have_leaves_the_rule_undetermined():
    decision = api.try_rule("age >= param.elderly_age", {"age": 90}, ON)
    assert (decision.outcome, decision.missing_parameters) == (Eligibility.UNDETERMINED, ("elderly_age",))


@pytest.mark.django_db
def test_money_of_the_law_meets_money_of_a_person_in_qepik():
    load_law()
    rule = "family_income_per_head < param.need_threshold"
    assert api.try_rule(rule, {"family_income_per_head": 1}, ON).outcome == Eligibility.ELIGIBLE
    assert api.try_rule(rule, {"family_income_per_head": 100_000_00}, ON).outcome == Eligibility.NOT_ELIGIBLE


@pytest.mark.django_db
def test_the_stored_rule_answers_as_the_tried_one():
    load_law()
    terms = care.service(care.administrator()).terms.get()
    for age in (69, 70, None):
        stored = api.who_may_be_served(terms, {"age": age, "has_disability": True}, ON)
        assert stored.outcome == api.try_rule(terms.expression, {"age": age}, ON).outcome


@pytest.mark.django_db
def test_an_answer_of_another_kind_is_refused():
    with pytest.raises(Invalid) as refused:
        api.try_rule("has_disability", {"has_disability": "maybe"}, ON)
    assert refused.value.field == "has_disability"


@pytest.mark.parametrize(("language", "said"), [("az", "Elan olunmamış ad"), ("en", "Name that is not declared")])
def test_a_fault_is_told_in_the_reader_s_language_with_its_place(language, said):
    with translation.override(language), pytest.raises(Invalid) as refused:
        api.names_used("age > 3 &&\nshoe_size > 40")
    assert said in str(refused.value)
    assert "2" in str(refused.value)
    assert refused.value.field == "rule"


def test_a_rule_longer_than_anybody_reads_is_refused():
    with pytest.raises(Invalid):
        api.names_used("true && " * 400 + "true")


@settings(max_examples=60)
@given(st.text(max_size=60))
def test_whatever_is_typed_is_either_a_rule_or_a_refusal_that_names_its_field(text):
    fields, names = [], ()
    try:
        names = api.names_used(text)
    except Invalid as refused:
        fields = [refused.field]
    assert fields in ([], ["rule"])
    assert set(names) <= set(api.vocabulary())


def test_every_name_has_words_in_both_languages():
    for word in api.vocabulary().values():
        for language in ("az", "en"):
            with translation.override(language):
                assert word.words


def test_a_rule_set_that_does_not_compile_is_not_stored():
    with pytest.raises(ValidationError):
        validate_ruleset({"format": 1})
