"""People who live and keep house together, who belonged when, where they lived, and who speaks for them."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q, Value
from django.utils.translation import gettext_lazy as _

from dayaq.core.api import track
from dayaq.core.classification import classify
from dayaq.core.models import Created, Dated
from dayaq.law.models import DateSpan
from dayaq.places.models import AdministrativeUnit
from dayaq.registry.models.person import Person
from dayaq.registry.visibility import DatedRelatedQuerySet, HouseholdQuerySet


def _once_at_a_time(name: str, column: str, condition: Q | None = None) -> ExclusionConstraint:
    """No two rows of one ``column`` hold on the same day."""
    span = DateSpan("valid_from", "valid_to", Value("[)"))
    return ExclusionConstraint(
        name=name,
        expressions=[(column, RangeOperators.EQUAL), (span, RangeOperators.OVERLAPS)],
        condition=condition,
    )


class Household(Created):
    """A household in an administrative unit; its people are ``HouseholdMember`` rows with dates.

    ``unit`` and ``address`` are those of today, ``FormerAddress`` has the earlier ones. A household that was joined to
    another ended on ``ended_on`` (the first day on which it was no more) and points to it by ``merged_into``.
    """

    unit = models.ForeignKey(AdministrativeUnit, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    address = models.CharField(max_length=500, blank=True)
    origin = models.CharField(max_length=60, default="window")
    ended_on = models.DateField(null=True, blank=True)
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="merged_households"
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = HouseholdQuerySet.as_manager()

    PERSONAL_DATA: ClassVar = classify(
        none="id unit origin ended_on merged_into version created_at", personal="address"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | Q(ended_on__isnull=False), name="household_merged_has_ended"
            ),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("pk")), name="household_not_into_itself"
            ),
        ]


@track()
class HouseholdMember(Dated, Created):
    """A person belongs to a household from ``valid_from`` until the day before ``valid_to``; open when null.

    ``kind``: a resident lives there; a dependant lives elsewhere but is kept by this household (a student in a
    dormitory, a child with grandparents). The database holds, for every day: one home a person, one household on which
    a person depends, one head a household.
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

    class Kind(models.TextChoices):
        RESIDENT = "resident", _("Lives here")
        DEPENDENT = "dependent", _("Lives elsewhere, kept by this household")

    household = models.ForeignKey(Household, on_delete=models.CASCADE, related_name="members")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="memberships")
    relation = models.CharField(max_length=20, choices=Relation.choices)
    is_head = models.BooleanField(default=False)
    kind = models.CharField(
        max_length=10, choices=Kind.choices, default=Kind.RESIDENT, db_default=Value(Kind.RESIDENT.value)
    )

    objects = DatedRelatedQuerySet.as_manager()

    PERSONAL_DATA: ClassVar = classify(
        none="id household person is_head kind valid_from valid_to created_at", special="relation"
    )

    class Meta:
        constraints = [
            _once_at_a_time("one_home_at_a_time", "person", Q(kind="resident")),
            _once_at_a_time("one_dependency_at_a_time", "person", Q(kind="dependent")),
            _once_at_a_time("one_head_at_a_time", "household", Q(is_head=True)),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")), name="member_period"
            ),
            models.CheckConstraint(
                condition=Q(is_head=True, relation="head") | (Q(is_head=False) & ~Q(relation="head")),
                name="member_head_relation",
            ),
            models.CheckConstraint(
                condition=Q(kind="resident") | Q(kind="dependent", is_head=False), name="member_kind"
            ),
        ]


class FormerAddress(Created):
    """Where a household lived until the day before ``until``, and since the former address before it."""

    household = models.ForeignKey(Household, on_delete=models.CASCADE, related_name="former_addresses")
    unit = models.ForeignKey(AdministrativeUnit, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    address = models.CharField(max_length=500, blank=True)
    until = models.DateField()

    PERSONAL_DATA: ClassVar = classify(none="id household unit until created_at", personal="address")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["household", "until"], name="one_move_a_day")]


@track()
class Representative(Dated, Created):
    """Who speaks for a household before the ministry: a member, or somebody else on a power of attorney (TSA-7)."""

    class Basis(models.TextChoices):
        MEMBER = "member", _("Adult member of the household")
        POWER_OF_ATTORNEY = "power_of_attorney", _("Notarised power of attorney")
        GUARDIAN = "guardian", _("Guardian or trustee")
        COURT = "court", _("Court decision")

    household = models.ForeignKey(Household, on_delete=models.CASCADE, related_name="representatives")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="represents")
    basis = models.CharField(max_length=20, choices=Basis.choices)
    evidence = models.CharField(max_length=500, blank=True)

    objects = DatedRelatedQuerySet.as_manager()

    PERSONAL_DATA: ClassVar = classify(
        none="id household person basis valid_from valid_to created_at", personal="evidence"
    )

    class Meta:
        constraints = [
            _once_at_a_time("one_representative_at_a_time", "household"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")), name="representative_period"
            ),
            models.CheckConstraint(condition=Q(basis="member") | ~Q(evidence=""), name="representative_on_evidence"),
        ]
