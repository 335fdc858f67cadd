"""The one door to the registry for other rooms."""

from dayaq.registry.actions import (
    add_document,
    add_member,
    add_status,
    correct_person,
    create_household,
    end_membership,
    end_status,
    give_consent,
    open_person,
    record_income,
    record_register_check,
    refute_status,
    register_person,
    verify_status,
    withdraw_consent,
)
from dayaq.registry.cleaning import Cleaned, clean_person
from dayaq.registry.derive import Derived, TokenRow, derive, name_tokens, token_row
from dayaq.registry.dictionary import apply_derived, ensure_tokens, index_names
from dayaq.registry.facts import Fact, person_facts, register_facts
from dayaq.registry.loading import load_status_kinds
from dayaq.registry.panels import PanelRow, PersonPanel, person_panels, register_person_panel
from dayaq.registry.problems import Explanation, explain
from dayaq.registry.queries.alike import Alike, likely_same
from dayaq.registry.queries.people import (
    HouseholdView,
    checks_of,
    consents_of,
    documents_of,
    household_of,
    incomes_of,
    past_members,
    person_label,
    statuses_of,
    view_household,
    with_status,
)
from dayaq.registry.queries.search import Found, Hit, find_persons, search_persons
from dayaq.registry.registers import QUESTION_LABELS, QUESTIONS
from dayaq.registry.timeline import TimelineItem, TimelineProvider, register_timeline, timeline
from dayaq.registry.visibility import SCOPE_PERSON, units_within

__all__ = [
    "QUESTIONS",
    "QUESTION_LABELS",
    "SCOPE_PERSON",
    "Alike",
    "Cleaned",
    "Derived",
    "Explanation",
    "Fact",
    "Found",
    "Hit",
    "HouseholdView",
    "PanelRow",
    "PersonPanel",
    "TimelineItem",
    "TimelineProvider",
    "TokenRow",
    "add_document",
    "add_member",
    "add_status",
    "apply_derived",
    "checks_of",
    "clean_person",
    "consents_of",
    "correct_person",
    "create_household",
    "derive",
    "documents_of",
    "end_membership",
    "end_status",
    "ensure_tokens",
    "explain",
    "find_persons",
    "give_consent",
    "household_of",
    "incomes_of",
    "index_names",
    "likely_same",
    "load_status_kinds",
    "name_tokens",
    "open_person",
    "past_members",
    "person_facts",
    "person_label",
    "person_panels",
    "record_income",
    "record_register_check",
    "refute_status",
    "register_facts",
    "register_person",
    "register_person_panel",
    "register_timeline",
    "search_persons",
    "statuses_of",
    "timeline",
    "token_row",
    "units_within",
    "verify_status",
    "view_household",
    "with_status",
    "withdraw_consent",
]
