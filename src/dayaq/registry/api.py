"""The one door to the registry for other rooms."""

from dayaq.registry.actions import (
    add_document,
    add_member,
    add_status,
    apply_retention,
    approve_retention,
    cancel_retention,
    carry_out_erasure,
    correct_person,
    create_household,
    end_hold,
    end_legal_basis,
    end_membership,
    end_status,
    erase_persons,
    examine_erasure,
    give_consent,
    make_extract,
    open_person,
    place_hold,
    plan_retention,
    record_access,
    record_export,
    record_income,
    record_legal_basis,
    record_register_check,
    refuse_erasure,
    refute_status,
    register_person,
    request_erasure,
    verify_status,
    withdraw_consent,
)
from dayaq.registry.cleaning import Cleaned, clean_person
from dayaq.registry.derive import Derived, TokenRow, derive, name_tokens, token_row
from dayaq.registry.dictionary import apply_derived, ensure_tokens, index_names
from dayaq.registry.extract import Extract, extract_of
from dayaq.registry.facts import Fact, person_facts, register_facts
from dayaq.registry.holdings import (
    DELETE,
    Ground,
    Holding,
    Persons,
    ground_label,
    grounds_against,
    holdings,
    register_ground,
    register_holding,
)
from dayaq.registry.imports.accepting import accept_step
from dayaq.registry.imports.actions import (
    LARGEST_UPLOAD,
    accept_batch,
    cancel_batch,
    hand_in,
    receive_file,
    save_mapping,
    start_staging,
    take_rejected,
)
from dayaq.registry.imports.fields import FIELDS as IMPORT_FIELDS
from dayaq.registry.imports.mapping import Mapping, source_code
from dayaq.registry.imports.mapping import parse as parse_mapping
from dayaq.registry.imports.mapping import to_toml as mapping_as_toml
from dayaq.registry.imports.opening import has_file, mapping_for, read_sheet, sheet_of, unfinished_batch
from dayaq.registry.imports.problems import words as import_words
from dayaq.registry.imports.reading import FileOptions, Sheet
from dayaq.registry.imports.rejecting import as_csv as rejected_as_csv
from dayaq.registry.imports.rejecting import as_xlsx as rejected_as_xlsx
from dayaq.registry.imports.rejecting import reason as import_reason
from dayaq.registry.imports.reporting import issues as import_issues
from dayaq.registry.imports.reporting import problems as import_problems
from dayaq.registry.imports.reporting import progress as import_progress
from dayaq.registry.imports.reporting import summary as import_summary
from dayaq.registry.imports.staging import Staging
from dayaq.registry.loading import load_status_kinds
from dayaq.registry.panels import PanelRow, PersonPanel, person_panels, register_person_panel
from dayaq.registry.problems import Explanation, explain
from dayaq.registry.purposes import load_purposes, load_retention, purpose, purposes, retention_rules
from dayaq.registry.queries.alike import Alike, likely_same
from dayaq.registry.queries.people import (
    HouseholdView,
    changed_since,
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
from dayaq.registry.retention import Kind as RetentionKind
from dayaq.registry.retention import kind_of as retention_kind
from dayaq.registry.retention import register_activity
from dayaq.registry.retention import register_kind as register_retention_kind
from dayaq.registry.states import ErasureState, RetentionState
from dayaq.registry.timeline import TimelineItem, TimelineProvider, register_timeline, timeline
from dayaq.registry.visibility import RESTRICTED, SCOPE_PERSON, agreed, units_within

__all__ = [
    "DELETE",
    "IMPORT_FIELDS",
    "LARGEST_UPLOAD",
    "QUESTIONS",
    "QUESTION_LABELS",
    "RESTRICTED",
    "SCOPE_PERSON",
    "Alike",
    "Cleaned",
    "Derived",
    "ErasureState",
    "Explanation",
    "Extract",
    "Fact",
    "FileOptions",
    "Found",
    "Ground",
    "Hit",
    "Holding",
    "HouseholdView",
    "Mapping",
    "PanelRow",
    "PersonPanel",
    "Persons",
    "RetentionKind",
    "RetentionState",
    "Sheet",
    "Staging",
    "TimelineItem",
    "TimelineProvider",
    "TokenRow",
    "accept_batch",
    "accept_step",
    "add_document",
    "add_member",
    "add_status",
    "agreed",
    "apply_derived",
    "apply_retention",
    "approve_retention",
    "cancel_batch",
    "cancel_retention",
    "carry_out_erasure",
    "changed_since",
    "checks_of",
    "clean_person",
    "consents_of",
    "correct_person",
    "create_household",
    "derive",
    "documents_of",
    "end_hold",
    "end_legal_basis",
    "end_membership",
    "end_status",
    "ensure_tokens",
    "erase_persons",
    "examine_erasure",
    "explain",
    "extract_of",
    "find_persons",
    "give_consent",
    "ground_label",
    "grounds_against",
    "hand_in",
    "has_file",
    "holdings",
    "household_of",
    "import_issues",
    "import_problems",
    "import_progress",
    "import_reason",
    "import_summary",
    "import_words",
    "incomes_of",
    "index_names",
    "likely_same",
    "load_purposes",
    "load_retention",
    "load_status_kinds",
    "make_extract",
    "mapping_as_toml",
    "mapping_for",
    "name_tokens",
    "open_person",
    "parse_mapping",
    "past_members",
    "person_facts",
    "person_label",
    "person_panels",
    "place_hold",
    "plan_retention",
    "purpose",
    "purposes",
    "read_sheet",
    "receive_file",
    "record_access",
    "record_export",
    "record_income",
    "record_legal_basis",
    "record_register_check",
    "refuse_erasure",
    "refute_status",
    "register_activity",
    "register_facts",
    "register_ground",
    "register_holding",
    "register_person",
    "register_person_panel",
    "register_retention_kind",
    "register_timeline",
    "rejected_as_csv",
    "rejected_as_xlsx",
    "request_erasure",
    "retention_kind",
    "retention_rules",
    "save_mapping",
    "search_persons",
    "sheet_of",
    "source_code",
    "start_staging",
    "statuses_of",
    "take_rejected",
    "timeline",
    "token_row",
    "unfinished_batch",
    "units_within",
    "verify_status",
    "view_household",
    "with_status",
    "withdraw_consent",
]
