"""Who people are: persons, names, documents, households, statuses, answers of registers, consent, imports, changes."""

from dayaq.registry.models.change import ChangeRequest
from dayaq.registry.models.consent import Consent
from dayaq.registry.models.household import Household, HouseholdIncome, HouseholdMember
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
from dayaq.registry.models.life import LifeEvent
from dayaq.registry.models.person import IdentityDocument, NameToken, Person, PersonName
from dayaq.registry.models.status import RegisterCheck, Status, StatusKind

__all__ = [
    "ChangeRequest",
    "Consent",
    "ExternalKey",
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
    "LifeEvent",
    "NameToken",
    "Person",
    "PersonName",
    "RegisterCheck",
    "StagedRow",
    "Status",
    "StatusKind",
]
