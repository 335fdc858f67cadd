"""A person asks that what is kept about them go."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from dayaq.core.classification import classify
from dayaq.core.models import Stateful
from dayaq.registry.models.person import Person
from dayaq.registry.states import ErasureState
from dayaq.registry.visibility import RelatedQuerySet


class ErasureRequest(Stateful):
    """A request of ``person``; ``due_on`` is the last day for the answer (a dated parameter).

    ``identity_check`` says how it was made sure that it is really the person who asks. ``grounds`` are codes of legal
    grounds against it that were found when it was examined; ``finding`` the examiner's words. ``counts`` says how many
    rows of each kind were emptied.
    """

    number = models.CharField(max_length=30, unique=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="erasure_requests")
    state = models.CharField(max_length=10, choices=ErasureState.choices, default=ErasureState.REQUESTED)
    identity_check = models.CharField(max_length=300)
    wish = models.TextField(blank=True)
    requested_on = models.DateField()
    due_on = models.DateField(null=True, blank=True)
    taken_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    grounds = models.JSONField(default=list, blank=True)
    finding = models.TextField(blank=True)
    examined_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    legal_basis = models.CharField(max_length=200, blank=True)
    decided_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    decided_on = models.DateField(null=True, blank=True)
    counts = models.JSONField(default=dict, blank=True)
    letter = models.ForeignKey("documents.Document", on_delete=models.PROTECT, null=True, related_name="+")

    objects = RelatedQuerySet.as_manager()

    PERSONAL_DATA: ClassVar = classify(
        none="id number person state state_at version created_at requested_on due_on taken_by grounds examined_by "
        "legal_basis decided_by decided_on counts letter",
        personal="identity_check wish finding",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(state__in=["requested", "examined"]), name="erasure_one_open"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["requested", "examined"], decided_by__isnull=True)
                | Q(state__in=["done", "refused"], decided_by__isnull=False, decided_on__isnull=False),
                name="erasure_decided",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["requested", "examined"], due_on__isnull=False)
                | Q(state__in=["done", "refused"], due_on__isnull=True),
                name="erasure_due_while_open",
            ),
        ]
        indexes = [models.Index(fields=["due_on", "id"], name="erasure_due")]
