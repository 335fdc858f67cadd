"""A participant's case, and the catalogue of lines of business it chooses from."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from dayaq.core.classification import classify
from dayaq.core.fields import MoneyField
from dayaq.core.history import track
from dayaq.core.models import Created, Dated, DatedQuerySet, Labelled, Stateful
from dayaq.programmes.models import Enrolment
from dayaq.registry.api import in_units
from dayaq.selfemployment.states import ENDED, CaseState

if TYPE_CHECKING:
    from dayaq.accounts.models import User


class BusinessLine(Labelled, Dated):
    """A direction of self-employment with its standard kit and price range (inventory SE-16, 1.9)."""

    class Sector(models.TextChoices):
        FARMING = "farming", _("Farming")
        PRODUCTION = "production", _("Production")
        SERVICES = "services", _("Services")

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

    def visible_to(self, user: User, permission: str = "case.view") -> Self:
        """Cases of the enrolments that ``user`` may see, in the districts for which they hold ``permission``.

        A partner's officer sees those alone that funds open to them pay for, whatever the district.
        """
        if not (user.may("case.view") and user.may(permission)):
            return self.none()
        found = self.filter(enrolment__in=Enrolment.objects.visible_to(user))
        districts = None if permission == "case.view" else user.district_ids(permission)
        return found if districts is None else found.filter(in_units("unit", districts))

    def open(self) -> Self:
        """Cases that have not ended."""
        return self.exclude(state__in=ENDED)


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
            models.Index(fields=["due_on", "id"], name="case_due_any"),
            models.Index(fields=["assigned_to", "due_on", "id"], name="case_assigned"),
            models.Index(fields=["unit", "state", "due_on", "id"], name="case_unit"),
            models.Index(fields=["equipped_on"], name="case_equipped", condition=Q(equipped_on__isnull=False)),
            models.Index(fields=["person", "-id"], name="case_person"),
        ]

    @property
    def number(self) -> str:
        """The number of the application it came from."""
        return self.enrolment.application.number or ""


class DirectionChoice(Created):
    """A line of business chosen by the participant, with the advice given; the latest counts, earlier ones stay."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="directions")
    line = models.ForeignKey(BusinessLine, on_delete=models.PROTECT, related_name="+")
    chosen_on = models.DateField()
    advice = models.TextField()
    reason = models.TextField(blank=True)
    by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")

    PERSONAL_DATA: ClassVar = classify(none="id case line chosen_on by created_at", personal="advice reason")
