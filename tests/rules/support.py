"""A small schema, generated expressions over it, and a second, naive meaning of them to compare with."""

from __future__ import annotations

import json
import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from dayaq.rules.api import Classification, Fact, FactSchema, FactType, Label, ParameterValue, RuleSet

LABEL = Label("ad", "name")
KINDS = {
    "a": FactType.BOOL,
    "b": FactType.BOOL,
    "c": FactType.BOOL,
    "person.ok": FactType.BOOL,
    "n": FactType.INT,
    "m": FactType.MONEY,
    "area": FactType.NUMBER,
    "born": FactType.DATE,
    "s": FactType.TEXT,
    "tags": FactType.TEXT_LIST,
}
SELF_EMPLOYMENT = Path(__file__).parents[2] / "src/dayaq/programmes/rulesets/self_employment_2020.json"


def fact(name: str, kind: FactType) -> Fact:
    return Fact(name, kind, LABEL, Classification.PERSONAL)


SCHEMA = FactSchema.declare([fact(name, kind) for name, kind in KINDS.items()], [fact("limit", FactType.INT)])
NAMES = sorted([*KINDS, "param.limit"])

TEXTS = ["", "a", "ə", "İş", "o'q", 'q"q', "x\\n"]
DATES = ["1999-12-31", "2000-02-29", "2026-01-01"]
_INTS = st.one_of(st.integers(-3, 3), st.sampled_from([2**63 - 1, -(2**63), 10**9]))
VALUES: dict[FactType, st.SearchStrategy[Any]] = {
    FactType.BOOL: st.booleans(),
    FactType.INT: _INTS,
    FactType.MONEY: _INTS,
    FactType.NUMBER: st.sampled_from([-1.5, 0.0, 0.1, 2.0, 1e308]),
    FactType.DATE: st.sampled_from(DATES),
    FactType.TEXT: st.sampled_from(TEXTS),
    FactType.TEXT_LIST: st.lists(st.sampled_from(TEXTS), max_size=3),
}

total_facts = st.fixed_dictionaries({name: VALUES[SCHEMA.by_name[name].type] for name in NAMES})
partial_facts = st.fixed_dictionaries({name: st.one_of(st.none(), VALUES[SCHEMA.by_name[name].type]) for name in NAMES})

Env = Mapping[str, Any]


@dataclass(frozen=True)
class Sample:
    """The text of an expression, and its meaning: None is unknown, whether for a missing fact or a fault."""

    source: str
    meaning: Callable[[Env], Any]

    def __repr__(self) -> str:
        return self.source


def _leaf(name: str) -> Sample:
    return Sample(name, lambda env: env.get(name))


def _literal(source: str, value: Any) -> Sample:
    return Sample(source, lambda env: value)


def _strict(template: str, compute: Callable[..., Any], *parts: Sample) -> Sample:
    def meaning(env: Env) -> Any:
        values = [part.meaning(env) for part in parts]
        return None if any(value is None for value in values) else compute(*values)

    return Sample(template.format(*(part.source for part in parts)), meaning)


def _int64(value: int) -> int | None:
    return value if -(2**63) <= value < 2**63 else None


def _quotient(left: int, right: int) -> int | None:
    return None if right == 0 else _int64(abs(left) // abs(right) * (1 if (left < 0) == (right < 0) else -1))


def _remainder(left: int, right: int) -> int | None:
    if right == 0 or _quotient(left, right) is None:
        return None
    return abs(left) % abs(right) * (-1 if left < 0 else 1)


def _quote(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def kleene_and(*values: bool | None) -> bool | None:
    return False if False in values else (None if None in values else True)


def kleene_or(*values: bool | None) -> bool | None:
    return True if True in values else (None if None in values else False)


def kleene_not(value: bool | None) -> bool | None:
    return None if value is None else not value


def _ternary(condition: Sample, then: Sample, other: Sample) -> Sample:
    def meaning(env: Env) -> Any:
        chosen = condition.meaning(env)
        return None if chosen is None else (then if chosen else other).meaning(env)

    return Sample(f"({condition.source} ? {then.source} : {other.source})", meaning)


def _quantified(macro: str, predicate: Sample, outer: Sample) -> Sample:
    combine = kleene_or if macro == "exists" else kleene_and
    join = kleene_and if macro == "exists" else kleene_or
    sign = "&&" if macro == "exists" else "||"

    def meaning(env: Env) -> Any:
        tags = env.get("tags")
        if tags is None:
            return None
        turns = [join(predicate.meaning({**env, "item": tag}), outer.meaning(env)) for tag in tags]
        return combine(*turns)

    return Sample(f"tags.{macro}(item, ({predicate.source}) {sign} ({outer.source}))", meaning)


def _ints() -> st.SearchStrategy[Sample]:
    base = st.sampled_from(
        [_leaf("n"), _leaf("m"), _leaf("param.limit"), *(_literal(str(k), k) for k in (-2, 0, 1, 3, 10**18))]
    )
    size = _strict("size({0})", len, _leaf("tags"))
    operations: list[tuple[str, Callable[[int, int], int | None]]] = [
        ("({0} + {1})", lambda x, y: _int64(x + y)),
        ("({0} - {1})", lambda x, y: _int64(x - y)),
        ("({0} * {1})", lambda x, y: _int64(x * y)),
        ("({0} / {1})", _quotient),
        ("({0} % {1})", _remainder),
    ]
    binary = st.builds(lambda op, x, y: _strict(op[0], op[1], x, y), st.sampled_from(operations), base, base)
    negated = st.builds(lambda x: _strict("-({0})", lambda v: _int64(-v), x), base)
    return st.one_of(base, binary, negated, st.just(size))


def _atoms() -> st.SearchStrategy[Sample]:
    orders = st.sampled_from(
        [
            ("<", operator.lt),
            ("<=", operator.le),
            (">", operator.gt),
            (">=", operator.ge),
            ("==", operator.eq),
            ("!=", operator.ne),
        ]
    )
    areas = st.sampled_from([_leaf("area"), _literal("0.1", 0.1), _literal("-1.5", -1.5)])
    dates = st.sampled_from([_leaf("born"), *(_literal(f"'{day}'", day) for day in DATES)])
    texts = st.sampled_from([_leaf("s"), *(_literal(_quote(text), text) for text in TEXTS)])

    def compared(parts: st.SearchStrategy[Sample]) -> st.SearchStrategy[Sample]:
        return st.builds(lambda op, x, y: _strict(f"{{0}} {op[0]} {{1}}", op[1], x, y), orders, parts, parts)

    dated = st.builds(lambda op, y: _strict(f"{{0}} {op[0]} {{1}}", op[1], _leaf("born"), y), orders, dates)
    return st.one_of(
        st.sampled_from([_leaf("a"), _leaf("b"), _leaf("c"), _leaf("person.ok"), _literal("true", True)]),
        compared(_ints()),
        compared(areas),
        dated,
        st.builds(lambda x, y: _strict("{0} == {1}", operator.eq, x, y), texts, texts),
        st.builds(lambda x: _strict("{0} in tags", lambda v, tags: v in tags, x, _leaf("tags")), texts),
        st.builds(lambda x: _strict("s.startsWith({0})", lambda v, s: s.startswith(v), x, _leaf("s")), texts),
        st.just(_strict("born in ['2000-02-29', '2026-01-01']", lambda v: v in DATES[1:], _leaf("born"))),
    )


def _item_predicates() -> st.SearchStrategy[Sample]:
    return st.sampled_from([_literal(_quote(text), text) for text in TEXTS]).map(
        lambda text: _strict("item == {0}", operator.eq, text, _leaf("item"))
    )


def _grow(inner: st.SearchStrategy[Sample]) -> st.SearchStrategy[Sample]:
    def joined(sign: str, combine: Callable[..., Any]) -> st.SearchStrategy[Sample]:
        return st.lists(inner, min_size=2, max_size=3).map(
            lambda parts: Sample(
                "(" + f" {sign} ".join(part.source for part in parts) + ")",
                lambda env: combine(*(part.meaning(env) for part in parts)),
            )
        )

    return st.one_of(
        joined("&&", kleene_and),
        joined("||", kleene_or),
        inner.map(lambda part: Sample(f"!({part.source})", lambda env: kleene_not(part.meaning(env)))),
        st.builds(_ternary, inner, inner, inner),
        st.builds(lambda x, y: _strict("({0}) == ({1})", operator.eq, x, y), inner, inner),
        st.builds(_quantified, st.sampled_from(["exists", "all"]), _item_predicates(), inner_without_loops),
    )


inner_without_loops = _atoms()
samples = st.recursive(_atoms(), _grow, max_leaves=8)
"""Expressions of every operation but division of numbers, whose infinities the engine lets pass and we refuse."""


def self_employment_document() -> dict[str, Any]:
    document: dict[str, Any] = json.loads(SELF_EMPLOYMENT.read_text(encoding="utf-8"))
    return document


def self_employment() -> RuleSet:
    return RuleSet.from_dict(self_employment_document())


PARAMETERS = {
    "minimum_age": ParameterValue(15, "2018-06-29", "SE-21"),
    "long_unemployment_months": ParameterValue(12, "2020-05-13", "SE-4"),
    "pre_pension_months": ParameterValue(24, "2020-05-13", "SE-4"),
    "need_threshold": ParameterValue(300_00, "2026-01-01", "S46"),
}

ELIGIBLE_PERSON: dict[str, object] = {
    "age": 34,
    "family_income_per_head": 450_00,
    "has_disability": False,
    "has_other_work": False,
    "martyr_family_member": False,
    "months_to_pension_age": 372,
    "owns_farm_land_share": False,
    "pension_age_reached": False,
    "receives_targeted_social_assistance": False,
    "receives_unemployment_insurance": False,
    "registered_jobseeker": True,
    "registered_unemployed": True,
    "released_from_custody": False,
    "running_self_employment_contract": False,
    "unemployed_months": 3,
    "war_participant": False,
}
