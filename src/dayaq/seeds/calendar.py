"""The law over ten years without a statement for each day: working days as tables, parameters as spans."""

from __future__ import annotations

from bisect import bisect_right
from datetime import UTC, date, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.conf import settings

from dayaq.law.api import working_calendar
from dayaq.law.models import Parameter

FIRST: Final = date(2016, 6, 1).toordinal()


class Calendar:
    """Working days and parameters from June 2016 to two years after ``on``. Days are ordinals."""

    def __init__(self, on: date) -> None:
        calendar = working_calendar()
        last = on.toordinal() + 900
        days = range(FIRST, last)
        self.working = [day for day in days if calendar.is_working_day(date.fromordinal(day))]
        self._place = [bisect_right(self.working, day) for day in days]
        self._spans: dict[str, list[tuple[int, Any]]] = {}
        for code, since, value in Parameter.objects.order_by("code", "valid_from").values_list(
            "code", "valid_from", "value"
        ):
            self._spans.setdefault(code, []).append((since.toordinal(), value))

    def parameter(self, code: str, day: int) -> Any:
        """The value of a legal parameter on a day, as stored."""
        return [value for since, value in self._spans[code] if since <= day][-1]

    def since(self, code: str, day: int) -> int:
        """The day from which that value holds."""
        return [since for since, _value in self._spans[code] if since <= day][-1]

    def on_or_before(self, day: int) -> int:
        """The last working day that is not later than ``day``."""
        return self.working[self._place[day - FIRST] - 1]

    def after(self, day: int, count: int) -> int:
        """The ``count``-th working day after ``day``."""
        return self.working[self._place[day - FIRST] + count - 1]

    def between(self, first: int, last: int) -> list[int]:
        """Working days from ``first`` to ``last``, both included."""
        return self.working[self._place[first - FIRST - 1] : self._place[last - FIRST]]

    def decision_deadline(self, submitted: int) -> int:
        """The last day for the decision on what was submitted on a day: working days, counted from the day after."""
        return self.after(submitted, self.parameter("application.decision_working_days", submitted))

    def appeal_deadline(self, decided: int) -> int:
        """The last day to appeal: calendar days, and on to a working day."""
        end = decided + int(self.parameter("appeal.days", decided))
        return end if self.on_or_before(end) == end else self.after(end, 1)


class Clockwork:
    """Moments of past days, in UTC, in the country's time."""

    def __init__(self) -> None:
        self._zone = ZoneInfo(settings.TIME_ZONE)
        self._offsets: dict[int, datetime] = {}

    def at(self, day: int, minute: int) -> datetime:
        """The moment ``minute`` minutes after midnight of ``day``."""
        midnight = self._offsets.get(day)
        if midnight is None:
            local = datetime.combine(date.fromordinal(day), datetime.min.time(), self._zone)
            midnight = self._offsets[day] = local.astimezone(UTC)
        return datetime.fromtimestamp(midnight.timestamp() + 60 * minute, UTC)
