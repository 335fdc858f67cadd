"""What the pages of data protection share."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dayaq.accounts.models import User

PARTS = (
    ("index", _("Requests for erasure"), "erasure.decide"),
    ("retention", _("How long what is kept"), "data.protect"),
    ("holds", _("Legal holds"), "data.protect"),
    ("bases", _("Purposes and legal bases"), "data.protect"),
)


def tabs(current: str, user: User) -> list[dict[str, Any]]:
    """The parts that ``user`` may open."""
    return [
        {"url": reverse(f"privacy:{name}"), "label": label, "current": name == current, "count": ""}
        for name, label, permission in PARTS
        if user.may(permission)
    ]
