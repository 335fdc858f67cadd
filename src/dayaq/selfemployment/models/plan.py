"""The business plan: structured, versioned, helped with by a named person, scored by a committee."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

from django.db import models
from django.db.models import Q

from dayaq.core.classification import classify
from dayaq.core.fields import MoneyField
from dayaq.core.history import track
from dayaq.core.models import Stateful
from dayaq.selfemployment.models.case import BusinessLine, Case
from dayaq.selfemployment.states import PlanState

if TYPE_CHECKING:
    from dayaq.accounts.models import User


class PlanQuerySet(models.QuerySet["BusinessPlan"]):
    """Plans, as far as somebody may see them."""

    def visible_to(self, user: User) -> Self:
        """Plans of the cases that ``user`` may see."""
        return self.filter(case__in=Case.objects.visible_to(user))


@track()
class BusinessPlan(Stateful):
    """One version of a participant's plan; a version that was submitted does not change any more.

    ``months`` is the cash flow: a list of ``{"month": 1…, "income": "0.00", "costs": "0.00"}`` in the currency.
    ``items`` is what is asked for: a list of ``{"description", "quantity", "price"}``; ``amount`` is their sum.
    ``break_even_month`` is the first month in which the running sum is not negative, null when it never is.
    Assets are given in kind, so the running sum begins at zero. ``items`` may name the ``kit_item`` they come from.
    ``helper`` is whoever helped to write it, ``submitted_by`` whoever put it before the committee: they do not
    score it.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="plans")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=12, choices=PlanState.choices, default=PlanState.DRAFT)
    line = models.ForeignKey(BusinessLine, on_delete=models.PROTECT, related_name="+")
    activity = models.TextField()
    place = models.TextField()
    market = models.TextField()
    monthly_costs = MoneyField()
    monthly_income = MoneyField()
    months = models.JSONField(default=list)
    items = models.JSONField(default=list)
    amount = MoneyField()
    break_even_month = models.PositiveSmallIntegerField(null=True, blank=True)
    baseline_income = MoneyField(default=0)
    helper = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    submitted_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    sitting = models.OneToOneField("panels.Sitting", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    points = models.DecimalField(max_digits=7, decimal_places=2, null=True, blank=True)
    decision_note = models.TextField(blank=True)

    objects = PlanQuerySet.as_manager()

    PERSONAL_DATA: ClassVar = classify(
        none="id number state state_at version created_at line helper submitted_by sitting points break_even_month "
        "amount items",
        personal="case activity place market monthly_costs monthly_income months baseline_income decision_note",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="plan_number"),
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(state__in=[PlanState.DRAFT, PlanState.SUBMITTED, PlanState.APPROVED]),
                name="plan_one_current",
            ),
            models.CheckConstraint(
                condition=Q(amount__gt=0, monthly_costs__gte=0, monthly_income__gte=0), name="plan_amounts"
            ),
        ]
