"""Who may change the law as data. What the law says is not secret: reading needs no more than the page's own guard."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from dayaq.accounts.models import User
from dayaq.core.api import Denied


def check_manage(user: User) -> None:
    """Denied unless ``user`` looks after acts, parameters and the calendar."""
    if not user.may("law.manage"):
        raise Denied(
            _("You may not change legal acts, parameters or the calendar."),
            remedy=_("Ask an administrator, and say which act the change comes from."),
        )
