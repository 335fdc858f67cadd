"""The one door to the registry for other rooms."""

from dayaq.registry.actions import (
    add_document,
    add_member,
    add_status,
    approve_change,
    correct_person,
    create_household,
    end_membership,
    end_status,
    give_consent,
    open_person,
    record_income,
    record_life_event,
    record_register_check,
    refuse_change,
    refute_status,
    register_person,
    renew_change,
    request_change,
    undo_life_event,
    verify_status,
    withdraw_change,
    withdraw_consent,
)
from dayaq.registry.actions.changes import Requested
from dayaq.registry.affected import Affected, affected, register_affected
from dayaq.registry.change_classes import CLASSES as CHANGE_CLASSES
from dayaq.registry.change_classes import FIELD_LABELS, ChangeClass
from dayaq.registry.cleaning import Cleaned, clean_person
from dayaq.registry.derive import Derived, TokenRow, derive, name_tokens, token_row
from dayaq.registry.dictionary import apply_derived, ensure_tokens, index_names
from dayaq.registry.facts import Fact, person_facts, register_facts
from dayaq.registry.imports.accepting import Acceptance, accept_step
from dayaq.registry.imports.actions import (
    LARGEST_UPLOAD,
    accept_batch,
    cancel_batch,
    hand_in,
    receive_file,
    reverse_batch,
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
from dayaq.registry.imports.reversing import Dependent, Reversal
from dayaq.registry.imports.reversing import dependents as import_dependents
from dayaq.registry.imports.staging import Staging
from dayaq.registry.life import (
    APART,
    JOINS,
    LEAVES,
    SPOUSE_JOINS,
    STAYS,
    WHOLE,
    Birth,
    CareExit,
    Death,
    Disability,
    DisabilityEnd,
    Divorce,
    Marriage,
    Move,
    Release,
)
from dayaq.registry.life import KINDS as LIFE_EVENT_KINDS
from dayaq.registry.life import Details as LifeEventDetails
from dayaq.registry.loading import load_status_kinds
from dayaq.registry.panels import PanelRow, PersonPanel, person_panels, register_person_panel
from dayaq.registry.problems import Explanation, explain
from dayaq.registry.queries.alike import Alike, likely_same
from dayaq.registry.queries.changes import (
    FieldChange,
    Preview,
    Source,
    changes_of,
    preview_change,
    preview_request,
)
from dayaq.registry.queries.kin import spouse_of
from dayaq.registry.queries.life import EffectValue, EffectView, effects_of, events_of
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
from dayaq.registry.timeline import TimelineItem, TimelineProvider, record_timeline, register_timeline, timeline
from dayaq.registry.visibility import RESTRICTED, SCOPE_PERSON, units_within

__all__ = [
    "APART",
    "CHANGE_CLASSES",
    "FIELD_LABELS",
    "IMPORT_FIELDS",
    "JOINS",
    "LARGEST_UPLOAD",
    "LEAVES",
    "LIFE_EVENT_KINDS",
    "QUESTIONS",
    "QUESTION_LABELS",
    "RESTRICTED",
    "SCOPE_PERSON",
    "SPOUSE_JOINS",
    "STAYS",
    "WHOLE",
    "Acceptance",
    "Affected",
    "Alike",
    "Birth",
    "CareExit",
    "ChangeClass",
    "Cleaned",
    "Death",
    "Dependent",
    "Derived",
    "Disability",
    "DisabilityEnd",
    "Divorce",
    "EffectValue",
    "EffectView",
    "Explanation",
    "Fact",
    "FieldChange",
    "FileOptions",
    "Found",
    "Hit",
    "HouseholdView",
    "LifeEventDetails",
    "Mapping",
    "Marriage",
    "Move",
    "PanelRow",
    "PersonPanel",
    "Preview",
    "Release",
    "Requested",
    "Reversal",
    "Sheet",
    "Source",
    "Staging",
    "TimelineItem",
    "TimelineProvider",
    "TokenRow",
    "accept_batch",
    "accept_step",
    "add_document",
    "add_member",
    "add_status",
    "affected",
    "apply_derived",
    "approve_change",
    "cancel_batch",
    "changed_since",
    "changes_of",
    "checks_of",
    "clean_person",
    "consents_of",
    "correct_person",
    "create_household",
    "derive",
    "documents_of",
    "effects_of",
    "end_membership",
    "end_status",
    "ensure_tokens",
    "events_of",
    "explain",
    "find_persons",
    "give_consent",
    "hand_in",
    "has_file",
    "household_of",
    "import_dependents",
    "import_issues",
    "import_problems",
    "import_progress",
    "import_reason",
    "import_summary",
    "import_words",
    "incomes_of",
    "index_names",
    "likely_same",
    "load_status_kinds",
    "mapping_as_toml",
    "mapping_for",
    "name_tokens",
    "open_person",
    "parse_mapping",
    "past_members",
    "person_facts",
    "person_label",
    "person_panels",
    "preview_change",
    "preview_request",
    "read_sheet",
    "receive_file",
    "record_income",
    "record_life_event",
    "record_register_check",
    "record_timeline",
    "refuse_change",
    "refute_status",
    "register_affected",
    "register_facts",
    "register_person",
    "register_person_panel",
    "register_timeline",
    "rejected_as_csv",
    "rejected_as_xlsx",
    "renew_change",
    "request_change",
    "reverse_batch",
    "save_mapping",
    "search_persons",
    "sheet_of",
    "source_code",
    "spouse_of",
    "start_staging",
    "statuses_of",
    "take_rejected",
    "timeline",
    "token_row",
    "undo_life_event",
    "unfinished_batch",
    "units_within",
    "verify_status",
    "view_household",
    "with_status",
    "withdraw_change",
    "withdraw_consent",
]
