"""Hours of training: how many the law asks for on a day of enrolment, and how many were attended."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from decimal import Decimal

from django.db.models import Sum

from dayaq.law import api as law
from dayaq.law.models import Parameter
from dayaq.selfemployment.models import Attendance

PARAMETER = "se.training_hours"


def required(days: Iterable[date]) -> dict[date, int]:
    """Required hours by day of enrolment: the dated parameter ``se.training_hours``. One statement.

    Invalid (code ``no_parameter``) when it has no value on one of the days.
    """
    rows = list(Parameter.objects.filter(code=PARAMETER).order_by("-valid_from"))
    found = {}
    for day in set(days):
        row = next(
            (row for row in rows if row.valid_from <= day and (row.valid_to is None or day < row.valid_to)), None
        )
        found[day] = int(row.value) if row is not None else law.int_parameter(PARAMETER, day)
    return found


def attended(cases: Collection[int]) -> dict[int, Decimal]:
    """Hours attended so far by key of the case, in any group; nothing for a case without any. One statement."""
    sums = Attendance.objects.filter(case__in=cases).values_list("case").annotate(total=Sum("hours")).order_by()
    return {case: total if total % 1 else Decimal(int(total)) for case, total in sums}
