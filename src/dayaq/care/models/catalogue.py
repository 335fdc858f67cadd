"""The catalogue of services: kinds, services, their dated terms, and the standards they must meet."""

from __future__ import annotations

import json
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any, ClassVar, Self

import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q, Value

from dayaq.care.states import ServiceForm, ServiceMode, ServiceState
from dayaq.core.api import label_in
from dayaq.core.classification import classify
from dayaq.core.fields import LabelField
from dayaq.core.history import track
from dayaq.core.models import Created, Dated, DatedQuerySet, Labelled, Stateful
from dayaq.law.models import Certainty, DateSpan
from dayaq.rules.api import RuleError, RuleSet

if TYPE_CHECKING:
    from dayaq.accounts.models import User

VIEW = "service.view"
MOST_TIMES = 1_000
"""A month; far beyond any guarantee, so that a slip of the finger is refused by the database."""
MOST_MINUTES = 24 * 60


def validate_ruleset(value: Any) -> None:
    """A rule compiles, or it is not stored; the message names the place."""
    try:
        RuleSet.from_dict(value)
    except RuleError as error:
        raise ValidationError(str(error), code="ruleset") from error


@lru_cache(maxsize=256)
def _compiled(content: str) -> RuleSet:
    return RuleSet.from_dict(json.loads(content))


class Cited(models.Model):
    """Something that an act says: which act and article, where it can be read, how sure we are."""

    act = models.ForeignKey("law.LegalAct", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    article = models.CharField(max_length=100, blank=True)
    source = models.CharField(max_length=200, blank=True)
    certainty = models.CharField(max_length=1, choices=Certainty.choices)

    class Meta:
        abstract = True


def _period(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")), name=name)


@track()
class ServiceKind(Labelled, Dated, Cited):
    """A kind of service (inventory SS-3): household, medical, psychological, pedagogical, legal, cultural and others.

    The law's list is open, therefore a kind is a row. ``order``: its place in lists.
    """

    code = models.SlugField(max_length=50, unique=True)
    order = models.PositiveSmallIntegerField(default=0)

    objects = DatedQuerySet.as_manager()

    PERSONAL_DATA: ClassVar = classify(
        none="id code label order act article source certainty valid_from valid_to",
    )

    class Meta:
        constraints = [_period("service_kind_period")]


@track()
class Standard(Labelled, Dated, Cited):
    """Something that whoever gives a service must meet, and that an inspection looks for (inventory QLT-05).

    ``requirement``: what must be so, in words that can be answered with yes or no.
    """

    code = models.SlugField(max_length=50, unique=True)
    requirement = LabelField()

    objects = DatedQuerySet.as_manager()

    PERSONAL_DATA: ClassVar = classify(
        none="id code label requirement act article source certainty valid_from valid_to",
    )

    class Meta:
        constraints = [_period("standard_period")]

    @property
    def requirement_words(self) -> str:
        """What must be so, in the active language."""
        return label_in(self.requirement)


class ServiceQuerySet(models.QuerySet[Any]):
    """Services, narrowed."""

    def visible_to(self, user: User) -> Self:
        """All for whoever may see the catalogue: it says nothing of any person; none for others."""
        return self if user.may(VIEW) else self.none()


@track()
class ServiceType(Labelled, Stateful):
    """A service of the catalogue: its name, what it is, its kind. What changes by date stands in its terms."""

    code = models.SlugField(max_length=50, unique=True)
    kind = models.ForeignKey(ServiceKind, on_delete=models.PROTECT, related_name="services")
    description = LabelField()
    state = models.CharField(max_length=20, choices=ServiceState.choices, default=ServiceState.IN_FORCE)

    objects = ServiceQuerySet.as_manager()

    PERSONAL_DATA: ClassVar = classify(
        none="id code label description kind state state_at version created_at",
    )

    class Meta:
        indexes = [models.Index(fields=["kind", "code"], name="service_kind")]

    @property
    def description_words(self) -> str:
        """What it is, in the active language."""
        return label_in(self.description)


class ServiceTerms(Dated, Created, Cited):
    """What holds of a service between two dates; the database refuses two terms of one service for the same day.

    ``times_a_month`` × ``minutes`` is the volume guaranteed at state cost (inventory SS-7); both are null where the act
    gives none or nobody has entered it yet. ``ruleset`` says who may be served (:mod:`dayaq.rules`), ``served`` the
    same in words, ``parameter_codes`` maps the parameters of the rule to their codes in the law.
    """

    service = models.ForeignKey(ServiceType, on_delete=models.PROTECT, related_name="terms")
    forms = ArrayField(models.CharField(max_length=20, choices=ServiceForm.choices))
    modes = ArrayField(models.CharField(max_length=20, choices=ServiceMode.choices))
    times_a_month = models.PositiveSmallIntegerField(null=True, blank=True)
    minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    ruleset = models.JSONField(validators=[validate_ruleset])
    digest = models.CharField(max_length=64)
    parameter_codes = models.JSONField(default=dict, blank=True)
    served = LabelField()
    standards = models.ManyToManyField(Standard, related_name="terms", blank=True)
    note = LabelField(default=dict, blank=True, validators=[])

    objects = DatedQuerySet.as_manager()

    PERSONAL_DATA: ClassVar = classify(
        none="id service forms modes times_a_month minutes ruleset digest parameter_codes served note act article "
        "source certainty valid_from valid_to created_at",
    )

    class Meta:
        triggers = [
            pgtrigger.ReadOnly(
                name="as_entered",
                fields=[
                    *("service", "forms", "modes", "times_a_month", "minutes", "ruleset", "digest"),
                    *("parameter_codes", "served", "act", "article", "source", "certainty", "valid_from"),
                ],
            )
        ]
        constraints = [
            _period("terms_period"),
            ExclusionConstraint(
                name="terms_no_overlap",
                expressions=[
                    ("service", RangeOperators.EQUAL),
                    (DateSpan("valid_from", "valid_to", Value("[)")), RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(
                condition=Q(forms__len__gt=0, forms__contained_by=ServiceForm.values), name="terms_forms"
            ),
            models.CheckConstraint(
                condition=Q(modes__len__gt=0, modes__contained_by=ServiceMode.values), name="terms_modes"
            ),
            models.CheckConstraint(
                condition=Q(times_a_month__isnull=True, minutes__isnull=True)
                | Q(
                    times_a_month__isnull=False,  # a CHECK lets pass what is unknown: null > 0 alone would do
                    minutes__isnull=False,
                    times_a_month__gt=0,
                    times_a_month__lte=MOST_TIMES,
                    minutes__gt=0,
                    minutes__lte=MOST_MINUTES,
                ),
                name="terms_volume_is_whole",
            ),
        ]

    @cached_property
    def rules(self) -> RuleSet:
        """The compiled rule, compiled once for each content in a process."""
        return _compiled(json.dumps(self.ruleset, sort_keys=True))

    @property
    def expression(self) -> str:
        """The rule as it was written."""
        return self.rules.conditions[0].expression

    @property
    def served_words(self) -> str:
        """Who may be served, in the active language."""
        return label_in(self.served)

    @property
    def note_words(self) -> str:
        """The note in the active language; empty where there is none."""
        return label_in(self.note)

    @property
    def form_words(self) -> list[str]:
        """The forms in words, in the law's order."""
        return [str(form.label) for form in ServiceForm if form in self.forms]

    @property
    def mode_words(self) -> list[str]:
        """The modes in words, in the inventory's order."""
        return [str(mode.label) for mode in ServiceMode if mode in self.modes]

    @property
    def minutes_a_month(self) -> int | None:
        """The guaranteed volume in minutes a month; None where none is entered."""
        if self.times_a_month is None or self.minutes is None:
            return None
        return self.times_a_month * self.minutes
