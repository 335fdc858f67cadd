"""Amounts in manat as Decimal, exact to the qəpik (1 manat = 100 qəpik). No float ever, no qəpik lost or made."""

from decimal import ROUND_HALF_UP, Context, Decimal, Inexact, InvalidOperation
from enum import StrEnum
from typing import Final

QEPIK: Final = Decimal("0.01")
# Wide enough for any budget; a result that does not fit raises instead of losing digits.
_CONTEXT: Final = Context(prec=40, rounding=ROUND_HALF_UP)


class MoneyProblem(StrEnum):
    """Why an amount was refused."""

    NOT_DECIMAL = "not_decimal"  # float, bool or another type whose value is not exact money
    NOT_FINITE = "not_finite"  # NaN or infinity
    TOO_LARGE = "too_large"
    FRACTION_OF_QEPIK = "fraction_of_qepik"
    NO_PARTS = "no_parts"


class MoneyError(ValueError):
    """An amount that cannot be money; `problem` is its code."""

    def __init__(self, problem: MoneyProblem) -> None:
        super().__init__(problem.value)
        self.problem = problem


def _finite(amount: Decimal | int) -> Decimal:
    if isinstance(amount, bool) or not isinstance(amount, Decimal | int):
        raise MoneyError(MoneyProblem.NOT_DECIMAL)
    value = Decimal(amount)
    if not value.is_finite():
        raise MoneyError(MoneyProblem.NOT_FINITE)
    return value


def qepik(amount: Decimal | int) -> Decimal:
    """Round to two places, half away from zero (0.005 → 0.01): for results of a multiplication or a division.

    Raises MoneyError for a float, NaN, infinity, or an amount too large to keep its qəpik. Never gives −0.
    """
    try:
        rounded = _finite(amount).quantize(QEPIK, context=_CONTEXT)
    except InvalidOperation as error:
        raise MoneyError(MoneyProblem.TOO_LARGE) from error
    return rounded if rounded else Decimal("0.00")


def exact_qepik(amount: Decimal | int) -> Decimal:
    """The same amount with two places: for amounts that someone typed or a file brought.

    Raises MoneyError also if the amount has a fraction of a qəpik, instead of rounding it.
    """
    rounded = qepik(amount)
    if rounded != amount:
        raise MoneyError(MoneyProblem.FRACTION_OF_QEPIK)
    return rounded


def split(amount: Decimal | int, parts: int) -> list[Decimal]:
    """Split into equal parts that add up to exactly `amount`; parts differ by one qəpik at most, larger ones first.

    Raises MoneyError if `parts` is below 1 or `amount` has a fraction of a qəpik.
    """
    if parts < 1:
        raise MoneyError(MoneyProblem.NO_PARTS)
    total = int(exact_qepik(amount).scaleb(2, context=_CONTEXT))
    sign = -1 if total < 0 else 1
    each, left = divmod(abs(total), parts)
    return [Decimal(sign * (each + (1 if part < left else 0))).scaleb(-2, context=_CONTEXT) for part in range(parts)]


def ratio(a: Decimal | int, b: Decimal | int, places: int) -> Decimal | None:
    """a ÷ b rounded half up to `places` decimals, or None where b is zero: a figure without a base is no figure."""
    dividend, divisor = _finite(a), _finite(b)
    if not divisor:
        return None
    context = Context(prec=60, rounding=ROUND_HALF_UP, traps=[InvalidOperation])
    quantum = Decimal(1).scaleb(-places)
    return context.divide(dividend, divisor).quantize(quantum, context=context)


def is_exact(amount: Decimal) -> bool:
    """True if the amount is finite and has no fraction of a qəpik."""
    if not amount.is_finite():
        return False
    context = Context(prec=40, traps=[Inexact, InvalidOperation])
    try:
        amount.quantize(QEPIK, context=context)
    except (Inexact, InvalidOperation):
        return False
    return True
