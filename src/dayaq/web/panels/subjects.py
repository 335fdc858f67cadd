"""What a sitting is about, as a committee member may read it: the sitting itself gives the right, and no name is told.

A room whose records are scored adds its words here; the pages of the panels know nothing else of it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dayaq.accounts.models import User
from dayaq.core.rowsecurity import past_the_wall
from dayaq.panels.models import Sitting
from dayaq.selfemployment import api as selfemployment
from dayaq.selfemployment.models import BusinessPlan
from dayaq.web import formats

KINDS: dict[str, Promise] = {"selfemployment.businessplan": gettext_lazy("Business plan")}


@dataclass(frozen=True)
class Cell:
    """A cell of a table; ``numeric`` ones stand to the right."""

    text: str
    numeric: bool


@dataclass(frozen=True)
class Table:
    """``heads``: words of the columns; ``rows``: cells beside their heads."""

    title: str
    heads: list[Cell]
    rows: list[list[tuple[str, Cell]]]


@dataclass(frozen=True)
class Subject:
    """``facts``: pairs of words; ``url``: the record's own page, for whoever may open it, else ""."""

    title: str
    facts: list[tuple[str, str]]
    tables: list[Table]
    url: str = ""


def title_of(sitting: Sitting) -> str:
    """Kind and number: enough for a list, and no name."""
    return f"{KINDS.get(sitting.subject_type, sitting.subject_type)} № {sitting.subject_id}"


def describe(user: User, sitting: Sitting) -> Subject:
    """What ``sitting``, which ``user`` may see, is about."""
    describer = _DESCRIBERS.get(sitting.subject_type)
    found = describer(user, sitting.subject_id) if describer else None
    return found or Subject(title_of(sitting), [], [])


@past_the_wall  # the seat on the committee gives the right, wherever the participant lives
def _plan(user: User, pk: int) -> Subject | None:
    plan = BusinessPlan.objects.filter(pk=pk).select_related("line").first()
    if plan is None:
        return None
    months = selfemployment.read_months(plan.months)
    facts = [
        (_("Line of business"), plan.line.name),
        (_("Activity"), plan.activity),
        (_("Place"), plan.place),
        (_("Market"), plan.market),
        (_("Monthly income now"), formats.money(plan.baseline_income)),
        (_("Income in a typical month"), formats.money(plan.monthly_income)),
        (_("Costs in a typical month"), formats.money(plan.monthly_costs)),
        (
            _("Breaks even in month"),
            str(plan.break_even_month) if plan.break_even_month else _("Not within these months"),
        ),
        (_("Asks for"), formats.money(plan.amount)),
    ]
    needed = _table(
        _("What is needed"),
        ((_("Thing"), False), (_("Pieces"), True), (_("Price of one"), True), (_("Sum"), True)),
        [
            (item.description, formats.number(item.quantity), formats.money(item.price), formats.money(item.total))
            for item in selfemployment.read_items(plan.items)
        ],
    )
    flow = _table(
        _("Cash flow by month"),
        ((_("Month"), False), (_("Income"), True), (_("Costs"), True), (_("Added up"), True)),
        [
            (str(month.month), formats.money(month.income), formats.money(month.costs), formats.money(total))
            for month, total in zip(months, selfemployment.running_sums(months), strict=True)
        ],
    )
    url = reverse("cases:plan_show", args=[plan.pk]) if user.may("case.view") else ""
    title = f"{KINDS['selfemployment.businessplan']} № {plan.pk} · {plan.line.name}"
    return Subject(title, facts, [needed, flow], url)


_DESCRIBERS: dict[str, Callable[[User, int], Subject | None]] = {"selfemployment.businessplan": _plan}


def _table(title: str, heads: tuple[tuple[str, bool], ...], rows: list[tuple[str, ...]]) -> Table:
    return Table(
        title,
        [Cell(words, numeric) for words, numeric in heads],
        [[(words, Cell(text, numeric)) for (words, numeric), text in zip(heads, row, strict=True)] for row in rows],
    )
