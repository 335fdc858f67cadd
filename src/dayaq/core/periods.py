"""Periods of days, [start, end): the start belongs to the period, the end does not, as PostgreSQL's daterange '[)'.

Two periods that touch do not overlap, a period without end is open. People read the last day included: `last_day`.
"""

import calendar
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise


@dataclass(frozen=True, slots=True)
class Period:
    """From `start` (included) to `end` (excluded); `end` None is open. Raises ValueError unless start < end."""

    start: date
    end: date | None = None

    def __post_init__(self) -> None:
        if self.end is not None and self.end <= self.start:
            raise ValueError("a period must end after it starts")

    @classmethod
    def through(cls, first: date, last: date) -> "Period":
        """From the first to the last day, both included."""
        return cls(first, last + timedelta(days=1))

    @property
    def last_day(self) -> date | None:
        """The last day that belongs to the period; None if it is open."""
        return None if self.end is None else self.end - timedelta(days=1)

    @property
    def days(self) -> int | None:
        """How many days belong to the period; None if it is open."""
        return None if self.end is None else (self.end - self.start).days

    def contains(self, day: date) -> bool:
        return self.start <= day and (self.end is None or day < self.end)

    def covers(self, other: "Period") -> bool:
        """True if every day of `other` belongs to this period."""
        if self.end is None:
            return self.start <= other.start
        return self.start <= other.start and other.end is not None and other.end <= self.end

    def overlaps(self, other: "Period") -> bool:
        """True if at least one day belongs to both."""
        return (self.end is None or other.start < self.end) and (other.end is None or self.start < other.end)

    def intersection(self, other: "Period") -> "Period | None":
        """The days that belong to both, or None."""
        if not self.overlaps(other):
            return None
        ends = [end for end in (self.end, other.end) if end is not None]
        return Period(max(self.start, other.start), min(ends) if ends else None)


def first_overlap(periods: Iterable[Period]) -> tuple[Period, Period] | None:
    """The first two periods, by start, that share a day; None if none do."""
    ordered = sorted(periods, key=lambda period: (period.start, period.end or date.max))
    for earlier, later in pairwise(ordered):
        if earlier.overlaps(later):
            return earlier, later
    return None


def years_between(born: date, on: date) -> int:
    """Completed years (age) on a day. Who was born on 29 February completes a year on 1 March of a common year.

    Raises ValueError if `on` is before `born`.
    """
    if on < born:
        raise ValueError("the day is before the birth")
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def add_months(day: date, months: int) -> date:
    """The same day of a later (or, negative, earlier) month, or its last day if it has no such day: 31.01 + 1 → 28.02.

    Raises ValueError outside the years 1 to 9999. Not invertible at month ends: do not chain it, add to the first date.
    """
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    if not 1 <= year <= 9999:
        raise ValueError("the date is outside the calendar")
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def add_years(day: date, years: int) -> date:
    """The same day of another year; 29 February becomes 28 February in a common year."""
    return add_months(day, 12 * years)
