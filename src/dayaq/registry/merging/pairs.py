"""What was found and decided about a record that no longer stands holds for the one that stands for it."""

from __future__ import annotations

from django.db import connection

from dayaq.core.api import clock
from dayaq.registry.merging.journal import Journal
from dayaq.registry.models import CandidatePair, Person
from dayaq.registry.states import PairState

QUEUE_LOCK = 0x0DA1AB
"""Merges and decisions share it; whoever writes many pairs at once holds it alone."""


def lock_queue(*, alone: bool = False) -> None:
    """Until this transaction ends: merges and decisions go on beside each other, but not beside a run that writes
    pairs (``alone``), which takes rows in an order of its own."""
    name = "pg_advisory_xact_lock" if alone else "pg_advisory_xact_lock_shared"
    with connection.cursor() as cursor:
        cursor.execute(f"select {name}(%s)", [QUEUE_LOCK])


def pair_of(one: int, other: int) -> CandidatePair | None:
    """The pair of two records, locked."""
    left, right = sorted((one, other))
    found: CandidatePair | None = CandidatePair.objects.select_for_update().filter(left=left, right=right).first()
    return found


def carry_over(journal: Journal, survivor: Person, merged: Person) -> None:
    """Pairs of the merged record with a third one: what waits is settled here and waits for the survivor, what was kept
    apart is kept apart from the survivor too; a pair that the survivor has already stays as it is."""
    pairs = list(
        CandidatePair.objects.of(merged.pk)
        .filter(state__in=[PairState.WAITING, PairState.KEPT_APART])
        .exclude(left__in=[survivor.pk, merged.pk], right__in=[survivor.pk, merged.pk])
        .select_related("left", "right")
        .select_for_update(of=("self",))
        .order_by("pk")
    )
    theirs = CandidatePair.objects.of(survivor.pk).values_list("left", "right")
    known = {key for keys in theirs for key in keys}
    made = []
    for pair in pairs:
        third = _third(pair, merged)
        if pair.state == PairState.WAITING:
            changes = {"state": PairState.SUPERSEDED.value, "version": pair.version + 1, "state_at": clock.now()}
            journal.change(CandidatePair, pair.pk, changes)
        if third.pk not in known and third.merged_into_id is None:
            made.append(_copy(pair, survivor, third))
    journal.added(CandidatePair, [pair.pk for pair in CandidatePair.objects.bulk_create(made)])


def _third(pair: CandidatePair, one: Person) -> Person:
    return pair.right if pair.left_id == one.pk else pair.left


def _copy(pair: CandidatePair, survivor: Person, third: Person) -> CandidatePair:
    versions = {survivor.pk: survivor.version, third.pk: third.version}
    left, right = sorted(versions)
    decided = pair.state == PairState.KEPT_APART
    return CandidatePair(
        left_id=left,
        right_id=right,
        run_id=pair.run_id,
        probability=pair.probability,
        weights=pair.weights,
        state=pair.state,
        decided_by_id=pair.decided_by_id,
        decided_at=pair.decided_at,
        decided_why=pair.decided_why,
        left_version=versions[left] if decided else None,
        right_version=versions[right] if decided else None,
    )
