"""What happens in an applicant's life is told to their open applications. Nothing is refused or withdrawn by itself:
the officer whose work it is finds it among what waits."""

from __future__ import annotations

from django.db import transaction

from dayaq.accounts.models import User
from dayaq.core import audit
from dayaq.core.models import AuditEvent
from dayaq.programmes.models import Application


@transaction.atomic
def follow_life_event(*, by: User, person: int, event: str, life_event: int) -> int:
    """Note ``event`` ("application.person_died") on the open applications of ``person``; told twice, noted once."""
    noted = 0
    for application in Application.objects.open().filter(person=person).order_by("pk"):
        told = AuditEvent.objects.filter(
            object_type="programmes.application",
            object_id=application.pk,
            event=event,
            detail__life_event=life_event,
        )
        if not told.exists():
            audit.record(by=by, event=event, obj=application, detail={"life_event": life_event})
            noted += 1
    return noted
