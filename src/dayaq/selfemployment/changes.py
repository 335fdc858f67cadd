"""Changes of a record that do not move it to another state, and what follows from a move."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from dayaq.accounts.models import User
from dayaq.core.api import audit
from dayaq.core.models import Stateful
from dayaq.selfemployment.models import Case, Contract
from dayaq.selfemployment.states import BreachState, CaseState

S = TypeVar("S", bound=Stateful)


def revise(
    obj: S, *, by: User, event: str, reason: str = "", detail: Mapping[str, Any] | None = None, **changes: Any
) -> S:
    """Set ``changes`` on ``obj``, whose row lock is held already, count its version up, and audit ``event``."""
    before = {name: _plain(getattr(obj, name)) for name in changes}
    for name, value in changes.items():
        setattr(obj, name, value)
    obj.version += 1
    obj.save(update_fields=[*changes, "version"])
    after = {name: _plain(getattr(obj, name)) for name in changes}
    audit.record(by=by, event=event, obj=obj, reason=reason, before=before, after=after, detail=detail)
    return obj


def refresh_due(case: Case) -> None:
    """The next day that matters of a case in monitoring: notice running out, next visit, end of the contract."""
    if case.state not in (CaseState.EQUIPPED, CaseState.IN_MONITORING):
        return
    breach = case.breaches.open().first()
    visit = case.visits.due().order_by("due_on", "pk").first()
    contract = Contract.objects.filter(case=case).first()
    days = [
        breach.remedy_until if breach is not None and breach.state == BreachState.NOTIFIED else None,
        breach.found_on if breach is not None and breach.state == BreachState.FOUND else None,
        visit.due_on if visit is not None else None,
        contract.ends_on if contract is not None else None,
    ]
    case.due_on = min((day for day in days if day is not None), default=None)
    case.save(update_fields=["due_on"])


def _plain(value: Any) -> Any:
    return value.pk if hasattr(value, "pk") else value
