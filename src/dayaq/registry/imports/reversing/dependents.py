"""What would lose its ground if an import were taken back: counted by kind, so that the refusal can name it.

Records of this room and of upper rooms are found by their foreign keys to persons, households and documents, whatever
rooms there are, letters by their subject: what is not said here to be the import's own holds it. What hangs on a person
is the import's own when it was written in the same moment as the person, and unchanged since.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import pghistory.models
from django.db import models
from django.utils.translation import gettext_lazy as _

from dayaq.documents.models import Document
from dayaq.notices.models import Notice
from dayaq.registry.imports import sql
from dayaq.registry.imports.reversing import counting
from dayaq.registry.models import (
    AccessRecord,
    CandidatePair,
    ExternalKey,
    FormerAddress,
    Household,
    HouseholdIncome,
    HouseholdKey,
    HouseholdMember,
    IdentityDocument,
    ImportBatch,
    LegalHold,
    Person,
    PersonMerge,
    PersonName,
    PersonRelation,
    Representative,
    StagedRow,
    Status,
    StatusGround,
)
from dayaq.registry.timeline import name_records, title_of

if TYPE_CHECKING:
    from dayaq.core.errors import Text

#: What an import writes or what is computed from it: statements below say what of it somebody else made or changed.
OWN: Final[dict[type[models.Model], tuple[type[models.Model], ...]]] = {
    Person: (
        PersonName,
        ExternalKey,
        StagedRow,
        IdentityDocument,
        Status,
        HouseholdMember,
        HouseholdIncome,
        CandidatePair,
        PersonRelation,
    ),
    Household: (HouseholdMember, HouseholdIncome, HouseholdKey, FormerAddress),
    Status: (StatusGround,),  # facts of a rule: they go with the status, which every day computes anew
}
#: Who looked holds no import, or nobody could look before taking it back; the rows stay, beside the person's old rows.
STAYS: Final = (AccessRecord,)

# What else points at people and households is somebody's later word about them: each holds the import.
name_records(FormerAddress, _("Former addresses of households"))
name_records(Household, _("Households joined to others"))
name_records(HouseholdIncome, _("Incomes recorded later"))
name_records(LegalHold, _("Legal holds"))
name_records(CandidatePair, _("Possible duplicates on which somebody decided"))
name_records(Person, _("Records merged earlier"))
name_records(PersonMerge, _("Merges of records"))
name_records(PersonRelation, _("Relatives and guardians"))
name_records(Representative, _("Representatives of households"))
name_records(Document, _("Letters and documents"))
name_records(Notice, _("Notices"))

_NAMED: Final = (("subject", Document), ("recipient", Notice))  # by kind and key


@dataclass(frozen=True)
class Dependent:
    """``count`` records of a kind stand on what the import brought."""

    label: Text
    count: int


def dependents(
    batch: ImportBatch, people: Sequence[int] | None = None, homes: Sequence[int] | None = None
) -> list[Dependent]:
    """Everything that depends on ``batch``; with ``people`` or ``homes`` only on these of it.

    One statement a kind, whatever the size of the import.
    """
    whole = people is None and homes is None
    values = {
        "batch": batch.pk,
        "origin": f"import:{batch.source.code}",
        "people": sql.ids(people or ()),
        "homes": sql.ids(homes or ()),
    }
    chosen = (counting.PEOPLE, counting.HOMES) if whole else (counting.THESE_PEOPLE, counting.THESE_HOMES)
    counts: dict[Any, int] = {}
    for label, statement in _statements(whole=whole, people=whole or bool(people), homes=whole or bool(homes)):
        with_sets = f"with people as ({chosen[0]}), homes as ({chosen[1]}) {statement}"
        counts[label] = counts.get(label, 0) + int(sql.fetch(with_sets, values)[0][0])
    return [Dependent(label, count) for label, count in counts.items() if count]


def corrected_meanwhile(batch: ImportBatch, step: int) -> list[Dependent]:
    """Corrections of people whom the chunk ``step`` changed, which putting them back would lose; they are locked."""
    values = {"batch": batch.pk, "step": step}
    sql.fetch(counting.LOCK_LAST, values)
    count = int(sql.fetch(counting.CORRECTED_LAST, values)[0][0])
    return [Dependent(_("Later corrections of people"), count)] if count else []


def _statements(*, whole: bool, people: bool, homes: bool) -> Iterator[tuple[Text, str]]:
    corrections, statuses = _("Later corrections of people"), _("Statuses recorded or changed later")
    memberships = _("Memberships of households changed later")
    if people:
        yield _("Rows of later imports"), counting.LATER
        yield corrections, counting.CORRECTED
        yield statuses, counting.STATUSES
        yield _("Identity documents recorded later"), counting.DOCUMENTS
        yield memberships, counting.MEMBERS
        yield title_of(CandidatePair), counting.DECIDED
        yield title_of(PersonRelation), counting.RELATIONS
    if homes:
        yield memberships, counting.STRANGERS
        yield _("Households changed later"), counting.HOMES_CHANGED
        yield title_of(FormerAddress), counting.FORMER
    yield title_of(HouseholdIncome), counting.INCOMES
    if whole:
        yield corrections, counting.CORRECTED_OTHERS
        yield statuses, counting.STATUSES_OTHERS
        yield memberships, counting.MEMBERS_OTHERS
        yield title_of(HouseholdIncome), counting.INCOMES_OTHERS
        yield title_of(PersonRelation), counting.RELATIONS_OTHERS
        yield _("Households changed later"), counting.HOMES_OTHERS
    targets: dict[type[models.Model], str] = {Person: "people"} if people else {}
    targets |= {Household: "homes"} if homes else {}
    targets |= {IdentityDocument: counting.ADDED.format(kind="document_added")} if whole else {}
    yield from _others(targets)


def pointing_at(model: type[models.Model]) -> Iterator[tuple[type[models.Model], str]]:
    """Each foreign key to ``model``, as model and column; row history apart."""
    for relation in model._meta.get_fields(include_hidden=True):
        if isinstance(relation, models.ManyToOneRel):
            other = relation.related_model
            if not (issubclass(other, pghistory.models.Event) or other._meta.abstract or other._meta.proxy):
                yield other, str(relation.field.column)


def _others(targets: Mapping[type[models.Model], str]) -> Iterator[tuple[Text, str]]:
    """For each other model a count of its records that point at some of ``targets`` (model → set), each once."""
    found: dict[type[models.Model], list[str]] = {}
    for model, chosen in targets.items():
        for other, column in pointing_at(model):
            if other not in OWN.get(model, ()) and other not in STAYS:
                found.setdefault(other, []).append(f'join {chosen} chosen on chosen.id = other."{column}"')
        for name, other in _NAMED:
            kind = f"other.{name}_type = '{model._meta.label_lower}'"
            found.setdefault(other, []).append(f"join {chosen} chosen on chosen.id = other.{name}_id and {kind}")
    for other, joins in found.items():
        table, key = other._meta.db_table, other._meta.pk.column
        # the names are the models' own
        arms = " union ".join(f'select other."{key}" from "{table}" other {join}' for join in joins)  # noqa: S608
        yield title_of(other), f"select count(*) from ({arms}) others"  # noqa: S608 – our own names
