"""The business plan: drafted with help, put before the committee, returned, approved or refused (inventory PRC-03)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from dayaq.accounts.models import User
from dayaq.core.api import Invalid, WrongState, clock, lock
from dayaq.funds import api as funds
from dayaq.panels import api as panels
from dayaq.panels.models import Panel
from dayaq.programmes.api import end_enrolment
from dayaq.selfemployment import planning
from dayaq.selfemployment.changes import revise
from dayaq.selfemployment.committee import find_panel, open_sitting
from dayaq.selfemployment.models import BusinessPlan, Case
from dayaq.selfemployment.papers import tell
from dayaq.selfemployment.policies import check_step
from dayaq.selfemployment.states import CASE, PLAN, CaseState, PlanState
from dayaq.selfemployment.steps import due_after

VERDICTS = (PlanState.RETURNED, PlanState.REFUSED)


@dataclass(frozen=True)
class PlanData:
    """What a participant plans. ``items`` and ``months`` as :mod:`dayaq.selfemployment.planning` reads them.

    ``baseline_income`` is the monthly income of the family now, against which visits compare.
    """

    activity: str
    place: str
    market: str
    monthly_income: Decimal
    monthly_costs: Decimal
    months: Sequence[Mapping[str, Any]]
    items: Sequence[Mapping[str, Any]]
    baseline_income: Decimal = Decimal("0.00")


@transaction.atomic
def draft_plan(*, by: User, case: Case, data: PlanData, helper: User, version: int | None = None) -> BusinessPlan:
    """The next version of the plan, in draft. ``helper`` is whoever helps to write it and so will not score it."""
    lock(case, version=version)
    check_step(by, case, "draft_plan")
    if case.plans.filter(state__in=[PlanState.DRAFT, PlanState.SUBMITTED, PlanState.APPROVED]).exists():
        raise WrongState(
            _("There is a plan in work already."), code="plan_open", remedy=_("Open that plan and change it.")
        )
    number = case.plans.count() + 1
    plan = BusinessPlan.objects.create(
        case=case, number=number, line_id=_line(case), helper=helper, **_fields(data), state=PlanState.DRAFT
    )
    return PLAN.start(plan, by=by, detail={"case": case.pk, "number": number, "helper": helper.pk})


@transaction.atomic
def update_plan(
    *, by: User, plan: BusinessPlan, data: PlanData, helper: User, version: int | None = None
) -> BusinessPlan:
    """Change a draft; a plan that was submitted does not change any more."""
    case = lock(plan.case)
    lock(plan, version=version)
    check_step(by, case, "draft_plan")
    if plan.state != PlanState.DRAFT:
        raise WrongState(
            _("This plan was submitted; it does not change any more."),
            code="plan_submitted",
            remedy=_("Write a new version once it is returned."),
        )
    return revise(plan, by=by, event="plan.updated", line_id=_line(case), helper=helper, **_fields(data))


def _line(case: Case) -> int:
    if case.line_id is None:
        raise WrongState(_("The line of business is not chosen yet."), code="no_line")
    return case.line_id


def _fields(data: PlanData) -> dict[str, Any]:
    """The checked values of a plan as its model holds them."""
    items, months = planning.read_items(data.items), planning.read_months(data.months)
    planning.check_typical(months, income=data.monthly_income, costs=data.monthly_costs)
    for field in ("activity", "place", "market"):
        if not str(getattr(data, field)).strip():
            raise Invalid(_("Write this part of the plan."), code="empty", field=field)
    if data.baseline_income < 0:
        raise Invalid(_("An income is never below zero."), field="baseline_income")
    values = asdict(data) | {
        "items": [item.to_dict() for item in items],
        "months": [month.to_dict() for month in months],
        "amount": planning.total(items),
        "break_even_month": planning.break_even(months),
    }
    return {name: value.strip() if isinstance(value, str) else value for name, value in values.items()}


@transaction.atomic
def submit_plan(
    *, by: User, plan: BusinessPlan, panel: Panel | None = None, version: int | None = None
) -> BusinessPlan:
    """Put a draft before the committee: a sitting is opened, from which helper and caseworkers are kept away.

    Invalid: the plan asks for more than was reserved at enrolment (the ceiling of that day), or is for another line of
    business than the participant's. Exhausted when too few members of the committee could score it.
    """
    case = lock(plan.case)
    lock(plan, version=version)
    check_step(by, case, "submit_plan")
    PLAN.check(plan, PlanState.SUBMITTED)
    ceiling = case.enrolment.amount_reserved
    if plan.amount > ceiling:
        raise Invalid(
            _("The plan asks for more than the programme gives to one participant."),
            code="above_ceiling",
            field="items",
            value=plan.amount - ceiling,
            remedy=_("Ask for less, or for cheaper things."),
        )
    if plan.line_id != case.line_id:
        raise Invalid(
            _("The line of business has changed since this plan was written."),
            code="other_line",
            field="line",
            remedy=_("Open the plan, bring it up to date and save it."),
        )
    plan.submitted_by = by
    sitting = open_sitting(plan, panel or find_panel())
    detail = {"case": case.pk, "sitting": sitting.pk, "amount": str(plan.amount)}
    PLAN.move(plan, PlanState.SUBMITTED, by=by, detail=detail, sitting=sitting, submitted_by=by)
    due = due_after(CaseState.PLAN_SUBMITTED, clock.today())
    CASE.move(case, CaseState.PLAN_SUBMITTED, by=by, detail={"plan": plan.pk}, due_on=due)
    return plan


@transaction.atomic
def convene_committee(*, by: User, plan: BusinessPlan, panel: Panel | None = None) -> BusinessPlan:
    """A new sitting about a submitted plan whose sitting was cancelled."""
    case = lock(plan.case)
    lock(plan)
    check_step(by, case, "conclude_plan")
    if plan.state != PlanState.SUBMITTED or panels.sitting_about(plan) is not None:
        raise WrongState(_("The committee has this plan already."), code="sitting_open")
    sitting = open_sitting(plan, panel or find_panel())
    return revise(plan, by=by, event="plan.committee_convened", detail={"sitting": sitting.pk}, sitting=sitting)


@transaction.atomic
def conclude_plan(
    *, by: User, plan: BusinessPlan, verdict: str = "", note: str = "", version: int | None = None
) -> BusinessPlan:
    """Close the sitting and draw the consequence of its points.

    At the pass mark or above the plan is approved and the reservation becomes its amount. Below it ``verdict`` says
    "returned" or "refused", with a ``note`` for the participant; refused ends participation and frees the money.
    WrongState below the quorum; Denied for whoever helped with the plan or submitted it.
    """
    case = lock(plan.case)
    lock(plan, version=version)
    check_step(by, case, "conclude_plan")
    if plan.state != PlanState.SUBMITTED:
        raise WrongState(_("This plan is not before the committee."), code="plan_not_submitted")
    sitting = panels.sitting_about(plan)
    if sitting is None:
        raise WrongState(
            _("No sitting about this plan is open."), code="no_sitting", remedy=_("Call the committee together again.")
        )
    if sitting.state == panels.SittingState.OPEN:
        panels.close_sitting(by=by, sitting=sitting)
        sitting.refresh_from_db()
    points = sitting.result.average
    if sitting.outcome == panels.Outcome.PASSED:
        return _approve(plan, by=by, points=points)
    if verdict not in VERDICTS:
        raise Invalid(
            _("The plan stays below the pass mark: say whether it is returned or refused."),
            code="no_verdict",
            field="verdict",
        )
    if not note.strip():
        raise Invalid(_("Say why, for the participant."), code="no_note", field="note")
    if verdict == PlanState.RETURNED:
        return _return(plan, by=by, note=note.strip(), points=points)
    return _refuse(plan, by=by, note=note.strip(), points=points)


@transaction.atomic
def return_plan(*, by: User, plan: BusinessPlan, note: str, version: int | None = None) -> BusinessPlan:
    """Send a submitted plan back before it is scored, because something is missing in it; its sitting is cancelled."""
    case = lock(plan.case)
    lock(plan, version=version)
    check_step(by, case, "conclude_plan")
    if not note.strip():
        raise Invalid(_("Say what is missing, for the participant."), code="no_note", field="note")
    sitting = panels.sitting_about(plan)
    if sitting is not None and sitting.state == panels.SittingState.OPEN:
        panels.cancel_sitting(by=by, sitting=sitting, reason=note)
    return _return(plan, by=by, note=note.strip(), points=None)


@transaction.atomic
def approve_scored_plan(*, by: User, plan: BusinessPlan) -> BusinessPlan:
    """What the handler does when a sitting was closed on the committee's own page: approve a plan that passed.

    Nothing happens when the plan is concluded already, or did not pass: then an officer says returned or refused.
    """
    lock(plan.case)
    lock(plan)
    sitting = panels.sitting_about(plan)
    if plan.state != PlanState.SUBMITTED or sitting is None or sitting.outcome != panels.Outcome.PASSED:
        return plan
    return _approve(plan, by=by, points=sitting.result.average)


def _approve(plan: BusinessPlan, *, by: User, points: Decimal) -> BusinessPlan:
    case = plan.case
    detail = {"case": case.pk, "points": str(points), "amount": str(plan.amount)}
    PLAN.move(plan, PlanState.APPROVED, by=by, detail=detail, points=points)
    funds.adjust_reservation(
        by=by, reference=case.enrolment, new_amount=plan.amount, fund=case.enrolment.fund, memo=f"plan {plan.pk}"
    )
    due = due_after(CaseState.PLAN_APPROVED, clock.today())
    CASE.move(case, CaseState.PLAN_APPROVED, by=by, detail={"plan": plan.pk}, due_on=due)
    tell(by=by, case=case, template="plan_approved")
    return plan


def _return(plan: BusinessPlan, *, by: User, note: str, points: Decimal | None) -> BusinessPlan:
    case = plan.case
    PLAN.move(plan, PlanState.RETURNED, by=by, detail={"case": case.pk}, points=points, decision_note=note)
    due = due_after(CaseState.PLAN_RETURNED, clock.today())
    CASE.move(case, CaseState.PLAN_RETURNED, by=by, detail={"plan": plan.pk}, due_on=due)
    tell(by=by, case=case, template="plan_returned", reason=note)
    return plan


def _refuse(plan: BusinessPlan, *, by: User, note: str, points: Decimal) -> BusinessPlan:
    case = plan.case
    PLAN.move(plan, PlanState.REFUSED, by=by, detail={"case": case.pk}, points=points, decision_note=note)
    CASE.move(
        case,
        CaseState.PLAN_REFUSED,
        by=by,
        detail={"plan": plan.pk},
        due_on=None,
        ended_on=clock.today(),
        end_reason=note,
    )
    end_enrolment(by=by, enrolment=case.enrolment, reason="refused", note=note)
    tell(by=by, case=case, template="plan_refused", reason=note)
    return plan
