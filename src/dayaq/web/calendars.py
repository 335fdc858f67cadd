"""The working calendar, read once a request however many deadlines a page shows."""

from __future__ import annotations

from typing import Any

from dayaq.law.api import working_calendar
from dayaq.web.formats import Calendar, Weekdays


def calendar_of(request: Any) -> Calendar:
    """The country's calendar from law; Monday to Friday where there is no request (a letter, a test)."""
    if request is None:
        return Weekdays()
    found: Calendar | None = getattr(request, "dayaq_calendar", None)
    if found is None:
        found = working_calendar()
        request.dayaq_calendar = found
    return found
