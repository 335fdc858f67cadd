"""One round of background work."""

from __future__ import annotations

from collections.abc import Callable

from dayaq.core import audit, events, heads

_chores: list[Callable[[], int]] = []


def chore(function: Callable[[], int]) -> Callable[[], int]:
    """Register something an app does every round; it returns how much it did."""
    if function not in _chores:
        _chores.append(function)
    return function


def run_worker_once() -> int:
    """Hand out events, do the apps' chores, seal the audit chain; returns how much was done."""
    done = events.dispatch()
    done += sum(work() for work in _chores)
    sealed = audit.seal()
    if sealed:
        heads.publish()
    return done + sealed
