"""Two records, one human? What was proposed, what was decided, and what a merge moved, so that it can be taken back."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from dayaq.core.classification import classify
from dayaq.core.models import Created, Stateful
from dayaq.registry.models.person import Person
from dayaq.registry.states import MergeState, PairState


class LinkageRun(Created):
    """One comparison of the registry with itself: which model, from which probability on, on whose behalf, what came.

    ``found`` pairs were handed over, ``added`` are new in the queue, ``reopened`` were decided before one of the two
    records changed.
    """

    model = models.CharField(max_length=100)
    threshold = models.FloatField(default=0.0)
    found = models.PositiveIntegerField(default=0)
    added = models.PositiveIntegerField(default=0)
    reopened = models.PositiveIntegerField(default=0)
    by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")

    PERSONAL_DATA: ClassVar = classify(none="id model threshold found added reopened by created_at")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(threshold__gte=0, threshold__lte=1), name="linkage_threshold"),
        ]
        indexes = [models.Index(fields=["model", "-id"], name="linkage_newest")]


class PairQuerySet(models.QuerySet[Any]):
    """Pairs, chainable."""

    def visible_to(self, user: Any, permission: str = "person.merge") -> Self:
        """Only pairs of which ``user`` may see both records: whoever sees one alone learns nothing of the other."""
        reached = Person.objects.reached_by(user, permission)
        return self.filter(left__in=reached, right__in=reached)

    def of(self, *persons: int) -> Self:
        """Pairs in which any of ``persons`` (keys) stands."""
        return self.filter(Q(left__in=persons) | Q(right__in=persons))


class CandidatePair(Stateful):
    """Two records, ``left`` before ``right``, that may be one person: once, whatever proposes them and how often.

    ``probability`` (0 to 1) and ``weights`` are those of the latest run: a list of {"comparison", "level", "bits",
    "left", "right"} (:class:`dayaq.registry.linkage.pairs.Weight`). ``left_version`` and ``right_version`` are what
    the records were at when somebody decided: a pair kept apart is asked about again only after one of them changed.
    """

    left = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    right = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    run = models.ForeignKey(LinkageRun, on_delete=models.PROTECT, null=True, related_name="pairs", db_index=False)
    probability = models.FloatField()
    weights = models.JSONField(default=list, blank=True)
    state = models.CharField(max_length=12, choices=PairState.choices, default=PairState.WAITING)
    decided_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_why = models.TextField(blank=True)
    left_version = models.PositiveIntegerField(null=True, blank=True)
    right_version = models.PositiveIntegerField(null=True, blank=True)

    objects = PairQuerySet.as_manager()

    PERSONAL_DATA: ClassVar = classify(
        none="id left right run probability state state_at version decided_by decided_at left_version right_version "
        "created_at",
        personal="weights decided_why",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["left", "right"], name="pair_once"),
            models.CheckConstraint(condition=Q(left__lt=F("right")), name="pair_in_order"),
            models.CheckConstraint(condition=Q(probability__gte=0, probability__lte=1), name="pair_probability"),
            models.CheckConstraint(condition=Q(state__in=PairState.values), name="pair_state"),
            models.CheckConstraint(
                condition=~Q(state__in=[PairState.MERGED, PairState.KEPT_APART])
                | Q(decided_by__isnull=False, decided_at__isnull=False),
                name="pair_decided_by_somebody",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "-probability", "-id"], name="pair_queue"),
            models.Index(fields=["state_at", "id"], name="pair_date"),
        ]


class MergeQuerySet(models.QuerySet[Any]):
    """Merges, chainable."""

    def visible_to(self, user: Any, permission: str = "person.merge") -> Self:
        """Only merges into a record that ``user`` may see, or into one merged into theirs since."""
        return self.filter(survivor__in=Person.objects.reached_by(user, permission))


class PersonMerge(Stateful):
    """Two records became one: ``survivor`` stands for ``merged`` from ``created_at`` on, until it is undone.

    ``taken`` lists the fields whose value came from the merged record. What was moved is in ``MergedRow``.
    """

    survivor = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="merges")
    merged = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=MergeState.choices, default=MergeState.MERGED)
    taken = models.JSONField(default=list, blank=True)
    reason = models.TextField()
    by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    undone_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    undo_reason = models.TextField(blank=True)

    objects = MergeQuerySet.as_manager()

    PERSONAL_DATA: ClassVar = classify(
        none="id survivor merged state state_at version taken by undone_by created_at", personal="reason undo_reason"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["merged"], condition=Q(state=MergeState.MERGED), name="merged_once_at_a_time"
            ),
            models.CheckConstraint(condition=~Q(survivor=F("merged")), name="merge_of_two"),
            models.CheckConstraint(condition=Q(state__in=MergeState.values), name="merge_state"),
            models.CheckConstraint(
                condition=Q(state=MergeState.MERGED, undone_by__isnull=True)
                | Q(state=MergeState.UNDONE, undone_by__isnull=False),
                name="merge_undone_by_somebody",
            ),
        ]


class MergedRow(models.Model):
    """One thing that a merge did to one row, in the order of ``position``: enough to take it back exactly.

    ``model`` and ``key`` name the row, ``column`` the column. Moved and changed: ``old`` and ``new`` are its
    values. Set aside (it could not stand beside its like): ``old`` is the whole row, ``new`` the key of that which
    stands for it. Added: ``new`` is the whole row. ``restored``: null until the merge is undone; false where somebody
    changed the row since, whose change stays.
    """

    class What(models.TextChoices):
        MOVED = "moved", _("Moved")
        CHANGED = "changed", _("Changed")
        SET_ASIDE = "set_aside", _("Set aside")
        ADDED = "added", _("Added")

    merge = models.ForeignKey(PersonMerge, on_delete=models.CASCADE, related_name="rows", db_index=False)
    position = models.PositiveIntegerField()
    what = models.CharField(max_length=10, choices=What.choices)
    model = models.CharField(max_length=100)
    key = models.BigIntegerField()
    column = models.CharField(max_length=63, blank=True)
    old = models.JSONField(null=True)
    new = models.JSONField(null=True)
    restored = models.BooleanField(null=True)

    PERSONAL_DATA: ClassVar = classify(none="id merge position what model key column restored", special="old new")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["merge", "position"], name="merged_row_in_order"),
            models.CheckConstraint(
                condition=Q(what__in=["moved", "changed", "set_aside", "added"]), name="merged_row_what"
            ),
        ]
