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
from dayaq.panels.policies import check_declare, check_score
from dayaq.panels.queries import (
    Tally,
    current_criteria,
    latest_result,
    sheets_shown_to,
    sitting_about,
    sittings_to_score,
    tally,
)
from dayaq.panels.states import CriteriaState, Outcome, SittingState

__all__ = [
    "CriteriaState",
    "CriterionData",
    "Outcome",
    "SittingState",
    "Tally",
    "appoint_member",
    "cancel_sitting",
    "check_declare",
    "check_score",
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
    "sheets_shown_to",
    "sitting_about",
    "sittings_to_score",
    "submit_scores",
    "tally",
]
