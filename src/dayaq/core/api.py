"""The one door to core for other apps."""

from dayaq.core import audit, clock
from dayaq.core.actor import Actor
from dayaq.core.classification import classify
from dayaq.core.errors import Denied, DomainError, Exhausted, Invalid, Stale, WrongState
from dayaq.core.events import dispatch, dispatch_all, emit, emit_many, handles
from dayaq.core.fields import LabelField, MoneyField, label_in
from dayaq.core.history import track
from dayaq.core.idempotency import once
from dayaq.core.policies import can
from dayaq.core.transitions import Transition, Workflow, lock
from dayaq.core.worker import chore, run_worker_once

__all__ = [
    "Actor",
    "Denied",
    "DomainError",
    "Exhausted",
    "Invalid",
    "LabelField",
    "MoneyField",
    "Stale",
    "Transition",
    "Workflow",
    "WrongState",
    "audit",
    "can",
    "chore",
    "classify",
    "clock",
    "dispatch",
    "dispatch_all",
    "emit",
    "emit_many",
    "handles",
    "label_in",
    "lock",
    "once",
    "run_worker_once",
    "track",
]
