"""Every write about programmes and applications: atomic, keyword-only, audited; ``by`` is whoever acts."""

from dayaq.programmes.actions.appealing import appeal_application, decide_appeal
from dayaq.programmes.actions.assessing import (
    assess_application,
    record_information,
    request_information,
    take_for_assessment,
)
from dayaq.programmes.actions.deciding import correct_decision, decide_application
from dayaq.programmes.actions.drafting import draft_application, edit_draft, submit_application, withdraw_application
from dayaq.programmes.actions.enrolling import advance_queue, end_enrolment, enrol_application
from dayaq.programmes.actions.setup import add_programme_fund, add_rule_version, load_programmes

__all__ = [
    "add_programme_fund",
    "add_rule_version",
    "advance_queue",
    "appeal_application",
    "assess_application",
    "correct_decision",
    "decide_appeal",
    "decide_application",
    "draft_application",
    "edit_draft",
    "end_enrolment",
    "enrol_application",
    "load_programmes",
    "record_information",
    "request_information",
    "submit_application",
    "take_for_assessment",
    "withdraw_application",
]
