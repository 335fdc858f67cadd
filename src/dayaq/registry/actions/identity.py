"""One person or two: merging two records, taking the merge back, keeping two people apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext_lazy as _

from dayaq.accounts.models import User
from dayaq.core.api import Invalid, Stale, WrongState, clock, lock
from dayaq.registry import policies
from dayaq.registry.actions.rechecking import recheck_persons
from dayaq.registry.dictionary import index_former_names, index_names
from dayaq.registry.merging import (
    collisions,
    documents,
    effects,
    households,
    pairs,
    relations,
    returning,
    statuses,
    values,
)
from dayaq.registry.merging.journal import Journal, take_back
from dayaq.registry.merging.pointers import pointers
from dayaq.registry.merging.rooms import objections
from dayaq.registry.models import CandidatePair, MergedRow, Person, PersonMerge, PersonName
from dayaq.registry.states import CANDIDATE_PAIR, PERSON_MERGE, MergeState, PairState


@transaction.atomic
def merge_persons(
    *,
    by: User,
    survivor: Person,
    merged: Person,
    reason: str,
    take: Collection[str] = (),
    home: int | None = None,
    versions: tuple[int, int] | None = None,
) -> PersonMerge:
    """Let ``survivor`` stand for ``merged`` too: whatever hung on either hangs on the survivor from now on.

    ``take``: fields (``values.CHOSEN``) whose value comes from the merged record; where the survivor has none it does
    anyway. ``home``: the household in which the person lives, when each record has another (default: the survivor's).
    ``versions``: of survivor and merged, as shown. Stale when one changed since; WrongState when one was merged
    meanwhile, when a room objects, or when both have an entry of which one person may have only one.
    """
    policies.check_may(by, policies.MERGE)
    _check_reason(reason)
    if survivor.pk == merged.pk:
        raise Invalid(_("A record cannot be merged with itself."), code="same")
    pairs.lock_queue()
    _lock_persons(survivor, merged)
    _check_standing(survivor, merged)
    policies.check_merge(by, survivor, merged)
    if versions is not None and versions != (survivor.version, merged.version):
        raise _stale()
    if against := objections(survivor, merged):
        raise WrongState(
            " ".join(map(str, against)), code="objection", remedy=_("Settle this first, then merge the records.")
        )
    merge = PersonMerge(survivor=survivor, merged=merged, reason=reason.strip(), by=by)
    merge.save()
    journal = Journal(merge)
    try:
        with transaction.atomic():
            merge.taken = values.combine(journal, survivor, merged, take)
            _move_everything(journal, survivor, merged, home)
            connection.check_constraints()
    except IntegrityError as error:
        raise _in_the_way() from error
    _become_one(journal, survivor, merged)
    journal.save()
    merge.save(update_fields=["taken"])
    _decide(by, survivor, merged, PairState.MERGED, reason)
    recheck_persons(by=by, persons=[survivor.pk])
    return PERSON_MERGE.start(merge, by=by, reason=merge.reason, detail=_detail(merge, journal.steps))


@transaction.atomic
def unmerge_persons(*, by: User, merge: PersonMerge, reason: str, version: int | None = None) -> PersonMerge:
    """Take ``merge`` back: both records are what they were, and what was recorded since stays with the survivor.

    Rows that grew out of moved ones since (an enrolment on an application) go with them. What somebody changed since
    keeps the change; those steps have ``restored`` false. WrongState when the survivor was merged itself since, or
    another record into it: the latest merge is taken back first.
    """
    policies.check_may(by, policies.MERGE)
    _check_reason(reason)
    pairs.lock_queue()
    survivor, merged = merge.survivor, merge.merged
    _lock_persons(survivor, merged)
    lock(merge, version=version)
    PERSON_MERGE.check(merge, MergeState.UNDONE)
    _check_latest(merge, survivor)
    policies.check_merge(by, survivor)
    moved = returning.moved_rows(merge)
    grown = returning.grown_rows(moved)
    try:
        with transaction.atomic():
            Person.objects.filter(pk=merged.pk).update(merged_into=None)
            changed = take_back(merge)
            returning.let_go_along(grown, survivor.pk, merged.pk)
            connection.check_constraints()
    except IntegrityError as error:
        raise _in_the_way() from error
    _become_two(survivor, merged)
    _decide(by, survivor, merged, PairState.KEPT_APART, reason)
    recheck_persons(by=by, persons=[survivor.pk, merged.pk])
    detail = _detail(merge, list(merge.rows.all())) | {
        "grown": {label: len(keys) for label, keys in sorted(grown.items()) if keys},
        "not_restored": len(changed),
    }
    return PERSON_MERGE.move(
        merge, MergeState.UNDONE, by=by, reason=reason.strip(), detail=detail,
        undone_by=by, undo_reason=reason.strip(),
    )  # fmt: skip


@transaction.atomic
def keep_apart(*, by: User, pair: CandidatePair, reason: str, version: int | None = None) -> CandidatePair:
    """Say that the two of ``pair`` are two people. They are asked about again only when one of the records changes."""
    policies.check_may(by, policies.MERGE)
    _check_reason(reason)
    pairs.lock_queue()
    _lock_persons(pair.left, pair.right)
    _check_standing(pair.left, pair.right)
    policies.check_pair(by, pair)
    return _settle(by, pair, PairState.KEPT_APART, reason, version)


def _settle(by: User, pair: CandidatePair, state: PairState, reason: str, version: int | None = None) -> CandidatePair:
    versions = dict(Person.objects.filter(pk__in=[pair.left_id, pair.right_id]).values_list("pk", "version"))
    return CANDIDATE_PAIR.move(
        pair, state, by=by, reason=reason.strip(), version=version,
        detail={"left": pair.left_id, "right": pair.right_id},
        decided_by=by, decided_why=reason.strip(), decided_at=clock.now(), left_version=versions[pair.left_id],
        right_version=versions[pair.right_id],
    )  # fmt: skip


def _decide(by: User, survivor: Person, merged: Person, state: PairState, reason: str) -> None:
    """The pair of the two, where somebody found one, says what was decided."""
    pair = pairs.pair_of(survivor.pk, merged.pk)
    if pair is not None and CANDIDATE_PAIR.allows(pair.state, state):
        _settle(by, pair, state, reason)


def _move_everything(journal: Journal, survivor: Person, merged: Person, home: int | None) -> None:
    households.settle(journal, survivor, merged, home)
    relations.settle(journal, survivor, merged)
    statuses.settle(journal, survivor, merged)
    effects.settle(journal, survivor, merged)
    for pointer in pointers():
        collisions.settle(journal, pointer, survivor.pk, merged.pk)
    for pointer in pointers():
        journal.move(pointer, merged.pk, survivor.pk)
    documents.settle(journal, survivor)


def _become_one(journal: Journal, survivor: Person, merged: Person) -> None:
    survivor.version += 1
    merged.version += 1
    merged.merged_into = survivor
    survivor.save(update_fields=["version"])
    merged.save(update_fields=["version", "merged_into"])
    PersonName.objects.filter(person=merged).delete()
    index_names([survivor])
    index_former_names(survivor)
    pairs.carry_over(journal, survivor, merged)


def _become_two(survivor: Person, merged: Person) -> None:
    for person in (survivor, merged):
        person.refresh_from_db()
        person.version += 1
        person.save(update_fields=["version"])
    index_names([survivor, merged])
    for person in (survivor, merged):
        index_former_names(person)


def _lock_persons(*persons: Person) -> None:
    """Lock the records in the order of their keys, whoever merges whom, and bring them up to date."""
    for person in sorted(persons, key=lambda one: one.pk):
        person.refresh_from_db(from_queryset=Person.objects.select_for_update(of=("self",)))


def _check_standing(*persons: Person) -> None:
    if any(person.merged_into_id is not None for person in persons):
        raise policies.merged_meanwhile()


def _check_latest(merge: PersonMerge, survivor: Person) -> None:
    """Merges are taken back from the last to the first: an earlier one knows nothing of what a later one moved."""
    later = PersonMerge.objects.filter(state=MergeState.MERGED, pk__gt=merge.pk, survivor=survivor)
    if survivor.merged_into_id is not None or later.exists():
        raise WrongState(
            _("One of these records was merged again later."),
            code="later_merge",
            remedy=_("Take the later merge back first."),
        )


def _check_reason(reason: str) -> None:
    if not reason.strip():
        raise Invalid(_("Say why."), code="reason", field="reason")


def _stale() -> Stale:
    return Stale(
        _("One of the two records changed after you opened the page. Nothing of yours was saved."),
        remedy=_("Open the page again, compare the two once more, and decide."),
    )


def _in_the_way() -> WrongState:
    return WrongState(
        _("An entry of one record is in the way of an entry of the other."),
        code="in_the_way",
        remedy=_("Both may have been recorded for the same thing: end or correct one of them first."),
    )


def _detail(merge: PersonMerge, steps: Collection[MergedRow]) -> dict[str, object]:
    """Keys and numbers for the audit log: what moved, by model."""
    moved = Counter(step.model for step in steps if step.what == MergedRow.What.MOVED)
    aside = Counter(step.model for step in steps if step.what == MergedRow.What.SET_ASIDE)
    return {
        "survivor": merge.survivor_id,
        "merged": merge.merged_id,
        "taken": merge.taken,
        "moved": dict(sorted(moved.items())),
        "set_aside": dict(sorted(aside.items())),
    }
