"""What a written change does to other requests for the same fields."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction

from dayaq.accounts.models import User
from dayaq.registry.models import ChangeRequest, Person
from dayaq.registry.states import CHANGE, ChangeState


@transaction.atomic
def collide(*, by: User, person: Person, fields: Collection[str], spare: int | None = None) -> int:
    """Put the waiting requests about ``person`` that touch one of ``fields`` in conflict; returns how many.

    ``spare`` is the request whose approval wrote the fields. The caller holds the lock of the person.
    """
    waiting = ChangeRequest.objects.select_for_update(of=("self",)).filter(
        person=person, state=ChangeState.SUBMITTED, changes__has_any_keys=sorted(fields)
    )
    found = list(waiting.exclude(pk=spare).order_by("pk"))
    for change in found:
        CHANGE.move(
            change,
            ChangeState.CONFLICTING,
            by=by,
            detail={"person": person.pk, "fields": change.fields},
            conflicts=[ChangeRequest.Conflict.CHANGED],
        )
    return len(found)
