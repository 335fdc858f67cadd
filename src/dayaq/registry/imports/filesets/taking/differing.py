"""What a row says beside what the registry says: taken, or kept with a warning."""

from __future__ import annotations

from typing import Any

from dayaq.registry.imports.accepting.entry import Entry
from dayaq.registry.imports.problems import WARNING, Code, Issue
from dayaq.registry.states import RowState


def settle(entry: Entry, known: dict[str, Any], said: dict[str, Any], *, own: bool) -> dict[str, Any] | None:
    """``known`` as it becomes, None where nothing changes; sets the state of the entry.

    What the row does not say (None) stays. ``own``: the source may correct it; else it only fills in what is empty.
    """
    after = dict(known)
    for name, value in said.items():
        if value is None or value == known[name]:
            continue
        if own or known[name] in (None, ""):
            after[name] = value
        else:
            keep(entry, name, value)
    entry.state = RowState.UPDATED if after != known else RowState.UNCHANGED
    return after if after != known else None


def keep(entry: Entry, name: str, value: Any) -> None:
    """Say that the registry keeps what it has."""
    entry.issues.append(Issue(Code.KEPT, name, value=str(value), severity=WARNING))
