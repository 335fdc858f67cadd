"""What a parameter's value is, read from text and checked as data."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dayaq.core.api import Invalid
from dayaq.law.units import UNITS, as_input, check_value, read_value


@pytest.mark.parametrize(
    ("unit", "text", "value"),
    [
        ("working_days", " 15 ", 15),
        ("AZN", "4000", "4000.00"),
        ("AZN", "1 234,5", "1234.50"),
        ("AZN", "0.07", "0.07"),
        ("month_list", "3, 6,12", [3, 6, 12]),
        ("yes_no", "true", True),
        ("yes_no", "false", False),
        ("day_count", "from_day", "from_day"),
    ],
)
def test_a_typed_value_is_read_in_its_unit(unit: str, text: str, value: Any) -> None:
    assert read_value(unit, text) == value


@pytest.mark.parametrize(
    ("unit", "text"),
    [
        ("working_days", "-1"),
        ("working_days", "1.5"),
        ("working_days", ""),
        ("AZN", "1.234"),
        ("AZN", "NaN"),
        ("AZN", "-5"),
        ("AZN", "1000000000000"),
        ("month_list", "6, 3"),
        ("month_list", "3,,6"),
        ("month_list", "3, 3"),
        ("yes_no", "yes"),
        ("day_count", "tomorrow"),
    ],
)
def test_a_text_that_does_not_fit_its_unit_is_refused_with_a_remedy(unit: str, text: str) -> None:
    with pytest.raises(Invalid) as refused:
        read_value(unit, text)
    assert refused.value.field == "value"
    assert refused.value.remedy


@pytest.mark.parametrize(
    ("unit", "value"),
    [
        ("days", "30"),
        ("days", True),
        ("days", -1),
        ("AZN", 4000),
        ("AZN", "4000"),
        ("month_list", [2, 1]),
        ("yes_no", 1),
    ],
)
def test_data_of_another_shape_are_refused(unit: str, value: Any) -> None:
    with pytest.raises(Invalid):
        check_value(unit, value)


@given(st.decimals(min_value=0, max_value=Decimal("999999999999.99"), places=2))
def test_an_amount_goes_through_text_and_back(amount: Decimal) -> None:
    value = read_value("AZN", str(amount))
    assert Decimal(value) == amount
    assert check_value("AZN", value) == value
    assert read_value("AZN", as_input(value)) == value


@given(st.lists(st.integers(min_value=0, max_value=999_999_999), min_size=1, unique=True).map(sorted))
def test_a_list_goes_through_text_and_back(months: list[int]) -> None:
    assert read_value("month_list", as_input(months)) == months


def test_every_unit_has_words() -> None:
    assert all(str(unit.label) for unit in UNITS.values())
