"""What was found and what was decided: assessments, decision records, appeals."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from dayaq.core.classification import classify
from dayaq.core.history import track
from dayaq.core.models import APPEND_ONLY, Created
from dayaq.programmes.models.application import Application
from dayaq.programmes.states import Outcome
from dayaq.rules.api import Decision


class Assessment(Created):
    """What the rules say on the facts of a day, and what the officer recommends. Append-only; the latest counts.

    ``facts``: name → ``{"value", "source", "as_of"}``. ``decision``: :meth:`dayaq.rules.api.Decision.to_dict`.
    """

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="assessments")
    rule_version = models.ForeignKey("programmes.RuleVersion", on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    on_date = models.DateField()
    facts = models.JSONField()
    decision = models.JSONField()
    outcome = models.CharField(max_length=20)
    recommendation = models.CharField(max_length=20, choices=Outcome.choices, blank=True)
    reason = models.TextField(blank=True)

    PERSONAL_DATA: ClassVar = classify(
        none="id application rule_version by on_date created_at outcome recommendation",
        special="facts decision",
        personal="reason",
    )

    class Meta:
        triggers = [APPEND_ONLY]
        constraints = [
            models.CheckConstraint(
                condition=~Q(recommendation=Outcome.APPROVED) | Q(outcome="eligible"), name="assessment_fails_closed"
            )
        ]
        indexes = [models.Index(fields=["application", "-id"], name="assessment_latest")]

    @property
    def result(self) -> Decision:
        """The stored decision of the rules, typed."""
        return Decision.from_dict(self.decision)


class DecisionRecord(Created):
    """A decision about a person, complete enough to be computed again (workflows.md section 9). Append-only.

    A correction or a successful appeal is a new record that ``supersedes`` the former. ``digest`` is the SHA-256 of
    rule set, facts and decision: it stays when erasure reaches the values. ``appeal_deadline`` is the last day to
    appeal, null where nothing was refused.
    """

    class Kind(models.TextChoices):
        FIRST = "first"
        CORRECTION = "correction"
        APPEAL = "appeal"

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="decisions")
    kind = models.CharField(max_length=20, choices=Kind.choices, default=Kind.FIRST)
    programme = models.ForeignKey("programmes.Programme", on_delete=models.PROTECT, related_name="+")
    rule_version = models.ForeignKey("programmes.RuleVersion", on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=20, choices=Outcome.choices)
    facts = models.JSONField()
    decision = models.JSONField()
    articles = models.JSONField(default=list)
    reason_az = models.TextField()
    reason_en = models.TextField()
    author = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    approver = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()
    appeal_deadline = models.DateField(null=True, blank=True)
    digest = models.CharField(max_length=64)
    supersedes = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="superseded_by"
    )

    PERSONAL_DATA: ClassVar = classify(
        none="id application kind programme rule_version outcome articles author approver decided_at appeal_deadline "
        "digest supersedes created_at",
        special="facts decision",
        personal="reason_az reason_en",
    )

    class Meta:
        triggers = [APPEND_ONLY]
        constraints = [
            models.UniqueConstraint(
                fields=["application"], condition=Q(supersedes__isnull=True), name="decision_one_first"
            ),
            models.CheckConstraint(
                condition=Q(kind="first", supersedes__isnull=True) | (~Q(kind="first") & Q(supersedes__isnull=False)),
                name="decision_supersedes",
            ),
            models.CheckConstraint(condition=~Q(kind="first") | ~Q(author=F("approver")), name="decision_four_eyes"),
            models.CheckConstraint(condition=~Q(reason_az="") & ~Q(reason_en=""), name="decision_reasoned"),
        ]
        indexes = [models.Index(fields=["application", "-id"], name="decision_latest")]

    @property
    def result(self) -> Decision:
        """The stored decision of the rules, typed."""
        return Decision.from_dict(self.decision)

    def reason_in(self, language: str) -> str:
        """The reason in ``language``: English where asked for, else Azerbaijani."""
        return self.reason_en if language.startswith("en") else self.reason_az


@track()
class Appeal(Created):
    """The applicant asks that a refusal be looked at again, by somebody who took no part before."""

    class Result(models.TextChoices):
        UPHELD = "upheld"
        OVERTURNED = "overturned"
        WITHDRAWN = "withdrawn"

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="appeals")
    record = models.ForeignKey(DecisionRecord, on_delete=models.PROTECT, related_name="appeals")
    grounds = models.TextField()
    submitted_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField()
    deadline = models.DateField()
    result = models.CharField(max_length=20, choices=Result.choices, blank=True)
    reason_az = models.TextField(blank=True)
    reason_en = models.TextField(blank=True)
    decided_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    PERSONAL_DATA: ClassVar = classify(
        none="id application record submitted_by submitted_at deadline result decided_by decided_at created_at",
        personal="grounds reason_az reason_en",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["application"], condition=Q(result=""), name="appeal_one_open"),
        ]
