"""What an action would come to: it is carried out, looked at, and undone. So a preview never differs from the deed."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.db import transaction

R = TypeVar("R")
V = TypeVar("V")


def rehearse(action: Callable[[], R], read: Callable[[R], V]) -> V:
    """``read`` of what ``action`` returns, with every write undone; the refusals of the action are raised.

    ``read`` must not leave anything lazy behind. Objects that the action changed in memory are to be read again.
    """
    with transaction.atomic():
        seen = read(action())
        transaction.set_rollback(True)
    return seen
