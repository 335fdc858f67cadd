"""The law as data: acts, parameters with their dates and sources, days on which the calendar differs.

A number that an act sets (a threshold, a term, a ceiling, how days are counted) is a :class:`Parameter`: one row for
each span of days in which it held, with the article and the source it was taken from and how sure we are of it. Nothing
that is not confirmed is a constant of the code; it is a row marked ``U``, and pages say so beside the value.
"""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils.translation import gettext_lazy as _

from dayaq.core.classification import classify
from dayaq.core.fields import LabelField
from dayaq.core.models import Created, Dated, DatedQuerySet, Labelled


class LegalAct(Labelled):
    """A law, decree, order or decision: what a rule, a decision or a parameter rests on.

    ``source`` holds the keys of the references it was found in (inventory, section 7).
    """

    class Kind(models.TextChoices):
        LAW = "law", _("Law")
        DECREE = "decree", _("Decree of the President")
        ORDER = "order", _("Order of the President")
        CABINET_DECISION = "cabinet_decision", _("Decision of the Cabinet of Ministers")
        MINISTRY_ORDER = "ministry_order", _("Order of the ministry")
        PRACTICE = "practice", _("Published practice")

    code = models.SlugField(max_length=80, unique=True)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    number = models.CharField(max_length=30, blank=True)
    adopted_on = models.DateField(null=True, blank=True)
    in_force_from = models.DateField(null=True, blank=True)
    in_force_to = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=200, blank=True)

    PERSONAL_DATA: ClassVar = classify(
        none="id label code kind number adopted_on in_force_from in_force_to source",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(in_force_to__isnull=True) | Q(in_force_to__gt=F("in_force_from")), name="act_period"
            ),
        ]


class Certainty(models.TextChoices):
    """How sure we are of a value (the marks of the inventory)."""

    ARTICLE = "A", _("Stated in the programme's own publication")
    SOURCE = "S", _("Supported by a public source")
    COMPUTED = "C", _("Computed")
    INFERRED = "I", _("Our inference")
    UNCONFIRMED = "U", _("Not confirmed")


class DateSpan(Func):
    """``daterange(from, to, '[)')`` of two date columns."""

    function = "DATERANGE"
    output_field = DateRangeField()


class Parameter(Labelled, Dated, Created):
    """The value of ``code`` between two dates; the database refuses two values of one code for the same day.

    ``value`` is a whole number, one of a few words, a list, yes or no, or an amount as text ("4000.00"), so that no
    amount passes through binary floating point. ``unit`` says which (``law.units.UNITS``). ``source`` holds the keys
    of the references it was found in (inventory, section 7).
    """

    code = models.CharField(max_length=80)
    value = models.JSONField()
    unit = models.CharField(max_length=20)
    act = models.ForeignKey(LegalAct, on_delete=models.PROTECT, null=True, blank=True, related_name="parameters")
    article = models.CharField(max_length=100, blank=True)
    source = models.CharField(max_length=200, blank=True)
    certainty = models.CharField(max_length=1, choices=Certainty.choices)
    note = LabelField(default=dict, blank=True, validators=[])

    objects = DatedQuerySet.as_manager()

    PERSONAL_DATA: ClassVar = classify(
        none="id label code value unit act article source certainty note valid_from valid_to created_at",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")), name="parameter_period"
            ),
            ExclusionConstraint(
                name="parameter_no_overlap",
                expressions=[
                    ("code", RangeOperators.EQUAL),
                    (DateSpan("valid_from", "valid_to", Value("[)")), RangeOperators.OVERLAPS),
                ],
            ),
        ]
        indexes = [models.Index(fields=["code", "valid_from"], name="parameter_code")]


class CalendarOverride(Created):
    """A day that the ministry declares working or free, against the week and the list of holidays."""

    date = models.DateField(unique=True)
    is_working = models.BooleanField()
    reason = LabelField()
    act = models.ForeignKey(LegalAct, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    PERSONAL_DATA: ClassVar = classify(none="id date is_working reason act created_at")
