"""What pages of pairs and merges show; each says how many statements it runs."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q

from dayaq.accounts.models import User
from dayaq.registry.merging.returning import grown_rows, moved_rows, recorded_since
from dayaq.registry.merging.rooms import words_of
from dayaq.registry.models import HouseholdMember, MergedRow, Person, PersonMerge, Status
from dayaq.registry.states import MergeState

if TYPE_CHECKING:
    from dayaq.core.errors import Text

What = MergedRow.What


def survivor_of(user: User, pk: int) -> Person | None:
    """Who stands for the merged record ``pk``, if ``user`` may see them. One statement."""
    return Person.objects.visible_to(user).filter(former=pk).first()


def merges_of(person: Person) -> list[PersonMerge]:
    """Merges that hold, into ``person`` or into a record merged into theirs, newest first. One statement."""
    holding = PersonMerge.objects.filter(state=MergeState.MERGED).select_related("merged")
    return list(holding.filter(Q(survivor=person) | Q(merged__merged_into=person)).order_by("-pk"))


def homes_of(*persons: Person) -> dict[int, HouseholdMember]:
    """The open membership of each, with its household. One statement."""
    rows = HouseholdMember.objects.filter(person__in=persons, valid_to__isnull=True)
    return {row.person_id: row for row in rows.select_related("household__unit").order_by("pk")}


@dataclass(frozen=True)
class Moved:
    """What a merge did to the rows of one model, in numbers; ``kept``: a later change keeps them where they are."""

    words: Text
    moved: int
    set_aside: int
    changed: int
    kept: int


def moved_by(merge: PersonMerge, user: User) -> list[Moved]:
    """What ``merge`` moved, by what the rows are called, without rows ``user`` may not know of. Three statements."""
    hidden = _hidden_statuses(merge, user)
    numbers: dict[str, Counter[str]] = {}
    for label, what, key, restored in merge.rows.values_list("model", "what", "key", "restored"):
        if label in ("registry.person", "registry.candidatepair") and what != What.MOVED:
            continue  # fields of the two records themselves, said elsewhere on the page; the queue
        if not (label == "registry.status" and key in hidden):
            numbers.setdefault(label, Counter()).update([what] + ["kept"] * (restored is False))
    return [
        Moved(words_of(label), found[What.MOVED], found[What.SET_ASIDE], found[What.CHANGED], found["kept"])
        for label, found in sorted(numbers.items())
    ]


def _hidden_statuses(merge: PersonMerge, user: User) -> set[int]:
    """Keys of statuses that ``user`` may not know of: of a restricted kind, or set aside, where the kind is not read."""
    keys = set(merge.rows.filter(model="registry.status").values_list("key", flat=True))
    return keys - set(Status.objects.filter(pk__in=keys).kinds_visible_to(user).values_list("pk", flat=True))


@dataclass(frozen=True)
class WayBack:
    """What taking a merge back would do: rows that return, that grew out of them since and go along, that stay."""

    returns: list[tuple[Text, int]]
    goes_along: list[tuple[Text, int]]
    stays: list[tuple[Text, int]]
    later: bool


def way_back(merge: PersonMerge) -> WayBack:
    """What stands in sight before a merge is taken back; a fixed number of statements."""
    moved = moved_rows(merge)
    later = PersonMerge.objects.filter(state=MergeState.MERGED, pk__gt=merge.pk, survivor=merge.survivor_id)
    return WayBack(
        _in_words(moved),
        _in_words(grown_rows(moved)),
        _in_words(recorded_since(merge)),
        merge.survivor.merged_into_id is not None or later.exists(),
    )


def _in_words(keys: dict[str, set[int]]) -> list[tuple[Text, int]]:
    return [(words_of(label), len(found)) for label, found in sorted(keys.items()) if found]
