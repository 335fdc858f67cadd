"""Who lives where, once two records are one person: on no day in two homes, nor twice in one household.

On days on which each record lived somewhere else one of the two memberships gives way: that of the chosen home stays,
of others the survivor's. What gives way is shortened, or set aside where nothing is left of it; taking the merge back
brings it back. Memberships of one household become one where they meet.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext_lazy as _

from dayaq.core.api import Invalid
from dayaq.registry.merging.journal import Journal
from dayaq.registry.merging.spans import Span, common, last_day, span_of, without
from dayaq.registry.models import HouseholdMember, Person

Rows = list[HouseholdMember]
RESIDENT = HouseholdMember.Kind.RESIDENT
HEAD = HouseholdMember.Relation.HEAD


@dataclass(frozen=True)
class Piece:
    """Days of a membership and how it stands on them; ``rank``: the lower, the more it stays; ``persons``: of whose
    rows it was made, in order."""

    row: HouseholdMember
    days: Span
    is_head: bool
    rank: tuple[int, int]
    persons: tuple[int, ...]

    @property
    def place(self) -> tuple[int, str, bool]:
        return self.row.household_id, self.row.kind, self.is_head


def settle(journal: Journal, survivor: Person, merged: Person, home: int | None = None) -> None:
    """Make the memberships of both fit one person. ``home``: the household in which the person lives, where each record
    has another; the survivor's by default. One statement, and a few for each membership that changes."""
    rows = list(HouseholdMember.objects.filter(person__in=[survivor, merged]).order_by("pk").select_for_update())
    _check_home(rows, home)
    pieces = _glued(_fitting(_pieces(rows, survivor.pk, home)), survivor.pk)
    by_row: dict[int, list[Piece]] = defaultdict(list)
    for piece in pieces:
        by_row[piece.row.pk].append(piece)
    for row in rows:
        if row.pk not in by_row:
            journal.set_aside(HouseholdMember, row.pk, _instead(row, pieces))
    kept = [(row, by_row[row.pk]) for row in rows if row.pk in by_row]
    for row, mine in kept:
        if (days := common(span_of(row), mine[-1].days)) is not None:
            _write(journal, row, days, is_head=row.is_head and mine[-1].is_head)
    for row, mine in kept:
        _write(journal, row, mine[-1].days, is_head=mine[-1].is_head)
    added = [_copy(piece) for _row, mine in kept for piece in mine[:-1]]
    journal.added(HouseholdMember, [row.pk for row in HouseholdMember.objects.bulk_create(added)])


def _check_home(rows: Rows, home: int | None) -> None:
    homes = {row.household_id for row in rows if row.valid_to is None and row.kind == RESIDENT}
    if home is not None and home not in homes:
        raise Invalid(_("Neither record lives in this household."), code="home", field="home", value=home)


def _pieces(rows: Rows, survivor: int, home: int | None) -> list[Piece]:
    """Each membership as it stands; where the merged record was the head, the survivor's own membership is the head's.

    So the survivor's row stays where both belonged to one household, and what was decided since stays with it.
    """
    chosen = {row.pk for row in rows if row.household_id == home and row.valid_to is None and row.kind == RESIDENT}
    found = []
    for row in rows:
        mine = row.person_id == survivor
        rank = (0 if row.pk in chosen else 1, 0 if mine else 1)
        piece = Piece(row, span_of(row), row.is_head, rank, (row.person_id,))
        heads = [
            days
            for other in rows
            if mine and not row.is_head and other.is_head
            if (other.household_id, other.kind) == (row.household_id, row.kind)
            if (days := common(span_of(row), span_of(other))) is not None
        ]
        found += [replace(piece, days=days, is_head=True) for days in heads]
        found += [replace(piece, days=days) for days in without(piece.days, heads)]
    return found


def _fitting(pieces: list[Piece]) -> list[Piece]:
    """Without the days that a membership before them has; who lives in a household does not depend on it besides."""
    taken: dict[tuple[str, int], list[Span]] = defaultdict(list)
    found = []
    for piece in sorted(pieces, key=lambda one: (one.row.kind != RESIDENT, one.rank, one.row.pk)):
        home = piece.row.household_id
        gone = [*taken[piece.row.kind, 0], *(taken[RESIDENT, home] if piece.row.kind != RESIDENT else ())]
        left = without(piece.days, gone)
        found += [replace(piece, days=days) for days in left]
        taken[piece.row.kind, 0] += left
        taken[piece.row.kind, home] += left
    return found


def _glued(pieces: list[Piece], survivor: int) -> list[Piece]:
    """Pieces of the two records that stand alike in one household and meet become one: the survivor's, if it has part.

    What one record alone has stays as it was recorded.
    """
    found: list[Piece] = []
    for piece in sorted(pieces, key=lambda one: (one.place, one.days)):
        before = found[-1] if found else None
        if before is not None and _goes_on(before, piece):
            found[-1] = _one(before, piece, survivor)
        else:
            found.append(piece)
    return sorted(found, key=lambda one: one.days)


def _goes_on(before: Piece, piece: Piece) -> bool:
    """Whether two pieces stand alike, meet, and are not two rows of one record."""
    if before.place != piece.place or before.days[1] != piece.days[0]:
        return False
    return before.row.pk == piece.row.pk or before.persons[-1] != piece.persons[0]


def _one(before: Piece, piece: Piece, survivor: int) -> Piece:
    kept = min((before, piece), key=lambda one: (one.row.person_id != survivor, one.row.pk))
    days = (before.days[0], piece.days[1])
    return replace(kept, days=days, persons=(*before.persons, *piece.persons))


def _instead(row: HouseholdMember, pieces: list[Piece]) -> int | None:
    """What stands on the days of a membership that is set aside."""
    return next((piece.row.pk for piece in pieces if common(piece.days, span_of(row)) is not None), None)


def _relation(row: HouseholdMember, *, is_head: bool) -> str:
    if is_head:
        return HEAD.value
    return HouseholdMember.Relation.OTHER_RELATIVE.value if row.relation == HEAD else row.relation


def _write(journal: Journal, row: HouseholdMember, days: Span, *, is_head: bool) -> None:
    wanted: dict[str, Any] = {
        "valid_from": days[0], "valid_to": last_day(days[1]), "is_head": is_head,
        "relation": _relation(row, is_head=is_head),
    }  # fmt: skip
    changed = {name: value for name, value in wanted.items() if value != getattr(row, name)}
    if changed:
        journal.change(HouseholdMember, row.pk, changed)
        for name, value in changed.items():
            setattr(row, name, value)


def _copy(piece: Piece) -> HouseholdMember:
    row = piece.row
    return HouseholdMember(
        household_id=row.household_id, person_id=row.person_id, kind=row.kind, is_head=piece.is_head,
        relation=_relation(row, is_head=piece.is_head), valid_from=piece.days[0], valid_to=last_day(piece.days[1]),
    )  # fmt: skip
