"""Template filters and tags of Dayaq: ``{% load dayaq %}``.

Filters: money, number, date, datetime, deadline, label, tone, json_id. Tags: tag, cell, submission_key, query.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date as date_type
from datetime import datetime as datetime_type
from decimal import Decimal
from typing import Any

from django import template
from django.forms import BoundField
from django.utils.html import format_html
from django.utils.safestring import SafeString

from dayaq.core.fields import label_in
from dayaq.web import charts, formats, tones
from dayaq.web.forms import new_key, widget_kind

register = template.Library()

register.filter("tone", tones.tone_of)


@register.filter
def money(value: Decimal | int | None) -> str:
    return formats.money(value)


@register.filter
def number(value: Decimal | int | float | None, places: int | None = None) -> str:
    return formats.number(value, places)


@register.filter
def date(value: date_type | None) -> str:
    return formats.day(value)


@register.filter
def datetime(value: datetime_type | None) -> str:
    return formats.moment(value)


@register.filter
def deadline(value: date_type | None) -> formats.Deadline | None:
    """Words, day and tone of a due date, for ``<c-deadline>``; see there for the calendar."""
    return formats.deadline(value)


@register.filter
def label(value: Mapping[str, str] | None) -> str:
    """A LabelField in the active language; az when it has none in that language."""
    return label_in(dict(value)) if value else ""


@register.filter
def word(record: Any, field: str = "state") -> str:
    """The word of a record's state, as its choices give it."""
    return str(getattr(record, f"get_{field}_display")())


@register.filter
def attribute(record: Any, name: str) -> Any:
    """``record|attribute:"state"``, for components that take a record."""
    return getattr(record, name)


@register.filter
def kind(field: BoundField) -> str:
    """Which markup ``<c-field>`` uses; see :func:`dayaq.web.forms.widget_kind`."""
    return widget_kind(field)


@register.simple_tag(takes_context=True)
def due(context: template.Context, value: date_type | None, met: bool = False) -> formats.Deadline | None:
    """``{% due application.deadline as d %}``: counts with the country's calendar, read once a request."""
    from dayaq.web.calendars import calendar_of

    return formats.deadline(value, calendar_of(context.get("request")), met=met)


@register.simple_tag
def submission_key() -> str:
    """A fresh key for a form that is not a Django form; ``<c-action>`` uses it."""
    return new_key()


@register.simple_tag(takes_context=True)
def query(context: template.Context, **changes: Any) -> str:
    """The query string of this page with ``changes``; None removes. Paging starts again."""
    request = context["request"]
    changed = request.GET.copy()
    for name in ("after", "before"):
        changed.pop(name, None)
    for name, value in changes.items():
        changed.pop(name, None)
        if value is not None:
            changed[name] = str(value)
    return f"?{changed.urlencode()}"


@register.simple_tag
def shape(tone_name: str) -> SafeString:
    """The small shape that stands with a tone's colour; decorative, the word says the same."""
    return format_html('<span class="dq-shape dq-shape--{}" aria-hidden="true"></span>', tones.tone_of(tone_name))


@register.simple_tag
def bars(rows: Iterable[Mapping[str, Any]]) -> list[charts.Bar]:
    """Geometry for ``<c-chart-bars>``."""
    return charts.draw_bars(rows)
