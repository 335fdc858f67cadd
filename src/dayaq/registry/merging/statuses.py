"""Derived statuses of two records: of the same one on the same days that which began earlier stays."""

from __future__ import annotations

from dayaq.registry.merging.journal import Journal
from dayaq.registry.merging.spans import common, span_of
from dayaq.registry.models import Person, Status, StatusGround
from dayaq.registry.states import Verification


def settle(journal: Journal, survivor: Person, merged: Person) -> None:
    """Set the later one of each two aside. What holds for the one person is computed anew once the records are one.

    One statement, and a few for each status set aside.
    """
    grounds = list(
        StatusGround.objects.filter(status__person__in=[survivor, merged])
        .exclude(status__verification=Verification.REFUTED)
        .select_related("status")
        .order_by("status__valid_from", "status")
    )
    standing: list[StatusGround] = []
    for ground in grounds:
        same = next((one for one in standing if _says_the_same(one, ground)), None)
        if same is None:
            standing.append(ground)
        else:
            journal.set_aside(Status, ground.status_id, same.status_id)


def _says_the_same(one: StatusGround, other: StatusGround) -> bool:
    return (
        one.rule == other.rule
        and (one.status.kind_id, one.status.conflict) == (other.status.kind_id, other.status.conflict)
        and one.status.person_id != other.status.person_id
        and common(span_of(one.status), span_of(other.status)) is not None
    )
