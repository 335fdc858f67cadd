"""The arithmetic of a business plan: what is asked for, the cash flow by month, and where it breaks even."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext_lazy as _

from dayaq.core.api import Invalid
from dayaq.core.money import MoneyError, exact_qepik

ZERO = Decimal("0.00")
SHORTEST, LONGEST = 6, 24
"""Months that a cash flow covers: at least half a year, at most two."""
MOST_PIECES = 500
"""Pieces of one kind; each becomes a row of its own."""


@dataclass(frozen=True)
class Item:
    """So many pieces of one thing at a price each; ``kit_item`` is the key of the line of the standard kit, if any."""

    description: str
    quantity: int
    price: Decimal
    kit_item: int | None = None

    @property
    def total(self) -> Decimal:
        return self.quantity * self.price

    def to_dict(self) -> dict[str, Any]:
        return {
            "description": self.description,
            "quantity": self.quantity,
            "price": str(self.price),
            "kit_item": self.kit_item,
        }


@dataclass(frozen=True)
class Month:
    """What comes in and goes out in the month with this number, from 1."""

    month: int
    income: Decimal
    costs: Decimal

    @property
    def net(self) -> Decimal:
        return self.income - self.costs

    def to_dict(self) -> dict[str, Any]:
        return {"month": self.month, "income": str(self.income), "costs": str(self.costs)}


def read_items(rows: Iterable[Mapping[str, Any]]) -> tuple[Item, ...]:
    """``rows`` as items; Invalid (``field`` "items") unless each has a description, pieces and a price."""
    found = []
    for row in rows:
        description = str(row.get("description") or "").strip()
        quantity, price = row.get("quantity"), _amount(row.get("price"), "items")
        if not description:
            raise Invalid(_("Say what each thing is."), code="no_description", field="items")
        if isinstance(quantity, bool) or not isinstance(quantity, int) or not 1 <= quantity <= MOST_PIECES:
            raise Invalid(
                _("The number of pieces is a whole number from 1 to 500."),
                code="quantity",
                field="items",
                value=quantity,
            )
        if price <= 0:
            raise Invalid(_("The price of each thing is more than zero."), code="price", field="items", value=price)
        found.append(Item(description, quantity, price, row.get("kit_item") or None))
    if not found:
        raise Invalid(_("Name at least one thing that is needed."), code="no_items", field="items")
    return tuple(found)


def read_months(rows: Sequence[Mapping[str, Any]]) -> tuple[Month, ...]:
    """``rows`` as months; Invalid (``field`` "months") unless they are numbered 1, 2, 3 … and no amount is negative."""
    found = tuple(
        Month(int(row.get("month") or 0), _amount(row.get("income"), "months"), _amount(row.get("costs"), "months"))
        for row in rows
    )
    if [month.month for month in found] != list(range(1, len(found) + 1)):
        raise Invalid(
            _("The months of the cash flow must follow one another from the first."), code="month_gap", field="months"
        )
    if not SHORTEST <= len(found) <= LONGEST:
        raise Invalid(_("The cash flow covers 6 to 24 months."), code="month_count", field="months", value=len(found))
    if any(month.income < 0 or month.costs < 0 for month in found):
        raise Invalid(_("Income and costs are never below zero."), code="negative", field="months")
    return found


def total(items: Iterable[Item]) -> Decimal:
    """The sum that the plan asks for."""
    return sum((item.total for item in items), start=ZERO)


def running_sums(months: Iterable[Month]) -> list[Decimal]:
    """Income less costs, added up month by month, beginning at zero: the assets are given in kind."""
    sums, balance = [], ZERO
    for month in months:
        balance += month.net
        sums.append(balance)
    return sums


def break_even(months: Sequence[Month]) -> int | None:
    """The first month in which the running sum is not negative; None when it never is."""
    return next((index for index, balance in enumerate(running_sums(months), start=1) if balance >= 0), None)


def check_typical(months: Sequence[Month], *, income: Decimal, costs: Decimal) -> None:
    """A typical month lies within the months of the cash flow; Invalid (``field`` names which) when it does not."""
    for field, value, amounts in (
        ("monthly_income", income, [month.income for month in months]),
        ("monthly_costs", costs, [month.costs for month in months]),
    ):
        if not min(amounts) <= value <= max(amounts):
            raise Invalid(
                _("The typical month does not fit the cash flow: no month has so little or so much."),
                code="inconsistent",
                field=field,
                value=value,
                remedy=_("Correct the typical month or the cash flow."),
            )


def _amount(value: Any, field: str) -> Decimal:
    """An amount given as Decimal, whole number or text; Invalid for anything that is not exact to the qəpik."""
    try:
        return exact_qepik(Decimal(value) if isinstance(value, str) else value)
    except (MoneyError, InvalidOperation) as error:
        raise Invalid(_("An amount has two decimal places at most."), code="amount", field=field) from error
