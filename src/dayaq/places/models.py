"""Administrative units: each holds for a time and may have successors; old records keep the unit they were made in."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from dayaq.core.classification import classify
from dayaq.core.models import Dated, DatedQuerySet, Labelled


class AdministrativeUnit(Labelled, Dated):
    """A country, economic region, district (rayon), city, district of a city, or settlement, between two dates."""

    class Kind(models.TextChoices):
        COUNTRY = "country"
        ECONOMIC_REGION = "economic_region"
        DISTRICT = "district"
        CITY = "city"
        CITY_DISTRICT = "city_district"
        SETTLEMENT = "settlement"

    code = models.CharField(max_length=30)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children")
    aliases = ArrayField(models.CharField(max_length=100), default=list, blank=True)
    sort_key = models.CharField(max_length=200, db_index=True)

    objects = DatedQuerySet.as_manager()

    PERSONAL_DATA: ClassVar = classify(none="id label code kind parent aliases sort_key valid_from valid_to")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code", "valid_from"], name="unit_code"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")), name="unit_period"
            ),
        ]


class UnitSuccession(models.Model):
    """``successor`` took over from ``predecessor`` (wholly or partly) on a day, by an act."""

    predecessor = models.ForeignKey(AdministrativeUnit, on_delete=models.PROTECT, related_name="successions")
    successor = models.ForeignKey(AdministrativeUnit, on_delete=models.PROTECT, related_name="precedents")
    on_date = models.DateField()
    act = models.CharField(max_length=200, blank=True)

    PERSONAL_DATA: ClassVar = classify(none="id predecessor successor on_date act")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["predecessor", "successor"], name="succession_once")]
