"""The one door to the registry for other rooms."""

from dayaq.registry.actions import (
    add_document,
    add_member,
    add_relation,
    add_status,
    apply_retention,
    approve_change,
    approve_retention,
    cancel_retention,
    carry_out_erasure,
    change_head,
    correct_person,
    create_household,
    end_hold,
    end_legal_basis,
    end_membership,
    end_relation,
    end_status,
    erase_persons,
    examine_erasure,
    find_exact_pairs,
    give_consent,
    keep_apart,
    make_extract,
    merge_households,
    merge_persons,
    move_household,
    open_person,
    place_hold,
    plan_retention,
    recheck_statuses,
    record_access,
    record_export,
    record_income,
    record_legal_basis,
    record_life_event,
    record_pairs,
    record_register_check,
    refuse_change,
    refuse_erasure,
    refute_status,
    register_person,
    renew_change,
    request_change,
    request_erasure,
    set_representative,
    split_household,
    undo_life_event,
    unmerge_persons,
    verify_status,
    withdraw_change,
    withdraw_consent,
)
from dayaq.registry.actions.changes import Requested
from dayaq.registry.affected import Affected, affected, register_affected
from dayaq.registry.arrays import pooled
from dayaq.registry.change_classes import CLASSES as CHANGE_CLASSES
from dayaq.registry.change_classes import FIELD_LABELS, ChangeClass
from dayaq.registry.cleaning import Cleaned, clean_person
from dayaq.registry.derive import Derived, derive, name_tokens
from dayaq.registry.derived.rules import DerivedRule, derived_rules, rule_of
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
from dayaq.registry.imports.filesets.actions import assign_files, map_file
from dayaq.registry.imports.filesets.contents import CONTENTS as IMPORT_CONTENTS
from dayaq.registry.imports.filesets.contents import PERSONS as IMPORT_PERSONS
from dayaq.registry.imports.filesets.contents import fields_of as import_fields
from dayaq.registry.imports.filesets.sheets import SetSheet
from dayaq.registry.imports.filesets.sheets import numbered as import_row_number
from dayaq.registry.imports.filesets.sheets import placed as import_row
from dayaq.registry.imports.mapping import Mapping, source_code
from dayaq.registry.imports.mappingfile import parse as parse_mapping
from dayaq.registry.imports.mappingfile import to_toml as mapping_as_toml
from dayaq.registry.imports.opening import (
    has_file,
    mapping_for,
    open_import,
    read_sheet,
    sheet_of,
    sheets_of,
    unfinished_batch,
)
from dayaq.registry.imports.problems import words as import_words
from dayaq.registry.imports.proposing import propose as propose_mapping
from dayaq.registry.imports.reading import FileOptions, Sheet
from dayaq.registry.imports.rejecting import as_csv as rejected_as_csv
from dayaq.registry.imports.rejecting import as_xlsx as rejected_as_xlsx
from dayaq.registry.imports.rejecting import as_zip as rejected_as_zip
from dayaq.registry.imports.rejecting import reason as import_reason
from dayaq.registry.imports.rejecting import safe as harmless_cell
from dayaq.registry.imports.reporting import by_file as import_by_file
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
from dayaq.registry.linkage.clustering import Clusters
from dayaq.registry.linkage.expecting import PRECISION as LINK_PRECISION
from dayaq.registry.linkage.expecting import Expected
from dayaq.registry.linkage.finding import (
    REVIEWED,
    Linkage,
    find_pairs_in_registry,
    find_pairs_in_table,
    link_registry,
    link_sheet,
)
from dayaq.registry.linkage.finding import STEPS as LINKAGE_STEPS
from dayaq.registry.linkage.model import Model as LinkageModel
from dayaq.registry.linkage.pairs import Pair, Weight
from dayaq.registry.linkage.verdicts import Compared, compare_persons
from dayaq.registry.loading import load_income_sources, load_status_kinds
from dayaq.registry.merging.rooms import Belonging, register_belonging, register_objection
from dayaq.registry.merging.rooms import objections as merge_objections
from dayaq.registry.merging.values import CHOSEN as MERGE_FIELDS
from dayaq.registry.panels import PanelRow, PersonPanel, person_panels, register_person_panel
from dayaq.registry.policies import hold_person
from dayaq.registry.problems import Explanation, explain
from dayaq.registry.purposes import load_purposes, load_retention, purpose, purposes, retention_rules
from dayaq.registry.queries.alike import Alike, likely_same
from dayaq.registry.queries.bearers import named_somehow
from dayaq.registry.queries.changes import FieldChange, Preview, Source, changes_of, preview_change, preview_request
from dayaq.registry.queries.former import records_behind
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
from dayaq.registry.queries.kin import spouse_of
from dayaq.registry.queries.life import EffectValue, EffectView, effects_of, events_of
from dayaq.registry.queries.merges import homes_of, merges_of, moved_by, survivor_of, way_back
from dayaq.registry.queries.people import (
    changed_since,
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
from dayaq.registry.retention import Kind as RetentionKind
from dayaq.registry.retention import kind_of as retention_kind
from dayaq.registry.retention import register_activity
from dayaq.registry.retention import register_kind as register_retention_kind
from dayaq.registry.states import ErasureState, MergeState, PairState, RetentionState
from dayaq.registry.timeline import (
    TimelineItem,
    TimelineProvider,
    name_records,
    record_timeline,
    register_timeline,
    timeline,
)
from dayaq.registry.visibility import RESTRICTED, SCOPE_PERSON, agreed, in_units, units_within

__all__ = [
    "APART",
    "CHANGE_CLASSES",
    "DELETE",
    "FIELD_LABELS",
    "IMPORT_CONTENTS",
    "IMPORT_FIELDS",
    "IMPORT_PERSONS",
    "JOINS",
    "LARGEST_UPLOAD",
    "LEAVES",
    "LIFE_EVENT_KINDS",
    "LINKAGE_STEPS",
    "LINK_PRECISION",
    "MERGE_FIELDS",
    "QUESTIONS",
    "QUESTION_LABELS",
    "RESTRICTED",
    "REVIEWED",
    "SCOPE_PERSON",
    "SPOUSE_JOINS",
    "STAYS",
    "WHOLE",
    "Acceptance",
    "Affected",
    "Alike",
    "Belonging",
    "Birth",
    "CareExit",
    "ChangeClass",
    "Cleaned",
    "Clusters",
    "Compared",
    "Death",
    "Dependent",
    "Derived",
    "DerivedRule",
    "Disability",
    "DisabilityEnd",
    "Divorce",
    "EffectValue",
    "EffectView",
    "ErasureState",
    "Expected",
    "Explanation",
    "Extract",
    "Fact",
    "FamilyIncome",
    "FieldChange",
    "FileOptions",
    "Found",
    "Ground",
    "Hit",
    "Holding",
    "HouseholdView",
    "LifeEventDetails",
    "Linkage",
    "LinkageModel",
    "Mapping",
    "Marriage",
    "MergeState",
    "MonthIncome",
    "Move",
    "Pair",
    "PairState",
    "PanelRow",
    "PersonPanel",
    "Persons",
    "Preview",
    "Related",
    "Release",
    "Requested",
    "RetentionKind",
    "RetentionState",
    "Reversal",
    "SetSheet",
    "Sheet",
    "Source",
    "Staging",
    "TimelineItem",
    "TimelineProvider",
    "Weight",
    "accept_batch",
    "accept_step",
    "add_document",
    "add_member",
    "add_relation",
    "add_status",
    "affected",
    "agreed",
    "apply_derived",
    "apply_retention",
    "approve_change",
    "approve_retention",
    "assign_files",
    "cancel_batch",
    "cancel_retention",
    "carry_out_erasure",
    "change_head",
    "changed_since",
    "changes_of",
    "checks_of",
    "clean_person",
    "compare_persons",
    "consents_of",
    "correct_person",
    "create_household",
    "days_of",
    "derive",
    "derived_rules",
    "documents_of",
    "effects_of",
    "end_hold",
    "end_legal_basis",
    "end_membership",
    "end_relation",
    "end_status",
    "ensure_tokens",
    "erase_persons",
    "events_of",
    "examine_erasure",
    "explain",
    "extract_of",
    "family_incomes",
    "find_exact_pairs",
    "find_pairs_in_registry",
    "find_pairs_in_table",
    "find_persons",
    "give_consent",
    "ground_label",
    "grounds_against",
    "hand_in",
    "harmless_cell",
    "has_file",
    "hold_person",
    "holdings",
    "home_at",
    "homes_of",
    "household_of",
    "import_by_file",
    "import_dependents",
    "import_fields",
    "import_issues",
    "import_problems",
    "import_progress",
    "import_reason",
    "import_row",
    "import_row_number",
    "import_summary",
    "import_words",
    "in_units",
    "incomes_of",
    "index_names",
    "keep_apart",
    "likely_same",
    "link_registry",
    "link_sheet",
    "load_income_sources",
    "load_purposes",
    "load_retention",
    "load_status_kinds",
    "make_extract",
    "map_file",
    "mapping_as_toml",
    "mapping_for",
    "merge_households",
    "merge_objections",
    "merge_persons",
    "merges_of",
    "move_household",
    "moved_by",
    "name_records",
    "name_tokens",
    "named_somehow",
    "open_import",
    "open_person",
    "parse_mapping",
    "past_members",
    "person_facts",
    "person_label",
    "person_panels",
    "place_hold",
    "plan_retention",
    "pooled",
    "preview_change",
    "preview_request",
    "propose_mapping",
    "purpose",
    "purposes",
    "read_sheet",
    "receive_file",
    "recheck_statuses",
    "record_access",
    "record_export",
    "record_income",
    "record_legal_basis",
    "record_life_event",
    "record_pairs",
    "record_register_check",
    "record_timeline",
    "records_behind",
    "refuse_change",
    "refuse_erasure",
    "refute_status",
    "register_activity",
    "register_affected",
    "register_belonging",
    "register_facts",
    "register_ground",
    "register_holding",
    "register_objection",
    "register_person",
    "register_person_panel",
    "register_retention_kind",
    "register_timeline",
    "rehearse",
    "rejected_as_csv",
    "rejected_as_xlsx",
    "rejected_as_zip",
    "relations_of",
    "relations_within",
    "renew_change",
    "representative_of",
    "request_change",
    "request_erasure",
    "retention_kind",
    "retention_rules",
    "reverse_batch",
    "rule_of",
    "save_mapping",
    "search_persons",
    "set_representative",
    "sheet_of",
    "sheets_of",
    "source_code",
    "split_household",
    "spouse_of",
    "start_staging",
    "statuses_of",
    "survivor_of",
    "take_rejected",
    "timeline",
    "undo_life_event",
    "unfinished_batch",
    "units_within",
    "unmerge_persons",
    "verify_status",
    "view_household",
    "way_back",
    "with_status",
    "withdraw_change",
    "withdraw_consent",
]
