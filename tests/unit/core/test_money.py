"""Amounts exact to the qəpik."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dayaq.core.money import MoneyError, MoneyProblem, exact_qepik, is_exact, qepik, ratio, split

amounts = st.decimals(-(10**12), 10**12, places=2, allow_nan=False)
fractions = st.decimals(-(10**12), 10**12, places=6, allow_nan=False)


def test_half_a_qepik_is_rounded_away_from_zero():
    assert qepik(Decimal("0.005")) == Decimal("0.01")
    assert qepik(Decimal("-0.005")) == Decimal("-0.01")
    assert qepik(Decimal("2.675")) == Decimal("2.68")
    assert str(qepik(5)) == "5.00"
    assert str(qepik(Decimal("-0.001"))) == "0.00"


@given(fractions)
def test_rounding_moves_an_amount_by_half_a_qepik_at_most(amount):
    assert abs(qepik(amount) - amount) <= Decimal("0.005")
    assert qepik(qepik(amount)) == qepik(amount)


@pytest.mark.parametrize(
    ("amount", "problem"),
    [
        (0.1, MoneyProblem.NOT_DECIMAL),
        (True, MoneyProblem.NOT_DECIMAL),
        ("1.00", MoneyProblem.NOT_DECIMAL),
        (Decimal("NaN"), MoneyProblem.NOT_FINITE),
        (Decimal("sNaN"), MoneyProblem.NOT_FINITE),
        (Decimal("-Infinity"), MoneyProblem.NOT_FINITE),
        (Decimal("1E+60"), MoneyProblem.TOO_LARGE),
    ],
)
def test_what_cannot_be_money_is_refused(amount, problem):
    with pytest.raises(MoneyError) as caught:
        qepik(amount)
    assert caught.value.problem == problem


def test_an_exact_amount_is_never_rounded():
    assert exact_qepik(Decimal("1.5")) == Decimal("1.50")
    assert exact_qepik(Decimal("1.500")) == Decimal("1.50")
    with pytest.raises(MoneyError) as caught:
        exact_qepik(Decimal("1.005"))
    assert caught.value.problem == MoneyProblem.FRACTION_OF_QEPIK


@given(fractions)
def test_an_amount_is_exact_if_rounding_does_not_move_it(amount):
    assert is_exact(amount) == (qepik(amount) == amount)


def test_nothing_infinite_is_exact():
    assert not is_exact(Decimal("Infinity"))
    assert not is_exact(Decimal("NaN"))


@given(amounts, st.integers(1, 400))
def test_split_loses_and_makes_no_qepik(amount, parts):
    shares = split(amount, parts)
    assert len(shares) == parts
    assert sum(shares) == amount
    assert max(shares) - min(shares) <= Decimal("0.01")
    assert all(is_exact(share) for share in shares)


def test_the_first_parts_take_what_is_left_over():
    assert split(Decimal("100.00"), 3) == [Decimal("33.34"), Decimal("33.33"), Decimal("33.33")]
    assert split(Decimal("-0.05"), 2) == [Decimal("-0.03"), Decimal("-0.02")]


def test_split_needs_parts_and_an_exact_amount():
    with pytest.raises(MoneyError):
        split(Decimal("1.00"), 0)
    with pytest.raises(MoneyError):
        split(Decimal("1.005"), 2)


def test_a_ratio_without_a_base_is_no_figure():
    assert ratio(1, 0, 2) is None
    assert ratio(2, 3, 3) == Decimal("0.667")
    assert ratio(1, 8, 2) == Decimal("0.13")
    assert ratio(Decimal("-1"), 8, 2) == Decimal("-0.13")


@given(amounts, amounts.filter(bool), st.integers(0, 6))
def test_a_ratio_is_off_by_half_of_its_last_place_at_most(a, b, places):
    value = ratio(a, b, places)
    assert value is not None
    assert abs(value * b - a) <= abs(b) * Decimal(10) ** -places / 2
