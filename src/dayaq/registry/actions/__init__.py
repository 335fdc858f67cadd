"""Every write of the registry: atomic, keyword-only, audited."""

from dayaq.registry.actions.access import record_access, record_export
from dayaq.registry.actions.changes import approve_change, refuse_change, renew_change, request_change, withdraw_change
from dayaq.registry.actions.checks import record_register_check
from dayaq.registry.actions.consents import end_legal_basis, give_consent, record_legal_basis, withdraw_consent
from dayaq.registry.actions.erasing import erase_persons
from dayaq.registry.actions.erasures import (
    carry_out_erasure,
    end_hold,
    examine_erasure,
    place_hold,
    refuse_erasure,
    request_erasure,
)
from dayaq.registry.actions.extracts import make_extract
from dayaq.registry.actions.households import add_member, create_household, end_membership
from dayaq.registry.actions.incomes import record_income
from dayaq.registry.actions.life import record_life_event, undo_life_event
from dayaq.registry.actions.merging import merge_households
from dayaq.registry.actions.moving import move_household
from dayaq.registry.actions.persons import add_document, correct_person, open_person, register_person
from dayaq.registry.actions.rechecking import recheck_round, recheck_statuses
from dayaq.registry.actions.relations import add_relation, end_relation
from dayaq.registry.actions.representing import set_representative
from dayaq.registry.actions.retention import apply_retention, approve_retention, cancel_retention, plan_retention
from dayaq.registry.actions.splitting import change_head, split_household
from dayaq.registry.actions.statuses import add_status, end_status, refute_status, verify_status

__all__ = [
    "add_document",
    "add_member",
    "add_relation",
    "add_status",
    "apply_retention",
    "approve_change",
    "approve_retention",
    "cancel_retention",
    "carry_out_erasure",
    "change_head",
    "correct_person",
    "create_household",
    "end_hold",
    "end_legal_basis",
    "end_membership",
    "end_relation",
    "end_status",
    "erase_persons",
    "examine_erasure",
    "give_consent",
    "make_extract",
    "merge_households",
    "move_household",
    "open_person",
    "place_hold",
    "plan_retention",
    "recheck_round",
    "recheck_statuses",
    "record_access",
    "record_export",
    "record_income",
    "record_legal_basis",
    "record_life_event",
    "record_register_check",
    "refuse_change",
    "refuse_erasure",
    "refute_status",
    "register_person",
    "renew_change",
    "request_change",
    "request_erasure",
    "set_representative",
    "split_household",
    "undo_life_event",
    "verify_status",
    "withdraw_change",
    "withdraw_consent",
]
