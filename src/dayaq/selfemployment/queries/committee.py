"""What the committee sees of a plan: the plan itself, never who the participant is."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from dayaq.core.rowsecurity import past_the_wall
from dayaq.selfemployment.models import BusinessLine, BusinessPlan
from dayaq.selfemployment.planning import Item, Month, read_items, read_months, running_sums


@dataclass(frozen=True)
class PlanSubject:
    """A plan for scoring. ``balance`` is the running sum after each month; ``ceiling`` what was reserved.

    The name, the FİN and the address of the participant do not stand here; ``place`` is what the plan says
    of the place.
    """

    title: str
    number: int
    district: str
    line: BusinessLine
    activity: str
    place: str
    market: str
    items: tuple[Item, ...]
    amount: Decimal
    ceiling: Decimal
    monthly_income: Decimal
    monthly_costs: Decimal
    baseline_income: Decimal
    months: tuple[Month, ...]
    balance: tuple[Decimal, ...]
    break_even_month: int | None

    @property
    def outside_prices(self) -> bool:
        """Whether the plan asks for less or more than the line of business usually costs."""
        return not self.line.price_from <= self.amount <= self.line.price_to


@past_the_wall  # the seat on the committee gives the right, wherever the participant lives
def plan_subject(pk: int) -> PlanSubject | None:
    """The plan with this key, as a committee member may see it; None when there is none. One statement.

    Whether the reader may see the sitting about it is asked by whoever shows the sitting.
    """
    plan = BusinessPlan.objects.select_related("line", "case__unit", "case__enrolment").filter(pk=pk).first()
    if plan is None:
        return None
    months = read_months(plan.months)
    return PlanSubject(
        title=f"{plan.line.name}, {plan.case.unit.name}",
        number=plan.number,
        district=plan.case.unit.name,
        line=plan.line,
        activity=plan.activity,
        place=plan.place,
        market=plan.market,
        items=read_items(plan.items),
        amount=plan.amount,
        ceiling=plan.case.enrolment.amount_reserved,
        monthly_income=plan.monthly_income,
        monthly_costs=plan.monthly_costs,
        baseline_income=plan.baseline_income,
        months=months,
        balance=tuple(running_sums(months)),
        break_even_month=plan.break_even_month,
    )
