"""State machines as tables: what the state allows stands here, what the person may stands in policies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from typing import Any, TypeVar

from django.db import connection
from django.utils.translation import gettext_lazy as _

from dayaq.core import audit, clock, events
from dayaq.core.actor import Actor
from dayaq.core.errors import Stale, WrongState
from dayaq.core.models import Stateful

S = TypeVar("S", bound=Stateful)


@dataclass(frozen=True)
class Transition:
    """``source`` → ``target``, told as ``event`` (past tense); ``by`` says in words who does it, for the reference."""

    source: str
    target: str
    event: str
    by: str = ""


@dataclass(frozen=True)
class Workflow:
    """The states of one kind of record.

    ``initial`` maps each state a record may begin in to the event of its creation.
    """

    name: str
    initial: Mapping[str, str]
    transitions: tuple[Transition, ...]
    field: str = "state"
    _by_pair: dict[tuple[str, str], Transition] = dataclass_field(
        init=False, repr=False, compare=False, default_factory=dict
    )

    def __post_init__(self) -> None:
        for transition in self.transitions:
            pair = (transition.source, transition.target)
            if pair in self._by_pair:
                raise ValueError(f"{self.name}: {pair[0]} → {pair[1]} stands twice")
            self._by_pair[pair] = transition

    def targets(self, state: str) -> tuple[str, ...]:
        """States that can be reached from ``state`` in one step."""
        return tuple(t.target for t in self.transitions if t.source == state)

    def allows(self, state: str, target: str) -> bool:
        """Whether ``state`` → ``target`` stands in the table."""
        return (state, target) in self._by_pair

    def check(self, obj: Stateful, target: str) -> Transition:
        """The transition from the present state of ``obj``; WrongState where there is none."""
        state = getattr(obj, self.field)
        try:
            return self._by_pair[state, target]
        except KeyError:
            raise WrongState(
                _("This cannot be done now: the record is in another state."),
                field=self.field,
                value=state,
                remedy=_("Reload the page to see where it stands."),
            ) from None

    def start(self, obj: S, *, by: Actor, reason: str = "", detail: Mapping[str, Any] | None = None, **after: Any) -> S:
        """Record (audit, outbox) that ``obj``, already saved in an initial state, came to be."""
        state = getattr(obj, self.field)
        event = self.initial[state]
        audit.record(by=by, event=event, obj=obj, reason=reason, after={self.field: state, **after}, detail=detail)
        events.emit(event, id=obj.pk, **(detail or {}))
        return obj

    def move(
        self,
        obj: S,
        target: str,
        *,
        by: Actor,
        reason: str = "",
        detail: Mapping[str, Any] | None = None,
        version: int | None = None,
        **changes: Any,
    ) -> S:
        """Lock ``obj``, check, set the state and ``changes``, save, audit and emit: all or nothing.

        ``version`` is what the form showed; Stale when the record has changed since. ``obj`` itself is brought up to
        date and returned. Must run inside a transaction.
        """
        if not connection.in_atomic_block:
            raise RuntimeError(f"{self.name}: a transition needs a transaction")
        lock(obj, version=version)
        transition = self.check(obj, target)
        fields = [self.field, *changes]
        before = {name: _plain(getattr(obj, name)) for name in fields}
        setattr(obj, self.field, target)
        for name, value in changes.items():
            setattr(obj, name, value)
        obj.state_at = clock.now()
        obj.version += 1
        obj.save(update_fields=[*fields, "state_at", "version"])
        after = {name: _plain(getattr(obj, name)) for name in fields}
        audit.record(by=by, event=transition.event, obj=obj, reason=reason, before=before, after=after, detail=detail)
        events.emit(transition.event, id=obj.pk, **(detail or {}))
        return obj


def lock(obj: S, *, version: int | None = None) -> S:
    """Take the row lock of ``obj`` and bring it up to date; Stale when it is no longer at ``version``."""
    manager = type(obj)._default_manager
    obj.refresh_from_db(from_queryset=manager.select_for_update(of=("self",)))
    if version is not None and obj.version != version:
        raise Stale(
            _("Somebody changed this record after you opened it. Nothing of yours was saved."),
            remedy=_("Open it again, look at the change, and enter yours once more."),
        )
    return obj


def _plain(value: Any) -> Any:
    return value.pk if hasattr(value, "pk") else value
