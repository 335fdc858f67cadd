"""What a person agreed to, for whom, on which basis, and until when (inventory 2.10)."""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Final, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from dayaq.accounts.models import Organisation
from dayaq.core.classification import classify
from dayaq.core.models import Created
from dayaq.registry.models.person import Person
from dayaq.registry.models.purpose import DataClass, Purpose
from dayaq.registry.visibility import RelatedQuerySet


class ConsentQuerySet(RelatedQuerySet):
    """Consents, chainable."""

    def in_force(self, day: date) -> Self:
        """Given by ``day``, not run out, not withdrawn. A withdrawal holds from the moment it is recorded."""
        open_ended = Q(valid_to__isnull=True) | Q(valid_to__gt=day)
        return self.filter(open_ended, withdrawn_on__isnull=True, given_on__lte=day)


def personal_only() -> list[str]:
    """Identity and contact: what a consent covers unless more is named."""
    return [DataClass.PERSONAL.value]


class Consent(Created):
    """Consent of a person for one purpose; withdrawn when ``withdrawn_on`` is set.

    ``recipient`` is the organisation that may use the data for it; null: whoever the purpose concerns. At most one open
    a purpose and recipient. ``data_classes`` is the list of data that law 998-IIIQ wants a consent to carry.
    """

    APPLICATION: Final = "application"
    REGISTER_EXCHANGE: Final = "register_exchange"
    PARTNER_SUPPORT: Final = "partner_support"

    class Form(models.TextChoices):
        WRITTEN = "written", _("Written")
        ELECTRONIC = "electronic", _("Electronic, with enhanced signature")

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="consents")
    purpose = models.ForeignKey(Purpose, to_field="code", on_delete=models.PROTECT, related_name="+")
    recipient = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    data_classes = ArrayField(models.CharField(max_length=12, choices=DataClass.choices), default=personal_only)
    form = models.CharField(max_length=12, choices=Form.choices, default=Form.WRITTEN)
    legal_basis = models.CharField(max_length=200)
    given_on = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    withdrawn_on = models.DateField(null=True, blank=True)

    objects = ConsentQuerySet.as_manager()

    PERSONAL_DATA: ClassVar = classify(
        none="id person purpose recipient data_classes form legal_basis given_on valid_to withdrawn_on created_at"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "purpose", "recipient"],
                condition=Q(withdrawn_on__isnull=True, valid_to__isnull=True),
                nulls_distinct=False,
                name="one_open_consent_a_purpose",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_on__isnull=True) | Q(withdrawn_on__gte=F("given_on")), name="consent_withdrawal"
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("given_on")), name="consent_period"
            ),
            models.CheckConstraint(
                condition=Q(data_classes__len__gt=0, data_classes__contained_by=DataClass.values),
                name="consent_classes",
            ),
        ]
        indexes = [
            models.Index(fields=["purpose", "person"], name="consent_open", condition=Q(withdrawn_on__isnull=True))
        ]
