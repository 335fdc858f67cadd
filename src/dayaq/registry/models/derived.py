"""What a rule computed: on which facts a derived status rests, and how far the last pass came."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from dayaq.core.classification import classify
from dayaq.core.models import Created
from dayaq.registry.models.status import Status


class StatusGround(models.Model):
    """Why a derived status is there: the rule, its version, and the facts (name → value) on which it said yes.

    ``told``: that the status was lost has been told to higher rooms.
    """

    status = models.OneToOneField(Status, on_delete=models.CASCADE, primary_key=True, related_name="ground")
    rule = models.CharField(max_length=50)
    version = models.CharField(max_length=50)
    facts = models.JSONField()
    told = models.BooleanField(default=False)

    PERSONAL_DATA: ClassVar = classify(none="status rule version told", special="facts")


class StatusRecheck(Created):
    """A pass of one rule over everybody for a day: persons up to ``after`` are done; whole when ``finished_at`` is set.

    ``counts``: how many statuses were opened, prolonged, ended and lost.
    """

    rule = models.CharField(max_length=50)
    version = models.CharField(max_length=50)
    on = models.DateField()
    after = models.BigIntegerField(default=0)
    counts = models.JSONField(default=dict, blank=True)
    finished_at = models.DateTimeField(null=True)

    PERSONAL_DATA: ClassVar = classify(none="id rule version on after counts finished_at created_at")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["rule", "on"], name="one_pass_a_rule_and_day")]
