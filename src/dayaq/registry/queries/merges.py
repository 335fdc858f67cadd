"""What pages of pairs and merges show; each says how many statements it runs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.apps import apps
from django.db.models import Q

from dayaq.accounts.models import User
from dayaq.registry.merging.pointers import PERSON
from dayaq.registry.merging.returning import grown_rows, moved_rows, recorded_since
from dayaq.registry.merging.rooms import words_of
from dayaq.registry.models import HouseholdMember, MergedRow, Person, PersonMerge, StatusKind
from dayaq.registry.states import MergeState
from dayaq.registry.visibility import RESTRICTED

if TYPE_CHECKING:
    from dayaq.core.errors import Text

What = MergedRow.What
_SAID_ELSEWHERE: Final = frozenset({PERSON, "registry.candidatepair"})
"""Fields of the two records themselves stand elsewhere on the page, pairs in the queue."""


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
    """What ``merge`` moved, by what the rows are called; rows that ``user`` may not see are not counted.

    Three statements, and one for each kind of row.
    """
    keys: dict[str, dict[str, set[int]]] = {}
    for label, what, key, restored in merge.rows.values_list("model", "what", "key", "restored"):
        if label in _SAID_ELSEWHERE and what != What.MOVED:
            continue
        found = keys.setdefault(label, {})
        found.setdefault(what, set()).add(key)
        if restored is False:
            found.setdefault("kept", set()).add(key)
    moved = []
    for label, said in sorted(keys.items()):
        aside = said.get(What.SET_ASIDE, set())
        seen = _seen(label, set().union(*said.values()) - aside, user) | (aside - _secret(merge, label, user))
        numbers = [len(said.get(what, set()) & seen) for what in (What.MOVED, What.SET_ASIDE, What.CHANGED, "kept")]
        if any(numbers):
            moved.append(Moved(words_of(label), *numbers))
    return moved


def _seen(label: str, keys: set[int], user: User) -> set[int]:
    """Of the rows of a model those that ``user`` may see, where the model knows who sees what."""
    manager = apps.get_model(label)._default_manager
    if label == PERSON or not hasattr(manager, "visible_to"):
        return keys
    return set(manager.visible_to(user).filter(pk__in=keys).values_list("pk", flat=True))


def _secret(merge: PersonMerge, label: str, user: User) -> set[int]:
    """Statuses set aside whose kind ``user`` may not know of: the row itself is not there to be asked."""
    if label != "registry.status" or user.may(RESTRICTED):
        return set()
    kinds = list(StatusKind.objects.filter(sensitivity="restricted").values_list("pk", flat=True))
    return set(merge.rows.filter(model=label, old__kind_id__in=kinds).values_list("key", flat=True))


@dataclass(frozen=True)
class WayBack:
    """What taking a merge back would do besides: rows that grew out of moved ones since and go along, rows that stay;
    ``later``: another merge must be taken back first."""

    goes_along: list[tuple[Text, int]]
    stays: list[tuple[Text, int]]
    later: bool


def way_back(merge: PersonMerge, user: User) -> WayBack:
    """What stands in sight before a merge is taken back; a statement or two for each kind of row."""
    later = PersonMerge.objects.filter(state=MergeState.MERGED, pk__gt=merge.pk, survivor=merge.survivor_id)
    return WayBack(
        _in_words(grown_rows(moved_rows(merge)), user),
        _in_words(recorded_since(merge), user),
        merge.survivor.merged_into_id is not None or later.exists(),
    )


def _in_words(keys: dict[str, set[int]], user: User) -> list[tuple[Text, int]]:
    seen = [(words_of(label), len(_seen(label, found, user))) for label, found in sorted(keys.items()) if found]
    return [(words, number) for words, number in seen if number]
