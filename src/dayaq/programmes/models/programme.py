"""Programmes, their rules over time, and the funds that pay for them."""

from __future__ import annotations

import json
from functools import cached_property, lru_cache
from typing import Any, ClassVar

import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q, Value

from dayaq.core.classification import classify
from dayaq.core.models import Created, Dated, DatedQuerySet, Labelled
from dayaq.law.models import DateSpan
from dayaq.rules.api import RuleError, RuleSet


def validate_ruleset(value: Any) -> None:
    """A rule set compiles, or it is not stored; the message names the place."""
    try:
        RuleSet.from_dict(value)
    except RuleError as error:
        raise ValidationError(str(error), code="ruleset") from error


@lru_cache(maxsize=32)
def _compiled(content: str) -> RuleSet:
    return RuleSet.from_dict(json.loads(content))


class Programme(Labelled):
    """A programme of support: codes of law parameters say what it costs and how it is limited, never numbers.

    ``ceiling_parameter``: amount reserved for one person. ``cap_parameter`` and ``cap_period_parameter``: share of
    landowners among those enrolled (inventory 2.1 SE-7); blank where a programme has no such cap. ``number_code``
    begins the numbers of its applications. ``organisation`` issues its letters, the holder of ``office`` signs them.
    ``asked_facts`` are facts of its rules that the applicant may answer where no register does; ``unemployed_fact``
    says on which ground somebody takes part. The row is also the lock under which its queue moves.
    """

    code = models.SlugField(max_length=50, unique=True)
    number_code = models.CharField(max_length=10)
    ceiling_parameter = models.CharField(max_length=100)
    cap_parameter = models.CharField(max_length=100, blank=True)
    cap_period_parameter = models.CharField(max_length=100, blank=True)
    organisation = models.ForeignKey("accounts.Organisation", on_delete=models.PROTECT, related_name="+")
    office = models.ForeignKey("accounts.Office", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    asked_facts = ArrayField(models.CharField(max_length=100), default=list, blank=True)
    unemployed_fact = models.CharField(max_length=100, blank=True)
    queue_advanced_on = models.DateField(null=True, blank=True)

    PERSONAL_DATA: ClassVar = classify(
        none="id label code organisation office number_code ceiling_parameter cap_parameter cap_period_parameter "
        "asked_facts unemployed_fact queue_advanced_on"
    )


class RuleVersion(Dated, Created):
    """The rules of a programme in force between two dates, as data (:mod:`dayaq.rules`), and the act they rest on.

    Decisions refer to it, so its rules are never rewritten: changed rules are another version from another day.
    ``parameter_codes`` maps a parameter's name in the rules to its code in the law, where the two differ.
    """

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="rule_versions")
    version = models.CharField(max_length=30)
    ruleset = models.JSONField(validators=[validate_ruleset])
    digest = models.CharField(max_length=64)
    parameter_codes = models.JSONField(default=dict, blank=True)
    act = models.ForeignKey("law.LegalAct", on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = DatedQuerySet.as_manager()

    PERSONAL_DATA: ClassVar = classify(
        none="id programme version ruleset digest parameter_codes act valid_from valid_to created_at"
    )

    class Meta:
        triggers = [
            pgtrigger.ReadOnly(name="as_enacted", fields=["programme", "version", "ruleset", "digest", "valid_from"])
        ]
        constraints = [
            models.UniqueConstraint(fields=["programme", "version"], name="rule_version_once"),
            ExclusionConstraint(
                name="rule_version_no_overlap",
                expressions=[
                    ("programme", RangeOperators.EQUAL),
                    (DateSpan("valid_from", "valid_to", Value("[)")), RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")), name="rule_version_period"
            ),
        ]

    @cached_property
    def rules(self) -> RuleSet:
        """The compiled rules, compiled once for each content in a process: compiling takes longer than deciding."""
        return _compiled(json.dumps(self.ruleset, sort_keys=True))


class ProgrammeFund(models.Model):
    """A fund pays for a programme; ``order`` says which is asked first when the officer names none."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="programme_funds")
    fund = models.ForeignKey("funds.FundSource", on_delete=models.PROTECT, related_name="programme_funds")
    order = models.PositiveSmallIntegerField(default=1)

    PERSONAL_DATA: ClassVar = classify(none="id programme fund order")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["programme", "fund"], name="programme_fund_once")]
