"""What a person agreed to, on which basis, and until when (inventory 2.10)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from dayaq.core.classification import classify
from dayaq.core.models import Created
from dayaq.registry.models.person import Person
from dayaq.registry.visibility import RelatedQuerySet


class Consent(Created):
    """Consent of a person for one purpose; withdrawn when ``withdrawn_on`` is set. At most one open per purpose."""

    class Purpose(models.TextChoices):
        APPLICATION = "application", _("Examining an application")
        REGISTER_EXCHANGE = "register_exchange", _("Asking other registers")
        PARTNER_SUPPORT = "partner_support", _("Support from a partner's fund")
        PHOTOGRAPH = "photograph", _("Photographs of a handover")

    class Form(models.TextChoices):
        WRITTEN = "written", _("Written")
        ELECTRONIC = "electronic", _("Electronic, with enhanced signature")

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="consents")
    purpose = models.CharField(max_length=30, choices=Purpose.choices)
    form = models.CharField(max_length=12, choices=Form.choices, default=Form.WRITTEN)
    legal_basis = models.CharField(max_length=200)
    given_on = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    withdrawn_on = models.DateField(null=True, blank=True)

    objects = RelatedQuerySet.as_manager()

    PERSONAL_DATA: ClassVar = classify(
        none="id person purpose form legal_basis given_on valid_to withdrawn_on created_at"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "purpose"],
                condition=Q(withdrawn_on__isnull=True, valid_to__isnull=True),
                name="one_open_consent_a_purpose",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_on__isnull=True) | Q(withdrawn_on__gte=F("given_on")), name="consent_withdrawal"
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("given_on")), name="consent_period"
            ),
        ]
