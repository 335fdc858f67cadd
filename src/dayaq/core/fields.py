"""Field types that every app shares."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

REQUIRED_LANGUAGES = ("az", "en")


def validate_label(value: Any) -> None:
    """A label is a mapping of language code to text, with az and en at least."""
    if not isinstance(value, dict) or any(not value.get(code) for code in REQUIRED_LANGUAGES):
        raise ValidationError(_("A label needs a text in Azerbaijani and in English."), code="label")


def label_in(label: dict[str, str], language: str | None = None) -> str:
    """The label's text in ``language`` (default: the active one), else in Azerbaijani."""
    code = (language or get_language() or "az").split("-")[0]
    return label.get(code) or label.get("az", "")


class LabelField(models.JSONField):
    """A short text in several languages: ``{"az": "…", "en": "…"}``; further languages are further keys."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("validators", [validate_label])
        super().__init__(**kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        kwargs.pop("validators", None)
        return name, path, args, kwargs


class MoneyField(models.DecimalField):  # type: ignore[type-arg]  # django-stubs: as above
    """An amount of the country's currency, two decimal places, up to 999,999,999,999.99."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs["max_digits"] = 14
        kwargs["decimal_places"] = 2
        super().__init__(**kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        kwargs.pop("max_digits", None)
        kwargs.pop("decimal_places", None)
        return name, path, args, kwargs


ZERO = Decimal("0.00")
