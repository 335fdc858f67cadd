"""The outbox: what happened in a lower room and may concern a higher one.

``emit`` writes a row in the transaction of the change; the worker hands it to the handlers registered by name, each in
its own transaction, at least once, in order of writing. A handler must therefore bear being called twice.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

from django.db import Error as DatabaseError
from django.db import connection, transaction
from django.db.models import Q

from dayaq.core import clock
from dayaq.core.errors import DomainError
from dayaq.core.models import OutboxEvent

Handler = Callable[[dict[str, Any]], None]
CHANNEL = "dayaq_outbox"
MAX_ATTEMPTS = 8

_handlers: dict[str, list[Handler]] = {}
log = logging.getLogger(__name__)


def handles(name: str) -> Callable[[Handler], Handler]:
    """Register a handler of the events called ``name``; used in the ``handlers.py`` of an app."""

    def register(handler: Handler) -> Handler:
        if handler not in _handlers.setdefault(name, []):
            _handlers[name].append(handler)
        return handler

    return register


def emit(name: str, **payload: Any) -> None:
    """Tell that ``name`` happened, with ids and codes as payload. An event that nobody handles is not stored."""
    if not connection.in_atomic_block:
        raise RuntimeError(f"{name}: an event is emitted in the transaction of the change it tells of")
    if name not in _handlers:
        return
    OutboxEvent.objects.create(name=name, payload=payload, created_at=clock.now())
    with connection.cursor() as cursor:
        cursor.execute(f"notify {CHANNEL}")


def emit_many(name: str, payloads: Sequence[dict[str, Any]]) -> None:
    """:func:`emit` for many at once: two statements, whatever their number."""
    if not connection.in_atomic_block:
        raise RuntimeError(f"{name}: an event is emitted in the transaction of the change it tells of")
    if name not in _handlers or not payloads:
        return
    now = clock.now()
    OutboxEvent.objects.bulk_create(
        [OutboxEvent(name=name, payload=payload, created_at=now) for payload in payloads], batch_size=10_000
    )
    with connection.cursor() as cursor:
        cursor.execute(f"notify {CHANNEL}")


def dispatch(limit: int = 100) -> int:
    """Handle up to ``limit`` open events; returns how many were taken. Workers side by side never take the same one."""
    taken = 0
    while taken < limit and _dispatch_one():
        taken += 1
    return taken


def dispatch_all() -> int:
    """Handle events until none is open (those that failed wait for their next attempt)."""
    total = 0
    while taken := dispatch():
        total += taken
    return total


def _dispatch_one() -> bool:
    with transaction.atomic():
        due = Q(retry_at__isnull=True) | Q(retry_at__lte=clock.now())
        event = (
            OutboxEvent.objects.select_for_update(skip_locked=True)
            .filter(due, handled_at__isnull=True, attempts__lt=MAX_ATTEMPTS)
            .order_by("pk")
            .first()
        )
        if event is None:
            return False
        event.attempts += 1
        try:
            with transaction.atomic():
                for handler in _handlers.get(event.name, []):
                    handler(event.payload)
        except (DomainError, DatabaseError, LookupError, ValueError, TypeError, AttributeError) as error:
            log.exception("event %s %s failed", event.name, event.pk)
            event.error = type(error).__name__
            event.retry_at = clock.now() + timedelta(seconds=2**event.attempts)
        else:
            event.error = ""
            event.handled_at = clock.now()
        event.save(update_fields=["attempts", "error", "retry_at", "handled_at"])
    return True
