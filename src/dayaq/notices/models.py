"""Notices: what is told to a person, in their language, by letter, SMS or e-mail.

A notice is written in the transaction of what it tells of, so nobody hears of something that was rolled back, and
delivered by the worker afterwards. It keeps the name and address as they were at that time.
"""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dayaq.core import subjects
from dayaq.core.classification import classify
from dayaq.core.models import Stateful
from dayaq.documents.models import Document
from dayaq.notices.states import NoticeState


class Channel(models.TextChoices):
    LETTER = "letter", _("Letter")
    SMS = "sms", _("SMS")
    EMAIL = "email", _("E-mail")


class NoticeQuerySet(models.QuerySet[Any]):
    """Notices, narrowed to those whose recipient an account may see."""

    def visible_to(self, user: Any) -> Self:
        """Notices to people ``user`` may see, for whoever may see notices at all."""
        if not user.may("notice.view"):
            return self.none()
        return self.filter(subjects.visible_q(user, type_field="recipient_type", id_field="recipient_id"))

    def to(self, recipient: models.Model) -> Self:
        """Notices to ``recipient``, newest first."""
        return self.filter(recipient_type=subjects.label_of(recipient), recipient_id=recipient.pk).order_by("-pk")


class Notice(Stateful):
    """A text for one recipient. ``address`` is a postal address, a telephone number (E.164) or an e-mail address."""

    recipient_type = models.CharField(max_length=100)
    recipient_id = models.BigIntegerField()
    recipient_name = models.CharField(max_length=300)
    address = models.CharField(max_length=500, blank=True)
    channel = models.CharField(max_length=10, choices=Channel.choices)
    language = models.CharField(max_length=5)
    template = models.CharField(max_length=50)
    subject = models.CharField(max_length=300)
    body = models.TextField()
    document = models.ForeignKey(Document, on_delete=models.PROTECT, null=True, blank=True, related_name="notices")
    state = models.CharField(max_length=10, choices=NoticeState.choices, default=NoticeState.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    retry_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    error = models.CharField(max_length=200, blank=True)

    objects = NoticeQuerySet.as_manager()

    PERSONAL_DATA: ClassVar = classify(
        none="id recipient_type recipient_id channel language template document state attempts retry_at sent_at error "
        "created_at state_at version",
        personal="recipient_name address subject body",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state=NoticeState.SENT, sent_at__isnull=False) | ~Q(state=NoticeState.SENT),
                name="notice_sent_at",
            ),
        ]
        indexes = [
            models.Index(fields=["recipient_type", "recipient_id", "-id"], name="notice_recipient"),
            models.Index(fields=["id"], name="notice_waiting", condition=Q(state=NoticeState.QUEUED)),
        ]
