"""Every write about self-employment: atomic, keyword-only, audited; ``by`` is whoever acts."""

from dayaq.selfemployment.actions.breaches import (
    confirm_breach,
    dismiss_breach,
    notify_breach,
    raise_breach,
    remedy_breach,
)
from dayaq.selfemployment.actions.buying import (
    drop_asset,
    order_assets,
    pay_invoice,
    receive_asset,
    record_delivery,
    register_supplier,
)
from dayaq.selfemployment.actions.contracting import sign_contract
from dayaq.selfemployment.actions.direction import choose_direction
from dayaq.selfemployment.actions.ending import exit_case, transfer_ownership
from dayaq.selfemployment.actions.handing_over import hand_over, take_back, write_off
from dayaq.selfemployment.actions.monitoring import call_off_visit, plan_visit, record_visit
from dayaq.selfemployment.actions.opening import assign_case, assign_visit, open_case
from dayaq.selfemployment.actions.planning import (
    PlanData,
    approve_scored_plan,
    conclude_plan,
    convene_committee,
    draft_plan,
    return_plan,
    submit_plan,
    update_plan,
)
from dayaq.selfemployment.actions.training import (
    add_to_group,
    create_training_group,
    record_attendance,
    record_session,
    waive_training,
)

__all__ = [
    "PlanData",
    "add_to_group",
    "approve_scored_plan",
    "assign_case",
    "assign_visit",
    "call_off_visit",
    "choose_direction",
    "conclude_plan",
    "confirm_breach",
    "convene_committee",
    "create_training_group",
    "dismiss_breach",
    "draft_plan",
    "drop_asset",
    "exit_case",
    "hand_over",
    "notify_breach",
    "open_case",
    "order_assets",
    "pay_invoice",
    "plan_visit",
    "raise_breach",
    "receive_asset",
    "record_attendance",
    "record_delivery",
    "record_session",
    "record_visit",
    "register_supplier",
    "remedy_breach",
    "return_plan",
    "sign_contract",
    "submit_plan",
    "take_back",
    "transfer_ownership",
    "update_plan",
    "waive_training",
    "write_off",
]
