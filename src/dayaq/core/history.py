"""Row history by trigger: the old row is kept whenever a row changes or goes, whoever changes it and however."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import pghistory
from django.db.models import Model

M = TypeVar("M", bound=type[Model])


def track() -> Callable[[M], M]:
    """Keep the old row of every update and deletion in ``<model>event``; set-based writes included.

    Insertions are not copied: the row itself, or the first old row, is the first version.
    """
    decorated: Callable[[M], M] = pghistory.track(
        pghistory.UpdateEvent(row=pghistory.Old),
        pghistory.DeleteEvent(row=pghistory.Old),
        append_only=True,
    )
    return decorated
