"""Panels: people who score something against criteria that were published before, shared by committees and commissions.

A :class:`Panel` has members for a time. A :class:`Sitting` puts one subject (a business plan, later a proposal) before
a panel with one published :class:`CriteriaSet`. Each member hands in one :class:`ScoreSheet`, blind to the others until
the sitting is closed. A member who declares a conflict of interest neither scores nor counts for the quorum, and nobody
scores what they helped to prepare: the room that opens the sitting names those people by ``human_id``. Closing needs
the quorum and writes one :class:`SittingResult`, which never changes; a later sitting supersedes it.
"""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from dayaq.accounts.models import Organisation, User
from dayaq.core.api import clock, track
from dayaq.core.classification import classify
from dayaq.core.models import APPEND_ONLY, Created, Dated, DatedQuerySet, LabelField, Labelled, Stateful
from dayaq.panels import triggers
from dayaq.panels.states import CriteriaState, Outcome, SittingState


class Panel(Labelled, Created):
    """A committee of an organisation. Without a ``quorum`` of its own, the dated parameter of the law holds."""

    code = models.SlugField(max_length=50, unique=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="panels")
    quorum = models.PositiveSmallIntegerField(null=True, blank=True)

    PERSONAL_DATA: ClassVar = classify(none="id code organisation quorum label created_at")

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(quorum__isnull=True) | Q(quorum__gte=1), name="panel_quorum")]


class PanelMember(Dated, Created):
    """An account sits on a panel between two dates."""

    panel = models.ForeignKey(Panel, on_delete=models.PROTECT, related_name="members")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="panel_memberships")

    objects = DatedQuerySet.as_manager()

    PERSONAL_DATA: ClassVar = classify(none="id panel user valid_from valid_to created_at")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")), name="panel_member_period"
            ),
            models.UniqueConstraint(
                fields=["panel", "user"], condition=Q(valid_to__isnull=True), name="panel_member_once"
            ),
        ]


class CriteriaSet(Labelled, Stateful):
    """One version of the criteria by which something is scored."""

    code = models.SlugField(max_length=50)
    number = models.PositiveSmallIntegerField(default=1, help_text="1, 2, 3 … for each code.")
    state = models.CharField(max_length=10, choices=CriteriaState.choices, default=CriteriaState.DRAFT)
    note = LabelField(
        default=dict, blank=True, help_text="Where the criteria come from, and whether that is confirmed."
    )

    PERSONAL_DATA: ClassVar = classify(none="id code number state note label created_at state_at version")

    class Meta:
        triggers = [triggers.PUBLISHED_IS_FINAL]
        constraints = [
            models.UniqueConstraint(fields=["code", "number"], name="criteria_version"),
            models.CheckConstraint(condition=Q(state__in=CriteriaState.values), name="criteria_state"),
        ]


class Criterion(Labelled):
    """What is looked at, and how many points it can bring; ``anchors`` says in words what earns few, half and all."""

    criteria_set = models.ForeignKey(CriteriaSet, on_delete=models.PROTECT, related_name="criteria")
    code = models.SlugField(max_length=50)
    max_points = models.PositiveSmallIntegerField()
    weight = models.DecimalField(max_digits=4, decimal_places=2, default=Decimal("1.00"))
    anchors = LabelField(default=dict, blank=True)
    order = models.PositiveSmallIntegerField(default=0)

    PERSONAL_DATA: ClassVar = classify(none="id criteria_set code max_points weight anchors order label")

    class Meta:
        triggers = [triggers.CRITERION_OF_DRAFT]
        ordering = ["order", "id"]
        constraints = [
            models.UniqueConstraint(fields=["criteria_set", "code"], name="criterion_once"),
            models.CheckConstraint(condition=Q(max_points__gte=1, weight__gt=0), name="criterion_positive"),
        ]


class SittingQuerySet(models.QuerySet["Sitting"]):
    """Sittings, as far as somebody may see them."""

    def visible_to(self, user: User) -> Self:
        """All with ``panel.manage``; a member sees those of panels on which they sit, or sat while it was open."""
        if not user.may("panel.view"):
            return self.none()
        if user.may("panel.manage"):
            return self
        seats = PanelMember.objects.filter(user=user, panel=OuterRef("panel"))
        sat = seats.filter(
            Q(valid_to__isnull=True) | Q(valid_to__gt=OuterRef("created_at__date")),
            valid_from__lte=OuterRef("state_at__date"),
        )
        mine = Q(Exists(seats.on(clock.today())), state=SittingState.OPEN) | (
            ~Q(state=SittingState.OPEN) & Q(Exists(sat))
        )
        return self.filter(mine).exclude(excluded_human_ids__contains=[user.human_id])


class Sitting(Stateful):
    """One subject before one panel. ``quorum`` is what held at the opening; ``pass_mark`` of the maximum, when set."""

    panel = models.ForeignKey(Panel, on_delete=models.PROTECT, related_name="sittings")
    criteria_set = models.ForeignKey(CriteriaSet, on_delete=models.PROTECT, related_name="sittings")
    subject_type = models.CharField(max_length=100)
    subject_id = models.BigIntegerField()
    quorum = models.PositiveSmallIntegerField()
    pass_mark = models.DecimalField(max_digits=7, decimal_places=2, null=True)
    excluded_human_ids = ArrayField(models.CharField(max_length=50), default=list, blank=True)
    deadline = models.DateField(null=True)
    supersedes = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, related_name="superseded_by", help_text="The sitting before."
    )
    state = models.CharField(max_length=10, choices=SittingState.choices, default=SittingState.OPEN)
    outcome = models.CharField(max_length=12, choices=Outcome.choices, blank=True)

    objects = SittingQuerySet.as_manager()

    PERSONAL_DATA: ClassVar = classify(
        none="id panel criteria_set subject_type subject_id quorum pass_mark deadline supersedes state outcome "
        "created_at state_at version",
        personal="excluded_human_ids",
    )

    class Meta:
        triggers = [triggers.OVER_IS_OVER]
        constraints = [
            models.UniqueConstraint(
                fields=["subject_type", "subject_id"], condition=Q(state="open"), name="sitting_open_once"
            ),
            models.CheckConstraint(condition=Q(quorum__gte=1), name="sitting_quorum"),
            models.CheckConstraint(condition=Q(state__in=SittingState.values), name="sitting_state"),
        ]
        indexes = [
            models.Index(fields=["subject_type", "subject_id", "-id"], name="sitting_subject"),
            models.Index(fields=["panel", "state"], name="sitting_panel"),
        ]


@track()
class ScoreSheet(Created):
    """What one member hands in. ``human_id`` is the natural person: two accounts of one person have one voice."""

    sitting = models.ForeignKey(Sitting, on_delete=models.PROTECT, related_name="sheets")
    member = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    human_id = models.CharField(max_length=50)
    note = models.TextField(blank=True)
    changed_at = models.DateTimeField(default=clock.now)

    PERSONAL_DATA: ClassVar = classify(none="id sitting member created_at changed_at", personal="human_id note")

    class Meta:
        triggers = [triggers.SITTING_IS_OPEN]
        constraints = [
            models.UniqueConstraint(fields=["sitting", "human_id"], name="sheet_once_a_person"),
            models.UniqueConstraint(fields=["sitting", "member"], name="sheet_once_an_account"),
        ]


@track()
class Score(models.Model):
    """The points of one member for one criterion."""

    sheet = models.ForeignKey(ScoreSheet, on_delete=models.PROTECT, related_name="scores")
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="+")
    points = models.PositiveSmallIntegerField()

    PERSONAL_DATA: ClassVar = classify(none="id sheet criterion points")

    class Meta:
        triggers = [triggers.SCORE_IS_ALLOWED]
        constraints = [models.UniqueConstraint(fields=["sheet", "criterion"], name="score_once")]


class ConflictDeclaration(Created):
    """A member says that they are not impartial in this matter. Append-only: it is not taken back."""

    sitting = models.ForeignKey(Sitting, on_delete=models.PROTECT, related_name="conflicts")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    human_id = models.CharField(max_length=50)
    reason = models.TextField()

    PERSONAL_DATA: ClassVar = classify(none="id sitting user created_at", personal="human_id reason")

    class Meta:
        triggers = [APPEND_ONLY, triggers.SITTING_IS_OPEN]
        constraints = [models.UniqueConstraint(fields=["sitting", "human_id"], name="conflict_once")]


class SittingResult(Created):
    """What came of a sitting. Append-only.

    ``average`` is the mean over the members counted of the sum of points times weight, of at most ``maximum``;
    ``points`` maps each criterion's code to its mean points. Two decimal places, half up.
    """

    sitting = models.OneToOneField(Sitting, on_delete=models.PROTECT, related_name="result")
    average = models.DecimalField(max_digits=7, decimal_places=2)
    maximum = models.DecimalField(max_digits=7, decimal_places=2)
    counted = models.PositiveSmallIntegerField(help_text="Members whose scores count.")
    points = models.JSONField(default=dict)

    PERSONAL_DATA: ClassVar = classify(none="id sitting average maximum counted points created_at")

    class Meta:
        triggers = [APPEND_ONLY]
        constraints = [
            models.CheckConstraint(condition=Q(average__gte=0, average__lte=F("maximum")), name="result_range")
        ]

    @property
    def quorum_met(self) -> bool:
        """Always so: a sitting without its quorum cannot be closed."""
        return self.counted >= self.sitting.quorum
