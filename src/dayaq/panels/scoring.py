"""The arithmetic of a sitting: who may score, what a sheet must hold, what the average is."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import gettext_lazy as _

from dayaq.core.api import Invalid, clock
from dayaq.panels.models import CriteriaSet, Criterion, Panel, PanelMember, Score, Sitting

CENT = Decimal("0.01")


@dataclass(frozen=True)
class Count:
    """Members counted, the mean of their weighted sums, the most it could be, and the mean points by criterion code."""

    counted: int
    average: Decimal
    maximum: Decimal
    points: dict[str, str]


def able_members(panel: Panel, *, excluded: Collection[str] = ()) -> frozenset[str]:
    """The natural persons (``human_id``) who sit on the panel today and are not excluded."""
    seats = PanelMember.objects.on(clock.today()).filter(panel=panel, user__is_active=True)
    return frozenset(seats.values_list("user__human_id", flat=True)) - frozenset(excluded)


def checked_points(criteria_set: CriteriaSet, points: Mapping[str, int]) -> dict[Criterion, int]:
    """``points`` by criterion; Invalid (``field`` is the criterion's code) when one is missing, unknown or outside."""
    criteria = {criterion.code: criterion for criterion in criteria_set.criteria.all()}
    for code in points:
        if code not in criteria:
            raise Invalid(_("There is no such criterion."), code="unknown_criterion", field=code)
    given: dict[Criterion, int] = {}
    for code, criterion in criteria.items():
        value = points.get(code)
        if value is None:
            raise Invalid(_("Give points for every criterion."), code="missing_points", field=code)
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= criterion.max_points:
            raise Invalid(
                _("The points must be a whole number from 0 to the most that the criterion can bring."),
                code="points_out_of_range",
                field=code,
                value=value,
            )
        given[criterion] = value
    return given


def mean(total: Decimal, count: int) -> Decimal:
    """``total / count``, two decimal places, half up; zero of nothing."""
    return (total / count).quantize(CENT, ROUND_HALF_UP) if count else Decimal("0.00")


def count(sitting: Sitting) -> Count:
    """Count the sheets of members without a conflict; two statements."""
    criteria = list(sitting.criteria_set.criteria.all())
    conflicted = sitting.conflicts.values("human_id")
    scores = Score.objects.filter(sheet__sitting=sitting).exclude(sheet__human_id__in=conflicted)
    sums: dict[int, int] = {criterion.pk: 0 for criterion in criteria}
    sheets: set[int] = set()
    for sheet, criterion, value in scores.values_list("sheet_id", "criterion_id", "points"):
        sheets.add(sheet)
        sums[criterion] += value
    weighted = sum((sums[criterion.pk] * criterion.weight for criterion in criteria), start=Decimal(0))
    maximum = sum((criterion.max_points * criterion.weight for criterion in criteria), start=Decimal(0))
    return Count(
        counted=len(sheets),
        average=mean(weighted, len(sheets)),
        maximum=maximum.quantize(CENT, ROUND_HALF_UP),
        points={criterion.code: str(mean(Decimal(sums[criterion.pk]), len(sheets))) for criterion in criteria},
    )
