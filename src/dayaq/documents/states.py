"""The states of a document."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from dayaq.core.api import Transition, Workflow


class DocumentState(models.TextChoices):
    VALID = "valid", _("Valid")
    SUPERSEDED = "superseded", _("Superseded")
    REVOKED = "revoked", _("Revoked")


DOCUMENT = Workflow(
    "documents.document",
    initial={DocumentState.VALID: "document.issued"},
    transitions=(
        Transition(
            DocumentState.VALID, DocumentState.SUPERSEDED, "document.superseded", "whoever issues its replacement"
        ),
        Transition(DocumentState.VALID, DocumentState.REVOKED, "document.revoked", "the officer of its subject"),
    ),
)
