"""Form fields that understand what people here type: dates as 25.11.2026, money as 1.234,50."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dayaq.core import clock
from dayaq.core.dates import parse_date
from dayaq.core.numbers import parse_number
from dayaq.web import formats


class DateInput(forms.DateInput):
    """A text box: a date of birth or of a document is typed faster than picked."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"inputmode": "numeric", "autocomplete": "off", **(attrs or {})}, format="%d.%m.%Y")


class DateField(forms.DateField):
    """A date typed as 25.11.2026; also 2026-11-25, 25/11/2026 and "25 noyabr 2026". Cleans to a date."""

    widget = DateInput
    default_error_messages = {"invalid": _("Write the date as day, month, year: 25.11.2026.")}

    def to_python(self, value: Any) -> date | None:
        if value is None or value in self.empty_values:
            return None
        read = parse_date(value, order="dmy", today=clock.today())
        if read.value is None:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return read.value


class MoneyInput(forms.TextInput):
    """A text box that shows an amount with its separators."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"inputmode": "decimal", "autocomplete": "off", **(attrs or {})})

    def format_value(self, value: Any) -> str | None:
        if value is None or value == "":
            return None
        return formats.number(Decimal(value), 2) if isinstance(value, (Decimal, int)) else str(value)


class MoneyField(forms.DecimalField):
    """An amount of the country's currency, two decimal places, not negative unless ``min_value`` says so."""

    widget = MoneyInput
    default_error_messages = {
        "invalid": _("Write the amount in figures, for example 1.234,50."),
        "min_value": _("The amount must be at least %(limit_value)s."),
        "max_value": _("The amount must be at most %(limit_value)s."),
    }

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_digits", 14)
        kwargs.setdefault("decimal_places", 2)
        kwargs.setdefault("min_value", Decimal("0"))
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]  # django-stubs inherit it from int
        if value is None or value in self.empty_values:
            return None
        if isinstance(value, Decimal):
            return value
        read = parse_number(value, decimal_sign="." if formats.language() == "en" else ",")
        if read.value is None:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return read.value

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:  # noqa: ARG002  # Django names it
        return {}
