"""Units, stages and values of figures in words."""

from __future__ import annotations

from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dayaq.reporting.api import Figure
from dayaq.web import formats

UNIT_WORDS = {
    "person": pgettext_lazy("unit", "persons"),
    "money": "",
    "times": pgettext_lazy("unit", "times"),
    "percent": "",
}
STAGE_WORDS = {"enrolled": _("enrolled"), "equipped": _("equipped"), "allocated": _("allocated")}


def value_words(figure: Figure) -> str:
    """The value as it is read; a dash where there is no base, a word where it is hidden."""
    if figure.value is None:
        return _g("hidden") if figure.hidden else "–"
    if figure.unit == "money":
        return formats.money(figure.value)
    places = figure.definition.places if figure.definition.of else None
    words = formats.number(figure.value, places)
    return f"{words}%" if figure.unit == "percent" else words
