"""Requests for erasure that wait for somebody."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from dayaq.accounts.models import User
from dayaq.core.work import WorkItem
from dayaq.registry.models import ErasureRequest
from dayaq.registry.policies import DECIDE_ERASURE
from dayaq.registry.states import ErasureState

STEPS = {
    ErasureState.REQUESTED: _("Examine the request"),
    ErasureState.EXAMINED: _("Decide the request"),
}


def waiting_erasures(user: User, limit: int) -> list[WorkItem]:
    """Open requests of people whom ``user`` may see, earliest deadline first. One statement."""
    if not user.may(DECIDE_ERASURE):
        return []
    rows = ErasureRequest.objects.visible_to(user).filter(state__in=STEPS).select_related("person")
    return [
        WorkItem(
            due_on=row.due_on,
            title=STEPS[ErasureState(row.state)],
            subject=row.person.full_name,
            url_name="privacy:show",
            pk=row.pk,
            since=row.requested_on,
            note=row.number,
        )
        for row in rows.order_by("due_on", "pk")[:limit]
    ]
