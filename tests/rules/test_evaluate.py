from __future__ import annotations

import threading
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dayaq.rules.api import Evaluation, FactError, FactType, Outcome, TraceNode, compile_rule, evaluate
from dayaq.rules.engine import Engine, Failed
from tests.rules.support import (
    NAMES,
    SCHEMA,
    Sample,
    kleene_and,
    kleene_not,
    kleene_or,
    partial_facts,
    samples,
    total_facts,
)

THREE = [True, False, None]
OUTCOMES = {True: Outcome.TRUE, False: Outcome.FALSE, None: Outcome.UNDETERMINED}


def run(source: str, **facts: object) -> Evaluation:
    return evaluate(compile_rule(source, SCHEMA), facts)


def known(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}


@pytest.mark.parametrize("a", THREE)
@pytest.mark.parametrize("b", THREE)
def test_the_connectives_follow_kleenes_tables(a: bool | None, b: bool | None) -> None:
    assert run("a && b", a=a, b=b).outcome is OUTCOMES[kleene_and(a, b)]
    assert run("a || b", a=a, b=b).outcome is OUTCOMES[kleene_or(a, b)]
    assert run("!a", a=a).outcome is OUTCOMES[kleene_not(a)]


def test_every_missing_fact_is_listed_not_only_the_first() -> None:
    result = run("a && b && n > param.limit && born < '2026-01-01' && s in tags", a=True)
    assert result.outcome is Outcome.UNDETERMINED
    assert result.missing == ("b", "born", "n", "param.limit", "s", "tags")


def test_a_fact_whose_place_is_already_decided_is_not_missing() -> None:
    assert run("(a || n > 1) && b", a=True).missing == ("b",)
    assert run("a && b", a=False).missing == ()


def test_behind_an_unknown_choice_both_branches_are_asked_for_at_once() -> None:
    assert run("a ? n > 1 : m > 1").missing == ("a", "m", "n")
    assert run("a ? n > 1 : m > 1", a=True).missing == ("n",)


def test_an_unknown_list_asks_for_what_its_loop_will_read() -> None:
    assert run("tags.exists(x, x == s)").missing == ("s", "tags")


def test_a_loop_asks_only_for_what_its_elements_leave_open() -> None:
    source = "tags.exists(x, (x == 'a' && b) || (x == 'k' && c))"
    assert run(source, tags=["a"]).missing == ("b",)
    assert run(source, tags=["z"]).outcome is Outcome.FALSE
    assert run("tags.all(x, x == 'a' && b)", tags=[]).outcome is Outcome.TRUE


@pytest.mark.parametrize(
    ("source", "facts", "code", "text"),
    [
        ("n / 0 == 1", {"n": 1}, "division_by_zero", "n / 0"),
        ("n % m == 1", {"n": 1, "m": 0}, "division_by_zero", "n % m"),
        ("n + 1 > 0", {"n": 2**63 - 1}, "overflow", "n + 1"),
        ("-n > 0", {"n": -(2**63)}, "overflow", "-n"),
        ("int(area) > 0", {"area": 1e300}, "overflow", "int(area)"),
        ("area / 0.0 > 1.0", {"area": 1.0}, "not_finite", "area / 0.0"),
        ("!(area * area > 1.0)", {"area": 1e308}, "not_finite", "area * area"),
        ("tags.exists(x, n / 0 == 1)", {"n": 1, "tags": ["a"]}, "division_by_zero", "n / 0"),
    ],
)
def test_a_fault_of_computing_decides_nothing_and_says_where(
    source: str, facts: dict[str, Any], code: str, text: str
) -> None:
    result = run(source, **facts)
    assert result.outcome is Outcome.UNDETERMINED
    assert result.missing == ()
    assert [(fault.code, fault.text) for fault in result.faults] == [(code, text)]


def test_a_fault_that_does_not_matter_is_absorbed_like_a_missing_fact() -> None:
    assert run("a || n / 0 == 1", a=True, n=1).outcome is Outcome.TRUE
    assert run("a && n / 0 == 1", a=False, n=1).outcome is Outcome.FALSE


def test_a_fault_and_a_missing_fact_are_both_told() -> None:
    result = run("n / 0 == 1 && b", n=1)
    assert result.missing == ("b",)
    assert [fault.code for fault in result.faults] == ["division_by_zero"]


def test_the_trace_keeps_what_decided_and_leaves_out_what_was_absorbed() -> None:
    result = run("a && n > 1 && b", a=True, n=0, b=True)
    assert [(child.text, child.value) for child in result.trace.children] == [("n > 1", False)]
    assert result.trace.facts() == {"n": 0}


def test_the_trace_of_a_loop_names_the_element_that_decided() -> None:
    result = run("tags.exists(x, x == s)", tags=["a", "ə"], s="ə")
    turns = [(node.variable, node.element) for node in result.trace.children if node.variable]
    assert turns == [("x", "ə")]
    assert result.trace.facts() == {"s": "ə", "tags": ["a", "ə"]}


def test_a_value_other_than_yes_or_no_comes_out_as_value() -> None:
    expression = compile_rule("a ? n * 2 : m", SCHEMA, FactType.INT)
    assert evaluate(expression, {"a": True, "n": 4}).value == 8
    assert evaluate(expression, {"a": True}).value is None


def test_a_wrong_fact_is_refused_before_anything_is_evaluated() -> None:
    with pytest.raises(FactError):
        run("a || b", a=True, b="yes")


@given(samples, partial_facts)
def test_the_walk_agrees_with_a_naive_reading_whatever_is_missing(sample: Sample, facts: dict[str, Any]) -> None:
    result = run(sample.source, **facts)
    assert result.outcome is OUTCOMES[sample.meaning(facts)]


@given(samples, total_facts)
def test_the_walk_agrees_with_the_engine_when_nothing_is_missing(sample: Sample, facts: dict[str, Any]) -> None:
    compiled = compile_rule(sample.source, SCHEMA)
    whole = Engine.run(compiled.program, compiled.engine.activation(facts))
    result = evaluate(compiled, facts)
    assert result.missing == ()
    if isinstance(whole, Failed):
        assert result.outcome is Outcome.UNDETERMINED
        assert result.faults
    else:
        assert result.value is whole


@given(samples, total_facts, st.sets(st.sampled_from(NAMES)), st.sets(st.sampled_from(NAMES)))
def test_learning_a_missing_fact_never_takes_a_yes_or_a_no_back(
    sample: Sample, facts: dict[str, Any], hidden: set[str], learned: set[str]
) -> None:
    before = run(sample.source, **{name: value for name, value in facts.items() if name not in hidden})
    after = run(sample.source, **{name: value for name, value in facts.items() if name not in hidden - learned})
    if before.outcome is not Outcome.UNDETERMINED:
        assert after.outcome is before.outcome


@given(samples, partial_facts, total_facts)
def test_supplying_every_listed_fact_leaves_nothing_missing(
    sample: Sample, facts: dict[str, Any], more: dict[str, Any]
) -> None:
    result = run(sample.source, **facts)
    assert set(result.missing).isdisjoint(known(facts))
    supplied = known(facts) | {name: more[name] for name in result.missing}
    after = run(sample.source, **supplied)
    assert after.missing == ()
    assert after.outcome is not Outcome.UNDETERMINED or after.faults


@given(samples, partial_facts)
def test_an_answer_is_either_known_or_says_what_it_lacks(sample: Sample, facts: dict[str, Any]) -> None:
    for node in run(sample.source, **facts).trace.walk():
        assert node.known != bool(node.missing or node.faults)


@given(samples, partial_facts)
def test_a_trace_survives_being_stored(sample: Sample, facts: dict[str, Any]) -> None:
    trace = run(sample.source, **facts).trace
    assert TraceNode.from_dict(trace.to_dict()) == trace


@given(samples, partial_facts)
def test_the_parts_that_mattered_alone_give_the_same_answer(sample: Sample, facts: dict[str, Any]) -> None:
    result = run(sample.source, **facts)
    if result.outcome is not Outcome.UNDETERMINED:
        assert run(sample.source, **result.trace.facts()).outcome is result.outcome


def test_many_threads_share_one_compiled_rule() -> None:
    compiled = compile_rule("tags.exists(x, x == s) && n / m > param.limit", SCHEMA)
    wrong: list[int] = []

    def work(number: int) -> None:
        for turn in range(100):
            facts = {"tags": ["a", str(number)], "s": str(number), "n": number * turn, "m": 2, "param.limit": turn}
            if evaluate(compiled, facts).value is not (number * turn // 2 > turn):
                wrong.append(turn)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
