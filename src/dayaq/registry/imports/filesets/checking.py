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

#: Each of the two whom a row can name, with what became of the row of that person.
_PEOPLE: Final = """
with said as (
  select row, name, values->>name as key from registry_stagedrow, unnest(array['person', 'relative']) name
  where batch_id = %(batch)s and row >= %(linked)s and state = 'ready' and values ? name
), people as (
  select key, bool_or(state <> 'rejected') as good, min(values->>'birth_date') as born from registry_stagedrow
  where batch_id = %(batch)s and row < %(linked)s and key <> '' group by key
)
"""
_UNKNOWN: Final = f"""{_PEOPLE}
select said.row, said.name, said.key, people.key is not null
from said left join people on people.key = said.key
where not coalesce(people.good, false) and not exists (
  select from registry_externalkey known where known.source_id = %(source)s and known.key = said.key)
"""  # noqa: S608 – our own names
_KNOWN: Final = f"""{_PEOPLE}
select said.row, said.name, said.key, known.person_id
from said join registry_externalkey known on known.source_id = %(source)s and known.key = said.key
"""  # noqa: S608 – our own names
_YOUNGER: Final = f"""{_PEOPLE}, born as (
  select said.row, said.name, coalesce(people.born, (
    select person.birth_date::text from registry_externalkey known join registry_person person
      on person.id = known.person_id where known.source_id = %(source)s and known.key = said.key)) as born
  from said left join people on people.key = said.key
)
select staged.row, relative.born from registry_stagedrow staged
join born elder on elder.row = staged.row and elder.name = 'person'
join born relative on relative.row = staged.row and relative.name = 'relative'
where staged.batch_id = %(batch)s and staged.values->>'kind' in ('parent', 'grandparent')
  and elder.born >= relative.born
"""  # noqa: S608 – our own names
_HOMELESS: Final = """
with made as (
  select distinct values->>'household' as number from registry_stagedrow
  where batch_id = %(batch)s and values ? 'household' and state <> 'rejected'
)
select staged.row, staged.values->>'home' from registry_stagedrow staged
left join made on made.number = staged.values->>'home'
where staged.batch_id = %(batch)s and staged.row >= %(linked)s and staged.state = 'ready' and staged.values ? 'home'
  and made.number is null and not exists (
    select from registry_householdkey known where known.source_id = %(source)s and known.key = staged.values->>'home')
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
_REPEATED: Final = """
update registry_stagedrow staged set state = 'unchanged', key = ''
from (
  select id, row_number() over (partition by key, digest order by row) as nth from registry_stagedrow
  where batch_id = %s and row >= %s and key <> '' and state <> 'rejected'
) numbered where numbered.id = staged.id and numbered.nth > 1 and staged.batch_id = %s
"""
_AT_ONCE: Final = 5_000


Found = Iterator[tuple[int, Issue]]


def pass_over_repeated(batch: ImportBatch) -> None:
    """A row that says what an earlier one says is no mistake: a marriage stands in both spouses' lines."""
    sql.run(_REPEATED, [batch.pk, PER_FILE, batch.pk])


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
    rows = iter(sql.stream(_KNOWN, given))
    while some := list(islice(rows, _AT_ONCE)):
        ids = {person for _row, _name, _key, person in some}
        seen = set(Person.objects.visible_to(by).filter(pk__in=ids).values_list("pk", flat=True))
        for row, name, key, person in some:
            if person not in seen:
                yield row, Issue(Code.OUT_OF_SCOPE, name, value=key)
