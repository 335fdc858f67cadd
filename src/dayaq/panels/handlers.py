"""What waits in this room for an account."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dayaq.accounts.models import User
from dayaq.core.work import WorkItem, register_work
from dayaq.panels.queries import sittings_to_score


@register_work
def waiting_scores(user: User, limit: int) -> list[WorkItem]:
    """Open sittings that ``user`` may score and has not scored; one statement."""
    return [
        WorkItem(
            due_on=sitting.deadline,
            title=_("Score"),
            subject=sitting.panel.name,
            url_name="panels:sitting",
            pk=sitting.pk,
            since=timezone.localdate(sitting.created_at),
            note=f"№ {sitting.pk}",
        )
        for sitting in sittings_to_score(user).select_related("panel")[:limit]
    ]
