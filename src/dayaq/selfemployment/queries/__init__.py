"""Reads about self-employment: for a case's page, for lists, for what waits, for the committee."""

from dayaq.selfemployment.queries.committee import PlanSubject, plan_subject
from dayaq.selfemployment.queries.groups import (
    Participant,
    attendance_grid,
    candidates_for,
    groups_for,
    participants_of,
)
from dayaq.selfemployment.queries.lists import assets_list, cases_list, search_assets, search_cases, visits_list
from dayaq.selfemployment.queries.pages import CaseView, Event, Money, timeline_of, view_case
from dayaq.selfemployment.queries.progress import NextStep, Stage
from dayaq.selfemployment.queries.work import waiting_cases, waiting_payments, waiting_visits

__all__ = [
    "CaseView",
    "Event",
    "Money",
    "NextStep",
    "Participant",
    "PlanSubject",
    "Stage",
    "assets_list",
    "attendance_grid",
    "candidates_for",
    "cases_list",
    "groups_for",
    "participants_of",
    "plan_subject",
    "search_assets",
    "search_cases",
    "timeline_of",
    "view_case",
    "visits_list",
    "waiting_cases",
    "waiting_payments",
    "waiting_visits",
]
