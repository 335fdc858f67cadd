"""Dates as people and spreadsheets write them, to `date` (inventory 3.5).

Nothing is guessed: what could be meant comes back as a `suggestion` for a person to accept.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final, Literal

from dayaq.core.dates.writing import MONTH_NUMBERS
from dayaq.core.dates.writing import plain as to_plain

Order = Literal["dmy", "mdy", "ymd"]


class DateProblem(StrEnum):
    """Why a date was not accepted; each has one translated sentence with a remedy."""

    EMPTY = "empty"
    UNREADABLE = "unreadable"
    IMPOSSIBLE = "impossible"  # no such day: 31 February, month 13
    AMBIGUOUS_ORDER = "ambiguous_order"  # 03/04/2026 and nothing says which is the month
    OTHER_ORDER = "other_order"  # impossible in the column's order, possible in the other
    TWO_DIGIT_YEAR = "two_digit_year"
    EXCEL_SERIAL = "excel_serial"  # a plain number that a spreadsheet would show as a date
    NO_SEPARATORS = "no_separators"  # 02031976: day, month and year run together
    INCOMPLETE = "incomplete"  # only a year, or a month and a year
    YEAR_OUT_OF_RANGE = "year_out_of_range"  # before 1850 or after 2150


class DateWarning(StrEnum):
    """What is odd about a date that was accepted."""

    FUTURE = "future"
    TIME_DROPPED = "time_dropped"  # there was a time of day other than midnight


@dataclass(frozen=True, slots=True)
class DateResult:
    """`value`, or None with a `problem`; `suggestion` is a date to offer, never to take unasked."""

    value: date | None
    original: object
    problem: DateProblem | None = None
    warning: DateWarning | None = None
    suggestion: date | None = None


_SERIAL_FROM, _SERIAL_TO = 10_000, 60_000  # 1927-05-18 to 2064-04-08
_SERIAL_ZERO: Final = date(1899, 12, 30)
_YEAR_FROM, _YEAR_TO = 1850, 2150

_TIME: Final = re.compile(
    r"(?<=[0-9])(?:T|\s+)([0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?)\s*(?:Z|[+-][0-9]{2}:?[0-9]{2})?$"
)
_PARTS: Final = re.compile(r"([0-9]{1,4})\s*([./-])\s*([0-9]{1,2})\s*\2\s*([0-9]{1,4})\.?(?:\s*(?:il|г|г\.))?")
_INCOMPLETE: Final = re.compile(r"(?:[0-9]{1,2}[./-])?[0-9]{4}(?:\s*(?:il|г|г\.))?")
_SERIAL: Final = re.compile(r"([0-9]{5})(?:\.[0-9]+)?")
# Written after `plain`, where ı is i: "2026-cı il" reads "2026-ci il".
_YEAR_ENDING: Final = r"(?:\s*-?\s*(?:ci|cü|cu|го|й))?(?:\s*(?:ildə|ilin|ili|il|года|год|г)\.?)?"
_DAY_MONTH: Final = re.compile(
    rf"[«\"“]?([0-9]{{1,2}})[»\"”]?(?:st|nd|rd|th)?[\s.-]+([^\W\d_]+)\.?[\s,.-]+([0-9]{{2}}|[0-9]{{4}}){_YEAR_ENDING}"
)
_MONTH_DAY: Final = re.compile(r"([^\W\d_]+)\.?\s+([0-9]{1,2})(?:st|nd|rd|th)?,?\s+([0-9]{2}|[0-9]{4})")
_YEAR_FIRST: Final = re.compile(rf"([0-9]{{4}}){_YEAR_ENDING},?\s+([0-9]{{1,2}})\s+([^\W\d_]+)")
_UNSEEN: Final = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff]")


def parse_date(value: object, *, order: Order | None = None, today: date) -> DateResult:
    """Read a date from a cell or a field.

    Accepts dd.mm.yyyy, dd/mm/yyyy, yyyy-mm-dd, yyyymmdd, "2 mart 2026", "2 mart 2026-cı il" and the same with English,
    Russian and Turkish months; date and datetime objects pass. Dots mean day first unless `order` says otherwise; with
    other separators and no `order` a date that could be read both ways is a problem (see `infer_order`). `order` never
    turns a year-first date around. Later than `today` is a warning, not a problem: contracts end in the future.
    """
    if isinstance(value, datetime):
        dropped = value.time() != value.time().min
        return _checked(value.date(), value, today, DateWarning.TIME_DROPPED if dropped else None)
    if isinstance(value, date):
        return _checked(value, value, today)
    if value is None:
        return DateResult(None, value, DateProblem.EMPTY)
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return DateResult(None, value, DateProblem.UNREADABLE)
    if isinstance(value, float) and value.is_integer():
        text = str(int(value))
    else:
        text = " ".join(_UNSEEN.sub("", unicodedata.normalize("NFC", str(value))).split())
    if text in ("", "-", "–", "—"):
        return DateResult(None, value, DateProblem.EMPTY)

    warning = None
    timed = _TIME.search(text)
    if timed:
        text = text[: timed.start()]
        warning = DateWarning.TIME_DROPPED if timed[1].strip("0:.") else None
    plain = to_plain(text)
    if plain.isascii() and plain.isdigit() and len(plain) == 8:
        return _run_together(plain, value, today)
    serial = _SERIAL.fullmatch(plain)
    if serial and _SERIAL_FROM <= int(serial[1]) <= _SERIAL_TO:
        suggestion = _SERIAL_ZERO + timedelta(days=int(serial[1]))
        return DateResult(None, value, DateProblem.EXCEL_SERIAL, suggestion=suggestion)
    parts = _PARTS.fullmatch(plain)
    if parts:
        return _numeric(parts, value, order, today, warning)
    if _INCOMPLETE.fullmatch(plain):
        return DateResult(None, value, DateProblem.INCOMPLETE)
    return _named(plain, value, today, warning)


def _made(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _checked(day: date | None, original: object, today: date, warning: DateWarning | None = None) -> DateResult:
    if day is None:
        return DateResult(None, original, DateProblem.IMPOSSIBLE)
    if not _YEAR_FROM <= day.year <= _YEAR_TO:
        return DateResult(None, original, DateProblem.YEAR_OUT_OF_RANGE)
    return DateResult(day, original, warning=DateWarning.FUTURE if day > today else warning)


def _run_together(digits: str, original: object, today: date) -> DateResult:
    year_first = _YEAR_FROM <= int(digits[:4]) <= _YEAR_TO
    if year_first:
        day = _made(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
        if day:
            return _checked(day, original, today)
    if _YEAR_FROM <= int(digits[4:]) <= _YEAR_TO:
        day = _made(int(digits[4:]), int(digits[2:4]), int(digits[:2]))
        if day:
            return DateResult(None, original, DateProblem.NO_SEPARATORS, suggestion=day)
    return DateResult(None, original, DateProblem.IMPOSSIBLE if year_first else DateProblem.UNREADABLE)


def _numeric(
    parts: re.Match[str], original: object, order: Order | None, today: date, warning: DateWarning | None
) -> DateResult:
    first, separator, second, third = parts.groups()
    if len(first) == 4 and len(third) <= 2:
        return _checked(_made(int(first), int(second), int(third)), original, today, warning)
    if len(first) > 2 or len(third) not in (2, 4):
        return DateResult(None, original, DateProblem.UNREADABLE)
    if len(third) == 2:
        return _two_digits(first, second, third, original, order, today)
    day_first = _made(int(third), int(second), int(first))
    month_first = _made(int(third), int(first), int(second))
    if order == "mdy":
        expected, other = month_first, day_first
    elif order == "dmy" or separator == ".":
        expected, other = day_first, month_first
    elif day_first and month_first and day_first != month_first:
        return DateResult(None, original, DateProblem.AMBIGUOUS_ORDER, suggestion=day_first)
    else:
        return _checked(day_first or month_first, original, today, warning)
    if expected is None and other is not None:
        return DateResult(None, original, DateProblem.OTHER_ORDER, suggestion=other)
    return _checked(expected, original, today, warning)


def _two_digits(first: str, second: str, third: str, original: object, order: Order | None, today: date) -> DateResult:
    year, month, day = {
        "dmy": (third, second, first),
        "mdy": (third, first, second),
        "ymd": (first, second, third),
    }[order or "dmy"]
    return _short_year(int(year), int(month), int(day), original, today)


def _short_year(year: int, month: int, day: int, original: object, today: date) -> DateResult:
    """A year of two digits is never taken; the latest century that is not in the future is suggested."""
    century = today.year - today.year % 100
    candidates = [_made(hundred + year, month, day) for hundred in (century, century - 100)]
    past = [candidate for candidate in candidates if candidate and candidate <= today]
    if not past and not any(candidates):
        return DateResult(None, original, DateProblem.IMPOSSIBLE)
    return DateResult(None, original, DateProblem.TWO_DIGIT_YEAR, suggestion=past[0] if past else None)


def _named(plain: str, original: object, today: date, warning: DateWarning | None) -> DateResult:
    if match := _DAY_MONTH.fullmatch(plain):
        day, name, year = match.groups()
    elif match := _MONTH_DAY.fullmatch(plain):
        name, day, year = match.groups()
    elif match := _YEAR_FIRST.fullmatch(plain):
        year, day, name = match.groups()
    else:
        return DateResult(None, original, DateProblem.UNREADABLE)
    month = MONTH_NUMBERS.get(name)
    if month is None:
        return DateResult(None, original, DateProblem.UNREADABLE)
    if len(year) == 2:
        return _short_year(int(year), month, int(day), original, today)
    return _checked(_made(int(year), month, int(day)), original, today, warning)


def infer_order(values: Iterable[object]) -> Literal["dmy", "mdy", "ymd", "ambiguous", "mixed"]:
    """The order of the numeric dates of a whole column.

    "dmy" or "mdy" if some date can only be read so and none the other way; "mixed" if both happen; "ymd" if every one
    begins with a year. Without such proof "dmy" if all are dotted, otherwise "ambiguous". Other cells do not count.
    """
    day_first = month_first = dotted = undotted = year_first = False
    for value in values:
        parts = _PARTS.fullmatch(to_plain(_TIME.sub("", " ".join(value.split())))) if isinstance(value, str) else None
        if parts is None:
            continue
        if len(parts[1]) == 4:
            year_first = True
            continue
        first, second = int(parts[1]), int(parts[3])
        day_first |= 12 < first <= 31 and second <= 12
        month_first |= 12 < second <= 31 and first <= 12
        dotted |= parts[2] == "."
        undotted |= parts[2] != "."
    if day_first and month_first:
        return "mixed"
    if day_first or month_first:
        return "dmy" if day_first else "mdy"
    if undotted:
        return "ambiguous"
    if dotted:
        return "dmy"
    return "ymd" if year_first else "ambiguous"
