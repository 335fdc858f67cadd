"""Administrative units: each holds for a time and may have successors; old records keep the unit they were made in."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from dayaq.core.classification import classify
from dayaq.core.models import Dated, DatedQuerySet, Labelled


class AdministrativeUnit(Labelled, Dated):
    """A country, economic region, district (rayon), city, district of a city, or settlement, between two dates.

    A unit that was renamed keeps its code and has one row for each name; ``UnitSuccession`` links them. ``aliases`` are
    other spellings of the name (other scripts, other romanisations), ``former_names`` names from before these records.
    The parent is that of today: an economic region holds from its own ``valid_from`` only.
    """

    class Kind(models.TextChoices):
        COUNTRY = "country", _("Country")
        ECONOMIC_REGION = "economic_region", _("Economic region")
        DISTRICT = "district", _("District")
        CITY = "city", _("City")
        CITY_DISTRICT = "city_district", _("District of a city")
        SETTLEMENT = "settlement", _("Settlement")

    code = models.CharField(max_length=30)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children")
    aliases = ArrayField(models.CharField(max_length=100), default=list, blank=True)
    former_names = ArrayField(models.CharField(max_length=100), default=list, blank=True)
    source = models.CharField(max_length=200, blank=True)
    is_unconfirmed = models.BooleanField(default=False)
    sort_key = models.CharField(max_length=200, db_index=True)

    objects = DatedQuerySet.as_manager()

    PERSONAL_DATA: ClassVar = classify(
        none="id label code kind parent aliases former_names source is_unconfirmed sort_key valid_from valid_to",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code", "valid_from"], name="unit_code"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")), name="unit_period"
            ),
        ]

    @property
    def title(self) -> str:
        """The name with its kind, as in an address: "Lənkəran rayonu", "Baku city"; the bare name of other kinds."""
        patterns = {
            self.Kind.ECONOMIC_REGION: _("%(name)s economic region"),
            self.Kind.DISTRICT: _("%(name)s district"),
            self.Kind.CITY: _("%(name)s city"),
            self.Kind.CITY_DISTRICT: _("%(name)s district"),
            self.Kind.SETTLEMENT: _("%(name)s settlement"),
        }
        pattern = patterns.get(self.Kind(self.kind))
        return str(pattern % {"name": self.name}) if pattern else self.name


class UnitSuccession(models.Model):
    """``successor`` took over from ``predecessor`` (wholly or partly) on a day, by an act."""

    predecessor = models.ForeignKey(AdministrativeUnit, on_delete=models.PROTECT, related_name="successions")
    successor = models.ForeignKey(AdministrativeUnit, on_delete=models.PROTECT, related_name="precedents")
    on_date = models.DateField()
    act = models.CharField(max_length=200, blank=True)

    PERSONAL_DATA: ClassVar = classify(none="id predecessor successor on_date act")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["predecessor", "successor"], name="succession_once")]
