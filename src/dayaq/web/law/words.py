"""A parameter in words, and the tabs of the area."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from dayaq.law.api import UNITS
from dayaq.law.models import Certainty, Parameter
from dayaq.web import formats, tones


def value_words(row: Parameter) -> str:
    """The value with its unit: "15 working days", "4.000,00 ₼", "3, 6, 12, 24 months after the start"."""
    shape, value = UNITS[row.unit], row.value
    if shape.kind == "money":
        amount = formats.money(Decimal(value))
        return _("%(amount)s a month") % {"amount": amount} if row.unit == "AZN_month" else amount
    if shape.kind == "choice":
        return str(shape.choices[value])
    if shape.kind == "yes_no":
        return _("yes") if value else _("no")
    numbers = value if shape.kind == "list" else [value]
    return f"{', '.join(map(formats.number, numbers))} {shape.label}"


def certainty_tag(row: Any) -> tuple[str, str]:
    """Tone and word of how sure ``row`` is, anything that has a ``certainty``."""
    word = str(Certainty(row.certainty).label)
    tone = {Certainty.UNCONFIRMED: tones.WAITING, Certainty.INFERRED: tones.PROGRESS}
    return tone.get(Certainty(row.certainty), tones.DONE), word


def tabs(current: str) -> list[dict[str, Any]]:
    """Parameters, acts, calendar."""
    found = (("index", _("Parameters")), ("acts", _("Legal acts")), ("calendar", _("Calendar")))
    return [
        {"url": reverse(f"law:{name}"), "label": label, "current": name == current, "count": ""}
        for name, label in found
    ]
