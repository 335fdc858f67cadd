"""Who people are: persons, names, documents, households, statuses, answers of registers, consent, imports, changes."""

from dayaq.registry.models.change import ChangeRequest
from dayaq.registry.models.consent import Consent
from dayaq.registry.models.derived import StatusGround, StatusRecheck
from dayaq.registry.models.household import FormerAddress, Household, HouseholdMember, Representative
from dayaq.registry.models.imports import (
    ExternalKey,
    HouseholdKey,
    ImportBatch,
    ImportFile,
    ImportMapping,
    ImportSource,
    StagedRow,
)
from dayaq.registry.models.income import HouseholdIncome, IncomeSource
from dayaq.registry.models.life import LifeEvent
from dayaq.registry.models.person import IdentityDocument, NameToken, Person, PersonName
from dayaq.registry.models.relation import PersonRelation
from dayaq.registry.models.status import RegisterCheck, Status, StatusKind

__all__ = [
    "ChangeRequest",
    "Consent",
    "ExternalKey",
    "FormerAddress",
    "Household",
    "HouseholdIncome",
    "HouseholdKey",
    "HouseholdMember",
    "IdentityDocument",
    "ImportBatch",
    "ImportFile",
    "ImportMapping",
    "ImportSource",
    "IncomeSource",
    "LifeEvent",
    "NameToken",
    "Person",
    "PersonName",
    "PersonRelation",
    "RegisterCheck",
    "Representative",
    "StagedRow",
    "Status",
    "StatusGround",
    "StatusKind",
    "StatusRecheck",
]
