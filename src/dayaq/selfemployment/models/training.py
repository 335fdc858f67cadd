"""Training: groups, sessions, hours attended, and waivers."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

from django.db import models
from django.db.models import F, Q

from dayaq.core.classification import classify
from dayaq.core.models import Created, Labelled
from dayaq.registry.api import in_units
from dayaq.selfemployment.models.case import Case

if TYPE_CHECKING:
    from dayaq.accounts.models import User


class GroupQuerySet(models.QuerySet["TrainingGroup"]):
    """Groups, as far as somebody may see them."""

    def visible_to(self, user: User, permission: str = "case.training") -> Self:
        """Groups in the districts for which ``user`` holds ``permission``."""
        if not user.may(permission):
            return self.none()
        districts = user.district_ids(permission)
        return self if districts is None else self.filter(in_units("unit", districts))


class TrainingGroup(Labelled, Created):
    """A course for a group of participants at a place."""

    code = models.CharField(max_length=30, unique=True)
    unit = models.ForeignKey("places.AdministrativeUnit", on_delete=models.PROTECT, related_name="+")
    place = models.CharField(max_length=200)
    trainer = models.CharField(max_length=200)
    starts_on = models.DateField()
    ends_on = models.DateField()
    capacity = models.PositiveSmallIntegerField()

    objects = GroupQuerySet.as_manager()

    PERSONAL_DATA: ClassVar = classify(
        none="id code label unit place starts_on ends_on capacity created_at", personal="trainer"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on"), capacity__gte=1), name="training_group")
        ]
        indexes = [models.Index(fields=["-starts_on", "-id"], name="training_group_start")]


class TrainingPlace(Created):
    """A participant's place in a group."""

    group = models.ForeignKey(TrainingGroup, on_delete=models.PROTECT, related_name="places")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="training_places")

    PERSONAL_DATA: ClassVar = classify(none="id group created_at", personal="case")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["group", "case"], name="training_place_once")]


class TrainingSession(Created):
    """One meeting of a group, with its hours."""

    group = models.ForeignKey(TrainingGroup, on_delete=models.PROTECT, related_name="sessions")
    held_on = models.DateField()
    hours = models.DecimalField(max_digits=4, decimal_places=1)
    topic = models.CharField(max_length=200)

    PERSONAL_DATA: ClassVar = classify(none="id group held_on hours topic created_at")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["group", "held_on", "topic"], name="training_session_once"),
            models.CheckConstraint(condition=Q(hours__gt=0, hours__lte=12), name="training_session_hours"),
        ]


class Attendance(Created):
    """Whether a participant was there, and for how many of the hours."""

    session = models.ForeignKey(TrainingSession, on_delete=models.PROTECT, related_name="attendance")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="attendance")
    hours = models.DecimalField(max_digits=4, decimal_places=1)
    by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")

    PERSONAL_DATA: ClassVar = classify(none="id session hours by created_at", personal="case")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "case"], name="attendance_once"),
            models.CheckConstraint(condition=Q(hours__gte=0), name="attendance_hours"),
        ]


class TrainingWaiver(Created):
    """Training is not asked of a participant: by which legal basis and for which days (inventory SE-24)."""

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="waiver")
    act = models.ForeignKey("law.LegalAct", on_delete=models.PROTECT, related_name="+")
    valid_from = models.DateField()
    valid_to = models.DateField()
    reason = models.TextField()
    by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")

    PERSONAL_DATA: ClassVar = classify(none="id act valid_from valid_to by created_at", personal="case reason")

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(valid_to__gt=F("valid_from")), name="training_waiver_period")]
