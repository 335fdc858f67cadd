"""Working days of a country: weekends, public holidays and their transfers from the `holidays` library, and overrides.

The library knows lunar holidays (Ramazan, Qurban) for certain only once they are decreed; later years are astronomical
estimates, and swaps of weekends are known only when announced. `is_estimated` says which days may still change;
overrides (law.CalendarOverride) settle them. A day outside the library's years fails loudly.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from typing import Literal

import holidays
from holidays.groups.islamic import IslamicHolidays

#: "after_day": day 1 is the first working day after the start. "from_day": the start is day 1 if it is a working day.
#: Which one the law means is dated (inventory SS-5), so callers pass it from a legal parameter.
CountFrom = Literal["after_day", "from_day"]

_DAY = timedelta(days=1)
# A lunar holiday may come a day earlier or later, and a transfer over a weekend follows it.
_EARLIER, _LATER = 1, 3


class CalendarUnknown(LookupError):
    """The calendar of this country or year is not known; `year` is None when the country is not."""

    def __init__(self, country: str, year: int | None = None) -> None:
        super().__init__(f"no working calendar for {country}" + (f" in {year}" if year is not None else ""))
        self.country = country
        self.year = year


@dataclass(frozen=True, slots=True)
class _Year:
    days_off: frozenset[date]
    estimated: frozenset[date]


@lru_cache(maxsize=512)
def _year(country: str, year: int) -> _Year:
    try:
        source = holidays.country_holidays(country)
    except NotImplementedError as error:
        raise CalendarUnknown(country) from error
    if not source.start_year <= year <= source.end_year:
        raise CalendarUnknown(country, year)
    lunar = isinstance(source, IslamicHolidays)
    # Years around it may move a day off into this year (31 December, weekend swaps).
    known = range(max(year - 1, source.start_year), min(year + 1, source.end_year) + 1)
    source = holidays.country_holidays(country, years=known)
    first, last = date(year, 1, 1), date(year, 12, 31)
    days = (first + _DAY * n for n in range((last - first).days + 1))
    days_off = frozenset(day for day in days if not source.is_working_day(day))
    if not lunar:
        return _Year(days_off, frozenset())
    # The label of an estimate is translated, so compare with the same calendar without labels instead of reading it.
    unlabelled = holidays.country_holidays(country, years=known, islamic_show_estimated=False)
    guessed = [day for day, name in source.items() if unlabelled.get(day) != name]
    around = (day + _DAY * shift for day in guessed for shift in range(-_EARLIER, _LATER + 1))
    return _Year(days_off, frozenset(day for day in around if day.year == year))


@dataclass(frozen=True, slots=True)
class WorkingCalendar:
    """The working days of a country (ISO 3166 alpha-2); `overrides` maps a day to True (worked) or False (day off).

    Raises CalendarUnknown for a country or a year that is not known.
    """

    country: str
    overrides: Mapping[date, bool] = field(default_factory=dict)

    def is_working_day(self, day: date) -> bool:
        override = self.overrides.get(day)
        return day not in _year(self.country, day.year).days_off if override is None else override

    def is_estimated(self, day: date) -> bool:
        """True if an undecreed lunar holiday may still change whether this day is worked; an override settles it."""
        return day not in self.overrides and day in _year(self.country, day.year).estimated

    def add_working_days(self, start: date, n: int, count_from: CountFrom = "after_day") -> date:
        """The day on which the n-th working day falls; with n = 0 the start itself. Raises ValueError if n < 0."""
        if n < 0:
            raise ValueError("a number of working days is not negative")
        if n == 0:
            return start
        day = start if count_from == "from_day" else start + _DAY
        while True:
            if self.is_working_day(day):
                n -= 1
                if n == 0:
                    return day
            day += _DAY

    def working_days_between(self, start: date, end: date, count_from: CountFrom = "after_day") -> int:
        """How many working days lie from the start to the end, the end included; the inverse of `add_working_days`.

        Negative if the end is before the start: that many working days late.
        """
        if end < start:
            return -self.working_days_between(end, start, count_from)
        day = start if count_from == "from_day" else start + _DAY
        count = 0
        while day <= end:
            count += self.is_working_day(day)
            day += _DAY
        return count

    def estimated_between(self, start: date, end: date) -> tuple[date, ...]:
        """The days from start to end, both included, that may still change: a deadline across them is provisional."""
        days = (start + _DAY * n for n in range((end - start).days + 1))
        return tuple(day for day in days if self.is_estimated(day))
