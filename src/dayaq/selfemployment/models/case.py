"""A participant's case, and the catalogue of lines of business it chooses from."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

from django.db import models
from django.db.models import F, Q

from dayaq.core.classification import classify
from dayaq.core.fields import MoneyField
from dayaq.core.history import track
from dayaq.core.models import Created, Dated, DatedQuerySet, Labelled, Stateful
from dayaq.programmes.models import Enrolment
from dayaq.selfemployment.states import CaseState

if TYPE_CHECKING:
    from dayaq.accounts.models import User


class BusinessLine(Labelled, Dated):
    """A direction of self-employment with its standard kit and price range (inventory SE-16, 1.9)."""

    class Sector(models.TextChoices):
        FARMING = "farming"
        PRODUCTION = "production"
        SERVICES = "services"

    code = models.SlugField(max_length=50, unique=True)
    sector = models.CharField(max_length=20, choices=Sector.choices)
    price_from = MoneyField()
    price_to = MoneyField()
    source = models.CharField(max_length=100, blank=True)

    objects = DatedQuerySet.as_manager()

    PERSONAL_DATA: ClassVar = classify(none="id code sector price_from price_to source label valid_from valid_to")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(price_from__gt=0, price_to__gte=F("price_from")), name="business_line_prices"
            )
        ]


class KitItem(Labelled):
    """One kind of thing in the standard kit of a line of business."""

    line = models.ForeignKey(BusinessLine, on_delete=models.CASCADE, related_name="kit")
    quantity = models.PositiveSmallIntegerField(default=1)
    price = MoneyField()
    order = models.PositiveSmallIntegerField(default=0)

    PERSONAL_DATA: ClassVar = classify(none="id line label quantity price order")

    class Meta:
        ordering = ["order", "id"]
        constraints = [models.CheckConstraint(condition=Q(quantity__gte=1, price__gt=0), name="kit_item_positive")]


class CaseQuerySet(models.QuerySet["Case"]):
    """Cases, as far as somebody may see them."""

    def visible_to(self, user: User) -> Self:
        """Cases of the enrolments that ``user`` may see, for whoever holds ``case.view``."""
        if not user.may("case.view"):
            return self.none()
        return self.filter(enrolment__in=Enrolment.objects.visible_to(user))

    def open(self) -> Self:
        """Cases that have not ended."""
        ended = (CaseState.COMPLETED, CaseState.BREACHED, CaseState.EXITED, CaseState.PLAN_REFUSED)
        return self.exclude(state__in=ended)


@track()
class Case(Stateful):
    """A participant from enrolment to ownership. ``equipped_on`` is the day the last planned asset was handed over.

    ``due_on`` is the day by which the next step should be taken, and ``assigned_to`` who should take it; both feed
    the list of what waits today.
    """

    enrolment = models.OneToOneField(Enrolment, on_delete=models.PROTECT, related_name="case")
    person = models.ForeignKey("registry.Person", on_delete=models.PROTECT, related_name="cases")
    unit = models.ForeignKey("places.AdministrativeUnit", on_delete=models.PROTECT, related_name="+")
    line = models.ForeignKey(BusinessLine, on_delete=models.PROTECT, null=True, blank=True, related_name="cases")
    state = models.CharField(max_length=20, choices=CaseState.choices, default=CaseState.ENROLLED)
    assigned_to = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    due_on = models.DateField(null=True, blank=True)
    trained_on = models.DateField(null=True, blank=True)
    equipped_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    end_reason = models.TextField(blank=True)

    objects = CaseQuerySet.as_manager()

    PERSONAL_DATA: ClassVar = classify(
        none="id enrolment unit line state state_at version created_at assigned_to due_on trained_on equipped_on "
        "ended_on",
        personal="person end_reason",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=CaseState.values), name="case_state"),
            models.CheckConstraint(
                condition=Q(state__in=[CaseState.ENROLLED, CaseState.EXITED]) | Q(line__isnull=False),
                name="case_has_line",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[CaseState.EQUIPPED, CaseState.IN_MONITORING, CaseState.COMPLETED])
                | Q(equipped_on__isnull=False),
                name="case_equipped_is_dated",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "due_on", "id"], name="case_due"),
            models.Index(fields=["unit", "state", "due_on", "id"], name="case_unit"),
            models.Index(fields=["equipped_on"], name="case_equipped", condition=Q(equipped_on__isnull=False)),
            models.Index(fields=["person", "-id"], name="case_person"),
        ]


class DirectionChoice(Created):
    """A line of business chosen by the participant, with the advice given; the latest counts, earlier ones stay."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="directions")
    line = models.ForeignKey(BusinessLine, on_delete=models.PROTECT, related_name="+")
    chosen_on = models.DateField()
    advice = models.TextField()
    reason = models.TextField(blank=True)
    by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")

    PERSONAL_DATA: ClassVar = classify(none="id case line chosen_on by created_at", personal="advice reason")
