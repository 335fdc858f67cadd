"""What the worker does for imports: one chunk a round, of the oldest file that waits. Nothing is lost with a worker.

How far a file is stands in the database, so any worker may go on with it; the opened file is kept between rounds only
to save reading it again.
"""

from __future__ import annotations

import logging
from typing import Final

from django.db import DatabaseError, InterfaceError, OperationalError, transaction
from django.db.models import Q

from dayaq.accounts.api import system_user
from dayaq.core.api import DomainError
from dayaq.registry.imports.accepting import accept_step
from dayaq.registry.imports.opening import sheet_of
from dayaq.registry.imports.reversing import Reversal
from dayaq.registry.imports.staging import CHUNK, Staging
from dayaq.registry.models import ImportBatch
from dayaq.registry.states import IMPORT_BATCH, BatchState

log = logging.getLogger(__name__)
ROUND: Final = 2_000  # rows a round, so that letters and events do not wait long
_open: dict[tuple[int, int], Staging] = {}


def work_on_imports(size: int = ROUND) -> int:
    """One chunk of the oldest file that is being checked or taken in; returns how many rows were done.

    Files handed in by a command are that command's own work: they have no stored bytes. A reversal is anybody's work.
    """
    waiting = Q(state__in=(BatchState.STAGING, BatchState.ACCEPTING), file__isnull=False)
    batch = (
        ImportBatch.objects.filter(waiting | (Q(state=BatchState.REVERSING) & ~Q(problem__has_key="code")))
        .select_related("source", "created_by")
        .order_by("pk")
        .first()
    )
    if batch is None:
        _close()
        return 0
    try:
        if batch.state == BatchState.REVERSING:
            return Reversal(batch).step(size) or 1
        if batch.state == BatchState.ACCEPTING:
            return accept_step(batch, size) or 1
        return _staging_of(batch).step(size) or 1
    except (OperationalError, InterfaceError):
        raise  # the database went away, or two waited for each other: the worker comes back to it
    except (DomainError, DatabaseError, LookupError, ValueError, TypeError, AttributeError) as error:
        fail(batch, error)
        return 1


def _staging_of(batch: ImportBatch) -> Staging:
    """The opened file of this batch, opened again where another worker went on with it meanwhile."""
    version = (batch.pk, batch.version)
    staging = _open.get(version)
    if staging is None or staging.done != batch.rows_done:
        _close()
        staging = _open[version] = Staging(batch, sheet_of(batch))
    return staging


def _close() -> None:
    for staging in _open.values():
        staging.close()
    _open.clear()


@transaction.atomic
def fail(batch: ImportBatch, error: Exception) -> None:
    """The file cannot be gone on with: say so on its page; a fault of ours goes to the log, without its text."""
    log.error("import %s failed: %s", batch.pk, type(error).__name__)
    _close()
    problem = {"code": getattr(error, "code", "") or "fault", "type": type(error).__name__}
    if isinstance(error, DomainError):
        problem |= {"message": str(error.message), "remedy": str(error.remedy), "value": str(error.value)}
    batch = ImportBatch.objects.select_related("source").get(pk=batch.pk)
    merged = {**batch.problem, **problem}
    if batch.state == BatchState.REVERSING:  # it stands where it is until somebody begins again
        batch.problem = merged
        batch.save(update_fields=["problem"])
    if batch.state in (BatchState.STAGING, BatchState.ACCEPTING):
        IMPORT_BATCH.move(batch, BatchState.FAILED, by=system_user(), detail={"code": problem["code"]}, problem=merged)


__all__ = ["CHUNK", "ROUND", "fail", "work_on_imports"]
