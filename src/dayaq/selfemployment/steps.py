"""What can be done with a case in which state, by which permission, and by when.

``STEPS`` says for each step which of its permissions is enough and in which states it is open; actions check it and
pages show it, so neither knows more than the other. ``TARGETS`` are the office's own targets for taking the next step,
in working days: service standards for the list of what waits, not terms of the law.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from dayaq.law.api import working_calendar
from dayaq.selfemployment.states import STAGES, CaseState

if TYPE_CHECKING:
    from dayaq.core.errors import Text

C = CaseState


@dataclass(frozen=True)
class Step:
    """One thing that can be done. ``permissions``: one is enough. ``label``: the verb on its button."""

    code: str
    permissions: tuple[str, ...]
    states: frozenset[str]
    label: Text


def _step(code: str, permissions: str, states: tuple[str, ...], label: Text) -> Step:
    return Step(code, tuple(permissions.split()), frozenset(states), label)


_BEFORE_PLAN = (C.ENROLLED, C.DIRECTION_CHOSEN, C.IN_TRAINING, C.TRAINED, C.PLAN_RETURNED)
_BUYING = (C.CONTRACT_SIGNED, C.ASSETS_ORDERED)
_EQUIPPED = (C.EQUIPPED, C.IN_MONITORING)
_INVOICED = (C.ASSETS_ORDERED, *_EQUIPPED, C.COMPLETED, C.BREACHED, C.EXITED)

STEPS: Mapping[str, Step] = {
    step.code: step
    for step in (
        _step("assign", "case.plan case.monitoring", STAGES, _("Assign")),
        _step("direction", "case.direction", _BEFORE_PLAN, _("Choose the line of business")),
        _step("train", "case.training", (C.DIRECTION_CHOSEN, C.IN_TRAINING), _("Give a place in a training group")),
        # A waiver sets the law's requirement aside, so it is granted by whoever may also sign contracts.
        _step("waive", "case.contract", (C.DIRECTION_CHOSEN,), _("Waive the training")),
        _step("draft_plan", "case.plan", (C.IN_TRAINING, C.TRAINED, C.PLAN_RETURNED), _("Write the business plan")),
        _step("submit_plan", "case.plan", (C.TRAINED, C.PLAN_RETURNED), _("Put the plan before the committee")),
        _step("conclude_plan", "panel.manage", (C.PLAN_SUBMITTED,), _("Conclude the committee's work")),
        _step("contract", "case.contract", (C.PLAN_APPROVED,), _("Sign the contract")),
        _step("order", "case.asset", _BUYING, _("Order assets")),
        _step("receive", "case.asset", (C.ASSETS_ORDERED,), _("Record a delivery")),
        _step("pay", "fund.pay", _INVOICED, _("Pay an invoice")),
        _step("hand_over", "case.handover", (*_BUYING, C.IN_MONITORING), _("Hand over assets")),
        _step("take_back", "case.handover", (C.ASSETS_ORDERED, *_EQUIPPED), _("Take assets back")),
        _step("write_off", "case.asset", _INVOICED, _("Write off what is in store")),
        _step("plan_visit", "case.monitoring", (*_EQUIPPED, C.COMPLETED), _("Plan a visit")),
        _step("visit", "case.visit", (*_EQUIPPED, C.COMPLETED), _("Record a visit")),
        _step("raise_breach", "case.visit case.breach", _EQUIPPED, _("Raise a breach")),
        _step("remedy_breach", "case.visit case.breach", _EQUIPPED, _("Record that it was put right")),
        _step("decide_breach", "case.breach", _EQUIPPED, _("Decide on the breach")),
        _step("transfer", "case.complete", (C.IN_MONITORING,), _("Pass the property on")),
        _step("exit", "case.complete", STAGES, _("End participation")),
    )
}

TARGETS: Mapping[str, int] = {
    C.ENROLLED: 10,
    C.DIRECTION_CHOSEN: 20,
    C.IN_TRAINING: 40,
    C.TRAINED: 15,
    C.PLAN_SUBMITTED: 15,
    C.PLAN_RETURNED: 15,
    C.PLAN_APPROVED: 10,
    C.CONTRACT_SIGNED: 15,
    C.ASSETS_ORDERED: 30,
}


def due_after(state: str, day: date) -> date | None:
    """By when a case that reached ``state`` on ``day`` should take its next step; None where nothing waits."""
    days = TARGETS.get(state)
    return working_calendar().add_working_days(day, days) if days else None


@dataclass(frozen=True)
class Next:
    """What comes next: in words, who takes it, and the codes of the steps that do, the first one foremost."""

    what: Text
    who: Text
    steps: tuple[str, ...]


_CASEWORKER, _OFFICER, _MONITOR = _("Caseworker"), _("Programme officer"), _("Monitor")
_COMMITTEE = _("Committee, then programme officer")

NEXT: Mapping[str, Next] = {
    C.ENROLLED: Next(_("Choose the line of business"), _CASEWORKER, ("direction",)),
    C.DIRECTION_CHOSEN: Next(_("Give a place in training"), _CASEWORKER, ("train", "waive")),
    C.IN_TRAINING: Next(_("Reach the hours of training"), _CASEWORKER, ("draft_plan", "train")),
    C.TRAINED: Next(_("Put the business plan before the committee"), _CASEWORKER, ("submit_plan", "draft_plan")),
    C.PLAN_SUBMITTED: Next(_("Score the plan and conclude"), _COMMITTEE, ("conclude_plan",)),
    C.PLAN_RETURNED: Next(_("Revise the plan and hand it in again"), _CASEWORKER, ("submit_plan", "draft_plan")),
    C.PLAN_APPROVED: Next(_("Sign the contract"), _OFFICER, ("contract",)),
    C.CONTRACT_SIGNED: Next(_("Order the assets"), _OFFICER, ("order", "hand_over")),
    C.ASSETS_ORDERED: Next(
        _("Receive, pay for and hand over the assets"), _OFFICER, ("hand_over", "receive", "order", "pay")
    ),
    C.EQUIPPED: Next(_("Begin monitoring"), _OFFICER, ()),
    C.IN_MONITORING: Next(_("Visit the participant"), _MONITOR, ("visit",)),
}
