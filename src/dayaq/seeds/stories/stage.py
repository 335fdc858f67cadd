"""The stage on which stories are told: each says when it goes on, and all go on in the order of time.

A story is a generator that yields the next day (an ordinal) and hour at which it continues. The clock stands at that
moment while it acts, and what its actions told others is handled before the next story goes on.
"""

from __future__ import annotations

from collections.abc import Generator
from datetime import date
from heapq import heappop, heappush
from typing import NamedTuple

from dayaq.core.api import dispatch_all
from dayaq.core.models import OutboxEvent
from dayaq.seeds.past import on_day

Story = Generator[tuple[int, int], None, None]


class _Turn(NamedTuple):
    day: int
    minute: int
    order: int


class Stage:
    """Tells stories until ``today``: what would happen later has not happened."""

    def __init__(self, today: int) -> None:
        self.today = today
        self._waiting: list[_Turn] = []
        self._stories: list[Story] = []

    def add(self, story: Story) -> None:
        """Let a story be told; its first turn must be a day before today."""
        self._stories.append(story)
        self._next(len(self._stories) - 1)

    def play(self) -> int:
        """Tell all of them; returns how many turns there were."""
        turns = 0
        while self._waiting:
            turn = heappop(self._waiting)
            with on_day(date.fromordinal(turn.day), *divmod(turn.minute, 60)):
                self._next(turn.order, turn)
                dispatch_all()
            turns += 1
        failed = OutboxEvent.objects.exclude(error="").first()
        if failed is not None:
            raise RuntimeError(f"{failed.name} was not handled: {failed.error}")
        return turns

    def _next(self, order: int, now: _Turn | None = None) -> None:
        """Let a story act until it waits for another time. A time that has passed is the next minute."""
        try:
            day, hour = next(self._stories[order])
        except StopIteration:
            return
        turn = _Turn(day, 60 * hour + order % 50, order)
        if now is not None and turn <= now:
            turn = _Turn(now.day, now.minute + 1, order)
        if turn.day < self.today:
            heappush(self._waiting, turn)
