"""The form of a business plan: text, what is needed in rows, the cash flow in twelve months."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dayaq.accounts.api import users_with
from dayaq.accounts.models import User
from dayaq.selfemployment import api
from dayaq.selfemployment.models import BusinessPlan, Case, KitItem
from dayaq.web.cases.forms import ColleagueChoice
from dayaq.web.forms import Form, MoneyField

ITEM_ROWS = 12
MONTHS = 12


def _text(label: Any, hint: Any) -> forms.CharField:
    return forms.CharField(label=label, help_text=hint, widget=forms.Textarea(attrs={"rows": 3}), max_length=5000)


class PlanForm(Form):
    """A plan; empty rows are left out. Its fields are named ``item_3_price``, ``month_7_income`` and so on."""

    helper = ColleagueChoice(
        User.objects.none(),
        label=_("Who helps to write it"),
        help_text=_("Whoever helps does not score the plan."),
    )
    activity = _text(_("Activity"), _("What will be offered, and how."))
    place = _text(_("Place"), _("Where; whose it is; light, water, permits."))
    market = _text(_("Market"), _("Who will buy, how many, who else offers it, at what price."))
    baseline_income = MoneyField(label=_("Monthly income now"), help_text=_("Visits compare with it."))
    monthly_income = MoneyField(label=_("Income in a typical month"))
    monthly_costs = MoneyField(label=_("Costs in a typical month"))

    def __init__(self, *args: Any, case: Case, user: User, plan: BusinessPlan | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        helpers = users_with("case.plan", unit=case.unit).order_by("display_name")
        self.fields["helper"].queryset = helpers  # type: ignore[attr-defined]  # django-stubs know a plain Field only
        self._add_items()
        self._add_months()
        if not self.is_bound:
            self._fill(case, user, plan)

    def _add_items(self) -> None:
        for row in range(1, ITEM_ROWS + 1):
            self.fields[f"item_{row}_description"] = forms.CharField(label=_("Thing"), required=False, max_length=300)
            self.fields[f"item_{row}_quantity"] = forms.IntegerField(
                label=_("Pieces"),
                required=False,
                min_value=1,
                max_value=500,
                widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "govuk-input--width-3"}),
            )
            self.fields[f"item_{row}_price"] = MoneyField(label=_("Price of one"), required=False)
            self.fields[f"item_{row}_kit"] = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def _add_months(self) -> None:
        for month in range(1, MONTHS + 1):
            self.fields[f"month_{month}_income"] = MoneyField(label=_("Income"), required=False)
            self.fields[f"month_{month}_costs"] = MoneyField(label=_("Costs"), required=False)

    def _fill(self, case: Case, user: User, plan: BusinessPlan | None) -> None:
        """Begin with the earlier version, or with the standard kit of the line of business."""
        if plan is None:
            self.initial["helper"] = user.pk
            kit = KitItem.objects.filter(line=case.line_id) if case.line_id else KitItem.objects.none()
            self._fill_items([(item.name, item.quantity, item.price, item.pk) for item in kit])
            return
        for name in ("activity", "place", "market", "baseline_income", "monthly_income", "monthly_costs"):
            self.initial[name] = getattr(plan, name)
        self.initial["helper"] = plan.helper_id
        items = api.read_items(plan.items)
        self._fill_items([(item.description, item.quantity, item.price, item.kit_item) for item in items])
        for month in api.read_months(plan.months)[:MONTHS]:
            self.initial[f"month_{month.month}_income"] = month.income
            self.initial[f"month_{month.month}_costs"] = month.costs

    def _fill_items(self, rows: list[tuple[str, int, Decimal, int | None]]) -> None:
        for row, (description, quantity, price, kit) in enumerate(rows[:ITEM_ROWS], start=1):
            self.initial[f"item_{row}_description"] = description
            self.initial[f"item_{row}_quantity"] = quantity
            self.initial[f"item_{row}_price"] = price
            self.initial[f"item_{row}_kit"] = kit

    def clean(self) -> dict[str, Any]:
        """Each row that is begun is completed."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for row in range(1, ITEM_ROWS + 1):
            values = {part: cleaned.get(f"item_{row}_{part}") for part in ("description", "quantity", "price")}
            if not any(value not in (None, "") for value in values.values()):
                continue
            for part, value in values.items():
                if value in (None, "") and f"item_{row}_{part}" not in self.errors:
                    self.add_error(f"item_{row}_{part}", forms.ValidationError(_("Complete this row."), code="row"))
        return cleaned

    @property
    def items(self) -> list[dict[str, Any]]:
        found = []
        for row in range(1, ITEM_ROWS + 1):
            part = {name: self.cleaned_data.get(f"item_{row}_{name}") for name in ("description", "quantity", "price")}
            if part["description"]:
                found.append(part | {"kit_item": self.cleaned_data.get(f"item_{row}_kit")})
        return found

    @property
    def plan_data(self) -> api.PlanData:
        """What was typed, as the action takes it."""
        typed = self.cleaned_data
        return api.PlanData(
            activity=typed["activity"],
            place=typed["place"],
            market=typed["market"],
            monthly_income=typed["monthly_income"],
            monthly_costs=typed["monthly_costs"],
            months=[
                {"month": n, "income": self._month(n, "income"), "costs": self._month(n, "costs")}
                for n in range(1, MONTHS + 1)
            ],
            items=self.items,
            baseline_income=typed["baseline_income"],
        )

    def _month(self, number: int, part: str) -> Decimal:
        """What was typed for the month; an empty one is a typical month."""
        typed: Decimal | None = self.cleaned_data[f"month_{number}_{part}"]
        typical: Decimal = self.cleaned_data[f"monthly_{part}"]
        return typical if typed is None else typed

    @property
    def text_fields(self) -> list[forms.BoundField]:
        names = ("helper", "activity", "place", "market", "baseline_income", "monthly_income", "monthly_costs")
        return [self[name] for name in names]

    @property
    def item_rows(self) -> list[dict[str, Any]]:
        parts = ("description", "quantity", "price", "kit")
        return [{"number": row} | {p: self[f"item_{row}_{p}"] for p in parts} for row in range(1, ITEM_ROWS + 1)]

    @property
    def month_rows(self) -> list[dict[str, Any]]:
        return [
            {"number": n, "income": self[f"month_{n}_income"], "costs": self[f"month_{n}_costs"]}
            for n in range(1, MONTHS + 1)
        ]

    def typed(self) -> list[tuple[str, str]]:
        """For the conflict page: the texts are enough, the tables would fill it."""
        return [(str(field.label), str(field.data)) for field in self.text_fields if field.data]
