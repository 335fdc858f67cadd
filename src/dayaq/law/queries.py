"""Reads of the law: the value in force on a day, the working calendar, deadlines."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, cast

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from dayaq.core.api import Invalid, label_in
from dayaq.core.periods import add_months
from dayaq.core.workingdays import CountFrom, WorkingCalendar
from dayaq.law.models import CalendarOverride, Certainty, LegalAct, Parameter
from dayaq.law.units import UNITS

if TYPE_CHECKING:
    from dayaq.core.errors import Text

COUNT_FROM = "application.count_from"
ROLL_FORWARD = "calendar_days.roll_forward"


@dataclass(frozen=True)
class ParameterValue:
    """What a parameter was on a day, and how we know.

    ``value`` as stored: whole number, text, list of whole numbers, bool, or an amount as text; see ``unit``.
    ``valid_to`` is excluded, None while open.
    """

    code: str
    label: dict[str, str]
    value: Any
    unit: str
    certainty: str
    act: LegalAct | None
    article: str
    source: str
    note: dict[str, str]
    valid_from: date
    valid_to: date | None

    @property
    def name(self) -> str:
        """What the parameter is, in the active language."""
        return label_in(self.label)

    @property
    def is_unconfirmed(self) -> bool:
        """True when no source confirms the value: pages say so beside it."""
        return self.certainty == Certainty.UNCONFIRMED

    @property
    def unit_label(self) -> Text:
        """The unit in words, in the active language."""
        return UNITS[self.unit].label


def parameter(code: str, on: date) -> ParameterValue:
    """The value of ``code`` in force on ``on``; Invalid (code ``no_parameter``) when none is. One statement."""
    found = Parameter.objects.on(on).filter(code=code).select_related("act").first()
    if found is None:
        raise Invalid(
            _("A legal parameter has no value for this day: %(code)s.") % {"code": code},
            code="no_parameter",
            field="code",
            value=f"{code} {on.isoformat()}",
            remedy=_("Enter its value and the act it comes from on the page of legal parameters."),
        )
    return value_of(found)


def value_of(row: Parameter) -> ParameterValue:
    """``row`` as a value; its act is read unless it was selected with it."""
    return ParameterValue(
        code=row.code,
        label=row.label,
        value=row.value,
        unit=row.unit,
        certainty=row.certainty,
        act=row.act,
        article=row.article,
        source=row.source,
        note=row.note,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
    )


def int_parameter(code: str, on: date) -> int:
    """The value of a whole-number parameter; Invalid when it has none, TypeError when it is something else."""
    value = parameter(code, on).value
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError(f"{code} is not a whole number")
    return value


def decimal_parameter(code: str, on: date) -> Decimal:
    """The value of a parameter that is an amount or a whole number, exact; errors as :func:`int_parameter`."""
    value = parameter(code, on).value
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise TypeError(f"{code} is not an amount")
    return Decimal(value)


def working_calendar() -> WorkingCalendar:
    """The country's working days, with every override of the ministry. One statement."""
    overrides = dict(CalendarOverride.objects.values_list("date", "is_working"))
    return WorkingCalendar(settings.COUNTRY, overrides)


def deadline(start: date, code: str, on: date | None = None) -> date:
    """The last day of the term ``code`` that begins with an event on ``start``.

    The term, and how days are counted (from the day of the event or from the day after, inventory SS-5), are those in
    force on ``on`` (default: ``start``). A term in working days ends on a working day. A term in calendar days or
    months that ends on a free day runs to the next working day where the parameter ``calendar_days.roll_forward`` says
    so. Invalid when a parameter has no value on that day; TypeError when ``code`` is no length of time.
    """
    day = on or start
    term = parameter(code, day)
    if not isinstance(term.value, int) or term.unit not in ("working_days", "days", "months"):
        raise TypeError(f"{code} is not a length of time")
    calendar = working_calendar()
    if term.unit == "months":
        end = add_months(start, term.value)
    else:
        count_from = cast(CountFrom, parameter(COUNT_FROM, day).value)
        if term.unit == "working_days":
            return calendar.add_working_days(start, term.value, count_from)
        end = start + timedelta(days=term.value - (count_from == "from_day"))
    if parameter(ROLL_FORWARD, day).value and not calendar.is_working_day(end):
        return calendar.add_working_days(end, 1)
    return end
