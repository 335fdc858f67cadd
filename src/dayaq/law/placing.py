"""Where a new value goes among those of its code."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from dayaq.core.api import Invalid
from dayaq.law.models import Parameter


def place(row: Parameter, rows: list[Parameter]) -> Parameter | None:
    """Save ``row`` among the values of its code (``rows``, by date), closing the one it ends; returns that one."""
    if any(other.valid_from == row.valid_from for other in rows):
        raise Invalid(
            _("A value of this parameter begins on that day already."),
            code="parameter_date",
            field="valid_from",
            value=row.valid_from.isoformat(),
            remedy=_("Choose the day from which the new value holds."),
        )
    running = next(
        (r for r in rows if r.valid_from < row.valid_from and (r.valid_to is None or r.valid_to > row.valid_from)), None
    )
    later = [other.valid_from for other in rows if other.valid_from > row.valid_from]
    row.valid_to = min([day for day in (row.valid_to, *later) if day is not None], default=None)
    if running is not None:
        running.valid_to = row.valid_from
        running.save(update_fields=["valid_to"])
    row.save()
    return running
