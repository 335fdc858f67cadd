"""What happens in a participant's life is told to their open case; what becomes of it is an officer's decision."""

from __future__ import annotations

from django.db import transaction

from dayaq.accounts.models import User
from dayaq.core import audit
from dayaq.core.models import AuditEvent
from dayaq.selfemployment.models import Case


@transaction.atomic
def follow_life_event(*, by: User, person: int, event: str, life_event: int) -> int:
    """Note ``event`` ("case.person_died") on the open cases of ``person``; told twice, noted once."""
    noted = 0
    for case in Case.objects.open().filter(person=person).order_by("pk"):
        told = AuditEvent.objects.filter(
            object_type="selfemployment.case", object_id=case.pk, event=event, detail__life_event=life_event
        )
        if not told.exists():
            audit.record(by=by, event=event, obj=case, detail={"life_event": life_event})
            noted += 1
    return noted
