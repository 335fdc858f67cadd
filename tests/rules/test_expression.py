from __future__ import annotations

import pytest
from hypothesis import given

from dayaq.rules.api import PROBLEM_CODES, ExpressionError, FactSchema, FactType, Problem, compile_rule
from tests.rules.support import SCHEMA, Sample, fact, samples


def problems(source: str, returns: FactType = FactType.BOOL) -> list[tuple[str, int, int]]:
    with pytest.raises(ExpressionError) as caught:
        compile_rule(source, SCHEMA, returns)
    return [(problem.code, problem.line, problem.column) for problem in caught.value.problems]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("", ("empty", 1, 1)),
        ("a &&", ("syntax", 1, 5)),
        ("a\n  && (n >", ("syntax", 2, 10)),
        ("zz", ("unknown_name", 1, 1)),
        ("param.zz > 1", ("unknown_name", 1, 6)),
        ("'ə😀' == s && zz", ("unknown_name", 1, 14)),
        ("n > 1.5", ("type_mismatch", 1, 3)),
        ("a &&\n  s == 3", ("type_mismatch", 2, 5)),
        ("n == null", ("null", 1, 3)),
        ("n", ("wrong_result", 1, 1)),
        ("has(person.ok)", ("presence", 1, 5)),
        ("a || !has(person.ok)", ("presence", 1, 11)),
        ("{'a': 1}.a == 1", ("not_allowed", 1, 9)),
    ],
)
def test_an_error_points_at_its_line_and_column(source: str, expected: tuple[str, int, int]) -> None:
    assert problems(source) == [expected]


def test_every_undeclared_name_is_reported_in_order_of_position() -> None:
    assert problems("zz > 1 &&\n a && qq") == [("unknown_name", 1, 1), ("unknown_name", 2, 7)]


def test_every_problem_has_a_message_in_both_languages() -> None:
    for code in PROBLEM_CODES:
        problem = Problem(code, 1, 1, "x")
        assert problem.message_az
        assert problem.message_en
        assert problem.message_az != problem.message_en


@pytest.mark.parametrize(
    "source",
    [
        "dyn(a) == 1",
        "type(n) == int",
        "int",
        "s.matches('a+')",
        "string(n) == '1'",
        "s + s == s",
        "tags[0] == 'a'",
        "tags + tags == tags",
        "timestamp('2020-01-01T00:00:00Z') < timestamp('2021-01-01T00:00:00Z')",
        "b'a' == b'a'",
        "1u == 1u",
        "null == null",
        "tags.map(x, x) == tags",
        "tags.filter(x, x == 'a') == tags",
        "tags.exists_one(x, x == 'a')",
        "[1, 'a'] == [1]",
        "[[1]] == [[1]]",
        "1e400 > area",
        "a < b",
        "int('1') == 1",
        "double('nan') > 1.0",
    ],
)
def test_what_a_rule_of_law_has_no_use_for_does_not_compile(source: str) -> None:
    assert {code for code, _, _ in problems(source)} <= {"not_allowed", "null"}


@pytest.mark.parametrize(
    "source",
    [
        "born == 'yesterday'",
        "born > '2026-02-30'",
        "born == s",
        "size(born) > 3",
        "born in tags",
        "born in ['2026-01-01', 'x']",
        "born.startsWith('2026')",
        "(a ? born : born) > '2026-01-01'",
        "[born].exists(x, x == '2026-01-01')",
        "s in [born]",
    ],
)
def test_a_date_meets_only_a_date(source: str) -> None:
    assert {code for code, _, _ in problems(source)} == {"date_use"}


def test_texts_have_no_order() -> None:
    assert problems("s < 'ə'") == [("text_order", 1, 3)]


@pytest.mark.parametrize(
    "source",
    ["tags.exists(n, true)", "tags.exists(person, true)", "tags.exists(param, true)", "tags.all(x, tags.all(x, true))"],
)
def test_a_loop_variable_cannot_hide_a_fact_or_another_variable(source: str) -> None:
    assert {code for code, _, _ in problems(source)} == {"shadowed"}


@pytest.mark.parametrize("source", ["(" * 60 + "a" + ")" * 60, " + ".join(["n"] * 200) + " > 0", "a" + " " * 9000])
def test_an_expression_that_is_too_deep_or_too_long_is_refused_readably(source: str) -> None:
    assert problems(source) == [("too_large", 1, 1)]


def test_a_long_chain_of_conditions_is_not_too_deep() -> None:
    assert compile_rule(" && ".join(["a"] * 1000), SCHEMA).facts_used == ("a",)


@pytest.mark.parametrize("source", ["a == true\0", "s == '\ud800'"])
def test_characters_that_are_not_text_are_refused(source: str) -> None:
    assert problems(source) == [("syntax", 1, 1)]


def test_another_result_than_yes_or_no_must_be_asked_for() -> None:
    assert compile_rule("n + 1", SCHEMA, FactType.INT).returns is FactType.INT
    assert problems("n + 1", FactType.TEXT) == [("wrong_result", 1, 3)]
    assert problems("tags", FactType.TEXT_LIST) == [("wrong_result", 1, 1)]


def test_the_facts_used_are_all_names_of_the_tree_once_each_and_sorted() -> None:
    compiled = compile_rule("tags.exists(x, x == s || n > param.limit) && (a ? n : m) > 0 && person.ok", SCHEMA)
    assert compiled.facts_used == ("a", "m", "n", "param.limit", "person.ok", "s", "tags")


def test_the_digest_is_stable_and_follows_source_schema_and_result() -> None:
    digest = compile_rule("n > 1", SCHEMA).digest
    compile_rule.cache_clear()
    assert compile_rule("n > 1", SCHEMA).digest == digest
    assert compile_rule("n > 2", SCHEMA).digest != digest
    other = FactSchema.declare([fact("n", FactType.INT)])
    assert compile_rule("n > 1", other).digest != digest


@pytest.mark.parametrize(
    ("source", "normal"),
    [
        ("((a)&&(b))&&c", "a && b && c"),
        ("a&&(b||c)", "a && (b || c)"),
        ("!(a&&b)", "!(a && b)"),
        ("n-(m-1)>0", "n - (m - 1) > 0"),
        ("-(-n) == 1", "-(-n) == 1"),
        ("-(3) == -3", "-(3) == -3"),
        ("!(!(a))", "!(!a)"),
        ("(a?b:c)?a:(b?a:c)", "(a ? b : c) ? a : b ? a : c"),
        ('s == "o\'q"', "s == 'o\\'q'"),
        ("tags.exists( x , x.startsWith('a') )", "tags.exists(x, x.startsWith('a'))"),
        ("(a == b) == c", "a == b == c"),
        ("a == (b == c)", "a == (b == c)"),
    ],
)
def test_a_rule_is_written_back_without_superfluous_brackets(source: str, normal: str) -> None:
    assert compile_rule(source, SCHEMA).normal_form == normal


@given(samples)
def test_a_rule_written_back_compiles_to_the_same_rule(sample: Sample) -> None:
    compiled = compile_rule(sample.source, SCHEMA)
    again = compile_rule(compiled.normal_form, SCHEMA)
    assert again.normal_form == compiled.normal_form
    assert again.facts_used == compiled.facts_used
