"""What a person is in the eyes of the law: categories with evidence, issuer, validity; and what registers answered.

A status that is not recorded says nothing: it may be absent or unknown. A register's answer (``RegisterCheck``) is what
makes an absence a known "no".
"""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from dayaq.core.api import track
from dayaq.core.classification import classify
from dayaq.core.models import Created, Dated, Labelled, Stateful
from dayaq.registry.models.person import Person
from dayaq.registry.states import Verification
from dayaq.registry.visibility import RelatedQuerySet, StatusQuerySet

#: how the origin of a status begins that a rule computed: "derived:<rule>@<version>"
DERIVED = "derived:"


class StatusKind(Labelled):
    """A category of people (inventory 1.2): a row of data, so that a new one needs no code.

    ``aliases`` are older and popular words (searched, mapped on import, never shown as the current label).
    ``term`` is the code of a legal parameter in months: such a status holds so long from its first day, unless somebody
    said when it ends. ``sensitivity``: special is law 998-IIIQ's special category; restricted is never shown or counted
    without the right.
    """

    class Sensitivity(models.TextChoices):
        NONE = "none", _("Ordinary")
        SPECIAL = "special", _("Special category")
        RESTRICTED = "restricted", _("Restricted")

    code = models.SlugField(max_length=50, unique=True)
    aliases = ArrayField(models.CharField(max_length=100), default=list, blank=True)
    sensitivity = models.CharField(max_length=12, choices=Sensitivity.choices, default=Sensitivity.NONE)
    legal_basis = models.CharField(max_length=200, blank=True)
    asks_conflict = models.BooleanField(default=False)
    asks_percent = models.BooleanField(default=False)
    term = models.CharField(max_length=80, blank=True)
    order = models.PositiveSmallIntegerField(default=100)

    PERSONAL_DATA: ClassVar = classify(
        none="id code label aliases sensitivity legal_basis asks_conflict asks_percent term order"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(sensitivity__in=["none", "special", "restricted"]), name="status_kind_sensitivity"
            )
        ]


@track()
class Status(Dated, Stateful):
    """A person has a status from ``valid_from`` until the day before ``valid_to``, on evidence.

    ``verified_by`` verified or refuted it at ``state_at``; a change of anything else is a new status.
    """

    class Conflict(models.TextChoices):
        FIRST_KARABAKH = "first_karabakh", _("First Karabakh war")
        APRIL_2016 = "april_2016", _("April fighting, 2016")
        TOVUZ_2020 = "tovuz_2020", _("Tovuz fighting, July 2020")
        PATRIOTIC_WAR_2020 = "patriotic_war_2020", _("Patriotic War, 2020")

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="statuses")
    kind = models.ForeignKey(StatusKind, on_delete=models.PROTECT, related_name="+")
    conflict = models.CharField(max_length=30, choices=Conflict.choices, blank=True)
    percent = models.PositiveSmallIntegerField(null=True, blank=True)
    evidence = models.CharField(max_length=500, blank=True)
    evidence_document = models.ForeignKey(
        "documents.Document", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    issuer = models.CharField(max_length=200, blank=True)
    verification = models.CharField(max_length=10, choices=Verification.choices, default=Verification.DECLARED)
    verified_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    origin = models.CharField(max_length=60, default="window")

    objects = StatusQuerySet.as_manager()

    PERSONAL_DATA: ClassVar = classify(
        none="id person verification verified_by origin version valid_from valid_to created_at state_at issuer",
        special="kind conflict percent evidence evidence_document",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")), name="status_period"
            ),
            models.CheckConstraint(
                condition=Q(percent__isnull=True) | Q(percent__gte=0, percent__lte=100), name="status_percent"
            ),
            models.CheckConstraint(condition=Q(verification__in=Verification.values), name="status_verification"),
            models.UniqueConstraint(fields=["person", "kind", "conflict", "valid_from"], name="status_once_from_a_day"),
        ]
        indexes = [
            models.Index(fields=["kind", "person"], name="status_kind_person"),
            models.Index(fields=["origin", "person"], name="status_derived", condition=Q(origin__startswith=DERIVED)),
        ]

    @property
    def is_derived(self) -> bool:
        """Whether a rule computed it from what is recorded."""
        return self.origin.startswith(DERIVED)

    @property
    def is_declared_by_rule(self) -> bool:
        """Whether it rests on what was only declared: not the status is verified then, but what it rests on."""
        return self.is_derived and self.verification == Verification.DECLARED

    @property
    def band(self) -> str:
        """The disability band of ``percent`` (inventory 2.7); "" without a percentage or up to 30."""
        if self.percent is None or self.percent <= 30:
            return ""
        for top, text in ((60, "31–60"), (80, "61–80"), (100, "81–100")):
            if self.percent <= top:
                return text
        return ""

    @property
    def scheme(self) -> str:
        """Which grading of disability held on ``valid_from``: degrees I–III until 2022-06-30, percentages since."""
        return "percent_2022" if self.valid_from.isoformat() >= "2022-07-01" else "degrees_1992"


class RegisterCheck(Created):
    """What a register answered about a person on a day: ``result`` maps fact names to values, null where it was silent.

    Append-only in meaning: a later check supersedes, and a decision keeps the facts it was taken on.
    """

    class Register(models.TextChoices):
        EMPLOYMENT = "employment", _("Employment register (ƏMAS)")
        UNEMPLOYMENT_INSURANCE = "unemployment_insurance", _("Unemployment insurance")
        TARGETED_ASSISTANCE = "targeted_assistance", _("Targeted assistance (VEMTAS)")
        DISABILITY = "disability", _("Disability register (TSERAS)")
        VETERANS = "veterans", _("Register of veterans and martyrs' families (Zəfər)")
        LAND = "land", _("Land and property register")
        CUSTODY = "custody", _("Release from custody")
        PENSION = "pension", _("Pension fund")
        SELF_EMPLOYMENT = "self_employment", _("Self-employment contracts")

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="checks")
    register = models.CharField(max_length=30, choices=Register.choices)
    checked_on = models.DateField()
    result = models.JSONField()
    checked_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")

    objects = RelatedQuerySet.as_manager()

    PERSONAL_DATA: ClassVar = classify(none="id person register checked_on checked_by created_at", special="result")

    class Meta:
        indexes = [models.Index(fields=["person", "register", "-checked_on", "-id"], name="check_latest")]
