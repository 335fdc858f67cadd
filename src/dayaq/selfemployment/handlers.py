"""What this room does on others' events, and what other rooms may know of its records."""

from __future__ import annotations

from typing import Any

from dayaq.accounts.api import system_user
from dayaq.core import subjects
from dayaq.core.api import handles
from dayaq.core.work import register_work
from dayaq.programmes.models import Enrolment
from dayaq.selfemployment import erasing, person
from dayaq.selfemployment.actions import approve_scored_plan, open_case
from dayaq.selfemployment.actions.following import follow_life_event
from dayaq.selfemployment.models import BusinessPlan, Case, Contract, HandoverAct
from dayaq.selfemployment.queries import work

PROGRAMME = "self_employment"
PLAN = "selfemployment.businessplan"

subjects.register("selfemployment.case", visible=lambda user: Case.objects.visible_to(user))
subjects.register("selfemployment.contract", visible=lambda user: Contract.objects.visible_to(user))
subjects.register("selfemployment.handoveract", visible=lambda user: HandoverAct.objects.visible_to(user))
subjects.register(PLAN, visible=lambda user: BusinessPlan.objects.visible_to(user))

for provider in (
    work.waiting_breaches,
    work.waiting_after_death,
    work.waiting_cases,
    work.waiting_transfers,
    work.waiting_visits,
    work.waiting_payments,
):
    register_work(provider)

person.join()
erasing.join()


@handles("application.enrolled")
def on_enrolled(payload: dict[str, Any]) -> None:
    """Whoever is enrolled in the self-employment programme has a case; told twice, still one."""
    enrolment = Enrolment.objects.select_related("programme").get(pk=payload["enrolment_id"])
    if enrolment.programme.code == PROGRAMME:
        open_case(by=system_user(), enrolment=enrolment)


@handles("panels.sitting_closed")
def on_sitting_closed(payload: dict[str, Any]) -> None:
    """A plan that passed is approved, on whichever page its sitting was closed."""
    if payload["subject_type"] != PLAN:
        return
    plan = BusinessPlan.objects.filter(pk=payload["subject_id"]).first()
    if plan is not None:
        approve_scored_plan(by=system_user(), plan=plan)


@handles("person.died")
def on_died(payload: dict[str, Any]) -> None:
    """The open case of the deceased says so; an officer decides about contract and property."""
    _follow(payload["person"], "case.person_died", payload["id"])


@handles("person.moved")
def on_moved(payload: dict[str, Any]) -> None:
    """The open case of somebody who moved says so; it stays with its office."""
    _follow(payload["person"], "case.person_moved", payload["id"])


@handles("life_event.undone")
def on_undone(payload: dict[str, Any]) -> None:
    """What was told of a death or a move is taken back."""
    if payload["kind"] in ("death", "move"):
        _follow(payload["person"], "case.event_undone", payload["id"])


def _follow(person_id: int, event: str, life_event: int) -> None:
    follow_life_event(by=system_user(), person=person_id, event=event, life_event=life_event)
