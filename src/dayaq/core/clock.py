"""The only source of time and of randomness that reaches rows.

The demonstration country and the tests must be reproducible to the byte, so both can be frozen. Times are aware and in
UTC; dates are those of the configured time zone (``settings.TIME_ZONE``, Asia/Baku).
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, timedelta

from django.utils import timezone

_frozen: ContextVar[_Frozen | None] = ContextVar("dayaq_clock", default=None)


class _Frozen:
    def __init__(self, at: datetime, seed: str | None) -> None:
        self.at = at
        self.seed = seed
        self.drawn = 0


def now() -> datetime:
    """The present moment, aware, in UTC."""
    frozen = _frozen.get()
    return frozen.at if frozen else timezone.now()


def today() -> date:
    """The present date in the country's time zone."""
    return timezone.localdate(now())


def token_bytes(size: int) -> bytes:
    """``size`` random bytes; reproducible inside :func:`frozen` with a seed."""
    frozen = _frozen.get()
    if frozen is None or frozen.seed is None:
        return secrets.token_bytes(size)
    frozen.drawn += 1
    return hashlib.shake_256(f"{frozen.seed}:{frozen.drawn}".encode()).digest(size)


@contextmanager
def frozen(at: datetime, *, seed: str | None = None) -> Iterator[None]:
    """Hold time at ``at`` (aware); with ``seed`` random bytes repeat from run to run."""
    if timezone.is_naive(at):
        raise ValueError("frozen() needs an aware datetime")
    token = _frozen.set(_Frozen(at, seed))
    try:
        yield
    finally:
        _frozen.reset(token)


def advance(delta: timedelta) -> None:
    """Move frozen time on by ``delta``; an error where time is not frozen."""
    held = _frozen.get()
    if held is None:
        raise RuntimeError("advance() works only inside frozen()")
    held.at += delta
