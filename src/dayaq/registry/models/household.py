"""People who live and keep house together, who belonged when, and what came in."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from dayaq.core.api import track
from dayaq.core.classification import classify
from dayaq.core.fields import MoneyField
from dayaq.core.models import Created, Dated
from dayaq.places.models import AdministrativeUnit
from dayaq.registry.models.person import Person
from dayaq.registry.visibility import DatedRelatedQuerySet, HouseholdQuerySet


class Household(Created):
    """A household in an administrative unit; its people are ``HouseholdMember`` rows with dates."""

    unit = models.ForeignKey(AdministrativeUnit, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    address = models.CharField(max_length=500, blank=True)
    origin = models.CharField(max_length=60, default="window")
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = HouseholdQuerySet.as_manager()

    PERSONAL_DATA: ClassVar = classify(none="id unit origin version created_at", personal="address")


@track()
class HouseholdMember(Dated, Created):
    """A person belongs to a household from ``valid_from`` until the day before ``valid_to``; open when null.

    The database holds: one open membership a person, one open head a household, one relation to the head each.
    """

    class Relation(models.TextChoices):
        HEAD = "head", _("Head")
        SPOUSE = "spouse", _("Spouse")
        CHILD = "child", _("Child")
        PARENT = "parent", _("Parent")
        SIBLING = "sibling", _("Brother or sister")
        GRANDCHILD = "grandchild", _("Grandchild")
        GRANDPARENT = "grandparent", _("Grandparent")
        WARD = "ward", _("Person under guardianship")
        OTHER_RELATIVE = "other_relative", _("Other relative")
        NOT_RELATED = "not_related", _("Not related")

    household = models.ForeignKey(Household, on_delete=models.CASCADE, related_name="members")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="memberships")
    relation = models.CharField(max_length=20, choices=Relation.choices)
    is_head = models.BooleanField(default=False)

    objects = DatedRelatedQuerySet.as_manager()

    PERSONAL_DATA: ClassVar = classify(
        none="id household person is_head valid_from valid_to created_at", special="relation"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(valid_to__isnull=True), name="one_open_membership_a_person"
            ),
            models.UniqueConstraint(
                fields=["household"],
                condition=Q(valid_to__isnull=True, is_head=True),
                name="one_head_a_household",
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")), name="member_period"
            ),
            models.CheckConstraint(
                condition=Q(is_head=True, relation="head") | (Q(is_head=False) & ~Q(relation="head")),
                name="member_head_relation",
            ),
        ]


class HouseholdIncome(Created):
    """What a household had from one source in one month (``month`` is its first day), in the country's currency."""

    class Source(models.TextChoices):
        WAGE = "wage", _("Wage")
        PENSION = "pension", _("Pension")
        BENEFIT = "benefit", _("Benefit")
        ENTERPRISE = "enterprise", _("Own enterprise")
        FARM = "farm", _("Farm and land")
        RENT = "rent", _("Rent")
        REMITTANCE = "remittance", _("Money sent by relatives")
        DECLARED_TOTAL = "declared_total", _("Declared total")
        OTHER = "other", _("Other income")

    household = models.ForeignKey(Household, on_delete=models.CASCADE, related_name="incomes")
    month = models.DateField()
    source = models.CharField(max_length=20, choices=Source.choices)
    amount = MoneyField()
    origin = models.CharField(max_length=60, default="window")

    PERSONAL_DATA: ClassVar = classify(none="id household month source origin created_at", personal="amount")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["household", "month", "source"], name="income_once_a_month"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="income_not_negative"),
            models.CheckConstraint(condition=Q(month__day=1), name="income_first_of_month"),
        ]
