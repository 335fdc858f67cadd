"""Delivery of what is queued: by the worker, each notice in its own transaction, at least once.

A notice that cannot be delivered is tried again after 1, 2, 4, 8 and 16 minutes, and then has failed, which the outbox
page shows.
"""

from __future__ import annotations

import logging
from datetime import timedelta
from smtplib import SMTPException

from django.db import transaction
from django.db.models import Q

from dayaq.accounts.api import system_user
from dayaq.core.api import audit, clock
from dayaq.notices.adapters import adapter_for
from dayaq.notices.models import Notice
from dayaq.notices.states import NOTICE, NoticeState

MAX_ATTEMPTS = 6
log = logging.getLogger(__name__)


def deliver_pending(limit: int = 100) -> int:
    """Deliver up to ``limit`` notices that are due, oldest first; returns how many were tried."""
    tried = 0
    while tried < limit and _deliver_one():
        tried += 1
    return tried


@transaction.atomic
def _deliver_one() -> bool:
    due = Q(retry_at__isnull=True) | Q(retry_at__lte=clock.now())
    notice = (
        Notice.objects.select_for_update(skip_locked=True, of=("self",))
        .select_related("document")
        .filter(due, state=NoticeState.QUEUED)
        .order_by("pk")
        .first()
    )
    if notice is None:
        return False
    adapter = adapter_for(notice.channel)
    attempt = notice.attempts + 1
    try:
        adapter.deliver(notice)
    except (OSError, SMTPException) as error:
        log.warning("notice %s: attempt %s by %s failed: %s", notice.pk, attempt, adapter.name, type(error).__name__)
        _failed(notice, attempt, type(error).__name__)
    else:
        NOTICE.move(
            notice,
            NoticeState.SENT,
            by=system_user(),
            detail={"adapter": adapter.name, "attempt": attempt},
            attempts=attempt,
            sent_at=clock.now(),
            retry_at=None,
            error="",
        )
    return True


def _failed(notice: Notice, attempt: int, error: str) -> None:
    """Note the attempt; after the last one the notice has failed. The error keeps its type, never its text."""
    if attempt >= MAX_ATTEMPTS:
        detail = {"error": error, "attempt": attempt}
        NOTICE.move(notice, NoticeState.FAILED, by=system_user(), detail=detail, attempts=attempt, error=error)
        return
    notice.attempts = attempt
    notice.error = error
    notice.retry_at = clock.now() + timedelta(minutes=2 ** (attempt - 1))
    notice.save(update_fields=["attempts", "error", "retry_at"])
    detail = {"error": error, "attempt": attempt}
    audit.record(by=system_user(), event="notice.attempt_failed", obj=notice, detail=detail)
