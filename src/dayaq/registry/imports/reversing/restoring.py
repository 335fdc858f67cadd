"""What an import changed of people who were there before it, put back from row history, the newest chunk first."""

from __future__ import annotations

from typing import Final

from django.db.models import Model

from dayaq.registry.dictionary import index_names
from dayaq.registry.imports import sql
from dayaq.registry.models import HouseholdMember, ImportBatch, ImportChange, Person, PersonRelation, Status

Kind = ImportChange.Kind
_LAST: Final = "select max(step) from registry_importchange where batch_id = %s and kind <> 'document_flagged'"
_OF_STEP: Final = """
select kind, array_agg(id), array_agg(object_id) from registry_importchange
where batch_id = %s and step = %s and kind <> 'document_flagged' group by 1
"""
_DELETE: Final[dict[str, str]] = {
    Kind.MEMBER_JOINED: "delete from registry_householdmember where id = any(%s)",
    Kind.INCOME_ADDED: "delete from registry_householdincome where id = any(%s)",
    Kind.STATUS_ADDED: "delete from registry_status where id = any(%s)",
    Kind.DOCUMENT_ADDED: "delete from registry_identitydocument where id = any(%s)",
    Kind.RELATION_ADDED: "delete from registry_personrelation where id = any(%s)",
    Kind.ADDRESS_ADDED: "delete from registry_formeraddress where id = any(%s)",
    Kind.KEY_ADDED: "delete from registry_externalkey where id = any(%s)",
}
#: What stood there before the chunk: where it changed a row twice, the first note says it.
_FIRST: Final = """
(select distinct on (object_id) * from registry_importchange where id = any(%s) order by object_id, id) change
"""
_INCOMES: Final = f"""
update registry_householdincome income
set amount = (change.before->>'amount')::numeric, origin = change.before->>'origin'
from {_FIRST} where income.id = change.object_id
"""  # noqa: S608 – our own names
_DOCUMENTS: Final = f"""
update registry_identitydocument document set issuer = coalesce(change.before->>'issuer', ''),
  valid_from = (change.before->>'valid_from')::date, valid_to = (change.before->>'valid_to')::date
from {_FIRST} where document.id = change.object_id
"""  # noqa: S608 – our own names
_PLACES: Final = f"""
update registry_household home set unit_id = (change.before->>'unit')::bigint,
  address = change.before->>'address', version = (change.before->>'version')::int
from {_FIRST} where home.id = change.object_id
"""  # noqa: S608 – our own names
_ADDRESSES: Final = f"""
update registry_formeraddress former
set unit_id = (change.before->>'unit')::bigint, address = change.before->>'address'
from {_FIRST} where former.id = change.object_id
"""  # noqa: S608 – our own names
_BEFORE: Final = {
    Kind.INCOME_CHANGED: _INCOMES, Kind.DOCUMENT_CHANGED: _DOCUMENTS, Kind.HOME_CHANGED: _PLACES,
    Kind.ADDRESS_CHANGED: _ADDRESSES,
}  # fmt: skip
_KEYS: Final = """
update registry_externalkey known
set row_digest = change.before->>'digest', row = (change.before->>'row')::int, batch_id = change.earlier_id
from registry_importchange change where change.id = any(%s) and known.id = change.object_id
"""
_FORGET: Final = """
delete from registry_importchange where batch_id = %s and step = %s and kind <> 'document_flagged'
"""
_FLAGGED: Final = """
with waiting as (
  delete from registry_importchange where id in (
    select id from registry_importchange where batch_id = %s and kind = 'document_flagged' limit %s)
  returning object_id
), cleared as (
  update registry_identitydocument document set flag_shared = false
  from waiting where document.id = waiting.object_id and not exists (
    select from registry_identitydocument other
    where other.number = document.number and other.kind = document.kind and other.series = document.series
      and other.person_id <> document.person_id)
) select count(*) from waiting
"""


def _restore(table: str, columns: list[str], where: str = "true") -> str:
    """Rows as their old rows in history say, which the changes with the given keys name."""
    sets = ", ".join(f'"{name}" = old."{name}"' for name in columns)
    return f"""
        update {table} present set {sets}
        from {_FIRST} join {table}event old on old.pgh_id = change.history
        where present.id = change.object_id and {where}
    """  # noqa: S608 – our own names


def _columns(model: type[Model]) -> list[str]:
    return [str(field.column) for field in model._meta.concrete_fields if not field.primary_key]


def last_step(batch: ImportBatch) -> int | None:
    """The last chunk that is not undone yet and changed something; None when none is left."""
    step: int | None = sql.fetch(_LAST, [batch.pk])[0][0]
    return step


def take_back(batch: ImportBatch, step: int) -> int:
    """Undo what the chunk ``step`` changed; returns how many changes that were. Inside the caller's transaction."""
    found = {kind: (changes, objects) for kind, changes, objects in sql.fetch(_OF_STEP, [batch.pk, step])}
    for kind, statement in _DELETE.items():
        if kind in found:
            sql.run(statement, [found[kind][1]])
    for kind, statement in (*_BEFORE.items(), (Kind.KEY_CHANGED, _KEYS)):
        if kind in found:
            sql.run(statement, [found[kind][0]])
    for kind, model in ((Kind.STATUS_CHANGED, Status), (Kind.RELATION_CHANGED, PersonRelation)):
        if kind in found:
            sql.run(_restore(model._meta.db_table, _columns(model)), [found[kind][0]])
    _members(found)
    if Kind.PERSON in found:
        changes, people = found[Kind.PERSON]
        sql.run(_restore("registry_person", _columns(Person)), [changes])
        index_names(Person.objects.filter(pk__in=people))
    sql.run(_FORGET, [batch.pk, step])
    return sum(len(changes) for changes, _objects in found.values())


def _members(found: dict[str, tuple[list[int], list[int]]]) -> None:
    """Memberships as they were; whoever was not the head goes back first, because a household has one."""
    columns = _columns(HouseholdMember)
    names = ", ".join(f'"{name}"' for name in ("id", *columns))
    for head in (False, True):
        if Kind.MEMBER_CHANGED in found:
            where = f"old.is_head = {head}"
            sql.run(_restore("registry_householdmember", columns, where), [found[Kind.MEMBER_CHANGED][0]])
        if Kind.MEMBER_REMOVED in found:
            olds = ", ".join(f'old."{name}"' for name in ("id", *columns))
            statement = f"""
                insert into registry_householdmember ({names}) select {olds}
                from registry_importchange change join registry_householdmemberevent old on old.pgh_id = change.history
                where change.id = any(%s) and old.is_head = {head} and not exists (
                  select from registry_importchange joined where joined.kind = 'member_joined'
                    and joined.object_id = change.object_id and joined.batch_id = change.batch_id)
            """  # noqa: S608 – our own names
            sql.run(statement, [found[Kind.MEMBER_REMOVED][0]])


def clear_flags(batch: ImportBatch, size: int) -> int:
    """Documents that this import found to be shared and that nobody shares any more; how many were looked at."""
    return int(sql.fetch(_FLAGGED, [batch.pk, size])[0][0])
