"""How a person is related to others, once two records are one: no tie twice on a day, none to oneself."""

from __future__ import annotations

from collections import defaultdict

from django.db.models import Q

from dayaq.registry.merging.journal import Journal
from dayaq.registry.merging.spans import Span, common, last_day, span_of, without
from dayaq.registry.models import Person, PersonRelation

BOTH_WAYS = frozenset({PersonRelation.Kind.SPOUSE.value, PersonRelation.Kind.SIBLING.value})


def settle(journal: Journal, survivor: Person, merged: Person) -> None:
    """Shorten what says the same twice, the survivor's stays; take out what would relate a person to themselves.

    Ties that go both ways keep the smaller key first. One statement, and a few for each relation that changes.
    """
    both = [survivor.pk, merged.pk]
    rows = list(
        PersonRelation.objects.filter(Q(person__in=both) | Q(relative__in=both)).order_by("pk").select_for_update()
    )
    taken: dict[tuple[str, int, int], list[PersonRelation]] = defaultdict(list)
    for row in sorted(rows, key=lambda one: (merged.pk in (one.person_id, one.relative_id), one.pk)):
        ends = tuple(survivor.pk if key == merged.pk else key for key in (row.person_id, row.relative_id))
        first, second = sorted(ends) if row.kind in BOTH_WAYS else ends
        if first == second:
            journal.set_aside(PersonRelation, row.pk, None)
            continue
        standing = taken[row.kind, first, second]
        left = without(span_of(row), map(span_of, standing))
        if not left:
            same = next(one for one in standing if common(span_of(one), span_of(row)) is not None)
            journal.set_aside(PersonRelation, row.pk, same.pk)
            continue
        _keep(journal, row, left)
        standing.append(row)
        if (first, second) != ends:
            journal.change(PersonRelation, row.pk, {"person_id": first, "relative_id": second})


def _keep(journal: Journal, row: PersonRelation, left: list[Span]) -> None:
    """Let ``row`` hold on the last of the days that are left to it, and copies of it on the others."""
    if left == [span_of(row)]:
        return
    start, end = left[-1]
    journal.change(PersonRelation, row.pk, {"valid_from": start, "valid_to": last_day(end)})
    row.valid_from, row.valid_to = start, last_day(end)
    copies = [
        PersonRelation(
            person_id=row.person_id, relative_id=row.relative_id, kind=row.kind, basis=row.basis,
            evidence=row.evidence, origin=row.origin, valid_from=first, valid_to=last_day(last),
        )
        for first, last in left[:-1]
    ]  # fmt: skip
    made = PersonRelation.objects.bulk_create(copies)
    journal.added(PersonRelation, [one.pk for one in made])
