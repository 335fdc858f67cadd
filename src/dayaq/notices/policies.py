"""Who may look at a notice and send it again."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from dayaq.accounts.models import User
from dayaq.core import subjects
from dayaq.core.api import Denied
from dayaq.notices.models import Notice


def check_view(user: User, notice: Notice) -> None:
    """Denied (code ``hidden``) unless ``user`` may see notices and the one this is for."""
    if not user.may("notice.view") or not subjects.is_visible(user, notice.recipient_type, notice.recipient_id):
        raise Denied(_("You may not see this notice."), code="hidden")
