"""Who may open a document."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from dayaq.accounts.models import User
from dayaq.core import subjects
from dayaq.core.api import Denied
from dayaq.documents.models import Document


def check_view(user: User, document: Document) -> None:
    """Denied (code ``hidden``) unless ``user`` may see documents and what this one is about."""
    if not user.may("document.view") or not subjects.is_visible(user, document.subject_type, document.subject_id):
        raise Denied(_("You may not see this document."), code="hidden")
