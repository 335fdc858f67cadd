"""The arithmetic of a plan, without a database."""

from decimal import Decimal

import pytest
from hypothesis import given as forall
from hypothesis import strategies as st

from dayaq.core.errors import Invalid
from dayaq.selfemployment import planning

amounts = st.integers(0, 100_000).map(lambda qepik: Decimal(qepik) / 100)
flows = st.lists(st.tuples(amounts, amounts), min_size=6, max_size=24)


def months(flow):
    return planning.read_months(
        [{"month": n, "income": income, "costs": costs} for n, (income, costs) in enumerate(flow, start=1)]
    )


@forall(flows)
def test_break_even_is_the_first_month_whose_running_sum_is_not_negative(flow):
    read = months(flow)
    sums = planning.running_sums(read)
    month = planning.break_even(read)
    if month is None:
        assert all(balance < 0 for balance in sums)
    else:
        assert sums[month - 1] >= 0
        assert all(balance < 0 for balance in sums[: month - 1])


@forall(flows)
def test_the_last_running_sum_is_all_income_less_all_costs_to_the_qepik(flow):
    total = sum((income for income, _ in flow), Decimal(0)) - sum((costs for _, costs in flow), Decimal(0))
    assert planning.running_sums(months(flow))[-1] == total


@forall(flows, st.integers(0, 23))
def test_more_income_in_a_month_never_breaks_even_later(flow, place):
    place %= len(flow)
    richer = [*flow]
    richer[place] = (flow[place][0] + Decimal(1), flow[place][1])
    before, after = planning.break_even(months(flow)), planning.break_even(months(richer))
    assert after is not None or before is None
    if before is not None:
        assert after is not None
        assert after <= before


items = st.lists(
    st.fixed_dictionaries(
        {"description": st.text("abcəö", min_size=1), "quantity": st.integers(1, 500), "price": amounts}
    ),
    min_size=1,
    max_size=12,
).map(lambda rows: [{**row, "price": row["price"] + Decimal("0.01")} for row in rows])


@forall(items)
def test_items_read_from_what_was_stored_are_the_same_and_sum_to_the_same(rows):
    read = planning.read_items(rows)
    again = planning.read_items([item.to_dict() for item in read])
    assert again == read
    assert planning.total(again) == sum(row["quantity"] * row["price"] for row in rows)


@forall(flows)
def test_months_read_from_what_was_stored_are_the_same(flow):
    read = months(flow)
    assert planning.read_months([month.to_dict() for month in read]) == read


def test_a_plan_that_never_earns_never_breaks_even():
    assert planning.break_even(months([(Decimal(1), Decimal(2))] * 12)) is None


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ([], "no_items"),
        ([{"description": " ", "quantity": 1, "price": Decimal(1)}], "no_description"),
        ([{"description": "a", "quantity": 0, "price": Decimal(1)}], "quantity"),
        ([{"description": "a", "quantity": 1.5, "price": Decimal(1)}], "quantity"),
        ([{"description": "a", "quantity": True, "price": Decimal(1)}], "quantity"),
        ([{"description": "a", "quantity": 501, "price": Decimal(1)}], "quantity"),
        ([{"description": "a", "quantity": 1, "price": Decimal(0)}], "price"),
        ([{"description": "a", "quantity": 1, "price": Decimal("0.001")}], "amount"),
        ([{"description": "a", "quantity": 1, "price": 1.5}], "amount"),
        ([{"description": "a", "quantity": 1, "price": "x"}], "amount"),
        ([{"description": "a", "quantity": 1}], "amount"),
    ],
)
def test_items_that_make_no_sense_are_refused(rows, code):
    with pytest.raises(Invalid) as refusal:
        planning.read_items(rows)
    assert refusal.value.code == code


@pytest.mark.parametrize(
    ("numbers", "code"),
    [
        ([], "month_count"),
        ([1, 2, 3], "month_count"),
        ([1, 2, 3, 5, 6, 7], "month_gap"),
        ([2, 3, 4, 5, 6, 7], "month_gap"),
    ],
)
def test_a_cash_flow_has_months_without_gaps(numbers, code):
    with pytest.raises(Invalid) as refusal:
        planning.read_months([{"month": n, "income": Decimal(1), "costs": Decimal(1)} for n in numbers])
    assert refusal.value.code == code


def test_a_negative_month_is_refused():
    rows = [{"month": n, "income": Decimal(-1), "costs": Decimal(1)} for n in range(1, 7)]
    with pytest.raises(Invalid) as refusal:
        planning.read_months(rows)
    assert refusal.value.code == "negative"


@pytest.mark.parametrize(
    ("income", "costs", "field"), [("601", "250", "monthly_income"), ("600", "10", "monthly_costs")]
)
def test_a_typical_month_lies_within_the_cash_flow(income, costs, field):
    flow = months([(Decimal(600), Decimal(250))] * 12)
    planning.check_typical(flow, income=Decimal(600), costs=Decimal(250))
    with pytest.raises(Invalid) as refusal:
        planning.check_typical(flow, income=Decimal(income), costs=Decimal(costs))
    assert (refusal.value.code, refusal.value.field) == ("inconsistent", field)
