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

#: Whom and which households the batch made and nobody named otherwise since.
_PEOPLE: Final = """
select known.person_id as id from registry_externalkey known
where known.batch_id = %(batch)s and not exists (
  select from registry_importchange change
  where change.object_id = known.id and change.batch_id = %(batch)s and change.kind in ('key_added', 'key_changed')
)
"""
_HOMES: Final = "select household_id as id from registry_householdkey where batch_id = %(batch)s"
_THESE_PEOPLE: Final = "select unnest(%(people)s::bigint[]) as id"
_THESE_HOMES: Final = "select unnest(%(homes)s::bigint[]) as id"

_NOTED: Final = """
exists (select from registry_importchange change
  where change.object_id = {row}.id and change.batch_id = %(batch)s and change.kind in ({kinds}))
"""
_LATER: Final = """
select (select count(*) from registry_externalkey known join people on people.id = known.person_id
    where known.batch_id is distinct from %(batch)s)
  + (select count(*) from registry_importchange where earlier_id = %(batch)s and batch_id <> %(batch)s)
"""
_CORRECTED: Final = """
select count(*) from registry_person person join people using (id)
where person.version <> 1 + (
  select count(*) from registry_importchange change
  where change.kind = 'person' and change.object_id = person.id and change.batch_id = %(batch)s)
"""
_CORRECTED_OTHERS: Final = """
select count(*) from (
  select object_id, max(history) as history from registry_importchange
  where batch_id = %(batch)s and kind = 'person' group by 1
) last join registry_personevent old on old.pgh_id = last.history join registry_person person on person.id = object_id
where person.version <> old.version + 1
"""
#: A rule or a legal term that was applied to a status leaves no event of that status; whoever changes it does.
_BY_HAND: Final = """
exists (select from registry_statusevent old where old.pgh_obj_id = {row}) and exists (
  select from core_auditevent told where told.object_type = 'registry.status' and told.object_id = {row})
"""
#: Of the last chunk that is not undone yet: those whom somebody corrected after it, until they were locked here.
_LOCK_LAST: Final = """
select id from registry_person where id in (
  select object_id from registry_importchange where batch_id = %(batch)s and kind = 'person' and step = %(step)s
) order by id for update
"""
_CORRECTED_LAST: Final = """
select count(*) from (
  select object_id, max(history) as history from registry_importchange
  where batch_id = %(batch)s and kind = 'person' and step = %(step)s group by 1
) last join registry_personevent old on old.pgh_id = last.history join registry_person person on person.id = object_id
where person.version <> old.version + 1
"""
_STATUSES: Final = f"""
select count(*) from registry_status status join people on people.id = status.person_id
join registry_person person on person.id = status.person_id
where (status.created_at <> person.created_at and status.origin not like 'derived:%%'
    and not {_NOTED.format(row="status", kinds="'status_added'")})
  or ({_BY_HAND.format(row="status.id")})
"""  # noqa: S608 – our own names
_STATUSES_OTHERS: Final = f"""
select count(*) from registry_importchange change
where change.batch_id = %(batch)s and change.kind in ('status_added', 'status_changed')
  and {_BY_HAND.format(row="change.object_id")}
"""  # noqa: S608 – our own names
_DOCUMENTS: Final = f"""
select count(*) from registry_identitydocument document join people on people.id = document.person_id
join registry_person person on person.id = document.person_id
where document.created_at <> person.created_at
  and not {_NOTED.format(row="document", kinds="'document_added'")}
"""  # noqa: S608 – our own names
#: Changed is what differs from its first old row: what the import changed itself was put back before people go.
_MEMBERS: Final = f"""
select count(*) from registry_householdmember member join people on people.id = member.person_id
join registry_person person on person.id = member.person_id
where (member.created_at <> person.created_at or (
    select (old.household_id, old.relation, old.kind, old.valid_from, old.valid_to)
      is distinct from (member.household_id, member.relation, member.kind, member.valid_from, member.valid_to)
    from registry_householdmemberevent old where old.pgh_obj_id = member.id order by old.pgh_id limit 1))
  and not {_NOTED.format(row="member", kinds="'member_joined', 'member_changed'")}
"""  # noqa: S608 – our own names
_MEMBERS_OTHERS: Final = """
select count(*) from (
  select object_id, coalesce(max(history), 0) as history from registry_importchange
  where batch_id = %(batch)s and kind in ('member_joined', 'member_changed', 'member_removed') group by 1
) last where exists (
  select from registry_householdmemberevent old
  where old.pgh_obj_id = last.object_id and old.pgh_id > last.history)
"""
#: Of an import when both were made with it, or when it is noted.
_RELATIONS: Final = f"""
select count(*) from registry_personrelation relation
where relation.id in (
    select one.id from registry_personrelation one join people on people.id = one.person_id
    union
    select one.id from registry_personrelation one join people on people.id = one.relative_id)
  and not {_NOTED.format(row="relation", kinds="'relation_added', 'relation_changed'")}
  and (relation.origin <> %(origin)s
    or (select (old.kind, old.evidence, old.valid_from, old.valid_to)
          is distinct from (relation.kind, relation.evidence, relation.valid_from, relation.valid_to)
        from registry_personrelationevent old where old.pgh_obj_id = relation.id order by old.pgh_id limit 1)
    or not exists (
      select from registry_person one where one.id in (relation.person_id, relation.relative_id)
        and one.created_at = relation.created_at))
"""  # noqa: S608 – our own names
_RELATIONS_OTHERS: Final = """
select count(*) from (
  select object_id, coalesce(max(history), 0) as history from registry_importchange
  where batch_id = %(batch)s and kind in ('relation_added', 'relation_changed') group by 1
) last where exists (
  select from registry_personrelationevent old
  where old.pgh_obj_id = last.object_id and old.pgh_id > last.history)
"""
_FORMER: Final = f"""
select count(*) from registry_formeraddress former join homes on homes.id = former.household_id
join registry_household home on home.id = former.household_id
where former.created_at <> home.created_at and not {_NOTED.format(row="former", kinds="'address_added'")}
"""  # noqa: S608 – our own names
_HOMES_OTHERS: Final = """
select count(*) from (
  select object_id, max((before->>'version')::int) as version from registry_importchange
  where batch_id = %(batch)s and kind = 'home_changed' group by 1
) last join registry_household home on home.id = last.object_id where home.version <> last.version + 1
"""
_DECIDED: Final = """
select count(*) from registry_candidatepair pair
where pair.state in ('merged', 'kept_apart') and pair.id in (
  select one.id from registry_candidatepair one join people on people.id = one.left_id
  union all
  select one.id from registry_candidatepair one join people on people.id = one.right_id)
"""
_STRANGERS: Final = f"""
select count(*) from registry_householdmember member join homes on homes.id = member.household_id
where not exists (select from people where people.id = member.person_id)
  and not {_NOTED.format(row="member", kinds="'member_joined'")}
"""  # noqa: S608 – our own names
_HOMES_CHANGED: Final = "select count(*) from registry_household home join homes using (id) where home.version <> 1"
_INCOMES: Final = """
select count(*) from (
  select income.id from registry_householdincome income join homes on homes.id = income.household_id
  where income.origin <> %(origin)s or income.is_verified
  union
  select income.id from registry_householdincome income join people on people.id = income.person_id
) others
"""
_INCOMES_OTHERS: Final = """
select count(*) from registry_importchange change join registry_householdincome income on income.id = change.object_id
where change.batch_id = %(batch)s and change.kind in ('income_added', 'income_changed')
  and (income.origin <> %(origin)s or income.is_verified)
"""
_ADDED: Final = "(select object_id as id from registry_importchange where batch_id = %(batch)s and kind = '{kind}')"
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
    chosen_people, chosen_homes = (_PEOPLE, _HOMES) if whole else (_THESE_PEOPLE, _THESE_HOMES)
    counts: dict[Any, int] = {}
    for label, statement in _statements(whole=whole, people=whole or bool(people), homes=whole or bool(homes)):
        with_sets = f"with people as ({chosen_people}), homes as ({chosen_homes}) {statement}"
        counts[label] = counts.get(label, 0) + int(sql.fetch(with_sets, values)[0][0])
    return [Dependent(label, count) for label, count in counts.items() if count]


def corrected_meanwhile(batch: ImportBatch, step: int) -> list[Dependent]:
    """Corrections of people whom the chunk ``step`` changed, which putting them back would lose; they are locked."""
    values = {"batch": batch.pk, "step": step}
    sql.fetch(_LOCK_LAST, values)
    count = int(sql.fetch(_CORRECTED_LAST, values)[0][0])
    return [Dependent(_("Later corrections of people"), count)] if count else []


def _statements(*, whole: bool, people: bool, homes: bool) -> Iterator[tuple[Text, str]]:
    corrections, statuses = _("Later corrections of people"), _("Statuses recorded or changed later")
    memberships = _("Memberships of households changed later")
    if people:
        yield _("Rows of later imports"), _LATER
        yield corrections, _CORRECTED
        yield statuses, _STATUSES
        yield _("Identity documents recorded later"), _DOCUMENTS
        yield memberships, _MEMBERS
        yield title_of(CandidatePair), _DECIDED
        yield title_of(PersonRelation), _RELATIONS
    if homes:
        yield memberships, _STRANGERS
        yield _("Households changed later"), _HOMES_CHANGED
        yield title_of(FormerAddress), _FORMER
    yield title_of(HouseholdIncome), _INCOMES
    if whole:
        yield corrections, _CORRECTED_OTHERS
        yield statuses, _STATUSES_OTHERS
        yield memberships, _MEMBERS_OTHERS
        yield title_of(HouseholdIncome), _INCOMES_OTHERS
        yield title_of(PersonRelation), _RELATIONS_OTHERS
        yield _("Households changed later"), _HOMES_OTHERS
    targets: dict[type[models.Model], str] = {Person: "people"} if people else {}
    targets |= {Household: "homes"} if homes else {}
    targets |= {IdentityDocument: _ADDED.format(kind="document_added")} if whole else {}
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
