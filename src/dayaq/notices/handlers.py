"""What the worker does for notices every round, and who may see notices to accounts."""

from __future__ import annotations

from dayaq.accounts.models import User
from dayaq.core import subjects
from dayaq.core.api import chore
from dayaq.notices.delivery import deliver_pending

subjects.register("accounts.user", visible=lambda user: User.objects.filter(pk=user.pk))


@chore
def deliver() -> int:
    """Deliver what is due."""
    return deliver_pending()
