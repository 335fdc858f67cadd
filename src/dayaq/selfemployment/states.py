"""States of a participant's case and of an asset, exactly as workflows.md sections 2 and 3 list them."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from dayaq.core.transitions import Transition, Workflow


class CaseState(models.TextChoices):
    """Where a participant stands on the way from enrolment to ownership."""

    ENROLLED = "enrolled", _("Enrolled")
    DIRECTION_CHOSEN = "direction_chosen", _("Line of business chosen")
    IN_TRAINING = "in_training", _("In training")
    TRAINED = "trained", _("Trained")
    PLAN_SUBMITTED = "plan_submitted", _("Plan with the committee")
    PLAN_RETURNED = "plan_returned", _("Plan returned for revision")
    PLAN_APPROVED = "plan_approved", _("Plan approved")
    PLAN_REFUSED = "plan_refused", _("Plan refused")
    CONTRACT_SIGNED = "contract_signed", _("Contract signed")
    ASSETS_ORDERED = "assets_ordered", _("Assets ordered")
    EQUIPPED = "equipped", _("Equipped")
    IN_MONITORING = "in_monitoring", _("In monitoring")
    COMPLETED = "completed", _("Completed: property passed on")
    BREACHED = "breached", _("Contract breached")
    EXITED = "exited", _("Left the programme")


class AssetState(models.TextChoices):
    """Whose hands a thing is in."""

    PLANNED = "planned", _("Planned")
    ORDERED = "ordered", _("Ordered")
    RECEIVED = "received", _("Received")
    HANDED_OVER = "handed_over", _("Handed over")
    TRANSFERRED = "transferred", _("Property of the participant")
    RECOVERED = "recovered", _("Recovered")
    WRITTEN_OFF = "written_off", _("Written off")
    LOST = "lost", _("Lost")
    DROPPED = "dropped", _("Dropped, not bought")


class BreachState(models.TextChoices):
    """How far a finding against a participant has gone: finding, notice, chance to remedy, decision."""

    FOUND = "found", _("Finding recorded")
    NOTIFIED = "notified", _("Notice served")
    REMEDIED = "remedied", _("Remedied")
    CONFIRMED = "confirmed", _("Breach confirmed")
    DISMISSED = "dismissed", _("Dismissed")


class PlanState(models.TextChoices):
    """Where one version of a business plan stands."""

    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("With the committee")
    RETURNED = "returned", _("Returned")
    APPROVED = "approved", _("Approved")
    REFUSED = "refused", _("Refused")


C = CaseState
ENDED = (C.COMPLETED, C.BREACHED, C.EXITED, C.PLAN_REFUSED)
STAGES = (
    C.ENROLLED,
    C.DIRECTION_CHOSEN,
    C.IN_TRAINING,
    C.TRAINED,
    C.PLAN_SUBMITTED,
    C.PLAN_RETURNED,
    C.PLAN_APPROVED,
    C.CONTRACT_SIGNED,
    C.ASSETS_ORDERED,
    C.EQUIPPED,
    C.IN_MONITORING,
)

CASE = Workflow(
    name="self-employment case",
    initial={C.ENROLLED: "case.opened"},
    transitions=(
        Transition(C.ENROLLED, C.DIRECTION_CHOSEN, "case.direction_chosen", "caseworker"),
        Transition(C.DIRECTION_CHOSEN, C.IN_TRAINING, "case.training_started", "caseworker"),
        Transition(C.DIRECTION_CHOSEN, C.TRAINED, "case.training_waived", "programme officer"),
        Transition(C.IN_TRAINING, C.TRAINED, "case.trained", "system"),
        Transition(C.TRAINED, C.PLAN_SUBMITTED, "case.plan_submitted", "caseworker"),
        Transition(C.PLAN_SUBMITTED, C.PLAN_RETURNED, "case.plan_returned", "committee"),
        Transition(C.PLAN_RETURNED, C.PLAN_SUBMITTED, "case.plan_resubmitted", "caseworker"),
        Transition(C.PLAN_SUBMITTED, C.PLAN_APPROVED, "case.plan_approved", "committee"),
        Transition(C.PLAN_SUBMITTED, C.PLAN_REFUSED, "case.plan_refused", "committee"),
        Transition(C.PLAN_APPROVED, C.CONTRACT_SIGNED, "case.contract_signed", "programme officer"),
        Transition(C.CONTRACT_SIGNED, C.ASSETS_ORDERED, "case.assets_ordered", "programme officer"),
        Transition(C.ASSETS_ORDERED, C.EQUIPPED, "case.equipped", "programme officer"),
        Transition(C.EQUIPPED, C.IN_MONITORING, "case.monitoring_started", "system"),
        Transition(C.IN_MONITORING, C.COMPLETED, "case.completed", "programme officer"),
        Transition(C.EQUIPPED, C.BREACHED, "case.breached", "programme officer"),
        Transition(C.IN_MONITORING, C.BREACHED, "case.breached", "programme officer"),
        *(Transition(stage, C.EXITED, "case.exited", "programme officer") for stage in STAGES),
    ),
)

A = AssetState
ASSET = Workflow(
    name="asset",
    initial={A.PLANNED: "asset.planned"},
    transitions=(
        Transition(A.PLANNED, A.ORDERED, "asset.ordered", "programme officer"),
        Transition(A.ORDERED, A.RECEIVED, "asset.received", "programme officer"),
        Transition(A.RECEIVED, A.HANDED_OVER, "asset.handed_over", "programme officer"),
        Transition(A.RECOVERED, A.HANDED_OVER, "asset.handed_over_again", "programme officer"),
        Transition(A.HANDED_OVER, A.TRANSFERRED, "asset.transferred", "programme officer"),
        Transition(A.HANDED_OVER, A.RECOVERED, "asset.recovered", "programme officer"),
        Transition(A.HANDED_OVER, A.WRITTEN_OFF, "asset.written_off", "programme officer"),
        Transition(A.HANDED_OVER, A.LOST, "asset.lost", "programme officer"),
        Transition(A.RECEIVED, A.LOST, "asset.lost_in_store", "programme officer"),
        Transition(A.RECOVERED, A.WRITTEN_OFF, "asset.written_off_after_recovery", "programme officer"),
        # Beyond workflows.md 3: what was planned or ordered and never came has to end somewhere when a case ends.
        Transition(A.PLANNED, A.DROPPED, "asset.dropped", "programme officer"),
        Transition(A.ORDERED, A.DROPPED, "asset.order_cancelled", "programme officer"),
    ),
)

P = PlanState
PLAN = Workflow(
    name="business plan",
    initial={P.DRAFT: "plan.drafted"},
    transitions=(
        Transition(P.DRAFT, P.SUBMITTED, "plan.submitted", "caseworker"),
        Transition(P.SUBMITTED, P.RETURNED, "plan.returned", "committee"),
        Transition(P.SUBMITTED, P.APPROVED, "plan.approved", "committee"),
        Transition(P.SUBMITTED, P.REFUSED, "plan.refused", "committee"),
    ),
)

B = BreachState
BREACH = Workflow(
    name="breach",
    initial={B.FOUND: "breach.found"},
    transitions=(
        Transition(B.FOUND, B.NOTIFIED, "breach.notified", "programme officer"),
        Transition(B.FOUND, B.DISMISSED, "breach.dismissed", "programme officer"),
        Transition(B.NOTIFIED, B.REMEDIED, "breach.remedied", "monitor"),
        Transition(B.NOTIFIED, B.CONFIRMED, "breach.confirmed", "programme officer"),
        Transition(B.NOTIFIED, B.DISMISSED, "breach.dismissed_after_notice", "programme officer"),
    ),
)
