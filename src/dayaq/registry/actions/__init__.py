"""Every write of the registry: atomic, keyword-only, audited."""

from dayaq.registry.actions.changes import (
    approve_change,
    refuse_change,
    renew_change,
    request_change,
    withdraw_change,
)
from dayaq.registry.actions.checks import record_register_check
from dayaq.registry.actions.consents import give_consent, withdraw_consent
from dayaq.registry.actions.households import (
    add_member,
    create_household,
    end_membership,
    record_income,
)
from dayaq.registry.actions.life import record_life_event, undo_life_event
from dayaq.registry.actions.persons import add_document, correct_person, open_person, register_person
from dayaq.registry.actions.statuses import add_status, end_status, refute_status, verify_status

__all__ = [
    "add_document",
    "add_member",
    "add_status",
    "approve_change",
    "correct_person",
    "create_household",
    "end_membership",
    "end_status",
    "give_consent",
    "open_person",
    "record_income",
    "record_life_event",
    "record_register_check",
    "refuse_change",
    "refute_status",
    "register_person",
    "renew_change",
    "request_change",
    "undo_life_event",
    "verify_status",
    "withdraw_change",
    "withdraw_consent",
]
