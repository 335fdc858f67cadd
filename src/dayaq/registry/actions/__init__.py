"""Every write of the registry: atomic, keyword-only, audited."""

from dayaq.registry.actions.checks import record_register_check
from dayaq.registry.actions.consents import give_consent, withdraw_consent
from dayaq.registry.actions.households import (
    add_member,
    create_household,
    end_membership,
    record_income,
)
from dayaq.registry.actions.merging import keep_apart, merge_persons, unmerge_persons
from dayaq.registry.actions.pairs import find_exact_pairs, record_pairs
from dayaq.registry.actions.persons import add_document, correct_person, open_person, register_person
from dayaq.registry.actions.statuses import add_status, end_status, refute_status, verify_status

__all__ = [
    "add_document",
    "add_member",
    "add_status",
    "correct_person",
    "create_household",
    "end_membership",
    "end_status",
    "find_exact_pairs",
    "give_consent",
    "keep_apart",
    "merge_persons",
    "open_person",
    "record_income",
    "record_pairs",
    "record_register_check",
    "refute_status",
    "register_person",
    "unmerge_persons",
    "verify_status",
    "withdraw_consent",
]
