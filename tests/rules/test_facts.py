from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from dayaq.rules.api import FactError, FactSchema, FactType, SchemaError
from tests.rules.support import SCHEMA, fact


def test_none_and_absence_are_both_missing() -> None:
    assert SCHEMA.bind({"a": None, "n": 3}) == {"n": 3}


def test_a_day_is_stored_as_iso_text_whichever_way_it_comes() -> None:
    assert SCHEMA.bind({"born": dt.date(2000, 2, 29)}) == SCHEMA.bind({"born": "2000-02-29"}) == {"born": "2000-02-29"}


def test_a_decimal_measure_becomes_a_number_and_minus_zero_becomes_zero() -> None:
    assert SCHEMA.bind({"area": Decimal("1.25")}) == {"area": 1.25}
    assert str(SCHEMA.bind({"area": -0.0})["area"]) == "0.0"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("a", 1),
        ("a", "true"),
        ("n", True),
        ("n", 1.0),
        ("n", 2**63),
        ("m", Decimal("10.50")),
        ("area", True),
        ("area", float("nan")),
        ("area", float("inf")),
        ("area", 10**400),
        ("area", "1"),
        ("born", "2026-02-30"),
        ("born", "01.02.2026"),
        ("born", "20260201"),
        ("born", dt.datetime(2026, 2, 1, tzinfo=dt.UTC)),
        ("s", 5),
        ("s", "a\0b"),
        ("s", "\ud800"),
        ("tags", "a"),
        ("tags", ["a", None]),
        ("tags", {"a"}),
        ("zz", 1),
    ],
)
def test_a_value_of_the_wrong_type_or_an_undeclared_name_is_refused_by_name(name: str, value: object) -> None:
    with pytest.raises(FactError) as caught:
        SCHEMA.bind({name: value})
    assert caught.value.name == name


def test_the_refusal_of_a_value_does_not_repeat_the_value() -> None:
    with pytest.raises(FactError) as caught:
        SCHEMA.bind({"n": "5ABC1DE"})
    assert "5ABC1DE" not in str(caught.value)


@pytest.mark.parametrize("name", ["Age", "1a", "a-b", "in", "size", "person.true", "", "a.", "param"])
def test_a_name_that_the_language_could_misread_is_not_a_fact(name: str) -> None:
    with pytest.raises(SchemaError):
        FactSchema.declare([fact(name, FactType.BOOL)])


def test_a_name_cannot_be_the_beginning_of_another_nor_be_declared_twice() -> None:
    with pytest.raises(SchemaError):
        FactSchema.declare([fact("person", FactType.BOOL), fact("person.age", FactType.INT)])
    with pytest.raises(SchemaError):
        FactSchema.declare([fact("age", FactType.INT), fact("age", FactType.INT)])


def test_the_prefix_of_parameters_is_theirs_alone() -> None:
    with pytest.raises(SchemaError):
        FactSchema.declare([fact("param.age", FactType.INT)])
    assert FactSchema.declare([], [fact("age", FactType.INT)]).facts[0].name == "param.age"


def test_the_digest_of_a_schema_follows_names_and_types() -> None:
    one = FactSchema.declare([fact("age", FactType.INT)])
    assert one.digest == FactSchema.declare([fact("age", FactType.INT)]).digest
    assert one.digest != FactSchema.declare([fact("age", FactType.NUMBER)]).digest
