"""Numbers, money, dates and deadlines as a reader of the active language expects them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Protocol

from django.utils import timezone
from django.utils.translation import get_language, gettext, ngettext

from dayaq.core import clock
from dayaq.core.dates import format_date
from dayaq.core.numbers import format_money, format_number
from dayaq.web import tones

NBSP = "\u00a0"
CURRENCY_SIGN = "₼"
SOON = 2
"""A deadline this many working days away, or fewer, waits visibly."""


def language() -> str:
    """The active language; az where none is."""
    return (get_language() or "az").partition("-")[0]


def number(value: Decimal | int | float | None, places: int | None = None) -> str:
    """``1234567.5`` → ``1.234.567,5`` (az) or ``1,234,567.5`` (en); ``places`` fixes the decimals. "" for None."""
    if value is None:
        return ""
    return format_number(Decimal(str(value)) if isinstance(value, float) else value, language(), places=places)


def money(value: Decimal | int | None) -> str:
    """``1234.5`` → ``1.234,50 ₼``, with a space that does not break on the page. "" for None."""
    return "" if value is None else format_money(value, language()).replace(" ", NBSP)


def day(value: date | None) -> str:
    """``25.11.2026``, the day in the country's time zone when a moment is given. "" for None."""
    if value is None:
        return ""
    return format_date(local(value).date() if isinstance(value, datetime) else value, language())


def moment(value: datetime | None) -> str:
    """``25.11.2026, 14:05`` in the country's time zone. "" for None."""
    return "" if value is None else f"{day(value)}, {local(value):%H:%M}"


def local(value: datetime) -> datetime:
    return timezone.localtime(value) if timezone.is_aware(value) else value


class Calendar(Protocol):
    """Knows which days are worked."""

    def is_working_day(self, day: date, /) -> bool: ...


class Weekdays:
    """Monday to Friday: for where no calendar of holidays is at hand."""

    def is_working_day(self, day: date, /) -> bool:
        return day.weekday() < 5


@dataclass(frozen=True)
class Deadline:
    """A due date in words: ``words`` "in 3 working days", ``day`` "25.11.2026", and its tone."""

    words: str
    day: str
    iso: str
    tone: str

    def __str__(self) -> str:
        return f"{self.words} · {self.day}"


def deadline(due: date | None, calendar: Calendar | None = None, *, met: bool = False) -> Deadline | None:
    """How far ``due`` is from today, in working days of ``calendar``; ``met`` when nothing waits any more."""
    if due is None:
        return None
    if isinstance(due, datetime):
        due = local(due).date()
    today = clock.today()
    days = working_days_between(today, due, calendar or Weekdays())
    if met:
        words, tone = gettext("done"), tones.DONE
    elif due < today:
        late = max(days, 1)
        words = ngettext("%(count)s working day late", "%(count)s working days late", late) % {"count": number(late)}
        tone = tones.DANGER
    elif due == today:
        words, tone = gettext("today"), tones.WAITING
    else:
        words = ngettext("in %(count)s working day", "in %(count)s working days", days) % {"count": number(days)}
        tone = tones.WAITING if days <= SOON else tones.NEUTRAL
    return Deadline(words, day(due), due.isoformat(), tone)


def working_days_between(first: date, second: date, calendar: Calendar) -> int:
    """Working days after the earlier day up to and including the later one; beyond two years five a week."""
    start, end = min(first, second), max(first, second)
    total = (end - start).days
    if total > 731:
        return total * 5 // 7
    return sum(calendar.is_working_day(start + timedelta(days=step)) for step in range(1, total + 1))
