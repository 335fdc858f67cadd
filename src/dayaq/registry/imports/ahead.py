"""The next piece of work is made ready in a thread of its own while the database is at the one before."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import copy_context
from typing import Generic, TypeVar

T = TypeVar("T")


class Ahead(Generic[T]):
    """One piece at most lies ready. What makes it must not touch the database: a connection belongs to its thread."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="import")
        self._ready: Future[T] | None = None

    def begin(self, make: Callable[[], T]) -> None:
        """Make the next piece, in the language and at the time of whoever asks."""
        self._ready = self._pool.submit(copy_context().run, make)

    def take(self) -> T | None:
        """What was made ready, once it is; None when nothing was asked for. An error while making it is raised here."""
        ready, self._ready = self._ready, None
        return ready.result() if ready else None

    def close(self) -> None:
        """Nothing more is asked for."""
        self._pool.shutdown(wait=False, cancel_futures=True)
