"""What personal data are used for, and which law lets whom use them without asking the person (inventory 2.10)."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from dayaq.accounts.models import Organisation
from dayaq.core.classification import classify
from dayaq.core.models import Created, Dated, DatedQuerySet, Labelled
from dayaq.law.models import LegalAct


class DataClass(models.TextChoices):
    """Which data a permission covers; the classes of every field (core/classification.py), in words."""

    PERSONAL = "personal", _("Identity and contact")
    SPECIAL = "special", _("Special category: health, family, statuses")
    RESTRICTED = "restricted", _("Restricted statuses")


class Purpose(Labelled):
    """What data are used for: a row of data, so that a new one needs no code.

    ``basis`` says what allows the use: the person's consent, a law, or either. ``article`` is where the law says so,
    with ``source`` as in the inventory; "[U]" in it marks what no source confirms.
    """

    class Basis(models.TextChoices):
        CONSENT = "consent", _("Consent of the person")
        LAW = "law", _("Law")
        EITHER = "either", _("Consent or law")

    code = models.SlugField(max_length=30, unique=True)
    basis = models.CharField(max_length=10, choices=Basis.choices)
    article = models.CharField(max_length=200)
    source = models.CharField(max_length=100, blank=True)
    order = models.PositiveSmallIntegerField(default=100)

    PERSONAL_DATA: ClassVar = classify(none="id code label basis article source order")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(basis__in=["consent", "law", "either"]), name="purpose_basis"),
            models.CheckConstraint(condition=~Q(article=""), name="purpose_article"),
        ]


class LegalBasisQuerySet(DatedQuerySet[Any]):
    """Legal bases, chainable."""

    def for_organisations(self, ids: frozenset[int]) -> Self:
        """Those that name one of these organisations."""
        return self.filter(recipient__in=ids)


class LegalBasis(Dated, Created):
    """A law lets ``recipient`` use ``data_classes`` of anybody for ``purpose``, between two dates, without consent.

    ``article`` names the place in ``act``. Never deleted: it ends.
    """

    purpose = models.ForeignKey(Purpose, to_field="code", on_delete=models.PROTECT, related_name="bases")
    recipient = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    data_classes = ArrayField(models.CharField(max_length=12, choices=DataClass.choices))
    act = models.ForeignKey(LegalAct, on_delete=models.PROTECT, related_name="+")
    article = models.CharField(max_length=200)
    recorded_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")

    objects = LegalBasisQuerySet.as_manager()

    PERSONAL_DATA: ClassVar = classify(
        none="id purpose recipient data_classes act article recorded_by valid_from valid_to created_at"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")), name="legal_basis_period"
            ),
            models.CheckConstraint(condition=~Q(article=""), name="legal_basis_article"),
            models.CheckConstraint(
                condition=Q(data_classes__len__gt=0, data_classes__contained_by=DataClass.values),
                name="legal_basis_classes",
            ),
            models.UniqueConstraint(
                fields=["purpose", "recipient", "act", "article"],
                condition=Q(valid_to__isnull=True),
                name="legal_basis_once",
            ),
        ]
