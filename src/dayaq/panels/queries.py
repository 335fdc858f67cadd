"""Reads about sittings."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Exists, F, Model, OuterRef, QuerySet

from dayaq.accounts.models import User
from dayaq.core.api import clock
from dayaq.panels import scoring
from dayaq.panels.models import (
    ConflictDeclaration,
    CriteriaSet,
    PanelMember,
    ScoreSheet,
    Sitting,
    SittingResult,
)
from dayaq.panels.states import CriteriaState, SittingState


def current_criteria(code: str) -> CriteriaSet | None:
    """The published version of ``code`` with the highest number."""
    return CriteriaSet.objects.filter(code=code, state=CriteriaState.PUBLISHED).order_by("-number").first()


def sitting_about(subject: Model) -> Sitting | None:
    """The last sitting about ``subject`` that was not cancelled: open, or closed."""
    found = Sitting.objects.filter(subject_type=subject._meta.label_lower, subject_id=subject.pk)
    return found.exclude(state=SittingState.CANCELLED).order_by("-pk").first()


def latest_result(subject: Model) -> SittingResult | None:
    """The result of the last closed sitting about ``subject``: the one that counts."""
    results = SittingResult.objects.filter(
        sitting__subject_type=subject._meta.label_lower, sitting__subject_id=subject.pk
    )
    return results.select_related("sitting").order_by("-pk").first()


def sittings_to_score(user: User) -> QuerySet[Sitting]:
    """What waits for ``user``: open sittings they may score and have not scored, earliest deadline first."""
    if not user.may("panel.score"):
        return Sitting.objects.none()
    seat = PanelMember.objects.on(clock.today()).filter(user=user, panel=OuterRef("panel"))
    conflict = ConflictDeclaration.objects.filter(sitting=OuterRef("pk"), human_id=user.human_id)
    sheet = ScoreSheet.objects.filter(sitting=OuterRef("pk"), human_id=user.human_id)
    return (
        Sitting.objects.filter(Exists(seat), ~Exists(conflict), ~Exists(sheet), state=SittingState.OPEN)
        .exclude(excluded_human_ids__contains=[user.human_id])
        .order_by(F("deadline").asc(nulls_last=True), "pk")
    )


def sheets_shown_to(user: User, sitting: Sitting) -> QuerySet[ScoreSheet]:
    """Blind scoring: until the sitting is closed a member sees their own sheet, and nobody sees another's.

    Afterwards everybody sees those that were counted: without the sheets of members who declared a conflict.
    """
    sheets = sitting.sheets.select_related("member").order_by("pk")
    if sitting.state == SittingState.CLOSED:
        return sheets.exclude(human_id__in=sitting.conflicts.values("human_id"))
    return sheets.filter(member=user)


@dataclass(frozen=True)
class Tally:
    """How far a sitting is: members who may score, who have scored, who declared a conflict, and the quorum."""

    able: int
    scored: int
    conflicts: int
    quorum: int

    @property
    def quorum_met(self) -> bool:
        return self.scored >= self.quorum

    @property
    def missing(self) -> int:
        """Scores still needed to reach the quorum."""
        return max(self.quorum - self.scored, 0)


def tally(sitting: Sitting) -> Tally:
    """Three statements."""
    conflicted = frozenset(sitting.conflicts.values_list("human_id", flat=True))
    scored = frozenset(sitting.sheets.values_list("human_id", flat=True)) - conflicted
    able = scoring.able_members(sitting.panel, excluded={*sitting.excluded_human_ids, *conflicted})
    return Tally(able=len(able | scored), scored=len(scored), conflicts=len(conflicted), quorum=sitting.quorum)
