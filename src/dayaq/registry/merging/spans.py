"""Days on which rows hold, ``[start, end)``, ``date.max`` for no end: which days one row takes from another."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, Final

from django.db.models import Q

from dayaq.registry.models import HouseholdMember

Span = tuple[date, date]
OPEN: Final = date.max


def span_of(row: Any) -> Span:
    """The days of a dated row."""
    return row.valid_from, row.valid_to or OPEN


def last_day(end: date) -> date | None:
    """The end as a row holds it."""
    return None if end == OPEN else end


def common(one: Span, other: Span) -> Span | None:
    """Days of both."""
    start, end = max(one[0], other[0]), min(one[1], other[1])
    return (start, end) if start < end else None


def without(span: Span, taken: Iterable[Span]) -> list[Span]:
    """What is left of ``span``, in order."""
    left = [span]
    for start, end in taken:
        left = [
            piece
            for first, last in left
            for piece in ((first, min(last, start)), (max(first, end), last))
            if piece[0] < piece[1]
        ]
    return left


def shortened(row: dict[str, Any]) -> date | None:
    """The day on which a membership that returns (columns → values as JSON) must end, because another one of the same
    person or another head of the household began since; None where it cannot return at all. One statement."""
    first = date.fromisoformat(row["valid_from"])
    same = Q(person_id=row["person_id"], kind=row["kind"])
    if row["is_head"]:
        same |= Q(household_id=row["household_id"], is_head=True)
    others = HouseholdMember.objects.filter(same).exclude(pk=row["id"]).exclude(valid_to__lte=first)
    start = others.order_by("valid_from").values_list("valid_from", flat=True).first()
    return start if start is not None and start > first else None
