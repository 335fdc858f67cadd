"""What every room of the house stands on: the audit log and its chain, the outbox, and shapes that models share."""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Self, TypeVar

import pgtrigger
from django.db import models
from django.db.models import Q

from dayaq.core import clock
from dayaq.core.classification import classify
from dayaq.core.fields import LabelField, MoneyField, label_in

__all__ = [
    "AuditEvent",
    "AuditPending",
    "AuditSeal",
    "Created",
    "Dated",
    "DatedQuerySet",
    "LabelField",
    "Labelled",
    "MoneyField",
    "OutboxEvent",
    "Stateful",
    "SubmissionKey",
]

APPEND_ONLY = pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)


class Labelled(models.Model):
    """Something with a name in each language."""

    label = LabelField()

    class Meta:
        abstract = True

    @property
    def name(self) -> str:
        """The label in the active language."""
        return label_in(self.label)


M = TypeVar("M", bound=models.Model)


class DatedQuerySet(models.QuerySet[M]):
    """Rows that hold for a span of days, the last day excluded."""

    def on(self, day: date) -> Self:
        """Rows in force on ``day``."""
        return self.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=day), valid_from__lte=day)


class Dated(models.Model):
    """In force from ``valid_from`` until the day before ``valid_to`` (like PostgreSQL's ``[)``); open when null."""

    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        abstract = True


class Created(models.Model):
    """When the row came to be."""

    created_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        abstract = True


class Stateful(Created):
    """A record that moves through the states of a workflow; it declares its own ``state`` field.

    ``version`` counts changes: a form shows it and an action refuses when it has moved on (a stale tab).
    """

    state_at = models.DateTimeField(default=clock.now, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        abstract = True


class AuditEvent(models.Model):
    """One thing that was done, written in the transaction that did it. Append-only.

    Values never stand here: ``before_digest`` and ``after_digest`` are salted SHA-256 of the values, which live in row
    history and decision records, where erasure reaches them. ``detail`` holds ids, counts and codes only. ``reason`` is
    what somebody wrote: the chain holds ``reason_digest``, so that erasure can empty it and the log still verifies.
    """

    at = models.DateTimeField()
    actor_id = models.BigIntegerField()
    actor_name = models.CharField(max_length=150)
    event = models.CharField(max_length=100)
    object_type = models.CharField(max_length=100)
    object_id = models.BigIntegerField(null=True)
    reason = models.TextField(blank=True)
    reason_digest = models.CharField(max_length=64, blank=True, default="", db_default="")
    detail = models.JSONField(default=dict)
    salt = models.CharField(max_length=32)
    before_digest = models.CharField(max_length=64, blank=True)
    after_digest = models.CharField(max_length=64, blank=True)

    PERSONAL_DATA: ClassVar = classify(
        none="id at actor_id event object_type object_id reason_digest detail salt before_digest after_digest",
        personal="actor_name reason",
    )

    class Meta:
        indexes = [
            models.Index(fields=["object_type", "object_id", "-id"], name="audit_object"),
            models.Index(fields=["event", "-id"], name="audit_event"),
            models.Index(fields=["actor_id", "-id"], name="audit_actor"),
            models.Index(fields=["-at"], name="audit_at"),
        ]
        triggers = [APPEND_ONLY]


class AuditSeal(models.Model):
    """A link of the chain: position, the event it seals, and the hash of that event joined to the link before.

    Written by one sealer within seconds of the event, because a chain inside each transaction would serialise all
    writes. Append-only.
    """

    position = models.BigIntegerField(primary_key=True)
    event = models.OneToOneField(AuditEvent, on_delete=models.PROTECT, related_name="seal")
    hash = models.CharField(max_length=64)

    PERSONAL_DATA: ClassVar = classify(none="position event hash")

    class Meta:
        triggers = [APPEND_ONLY]


class AuditPending(models.Model):
    """An event that waits for its seal: the sealer's queue, so that it never has to search the whole log."""

    event = models.OneToOneField(AuditEvent, on_delete=models.PROTECT, primary_key=True, related_name="pending")

    PERSONAL_DATA: ClassVar = classify(none="event")


class OutboxEvent(models.Model):
    """Something that happened and that a higher room may react to: written with the change, handled by the worker."""

    name = models.CharField(max_length=100)
    payload = models.JSONField(default=dict)
    created_at = models.DateTimeField(default=clock.now)
    handled_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    retry_at = models.DateTimeField(null=True)
    error = models.TextField(blank=True)

    PERSONAL_DATA: ClassVar = classify(none="id name payload created_at handled_at attempts retry_at error")

    class Meta:
        indexes = [models.Index(fields=["id"], name="outbox_open", condition=Q(handled_at__isnull=True))]


class SubmissionKey(models.Model):
    """The key of a form that was sent, and what came of it."""

    actor_id = models.BigIntegerField()
    key = models.CharField(max_length=64)
    result_id = models.BigIntegerField(null=True)
    created_at = models.DateTimeField(default=clock.now)

    PERSONAL_DATA: ClassVar = classify(none="id actor_id key result_id created_at")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["actor_id", "key"], name="submission_once")]
