"""The one door to the registry for other rooms."""

from dayaq.registry.actions import (
    add_document,
    add_member,
    add_relation,
    add_status,
    change_head,
    correct_person,
    create_household,
    end_membership,
    end_relation,
    end_status,
    give_consent,
    merge_households,
    move_household,
    open_person,
    recheck_statuses,
    record_income,
    record_register_check,
    refute_status,
    register_person,
    set_representative,
    split_household,
    verify_status,
    withdraw_consent,
)
from dayaq.registry.cleaning import Cleaned, clean_person
from dayaq.registry.derive import Derived, TokenRow, derive, name_tokens, token_row
from dayaq.registry.derived.rules import DerivedRule, derived_rules, rule_of
from dayaq.registry.dictionary import apply_derived, ensure_tokens, index_names
from dayaq.registry.facts import Fact, person_facts, register_facts
from dayaq.registry.imports.accepting import accept_step
from dayaq.registry.imports.actions import (
    LARGEST_UPLOAD,
    accept_batch,
    cancel_batch,
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
from dayaq.registry.imports.reporting import summary as import_summary
from dayaq.registry.imports.staging import Staging
from dayaq.registry.loading import load_income_sources, load_status_kinds
from dayaq.registry.panels import PanelRow, PersonPanel, person_panels, register_person_panel
from dayaq.registry.problems import Explanation, explain
from dayaq.registry.queries.alike import Alike, likely_same
from dayaq.registry.queries.households import (
    HouseholdView,
    MonthIncome,
    Related,
    days_of,
    home_at,
    household_of,
    incomes_of,
    past_members,
    relations_of,
    relations_within,
    representative_of,
    view_household,
)
from dayaq.registry.queries.incomes import FamilyIncome, family_incomes
from dayaq.registry.queries.people import (
    checks_of,
    consents_of,
    documents_of,
    person_label,
    statuses_of,
    with_status,
)
from dayaq.registry.queries.search import Found, Hit, find_persons, search_persons
from dayaq.registry.registers import QUESTION_LABELS, QUESTIONS
from dayaq.registry.rehearsal import rehearse
from dayaq.registry.timeline import TimelineItem, TimelineProvider, register_timeline, timeline
from dayaq.registry.visibility import RESTRICTED, SCOPE_PERSON, units_within

__all__ = [
    "IMPORT_FIELDS",
    "LARGEST_UPLOAD",
    "QUESTIONS",
    "QUESTION_LABELS",
    "RESTRICTED",
    "SCOPE_PERSON",
    "Alike",
    "Cleaned",
    "Derived",
    "DerivedRule",
    "Explanation",
    "Fact",
    "FamilyIncome",
    "FileOptions",
    "Found",
    "Hit",
    "HouseholdView",
    "Mapping",
    "MonthIncome",
    "PanelRow",
    "PersonPanel",
    "Related",
    "Sheet",
    "Staging",
    "TimelineItem",
    "TimelineProvider",
    "TokenRow",
    "accept_batch",
    "accept_step",
    "add_document",
    "add_member",
    "add_relation",
    "add_status",
    "apply_derived",
    "cancel_batch",
    "change_head",
    "checks_of",
    "clean_person",
    "consents_of",
    "correct_person",
    "create_household",
    "days_of",
    "derive",
    "derived_rules",
    "documents_of",
    "end_membership",
    "end_relation",
    "end_status",
    "ensure_tokens",
    "explain",
    "family_incomes",
    "find_persons",
    "give_consent",
    "has_file",
    "home_at",
    "household_of",
    "import_issues",
    "import_problems",
    "import_reason",
    "import_summary",
    "import_words",
    "incomes_of",
    "index_names",
    "likely_same",
    "load_income_sources",
    "load_status_kinds",
    "mapping_as_toml",
    "mapping_for",
    "merge_households",
    "move_household",
    "name_tokens",
    "open_person",
    "parse_mapping",
    "past_members",
    "person_facts",
    "person_label",
    "person_panels",
    "read_sheet",
    "receive_file",
    "recheck_statuses",
    "record_income",
    "record_register_check",
    "refute_status",
    "register_facts",
    "register_person",
    "register_person_panel",
    "register_timeline",
    "rehearse",
    "rejected_as_csv",
    "rejected_as_xlsx",
    "relations_of",
    "relations_within",
    "representative_of",
    "rule_of",
    "save_mapping",
    "search_persons",
    "set_representative",
    "sheet_of",
    "source_code",
    "split_household",
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
