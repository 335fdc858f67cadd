"""What life events did to a person is written with the person's key: it follows the person."""

from __future__ import annotations

from typing import Any, Final

from django.db.models import Q

from dayaq.registry.merging.journal import Journal
from dayaq.registry.merging.pointers import PERSON
from dayaq.registry.models import LifeEvent, Person

ENDS: Final = ("person", "relative")
"""Where an effect names whose record it changed, and of a relation the other end."""


def settle(journal: Journal, survivor: Person, merged: Person) -> None:
    """Let the effects of life events that name ``merged`` name ``survivor``. One statement, two for each event."""
    named = Q(effects__contains=[{"type": PERSON, "id": merged.pk}])
    for end in ENDS:
        named |= Q(effects__contains=[{end: merged.pk}])
    for event in LifeEvent.objects.filter(named).order_by("pk").select_for_update():
        rows: list[dict[str, Any]] = [_following(row, survivor.pk, merged.pk) for row in event.effects]
        journal.change(LifeEvent, event.pk, {"effects": rows})


def _following(row: dict[str, Any], survivor: int, merged: int) -> dict[str, Any]:
    found = dict(row)
    for end in ENDS:
        if found.get(end) == merged:
            found[end] = survivor
    if found.get("type") == PERSON and found.get("id") == merged:
        found["id"] = survivor
    return found
