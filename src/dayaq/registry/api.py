"""The one door to the registry for other rooms."""

from dayaq.registry.actions import (
    add_document,
    add_member,
    add_status,
    correct_person,
    create_household,
    end_membership,
    end_status,
    find_exact_pairs,
    give_consent,
    keep_apart,
    merge_persons,
    open_person,
    record_income,
    record_pairs,
    record_register_check,
    refute_status,
    register_person,
    unmerge_persons,
    verify_status,
    withdraw_consent,
)
from dayaq.registry.cleaning import Cleaned, clean_person
from dayaq.registry.derive import Derived, TokenRow, derive, name_tokens, token_row
from dayaq.registry.dictionary import apply_derived, ensure_tokens, index_names
from dayaq.registry.facts import Fact, person_facts, register_facts
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
from dayaq.registry.linkage.comparing import Compared, compare_persons
from dayaq.registry.linkage.pairs import Pair, Weight
from dayaq.registry.loading import load_status_kinds
from dayaq.registry.merging.rooms import Belonging, register_belonging, register_objection
from dayaq.registry.merging.rooms import objections as merge_objections
from dayaq.registry.merging.values import CHOSEN as MERGE_FIELDS
from dayaq.registry.panels import PanelRow, PersonPanel, person_panels, register_person_panel
from dayaq.registry.policies import hold_person
from dayaq.registry.problems import Explanation, explain
from dayaq.registry.queries.alike import Alike, likely_same
from dayaq.registry.queries.merges import homes_of, merges_of, moved_by, survivor_of, way_back
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
from dayaq.registry.states import MergeState, PairState
from dayaq.registry.timeline import TimelineItem, TimelineProvider, register_timeline, timeline
from dayaq.registry.visibility import RESTRICTED, SCOPE_PERSON, units_within

__all__ = [
    "IMPORT_FIELDS",
    "LARGEST_UPLOAD",
    "MERGE_FIELDS",
    "QUESTIONS",
    "QUESTION_LABELS",
    "RESTRICTED",
    "SCOPE_PERSON",
    "Alike",
    "Belonging",
    "Cleaned",
    "Compared",
    "Derived",
    "Explanation",
    "Fact",
    "FileOptions",
    "Found",
    "Hit",
    "HouseholdView",
    "Mapping",
    "MergeState",
    "Pair",
    "PairState",
    "PanelRow",
    "PersonPanel",
    "Sheet",
    "Staging",
    "TimelineItem",
    "TimelineProvider",
    "TokenRow",
    "Weight",
    "accept_batch",
    "accept_step",
    "add_document",
    "add_member",
    "add_status",
    "apply_derived",
    "cancel_batch",
    "changed_since",
    "checks_of",
    "clean_person",
    "compare_persons",
    "consents_of",
    "correct_person",
    "create_household",
    "derive",
    "documents_of",
    "end_membership",
    "end_status",
    "ensure_tokens",
    "explain",
    "find_exact_pairs",
    "find_persons",
    "give_consent",
    "hand_in",
    "has_file",
    "hold_person",
    "homes_of",
    "household_of",
    "import_issues",
    "import_problems",
    "import_progress",
    "import_reason",
    "import_summary",
    "import_words",
    "incomes_of",
    "index_names",
    "keep_apart",
    "likely_same",
    "load_status_kinds",
    "mapping_as_toml",
    "mapping_for",
    "merge_objections",
    "merge_persons",
    "merges_of",
    "moved_by",
    "name_tokens",
    "open_person",
    "parse_mapping",
    "past_members",
    "person_facts",
    "person_label",
    "person_panels",
    "read_sheet",
    "receive_file",
    "record_income",
    "record_pairs",
    "record_register_check",
    "refute_status",
    "register_belonging",
    "register_facts",
    "register_objection",
    "register_person",
    "register_person_panel",
    "register_timeline",
    "rejected_as_csv",
    "rejected_as_xlsx",
    "save_mapping",
    "search_persons",
    "sheet_of",
    "source_code",
    "start_staging",
    "statuses_of",
    "survivor_of",
    "take_rejected",
    "timeline",
    "token_row",
    "unfinished_batch",
    "units_within",
    "unmerge_persons",
    "verify_status",
    "view_household",
    "way_back",
    "with_status",
    "withdraw_consent",
]
