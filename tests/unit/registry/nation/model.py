"""A registry as a dictionary: what two records are as one, and what they are once that is taken back."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date
from typing import Any

FIELDS = ("surname", "given_name", "father_name", "fin", "birth_date", "death_date", "phone")


@dataclass
class Record:
    """What is known of one record that stands; of statuses how sure they are, of a source the keys."""

    values: dict[str, Any]
    documents: set[str] = field(default_factory=set)
    statuses: dict[tuple[str, date], str] = field(default_factory=dict)
    consent: bool = False
    died: bool = False
    keys: set[str] = field(default_factory=set)
    home: int | None = None


@dataclass
class Merged:
    """A merge in the model: how both were before, how the survivor was after; which statuses and home were theirs."""

    pk: int
    survivor: int
    merged: int
    before: Record
    other: Record
    after: Record
    their_statuses: set[tuple[str, date]]
    their_home: bool


def combined(
    mine: Record, theirs: Record, take: set[str], home: int | None
) -> tuple[Record, set[tuple[str, date]], bool]:
    """What two records are as one; which statuses and whether the home are the merged record's own rows."""
    values = {
        name: theirs.values[name]
        if theirs.values[name] and (name in take or not mine.values[name])
        else mine.values[name]
        for name in FIELDS
    }
    theirs_win = {
        key
        for key, sure in theirs.statuses.items()
        if key not in mine.statuses or (sure == "verified" and mine.statuses[key] == "declared")
    }
    statuses = mine.statuses | {key: theirs.statuses[key] for key in theirs_win}
    lives = home or mine.home or theirs.home
    their_home = lives is not None and lives != mine.home
    return (
        Record(
            values,
            mine.documents | theirs.documents,
            statuses,
            mine.consent or theirs.consent,
            mine.died or theirs.died,
            mine.keys | theirs.keys,
            lives,
        ),
        theirs_win,
        their_home,
    )


def taken_apart(one: Merged, now: Record) -> tuple[Record, Record]:
    """What both records are once the merge is taken back, when the survivor is ``now``."""
    mine, theirs = deepcopy(one.before), deepcopy(one.other)
    for name in FIELDS:
        if now.values[name] != one.after.values[name]:
            mine.values[name] = now.values[name]
    mine.documents |= now.documents - one.after.documents
    mine.keys |= now.keys - one.after.keys
    for key, sure in now.statuses.items():
        if key not in one.after.statuses:
            mine.statuses[key] = sure
        elif sure != one.after.statuses[key]:
            (theirs if key in one.their_statuses else mine).statuses[key] = sure
    mine.consent = mine.consent or (now.consent and not one.after.consent)
    mine.died = mine.died or (now.died and not one.after.died)
    if now.home != one.after.home:
        mine.home = now.home
        if one.their_home:
            theirs.home = None
    return mine, theirs
