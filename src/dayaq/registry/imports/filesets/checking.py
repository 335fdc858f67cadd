"""What only the files of a set together tell: rows about nobody, about somebody held back, about no household.

A query for each check over the staged rows; none loads a file.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Final

from dayaq.accounts.models import User
from dayaq.registry.imports import sql
from dayaq.registry.imports.filesets.contents import PER_FILE
from dayaq.registry.imports.problems import WARNING, Code, Issue
from dayaq.registry.models import ImportBatch, Person

#: Persons of the set by their keys (``name`` is "self"), and each mention of one by a row that hangs on them. Windows
#: and single looks into an index, not joins: their time grows with the rows whatever the planner believes of the table.
_MENTIONS: Final = """
select row, 'self' as name, key, state <> 'rejected' as good, values->>'birth_date' as born, false as elder
from registry_stagedrow where batch_id = %(batch)s and row < %(linked)s and key <> ''
union all
select row, name, values->>name, null, null, values->>'kind' in ('parent', 'grandparent')
from registry_stagedrow, unnest(array['person', 'relative']) name
where batch_id = %(batch)s and row >= %(linked)s and state = 'ready' and values ? name
"""
_KNOWN: Final = """
(select known.person_id from registry_externalkey known
 where known.source_id = %(source)s and known.key = said.key limit 1)
"""
_UNKNOWN: Final = f"""
select row, name, key, in_set from (
  select row, name, key, bool_or(good) over same as good, bool_or(name = 'self') over same as in_set
  from ({_MENTIONS}) mentions window same as (partition by key)
) said where name <> 'self' and not coalesce(good, false) and {_KNOWN} is null
"""  # noqa: S608 – our own names
_BEFORE: Final = f"""
select row, name, key, person from (
  select row, name, key, {_KNOWN} as person from ({_MENTIONS}) said where name <> 'self' offset 0
) found where person is not null
"""  # noqa: S608 – our own names
_YOUNGER: Final = f"""
select row, younger from (
  select row, max(born) filter (where name = 'person') as elder, max(born) filter (where name = 'relative') as younger
  from (
    select row, name, elder, coalesce(
      said, (select person.birth_date::text from registry_person person where person.id = {_KNOWN})
    ) as born
    from (
      select row, name, key, elder, min(born) over (partition by key) as said from ({_MENTIONS}) mentions
    ) said where elder
  ) born group by row
) pairs where elder >= younger
"""  # noqa: S608 – our own names
_HOMELESS: Final = """
select row, number from (
  select row, number, hangs, bool_or(not hangs) over (partition by number) as lived_in from (
    select row, values->>'household' as number, false as hangs from registry_stagedrow
    where batch_id = %(batch)s and values ? 'household' and state <> 'rejected'
    union all
    select row, values->>'home', true from registry_stagedrow
    where batch_id = %(batch)s and row >= %(linked)s and state = 'ready' and values ? 'home'
  ) numbers
) found where hangs and not lived_in and (
  select known.id from registry_householdkey known
  where known.source_id = %(source)s and known.key = found.number limit 1
) is null
"""
_SHARED: Final = """
with documents as (
  select row, state, values->>'person' as person, values->>'kind' as kind, values->>'number' as number,
    coalesce(values->>'series', '') as series
  from registry_stagedrow where batch_id = %(batch)s and row >= %(linked)s and values ? 'number' and state <> 'rejected'
), numbered as (
  select *, min(person) over bearers <> max(person) over bearers as shared from documents
  window bearers as (partition by kind, series, number)
)
select row, number from numbered where state = 'ready' and (
  shared or exists (
    select from registry_identitydocument known
    where known.number = numbered.number and known.kind = numbered.kind and known.series = numbered.series
      and not exists (
        select from registry_externalkey owner
        where owner.source_id = %(source)s and owner.key = numbered.person and owner.person_id = known.person_id)
  )
)
"""
# The rows are found first, and then by their keys: joined, freshly staged rows are gone through for each other.
_REPEATED: Final = """
update registry_stagedrow set state = 'unchanged', key = '' where id = any(array(
  select id from (
    select id, row_number() over (partition by key, digest order by row) as nth from registry_stagedrow
    where batch_id = %s and row >= %s and key <> '' and state <> 'rejected'
  ) numbered where nth > 1
))
"""
_AT_ONCE: Final = 5_000


Found = Iterator[tuple[int, Issue]]


def pass_over_repeated(batch: ImportBatch) -> None:
    """A row that says what an earlier one says is no mistake: a marriage stands in both spouses' lines."""
    sql.run(_REPEATED, [batch.pk, PER_FILE])


def checks(batch: ImportBatch) -> Iterator[Found]:
    """What is wrong with rows that hang on others, check by check; each sees what those before it held back."""
    given = {"batch": batch.pk, "source": batch.source_id, "linked": PER_FILE}
    yield _unknown(given)
    yield _others(given)
    if not batch.created_by.is_system:
        yield _hidden(batch.created_by, given)


def _unknown(given: dict[str, int]) -> Found:
    for row, name, key, held_back in sql.stream(_UNKNOWN, given):
        yield row, Issue(Code.PERSON_HELD_BACK if held_back else Code.PERSON_UNKNOWN, name, value=key)


def _others(given: dict[str, int]) -> Found:
    for row, number in sql.stream(_HOMELESS, given):
        yield row, Issue(Code.HOUSEHOLD_UNKNOWN, "household", value=number)
    for row, born in sql.stream(_YOUNGER, given):
        yield row, Issue(Code.AGES, "relation_kind", value=born)
    for row, number in sql.stream(_SHARED, given):
        yield row, Issue(Code.SHARED_DOCUMENT, "document_number", value=number, severity=WARNING)


def _hidden(by: User, given: dict[str, int]) -> Found:
    """Rows about people whom ``by`` may not see, and so does not change."""
    rows = iter(sql.stream(_BEFORE, given))
    while some := list(islice(rows, _AT_ONCE)):
        ids = {person for _row, _name, _key, person in some}
        seen = set(Person.objects.visible_to(by).filter(pk__in=ids).values_list("pk", flat=True))
        for row, name, key, person in some:
            if person not in seen:
                yield row, Issue(Code.OUT_OF_SCOPE, name, value=key)
