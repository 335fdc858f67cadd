"""How two persons are related, whatever household each lives in."""

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
from dayaq.registry.models.person import Person
from dayaq.registry.visibility import RelationQuerySet


@track()
class PersonRelation(Dated, Created):
    """``person`` is the ``kind`` of ``relative``, on ``evidence``, from ``valid_from`` until before ``valid_to``.

    One row for two persons: kinds that go both ways stand with the smaller key first, of the others only the elder's or
    guardian's side is a kind ("parent": ``person`` is the parent). :data:`INVERSE` names the other side.
    """

    class Kind(models.TextChoices):
        PARENT = "parent", _("Parent")
        SPOUSE = "spouse", _("Spouse")
        SIBLING = "sibling", _("Brother or sister")
        GRANDPARENT = "grandparent", _("Grandparent")
        GUARDIAN = "guardian", _("Guardian or trustee")

    class Basis(models.TextChoices):
        """Why a guardian is there."""

        NONE = "", _("does not apply")
        CHILD = "child", _("of a child")
        INCAPABLE = "incapable", _("of an incapable person, by a court")

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="relations")
    relative = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="relations_of")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    basis = models.CharField(max_length=10, choices=Basis.choices, blank=True, default=Basis.NONE)
    evidence = models.CharField(max_length=500)
    origin = models.CharField(max_length=60, default="window")

    objects = RelationQuerySet.as_manager()

    PERSONAL_DATA: ClassVar = classify(
        none="id person relative valid_from valid_to origin created_at", special="kind basis evidence"
    )

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="relation_once_at_a_time",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    ("relative", RangeOperators.EQUAL),
                    ("kind", RangeOperators.EQUAL),
                    (DateSpan("valid_from", "valid_to", Value("[)")), RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")), name="relation_period"
            ),
            models.CheckConstraint(condition=~Q(person=F("relative")), name="relation_of_two"),
            models.CheckConstraint(
                condition=~Q(kind__in=["spouse", "sibling"]) | Q(person__lt=F("relative")), name="relation_both_ways"
            ),
            models.CheckConstraint(condition=Q(kind="guardian") ^ Q(basis=""), name="relation_guardian_basis"),
            models.CheckConstraint(condition=~Q(evidence=""), name="relation_on_evidence"),
        ]


#: kind → what ``relative`` is to ``person``
INVERSE = {
    "parent": "child",
    "spouse": "spouse",
    "sibling": "sibling",
    "grandparent": "grandchild",
    "guardian": "ward",
}

#: how somebody is related, in words, from either side
ROLES = {
    "parent": PersonRelation.Kind.PARENT.label,
    "child": _("Child"),
    "spouse": PersonRelation.Kind.SPOUSE.label,
    "sibling": PersonRelation.Kind.SIBLING.label,
    "grandparent": PersonRelation.Kind.GRANDPARENT.label,
    "grandchild": _("Grandchild"),
    "guardian": PersonRelation.Kind.GUARDIAN.label,
    "ward": _("Person under guardianship"),
}
