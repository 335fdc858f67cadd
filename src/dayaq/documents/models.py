"""Documents: a PDF that was given out, its number, its digest, and whether it still holds.

A document is made once and never altered: a correction is a new document that supersedes it. Anyone who holds the paper
can ask, by the QR code on it, whether it is genuine and still valid; the answer tells nothing about the person.
"""

from __future__ import annotations

from typing import Any, ClassVar, Self

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from dayaq.core import subjects
from dayaq.core.classification import classify
from dayaq.core.models import Stateful
from dayaq.documents.states import DocumentState


class DocumentKind(models.TextChoices):
    """What a document is; each kind is numbered on its own (``documents.numbering.PREFIXES``)."""

    RECEIPT = "receipt", _("Receipt of an application")
    LETTER_DECISION = "letter_decision", _("Letter of decision")
    LETTER_APPEAL = "letter_appeal", _("Answer to an appeal")
    CONTRACT = "contract", _("Contract")
    HANDOVER_ACT = "handover_act", _("Handover act")
    NOTICE_BREACH = "notice_breach", _("Notice of breach")
    OWNERSHIP_ACT = "ownership_act", _("Act of transfer of ownership")
    LETTER_ERASURE = "letter_erasure", _("Answer to a request for erasure")


class DocumentQuerySet(models.QuerySet[Any]):
    """Documents, narrowed to those whose subject an account may see."""

    def visible_to(self, user: Any) -> Self:
        """Documents about something ``user`` may see, for whoever may see documents at all."""
        if not user.may("document.view"):
            return self.none()
        return self.filter(subjects.visible_q(user, type_field="subject_type", id_field="subject_id"))

    def about(self, subject: models.Model) -> Self:
        """Documents about ``subject``, newest first, without their content."""
        return (
            self.filter(subject_type=subjects.label_of(subject), subject_id=subject.pk)
            .defer("content")
            .order_by("-issued_on", "-pk")
        )


class Document(Stateful):
    """A PDF/A that was issued. ``digest`` is the SHA-256 of ``content`` in hex; ``token`` opens the verification page.

    Number, content and digest cannot be changed and the row cannot be deleted: triggers refuse it. Erasure of a person
    alone empties ``content`` (core/erasure.py); number and digest stay, so the paper in hand can still be verified.
    """

    kind = models.CharField(max_length=30, choices=DocumentKind.choices)
    number = models.CharField(max_length=30)
    issued_on = models.DateField()
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    language = models.CharField(max_length=5)
    template = models.CharField(max_length=50)
    subject_type = models.CharField(max_length=100)
    subject_id = models.BigIntegerField()
    content = models.BinaryField()
    digest = models.CharField(max_length=64)
    token = models.CharField(max_length=43, unique=True)
    state = models.CharField(max_length=20, choices=DocumentState.choices, default=DocumentState.VALID)
    superseded_by = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="supersedes"
    )

    objects = DocumentQuerySet.as_manager()

    PERSONAL_DATA: ClassVar = classify(
        none="id kind number issued_on issued_by language template subject_type subject_id digest token state "
        "superseded_by created_at state_at version",
        personal="content",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "number"], name="document_number"),
            models.CheckConstraint(
                condition=Q(state=DocumentState.SUPERSEDED, superseded_by__isnull=False)
                | ~Q(state=DocumentState.SUPERSEDED) & Q(superseded_by__isnull=True),
                name="document_superseded",
            ),
            models.CheckConstraint(
                condition=Q(superseded_by__isnull=True) | ~Q(superseded_by=F("id")), name="document_not_by_itself"
            ),
        ]
        indexes = [
            models.Index(fields=["subject_type", "subject_id"], name="document_subject"),
            models.Index(fields=["-issued_on", "-id"], name="document_issued"),
        ]
        triggers = [
            pgtrigger.ReadOnly(
                name="as_issued",
                fields=[
                    "kind",
                    "number",
                    "issued_on",
                    "issued_by",
                    "language",
                    "template",
                    "subject_type",
                    "subject_id",
                    "content",
                    "digest",
                    "token",
                ],
            ),
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
        ]

    @property
    def file_name(self) -> str:
        """A safe name for the download: kind and number, nothing of the person."""
        return f"{self.kind}-{self.number}.pdf".replace("/", "-")


class NumberSequence(models.Model):
    """The last number given out for a code in a year; the row lock keeps two from getting the same."""

    code = models.CharField(max_length=20)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    PERSONAL_DATA: ClassVar = classify(none="id code year last")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["code", "year"], name="number_sequence")]
