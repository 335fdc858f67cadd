"""What a parameter's value is: how it is read from a form, checked, stored as JSON and shown."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any, Literal

from django.utils.translation import gettext_lazy as _

from dayaq.core.api import Invalid

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dayaq.core.errors import Text

Kind = Literal["whole", "money", "list", "choice", "yes_no"]
_WHOLE = re.compile(r"[0-9]{1,9}")


@dataclass(frozen=True)
class Unit:
    """``kind`` is the shape of the JSON value: whole number, amount as text, list of whole numbers, a choice."""

    label: Text
    kind: Kind
    choices: Mapping[str, Text] = field(default_factory=dict)


UNITS: dict[str, Unit] = {
    "working_days": Unit(_("working days"), "whole"),
    "days": Unit(_("calendar days"), "whole"),
    "months": Unit(_("months"), "whole"),
    "years": Unit(_("years"), "whole"),
    "hours": Unit(_("hours"), "whole"),
    "percent": Unit(_("percent"), "whole"),
    "persons": Unit(_("persons"), "whole"),
    "points": Unit(_("points"), "whole"),
    "AZN": Unit(_("manat"), "money"),
    "AZN_month": Unit(_("manat a month"), "money"),
    "month_list": Unit(_("months after the start"), "list"),
    "yes_no": Unit(_("yes or no"), "yes_no"),
    "day_count": Unit(
        _("way of counting days"),
        "choice",
        {
            "after_day": _("the day after the event is day one"),
            "from_day": _("the day of the event is day one"),
        },
    ),
    "clock_rule": Unit(
        _("what the term does while information is awaited"),
        "choice",
        {"stops": _("the term stands still"), "runs": _("the term runs on")},
    ),
    "cap_period": Unit(
        _("period of the cap"),
        "choice",
        {"calendar_year": _("calendar year"), "rolling_year": _("the twelve months before")},
    ),
}


def _refuse(text: object) -> Invalid:
    return Invalid(
        _("This value does not fit the parameter."),
        code="parameter_value",
        field="value",
        value=text,
        remedy=_("Write a whole number, an amount such as 1234,50, or one of the words offered."),
    )


def read_value(unit: str, text: str) -> Any:
    """The JSON value that a person's ``text`` means in ``unit``; Invalid (field ``value``) when it means none.

    Amounts accept a comma or a point before the two decimals and spaces between thousands. Lists are whole numbers
    separated by commas, each larger than the one before.
    """
    shape, text = UNITS[unit], text.strip()
    if shape.kind == "choice":
        if text not in shape.choices:
            raise _refuse(text)
        return text
    if shape.kind == "yes_no":
        if text not in ("true", "false"):
            raise _refuse(text)
        return text == "true"
    if shape.kind == "money":
        return _money(text)
    numbers = [part.strip() for part in text.split(",")] if shape.kind == "list" else [text]
    if not all(_WHOLE.fullmatch(number) for number in numbers):
        raise _refuse(text)
    values = [int(number) for number in numbers]
    if shape.kind == "whole":
        return values[0]
    if values != sorted(set(values)):
        raise _refuse(text)
    return values


def _money(text: str) -> str:
    plain = re.sub(r"[\s\u00a0]", "", text).replace(",", ".")
    try:
        amount = Decimal(plain)
    except InvalidOperation:
        raise _refuse(text) from None
    if not amount.is_finite() or amount < 0 or amount != amount.quantize(Decimal("0.01")) or amount >= 10**12:
        raise _refuse(text)
    return f"{amount:.2f}"


def check_value(unit: str, value: Any) -> Any:
    """``value`` itself when it has the shape of ``unit``; Invalid otherwise. For values that come as data."""
    shape = UNITS[unit]
    if shape.kind == "list":
        fits = isinstance(value, list) and read_value(unit, ",".join(map(str, value))) == value
    elif shape.kind == "whole":
        fits = isinstance(value, int) and not isinstance(value, bool) and value >= 0
    elif shape.kind == "yes_no":
        fits = isinstance(value, bool)
    else:
        fits = isinstance(value, str) and read_value(unit, value) == value
    if not fits:
        raise _refuse(value)
    return value


def as_input(value: Any) -> str:
    """The text that :func:`read_value` reads back to ``value``."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
