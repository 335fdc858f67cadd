"""Who may change the catalogue of services. What it says is not secret: reading needs no more than the page's guard."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from dayaq.accounts.models import User
from dayaq.core.api import Denied


def check_manage_services(user: User) -> None:
    """Denied unless ``user`` looks after kinds, services, their terms and standards."""
    if not user.may("service.manage"):
        raise Denied(
            _("You may not change the catalogue of services."),
            remedy=_("Ask an administrator, and say which act the change comes from."),
        )
