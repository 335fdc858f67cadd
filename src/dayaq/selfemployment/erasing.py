"""What of self-employment is erased with a person: words and plans. Dates, amounts, things and outcomes stay."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from dayaq.core.erasure import EMPTY_LIST, EMPTY_TEXT
from dayaq.panels.models import ConflictDeclaration, ScoreSheet
from dayaq.registry import api as registry
from dayaq.selfemployment.models import (
    Asset,
    Attendance,
    Breach,
    BusinessPlan,
    Case,
    Contract,
    DirectionChoice,
    HandoverAct,
    MonitoringVisit,
    TrainingPlace,
    TrainingWaiver,
)

CASE: Final = "case__person"
OF_CASE: Final = frozenset({"case"})
ERASED: Final = "'—'"
OUTCOMES: Final = frozenset({"case", "trading", "matches_plan", "assets_present", "income", "employed"})
AMOUNTS: Final = frozenset({"case", "monthly_costs", "monthly_income", "months", "baseline_income"})


def _sheets(persons: registry.Persons) -> set[int]:
    plans = BusinessPlan.objects.filter(case__person__in=list(persons), sitting__isnull=False)
    sheets = ScoreSheet.objects.filter(sitting__in=plans.values("sitting"))
    return set(sheets.values_list("pk", flat=True))


def _conflicts(persons: registry.Persons) -> set[int]:
    plans = BusinessPlan.objects.filter(case__person__in=list(persons), sitting__isnull=False)
    declared = ConflictDeclaration.objects.filter(sitting__in=plans.values("sitting"))
    return set(declared.values_list("pk", flat=True))


def join() -> None:
    """Register with the registry."""
    for holding in (
        registry.Holding(
            Case, _("Self-employment"), order=30, erase={"end_reason": EMPTY_TEXT}, keeps=frozenset({"person"})
        ),
        registry.Holding(
            DirectionChoice, _("Choice of the line of business"), path=CASE, order=31,
            erase={"advice": ERASED, "reason": EMPTY_TEXT},
        ),
        registry.Holding(
            BusinessPlan, _("Business plans"), path=CASE, order=32, keeps=AMOUNTS,
            erase={
                "activity": ERASED, "place": ERASED, "market": ERASED, "decision_note": EMPTY_TEXT,
            },
        ),
        registry.Holding(
            Contract, _("Contracts"), path=CASE, order=33, keeps=frozenset({"case", "signatory"})
        ),
        registry.Holding(
            Asset, _("Things you were lent or given"), path=CASE, order=34, keeps=frozenset({"case", "holder"})
        ),
        registry.Holding(
            HandoverAct, _("Handover acts"), path=CASE, order=35,
            erase={"place": ERASED, "witnesses": EMPTY_LIST, "partner_attendance": EMPTY_TEXT},
            keeps=frozenset({"case", "recipient", "category"}),
        ),
        registry.Holding(
            MonitoringVisit, _("Visits"), path=CASE, order=36, erase={"findings": EMPTY_TEXT}, keeps=OUTCOMES
        ),
        registry.Holding(
            Breach, _("Breaches"), path=CASE, order=37, erase={"finding": ERASED, "decision": EMPTY_TEXT},
            keeps=OF_CASE,
        ),
        registry.Holding(TrainingPlace, _("Training groups"), path=CASE, order=38, keeps=OF_CASE),
        registry.Holding(Attendance, _("Attendance of training"), path=CASE, order=39, keeps=OF_CASE),
        registry.Holding(
            TrainingWaiver, _("Waiver of training"), path=CASE, order=40, erase={"reason": ERASED}, keeps=OF_CASE
        ),
        registry.Holding(
            ScoreSheet, "", keys_of=_sheets, erase={"note": EMPTY_TEXT}, keeps=frozenset({"human_id"})
        ),
        registry.Holding(
            ConflictDeclaration, "", keys_of=_conflicts, erase={"reason": ERASED}, keeps=frozenset({"human_id"})
        ),
    ):  # fmt: skip
        registry.register_holding(holding)
