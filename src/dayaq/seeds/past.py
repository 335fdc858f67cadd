"""Doing something on a past day: time goes back, the reproducible bytes go on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from django.conf import settings

from dayaq.core.api import clock


@contextmanager
def on_day(day: date, hour: int = 10, minute: int = 0) -> Iterator[None]:
    """Hold the clock at a moment of ``day`` in the country's time. Random bytes follow from those before."""
    at = datetime.combine(day, time(hour, minute), ZoneInfo(settings.TIME_ZONE))
    with clock.frozen(at.astimezone(UTC), seed=clock.token_bytes(16).hex()):
        yield
