"""The states of a set of criteria and of a sitting."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from dayaq.core.api import Transition, Workflow


class CriteriaState(models.TextChoices):
    """Published criteria never change: whoever is scored was scored by what anybody could read before."""

    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", _("Published")


CRITERIA = Workflow(
    name="criteria",
    initial={CriteriaState.DRAFT: "panel.criteria_drafted"},
    transitions=(
        Transition(CriteriaState.DRAFT, CriteriaState.PUBLISHED, "panel.criteria_published", by="programme officer"),
    ),
)


class SittingState(models.TextChoices):
    """A closed sitting is final; a new sitting about the same thing supersedes it."""

    OPEN = "open", _("Open for scoring")
    CLOSED = "closed", _("Closed")
    CANCELLED = "cancelled", _("Cancelled")


class Outcome(models.TextChoices):
    """Whether the average reached the mark that was set at the opening; empty where none was set."""

    PASSED = "passed", _("Passed")
    NOT_PASSED = "not_passed", _("Not passed")


SITTING = Workflow(
    name="sitting",
    initial={SittingState.OPEN: "panels.sitting_opened"},
    transitions=(
        Transition(SittingState.OPEN, SittingState.CLOSED, "panels.sitting_closed", by="programme officer"),
        Transition(SittingState.OPEN, SittingState.CANCELLED, "panels.sitting_cancelled", by="programme officer"),
    ),
)
