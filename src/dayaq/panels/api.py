"""The one door to panels for other apps."""

from dayaq.panels.actions import (
    CriterionData,
    appoint_member,
    cancel_sitting,
    close_sitting,
    create_panel,
    declare_conflict,
    draft_criteria,
    end_appointment,
    open_sitting,
    publish_criteria,
    submit_scores,
)
from dayaq.panels.loading import load_criteria
from dayaq.panels.queries import current_criteria, latest_result, sitting_about, sittings_to_score
from dayaq.panels.states import CriteriaState, Outcome, SittingState

__all__ = [
    "CriteriaState",
    "CriterionData",
    "Outcome",
    "SittingState",
    "appoint_member",
    "cancel_sitting",
    "close_sitting",
    "create_panel",
    "current_criteria",
    "declare_conflict",
    "draft_criteria",
    "end_appointment",
    "latest_result",
    "load_criteria",
    "open_sitting",
    "publish_criteria",
    "sitting_about",
    "sittings_to_score",
    "submit_scores",
]
