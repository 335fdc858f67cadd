"""Where a case stands: the stages behind it, the one it is in, and the one thing to do next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from dayaq.core.api import clock
from dayaq.selfemployment.models import Asset, Breach, BusinessPlan, Case, Contract, DirectionChoice, MonitoringVisit
from dayaq.selfemployment.states import BreachState, CaseState, PlanState
from dayaq.selfemployment.steps import NEXT

if TYPE_CHECKING:
    from dayaq.core.errors import Text

C = CaseState
_STAGES: tuple[tuple[Text, tuple[str, ...]], ...] = (
    (_("Line of business"), (C.ENROLLED,)),
    (_("Training"), (C.DIRECTION_CHOSEN, C.IN_TRAINING)),
    (_("Business plan"), (C.TRAINED, C.PLAN_SUBMITTED, C.PLAN_RETURNED)),
    (_("Contract"), (C.PLAN_APPROVED,)),
    (_("Assets"), (C.CONTRACT_SIGNED, C.ASSETS_ORDERED)),
    (_("Monitoring"), (C.EQUIPPED, C.IN_MONITORING)),
    (_("Property of the participant"), ()),
)


@dataclass(frozen=True)
class Stage:
    """One stage: ``tone`` done, progress, danger or neutral; ``on`` the day it was completed."""

    label: Text
    tone: str
    current: bool
    on: date | None


@dataclass(frozen=True)
class NextStep:
    """What comes next: in words, by whom, until when, and the steps that do it, those open to the reader alone."""

    what: Text
    who: Text
    until: date | None
    steps: tuple[str, ...]


def stages(
    case: Case,
    *,
    directions: Sequence[DirectionChoice],
    plans: Sequence[BusinessPlan],
    contract: Contract | None,
) -> list[Stage]:
    """The stages with their days, from what a page has read already; no statement."""
    approved = next((plan for plan in plans if plan.state == PlanState.APPROVED), None)
    days: list[date | None] = [
        min((choice.chosen_on for choice in directions), default=None),
        case.trained_on,
        approved.state_at.date() if approved else None,
        contract.signed_on if contract else None,
        case.equipped_on,
        case.ended_on if case.state == C.COMPLETED else None,
        case.ended_on if case.state == C.COMPLETED else None,
    ]
    reached = _reached(case, days)
    found = []
    for place, (label, _states) in enumerate(_STAGES):
        if place < reached:
            found.append(Stage(label, "done", current=False, on=days[place]))
        elif place == reached and case.state in (C.BREACHED, C.EXITED, C.PLAN_REFUSED):
            found.append(Stage(label, "danger", current=True, on=case.ended_on))
        else:
            current = place == reached
            found.append(Stage(label, "progress" if current else "neutral", current=current, on=None))
    return found


def _reached(case: Case, days: Sequence[date | None]) -> int:
    """The place of the stage in which the case is, or was when it ended."""
    if case.state == C.COMPLETED:
        return len(_STAGES)
    if case.state == C.PLAN_REFUSED:
        return 2
    for place, (_label, states) in enumerate(_STAGES):
        if case.state in states:
            return place
    return max((place + 1 for place, day in enumerate(days[:5]) if day is not None), default=0)


def next_step(
    case: Case,
    *,
    open_steps: Sequence[str],
    breach: Breach | None,
    visits: Sequence[MonitoringVisit],
    contract: Contract | None,
    assets: Sequence[Asset],
) -> NextStep | None:
    """The one thing to do next; None for a case that has ended."""
    coming = NEXT.get(case.state)
    if coming is None:
        return None
    what, who, until, steps = coming.what, coming.who, case.due_on, coming.steps
    today = clock.today()
    officer = _("Programme officer")
    if breach is not None and breach.state == BreachState.FOUND:
        what, who, until, steps = _("Serve notice of the breach"), officer, breach.found_on, ("decide_breach",)
    elif breach is not None and breach.state == BreachState.NOTIFIED:
        until = breach.remedy_until
        if until is not None and today <= until:
            what, who, steps = _("Put the breach right"), _("Participant"), ("remedy_breach", "decide_breach")
        else:
            what, who, steps = _("Decide on the breach"), officer, ("decide_breach", "remedy_breach")
    elif case.state == C.IN_MONITORING and contract is not None:
        waiting = [visit for visit in visits if visit.made_on is None and not visit.called_off]
        within = [visit for visit in waiting if visit.due_on <= contract.ends_on]
        if contract.ends_on <= today and not within:
            what, who, until, steps = _("Pass the property on"), officer, contract.ends_on, ("transfer", "visit")
    elif case.state == C.ASSETS_ORDERED:
        steps = _buying(assets)
    return NextStep(what, who, until, tuple(step for step in steps if step in open_steps))


def _buying(assets: Sequence[Asset]) -> tuple[str, ...]:
    """Order what is planned, receive what is ordered, hand over what is here: whatever is furthest behind first."""
    states = {asset.state for asset in assets}
    order = (("planned", "order"), ("ordered", "receive"), ("received", "hand_over"))
    steps = [step for state, step in order if state in states]
    unpaid = any(asset.invoice_price is not None and asset.paid_on is None for asset in assets)
    return (*steps, *(["pay"] if unpaid else []))
