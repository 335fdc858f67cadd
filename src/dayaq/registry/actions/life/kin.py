"""What events do to relations: a child gets its parents, a marriage begins, one ends, a guardian is one no longer."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q

from dayaq.accounts.models import User
from dayaq.registry.actions.relations import write_end, write_relation
from dayaq.registry.effects import Effects, reason_of
from dayaq.registry.models import LifeEvent, Person, PersonRelation

Kind = PersonRelation.Kind
DAY = timedelta(days=1)


@transaction.atomic
def relate(*, by: User, event: LifeEvent, person: Person, relative: Person, role: str, effects: Effects) -> None:
    """From the day of the event on ``relative`` is the ``role`` of ``person``, on the evidence of the event."""
    relation = write_relation(
        by=by, person=person, relative=relative, role=role, evidence=event.evidence, valid_from=event.on, origin="event"
    )
    effects.add("relation_recorded", relation, None, {"kind": relation.kind})


@transaction.atomic
def part(*, by: User, event: LifeEvent, kinds: tuple[str, ...], end: date, effects: Effects) -> None:
    """End the relations of ``kinds`` that the person has: ``end`` is the first day without them.

    One that was recorded as beginning later holds for its first day and ends with it.
    """
    own = Q(person=event.person) | Q(relative=event.person)
    for relation in PersonRelation.objects.filter(own, kind__in=kinds, valid_to__isnull=True).order_by("pk"):
        last = max(end, relation.valid_from + DAY)
        write_end(by=by, relation=relation, on=last, reason=reason_of(event))
        effects.add("relation_ended", relation, {"valid_to": None}, {"valid_to": last})
