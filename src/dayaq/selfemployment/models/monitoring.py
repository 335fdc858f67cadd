"""Monitoring: visits on schedule, what was found, and what follows from a breach."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dayaq.core.classification import classify
from dayaq.core.fields import MoneyField
from dayaq.core.history import track
from dayaq.core.models import Created, Stateful
from dayaq.selfemployment.models.case import Case
from dayaq.selfemployment.states import BreachState

if TYPE_CHECKING:
    from dayaq.accounts.models import User


class VisitQuerySet(models.QuerySet["MonitoringVisit"]):
    """Visits, narrowed."""

    def visible_to(self, user: User) -> Self:
        """Visits of the cases that ``user`` may see."""
        return self.filter(case__in=Case.objects.visible_to(user))

    def due(self) -> Self:
        """Visits that have not been made and are not called off."""
        return self.filter(made_on__isnull=True, called_off=False)


class MonitoringVisit(Created):
    """A visit planned so many months after handover, and what was seen when it was made.

    ``income`` is the monthly income of the business; ``employed`` counts people working in it, the
    participant included.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="visits")
    month = models.PositiveSmallIntegerField(help_text="Months after handover; 0 for a visit out of turn.")
    due_on = models.DateField()
    assigned_to = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    made_on = models.DateField(null=True, blank=True)
    made_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    called_off = models.BooleanField(default=False)
    trading = models.BooleanField(null=True)
    matches_plan = models.BooleanField(null=True)
    assets_present = models.BooleanField(null=True)
    income = MoneyField(null=True, blank=True)
    employed = models.PositiveSmallIntegerField(null=True, blank=True)
    findings = models.TextField(blank=True)

    objects = VisitQuerySet.as_manager()

    PERSONAL_DATA: ClassVar = classify(
        none="id month due_on assigned_to made_on made_by called_off created_at",
        personal="case trading matches_plan assets_present income employed findings",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "month"], condition=Q(month__gt=0), name="visit_once_a_month_mark"),
            models.CheckConstraint(
                condition=Q(made_on__isnull=True)
                | Q(made_by__isnull=False, trading__isnull=False, matches_plan__isnull=False),
                name="visit_made_says_what_was_seen",
            ),
        ]
        indexes = [
            models.Index(fields=["due_on", "id"], name="visit_due", condition=Q(made_on__isnull=True)),
            models.Index(fields=["-due_on", "-id"], name="visit_all"),
        ]


class BreachQuerySet(models.QuerySet["Breach"]):
    """Breaches, narrowed."""

    def visible_to(self, user: User) -> Self:
        """Breaches of the cases that ``user`` may see."""
        return self.filter(case__in=Case.objects.visible_to(user))

    def open(self) -> Self:
        """Neither remedied nor decided."""
        return self.filter(state__in=[BreachState.FOUND, BreachState.NOTIFIED])


@track()
class Breach(Stateful):
    """A finding that the contract is not kept: found → notice → chance to remedy → decision."""

    class Kind(models.TextChoices):
        NOT_TRADING = "not_trading", _("Not in business")
        SOLD = "sold", _("Assets sold or given away")
        ASSET_MISSING = "asset_missing", _("Assets missing")
        OTHER_USE = "other_use", _("Assets used for something else")

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="breaches")
    visit = models.ForeignKey(MonitoringVisit, on_delete=models.PROTECT, null=True, blank=True, related_name="breaches")
    state = models.CharField(max_length=12, choices=BreachState.choices, default=BreachState.FOUND)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    finding = models.TextField()
    found_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    found_on = models.DateField()
    notified_on = models.DateField(null=True, blank=True)
    remedy_until = models.DateField(null=True, blank=True)
    notice = models.ForeignKey("documents.Document", on_delete=models.PROTECT, null=True, related_name="+")
    decided_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    decided_on = models.DateField(null=True, blank=True)
    decision = models.TextField(blank=True)

    objects = BreachQuerySet.as_manager()

    PERSONAL_DATA: ClassVar = classify(
        none="id visit state state_at version created_at kind found_by found_on notified_on remedy_until notice "
        "decided_by decided_on",
        personal="case finding decision",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(state__in=[BreachState.FOUND, BreachState.NOTIFIED]),
                name="breach_one_open",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[BreachState.NOTIFIED, BreachState.REMEDIED, BreachState.CONFIRMED])
                | Q(notified_on__isnull=False, remedy_until__isnull=False),
                name="breach_notice_comes_first",
            ),
        ]
