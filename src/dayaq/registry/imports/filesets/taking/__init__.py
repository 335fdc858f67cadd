"""Rows of a chunk that hang on a person are taken in: documents, statuses, relations, memberships, households.

A source corrects what it said itself; of anything else it fills in what is empty, and the rest stays with a warning.
What hangs on a person whom this batch made carries the person's moment and needs no note: it goes with the person.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from dayaq.accounts.models import User
from dayaq.registry.imports.accepting.entry import Chunk, Entry
from dayaq.registry.imports.filesets.contents import PER_FILE
from dayaq.registry.imports.filesets.taking import documents, homes, members, owners, relations, statuses
from dayaq.registry.imports.filesets.taking.owners import Owner
from dayaq.registry.imports.matching import Match
from dayaq.registry.states import RowState

_Writer = Callable[[Chunk, list[Entry], dict[str, Owner]], None]
_WRITERS: Final[dict[str, _Writer]] = {
    "members": members.write,
    "documents": documents.write,
    "statuses": statuses.write,
    "relations": relations.write,
}


def take_in(chunk: Chunk, entries: Sequence[Entry], matches: Sequence[Match], by: User) -> list[Entry]:
    """Write what ``entries`` say; each has its state then. Those that came in are given back."""
    for entry, match in zip(entries, matches, strict=True):
        entry.by_key = match.by_key
        if match.person_id is not None and match.digest == entry.digest:
            entry.person, entry.state = match.person_id, RowState.UNCHANGED
        elif match.issue is not None:
            entry.issues.append(match.issue)
            entry.state = RowState.REJECTED
    by_file: dict[str, list[Entry]] = {}
    for entry in entries:
        if entry.state == RowState.READY:
            by_file.setdefault(chunk.batch.files[entry.row // PER_FILE]["holds"], []).append(entry)
    for holds, some in by_file.items():
        known = owners.people(chunk, some, by)
        if holds in _WRITERS:
            good = [entry for entry in some if entry.state != RowState.REJECTED]
            for entry in good:
                owner = known[entry.values["person"]]
                entry.person, entry.fresh = owner.person, owner.made
            _WRITERS[holds](chunk, good, known)
        else:
            homes.write(chunk, holds, [entry for entry in some if entry.state != RowState.REJECTED], known, by)
    return [entry for some in by_file.values() for entry in some if entry.state != RowState.REJECTED]
