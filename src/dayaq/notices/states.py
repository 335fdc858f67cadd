"""The states of a notice."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from dayaq.core.api import Transition, Workflow


class NoticeState(models.TextChoices):
    QUEUED = "queued", _("Queued")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Failed")


NOTICE = Workflow(
    "notices.notice",
    initial={NoticeState.QUEUED: "notice.queued"},
    transitions=(
        Transition(NoticeState.QUEUED, NoticeState.SENT, "notice.sent", "the system"),
        Transition(NoticeState.QUEUED, NoticeState.FAILED, "notice.failed", "the system, after the last attempt"),
        Transition(NoticeState.FAILED, NoticeState.QUEUED, "notice.requeued", "whoever may see the notice"),
    ),
)
