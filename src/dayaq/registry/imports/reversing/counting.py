"""The statements that count what came to depend on an import; each reads the sets ``people`` and ``homes``.

Parameters: ``batch``, ``origin`` (where its rows say they came from), ``people`` and ``homes`` (keys of one chunk), and
``step``.
"""

from __future__ import annotations

from typing import Final

#: Whom and which households the batch made and nobody named otherwise since.
PEOPLE: Final = """
select known.person_id as id from registry_externalkey known
where known.batch_id = %(batch)s and not exists (
  select from registry_importchange change
  where change.object_id = known.id and change.batch_id = %(batch)s and change.kind in ('key_added', 'key_changed')
)
"""
HOMES: Final = "select household_id as id from registry_householdkey where batch_id = %(batch)s"
THESE_PEOPLE: Final = "select unnest(%(people)s::bigint[]) as id"
THESE_HOMES: Final = "select unnest(%(homes)s::bigint[]) as id"

NOTED: Final = """
exists (select from registry_importchange change
  where change.object_id = {row}.id and change.batch_id = %(batch)s and change.kind in ({kinds}))
"""
LATER: Final = """
select (select count(*) from registry_externalkey known join people on people.id = known.person_id
    where known.batch_id is distinct from %(batch)s)
  + (select count(*) from registry_importchange where earlier_id = %(batch)s and batch_id <> %(batch)s)
"""
CORRECTED: Final = """
select count(*) from registry_person person join people using (id)
where person.version <> 1 + (
  select count(*) from registry_importchange change
  where change.kind = 'person' and change.object_id = person.id and change.batch_id = %(batch)s)
"""
CORRECTED_OTHERS: Final = """
select count(*) from (
  select object_id, max(history) as history from registry_importchange
  where batch_id = %(batch)s and kind = 'person' group by 1
) last join registry_personevent old on old.pgh_id = last.history join registry_person person on person.id = object_id
where person.version <> old.version + 1
"""
#: A rule or a legal term that was applied to a status leaves no event of that status; whoever changes it does.
BY_HAND: Final = """
exists (select from registry_statusevent old where old.pgh_obj_id = {row}) and exists (
  select from core_auditevent told where told.object_type = 'registry.status' and told.object_id = {row})
"""
#: Of the last chunk that is not undone yet: those whom somebody corrected after it, until they were locked here.
LOCK_LAST: Final = """
select id from registry_person where id in (
  select object_id from registry_importchange where batch_id = %(batch)s and kind = 'person' and step = %(step)s
) order by id for update
"""
CORRECTED_LAST: Final = """
select count(*) from (
  select object_id, max(history) as history from registry_importchange
  where batch_id = %(batch)s and kind = 'person' and step = %(step)s group by 1
) last join registry_personevent old on old.pgh_id = last.history join registry_person person on person.id = object_id
where person.version <> old.version + 1
"""
STATUSES: Final = f"""
select count(*) from registry_status status join people on people.id = status.person_id
join registry_person person on person.id = status.person_id
where (status.created_at <> person.created_at and status.origin not like 'derived:%%'
    and not {NOTED.format(row="status", kinds="'status_added'")})
  or ({BY_HAND.format(row="status.id")})
"""  # noqa: S608 – our own names
STATUSES_OTHERS: Final = f"""
select count(*) from registry_importchange change
where change.batch_id = %(batch)s and change.kind in ('status_added', 'status_changed')
  and {BY_HAND.format(row="change.object_id")}
"""  # noqa: S608 – our own names
DOCUMENTS: Final = f"""
select count(*) from registry_identitydocument document join people on people.id = document.person_id
join registry_person person on person.id = document.person_id
where document.created_at <> person.created_at
  and not {NOTED.format(row="document", kinds="'document_added'")}
"""  # noqa: S608 – our own names
#: Changed is what differs from its first old row: what the import changed itself was put back before people go.
MEMBERS: Final = f"""
select count(*) from registry_householdmember member join people on people.id = member.person_id
join registry_person person on person.id = member.person_id
where (member.created_at <> person.created_at or (
    select (old.household_id, old.relation, old.kind, old.valid_from, old.valid_to)
      is distinct from (member.household_id, member.relation, member.kind, member.valid_from, member.valid_to)
    from registry_householdmemberevent old where old.pgh_obj_id = member.id order by old.pgh_id limit 1))
  and not {NOTED.format(row="member", kinds="'member_joined', 'member_changed'")}
"""  # noqa: S608 – our own names
MEMBERS_OTHERS: Final = """
select count(*) from (
  select object_id, coalesce(max(history), 0) as history from registry_importchange
  where batch_id = %(batch)s and kind in ('member_joined', 'member_changed', 'member_removed') group by 1
) last where exists (
  select from registry_householdmemberevent old
  where old.pgh_obj_id = last.object_id and old.pgh_id > last.history)
"""
#: Of an import when both were made with it, or when it is noted.
RELATIONS: Final = f"""
select count(*) from registry_personrelation relation
where relation.id in (
    select one.id from registry_personrelation one join people on people.id = one.person_id
    union
    select one.id from registry_personrelation one join people on people.id = one.relative_id)
  and not {NOTED.format(row="relation", kinds="'relation_added', 'relation_changed'")}
  and (relation.origin <> %(origin)s
    or (select (old.kind, old.evidence, old.valid_from, old.valid_to)
          is distinct from (relation.kind, relation.evidence, relation.valid_from, relation.valid_to)
        from registry_personrelationevent old where old.pgh_obj_id = relation.id order by old.pgh_id limit 1)
    or not exists (
      select from registry_person one where one.id in (relation.person_id, relation.relative_id)
        and one.created_at = relation.created_at))
"""  # noqa: S608 – our own names
RELATIONS_OTHERS: Final = """
select count(*) from (
  select object_id, coalesce(max(history), 0) as history from registry_importchange
  where batch_id = %(batch)s and kind in ('relation_added', 'relation_changed') group by 1
) last where exists (
  select from registry_personrelationevent old
  where old.pgh_obj_id = last.object_id and old.pgh_id > last.history)
"""
FORMER: Final = f"""
select count(*) from registry_formeraddress former join homes on homes.id = former.household_id
join registry_household home on home.id = former.household_id
where former.created_at <> home.created_at and not {NOTED.format(row="former", kinds="'address_added'")}
"""  # noqa: S608 – our own names
HOMES_OTHERS: Final = """
select count(*) from (
  select object_id, max((before->>'version')::int) as version from registry_importchange
  where batch_id = %(batch)s and kind = 'home_changed' group by 1
) last join registry_household home on home.id = last.object_id where home.version <> last.version + 1
"""
DECIDED: Final = """
select count(*) from registry_candidatepair pair
where pair.state in ('merged', 'kept_apart') and pair.id in (
  select one.id from registry_candidatepair one join people on people.id = one.left_id
  union all
  select one.id from registry_candidatepair one join people on people.id = one.right_id)
"""
STRANGERS: Final = f"""
select count(*) from registry_householdmember member join homes on homes.id = member.household_id
where not exists (select from people where people.id = member.person_id)
  and not {NOTED.format(row="member", kinds="'member_joined'")}
"""  # noqa: S608 – our own names
HOMES_CHANGED: Final = "select count(*) from registry_household home join homes using (id) where home.version <> 1"
INCOMES: Final = """
select count(*) from (
  select income.id from registry_householdincome income join homes on homes.id = income.household_id
  where income.origin <> %(origin)s or income.is_verified
  union
  select income.id from registry_householdincome income join people on people.id = income.person_id
) others
"""
INCOMES_OTHERS: Final = """
select count(*) from registry_importchange change join registry_householdincome income on income.id = change.object_id
where change.batch_id = %(batch)s and change.kind in ('income_added', 'income_changed')
  and (income.origin <> %(origin)s or income.is_verified)
"""
ADDED: Final = "(select object_id as id from registry_importchange where batch_id = %(batch)s and kind = '{kind}')"
