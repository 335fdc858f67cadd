"""Who people are: persons, names, documents, households, statuses, answers of registers, consent, imports, changes,
who looked, how long what is kept."""

from dayaq.registry.models.access import AccessRecord
from dayaq.registry.models.change import ChangeRequest
from dayaq.registry.models.consent import Consent
from dayaq.registry.models.derived import StatusGround, StatusRecheck
from dayaq.registry.models.erasure import ErasureRequest
from dayaq.registry.models.household import FormerAddress, Household, HouseholdMember, Representative
from dayaq.registry.models.identity import CandidatePair, LinkageRun, MergedRow, PersonMerge
from dayaq.registry.models.imports import (
    ExternalKey,
    HouseholdKey,
    ImportBatch,
    ImportChange,
    ImportFile,
    ImportMapping,
    ImportSource,
    StagedRow,
)
from dayaq.registry.models.income import HouseholdIncome, IncomeSource
from dayaq.registry.models.life import LifeEvent
from dayaq.registry.models.person import IdentityDocument, NameToken, Person, PersonName
from dayaq.registry.models.purpose import DataClass, LegalBasis, Purpose
from dayaq.registry.models.relation import PersonRelation
from dayaq.registry.models.retention import LegalHold, RetentionItem, RetentionRule, RetentionRun
from dayaq.registry.models.status import RegisterCheck, Status, StatusKind

__all__ = [
    "AccessRecord",
    "CandidatePair",
    "ChangeRequest",
    "Consent",
    "DataClass",
    "ErasureRequest",
    "ExternalKey",
    "FormerAddress",
    "Household",
    "HouseholdIncome",
    "HouseholdKey",
    "HouseholdMember",
    "IdentityDocument",
    "ImportBatch",
    "ImportChange",
    "ImportFile",
    "ImportMapping",
    "ImportSource",
    "IncomeSource",
    "LegalBasis",
    "LegalHold",
    "LifeEvent",
    "LinkageRun",
    "MergedRow",
    "NameToken",
    "Person",
    "PersonMerge",
    "PersonName",
    "PersonRelation",
    "Purpose",
    "RegisterCheck",
    "Representative",
    "RetentionItem",
    "RetentionRule",
    "RetentionRun",
    "StagedRow",
    "Status",
    "StatusGround",
    "StatusKind",
    "StatusRecheck",
]
