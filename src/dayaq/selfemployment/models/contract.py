"""The contract: property in kind for a term, with clauses."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

from django.db import models
from django.db.models import F, Q

from dayaq.core.classification import classify
from dayaq.core.fields import MoneyField
from dayaq.core.history import track
from dayaq.core.models import Created
from dayaq.selfemployment.models.case import Case
from dayaq.selfemployment.models.plan import BusinessPlan

if TYPE_CHECKING:
    from dayaq.accounts.models import User


class ContractQuerySet(models.QuerySet["Contract"]):
    """Contracts, as far as somebody may see them."""

    def visible_to(self, user: User) -> Self:
        """Contracts of the cases that ``user`` may see."""
        return self.filter(case__in=Case.objects.visible_to(user))


@track()
class Contract(Created):
    """Signed with the participant for ``term_months`` (a dated parameter, inventory SE-10), from ``signed_on``.

    ``number`` is that of its document. ``clauses`` are the clauses in force at signing: a list of
    ``{"code", "text": {"az", "en"}}`` (non-sale, return on breach; inventory SE-13 [U]).
    """

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="contract")
    plan = models.OneToOneField(BusinessPlan, on_delete=models.PROTECT, related_name="contract")
    number = models.CharField(max_length=30, unique=True)
    signed_on = models.DateField()
    term_months = models.PositiveSmallIntegerField()
    ends_on = models.DateField()
    amount = MoneyField()
    clauses = models.JSONField(default=list)
    signatory = models.CharField(max_length=200)
    signatory_office = models.ForeignKey("accounts.Office", on_delete=models.PROTECT, related_name="+")
    document = models.ForeignKey("documents.Document", on_delete=models.PROTECT, null=True, related_name="+")
    signed_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")

    objects = ContractQuerySet.as_manager()

    PERSONAL_DATA: ClassVar = classify(
        none="id plan number signed_on term_months ends_on amount clauses signatory_office document signed_by "
        "created_at",
        personal="case signatory",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gt=F("signed_on"), amount__gt=0, term_months__gte=1), name="contract_term"
            )
        ]
        indexes = [models.Index(fields=["ends_on"], name="contract_end")]
