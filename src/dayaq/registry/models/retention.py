"""How long what is kept, what stops it, and the review lists that an officer approves before anything goes."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from dayaq.core.classification import classify
from dayaq.core.models import Dated, DatedQuerySet, Labelled, Stateful
from dayaq.registry.models.person import Person
from dayaq.registry.states import RetentionState
from dayaq.registry.visibility import RelatedQuerySet


class RetentionRule(Labelled):
    """How long records of one ``kind`` are kept: ``parameter`` of the law in months after the event of the kind.

    ``kind`` is the code of a :class:`dayaq.registry.retention.Kind`, which knows the event and how to apply it.
    """

    class Outcome(models.TextChoices):
        ANONYMISE = "anonymise", _("Anonymised")
        DELETE = "delete", _("Deleted")

    code = models.SlugField(max_length=50, unique=True)
    kind = models.CharField(max_length=50)
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    parameter = models.CharField(max_length=80)
    article = models.CharField(max_length=200)
    order = models.PositiveSmallIntegerField(default=100)

    PERSONAL_DATA: ClassVar = classify(none="id code label kind outcome parameter article order")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(outcome__in=["anonymise", "delete"]), name="retention_outcome"),
            models.CheckConstraint(condition=~Q(article=""), name="retention_article"),
        ]


class HoldQuerySet(RelatedQuerySet, DatedQuerySet):  # type: ignore[override,type-arg]  # stubs: a manager type each
    """Legal holds, chainable."""


class LegalHold(Dated, Stateful):
    """Data of ``person`` are neither anonymised nor erased from ``valid_from`` until the day before ``valid_to``.

    A court, an audit, a running dispute: ``reason`` says which. The database itself refuses to erase while it holds.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="holds")
    reason = models.CharField(max_length=500)
    placed_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    ended_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")

    objects = HoldQuerySet.as_manager()

    PERSONAL_DATA: ClassVar = classify(
        none="id person placed_by ended_by valid_from valid_to created_at state_at version", personal="reason"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")), name="hold_period"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="hold_reason"),
        ]


class RunQuerySet(models.QuerySet[Any]):
    """Review lists, chainable."""

    def open(self) -> Self:
        """Those not finished and not cancelled."""
        return self.filter(state__in=[RetentionState.PLANNED, RetentionState.APPROVED])


class RetentionRun(Stateful):
    """A review list: what one rule says is due on ``on_date``. Nothing goes before ``approved_by`` approved it.

    ``total`` and ``digest`` (SHA-256 of the keys) are those of the list as it was reviewed; ``done`` and ``held`` count
    what was applied and what something held back.
    """

    rule = models.ForeignKey(RetentionRule, on_delete=models.PROTECT, related_name="runs")
    on_date = models.DateField()
    state = models.CharField(max_length=10, choices=RetentionState.choices, default=RetentionState.PLANNED)
    total = models.PositiveIntegerField(default=0)
    digest = models.CharField(max_length=64)
    done = models.PositiveIntegerField(default=0)
    held = models.PositiveIntegerField(default=0)
    planned_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    approved_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")

    objects = RunQuerySet.as_manager()

    PERSONAL_DATA: ClassVar = classify(
        none="id rule on_date state state_at version created_at total digest done held planned_by approved_by"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["rule"], condition=Q(state__in=["planned", "approved"]), name="retention_one_open"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["planned", "cancelled"]) | Q(approved_by__isnull=False),
                name="retention_approved_by",
            ),
        ]


class RetentionItem(models.Model):
    """One record of a review list, by its key; what became of it."""

    class Result(models.TextChoices):
        WAITING = "", _("Waiting")
        DONE = "done", _("Done")
        HELD = "held", _("Kept for a ground")

    run = models.ForeignKey(RetentionRun, on_delete=models.CASCADE, related_name="items", db_index=False)
    object_id = models.BigIntegerField()
    result = models.CharField(max_length=6, choices=Result.choices, blank=True, default=Result.WAITING)

    PERSONAL_DATA: ClassVar = classify(none="id run object_id result")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "object_id"], name="retention_item_once")]
        indexes = [
            models.Index(fields=["run", "object_id"], name="retention_waiting", condition=Q(result="")),
        ]
