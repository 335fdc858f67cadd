"""What only several rows together tell: one key or one FİN twice, households and their heads, shared documents.

Each check is a query over the staged rows and one update; none loads the file.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from itertools import groupby, islice
from typing import Any, Final

from dayaq.registry.imports import sql
from dayaq.registry.imports.filesets import checking as linked
from dayaq.registry.imports.filesets.contents import PER_FILE
from dayaq.registry.imports.mapping import Mapping
from dayaq.registry.imports.matching import names_of, same_person
from dayaq.registry.imports.problems import ERROR, WARNING, Code, Issue
from dayaq.registry.models import ImportBatch
from dayaq.registry.states import RowState

_AT_ONCE: Final = 5_000
_NAMED: Final = 10  # rows that are named beside each other
_KEY_TWICE: Final = """
select row, key from (
  select row, key, state, row_number() over (partition by key order by row) as nth
  from registry_stagedrow where batch_id = %s and key <> '' and state <> 'rejected'
) numbered where nth > 1
"""
# Windows and not joins: they sort, so that their time grows with the rows whatever the planner believes of the table.
_FIN_TWICE: Final = """
select fin, row, person_id is not null, birth, names from (
  select values->>'fin' as fin, row, person_id, coalesce(values->>'birth_date', '') as birth,
    jsonb_build_array(coalesce(values->>'surname', ''), coalesce(values->>'given_name', '')) as names,
    count(*) over (partition by values->>'fin') as bearers
  from registry_stagedrow where batch_id = %s and values ? 'fin'
) numbered where bearers > 1 order by fin, row
"""
_HOUSEHOLDS: Final = """
select household, array_agg(row order by row) filter (where state = 'ready'),
  array_agg(row order by row) filter (where head and state in ('ready', 'unchanged')), count(*) filter (where head),
  exists (select from registry_householdkey known where known.source_id = %s and known.key = household)
from (
  select values->>'household' as household, row, state, values ? 'head' as head
  from registry_stagedrow where batch_id = %s and values ? 'household'
) living
group by household having count(*) filter (where head and state in ('ready', 'unchanged')) <> 1
"""
_SHARED: Final = """
with documents as (
  select row, key, person_id, state, values->'document'->>'kind' as kind,
    coalesce(values->'document'->>'series', '') as series, values->'document'->>'number' as number
  from registry_stagedrow where batch_id = %s and values ? 'document' and state <> 'rejected'
), numbered as (
  select *, min(key) over bearers <> max(key) over bearers as shared from documents
  window bearers as (partition by kind, series, number)
)
select row, number from numbered where state = 'ready' and (
  shared or exists (
    select from registry_identitydocument known
    where known.number = numbered.number and known.kind = numbered.kind and known.series = numbered.series
      and known.person_id is distinct from numbered.person_id
  )
)
"""
_ADD: Final = """
update registry_stagedrow staged
set issues = staged.issues || found.issues, warnings = staged.warnings + found.warnings,
  state = case when found.rejected then 'rejected' else staged.state end
from unnest(%s::int[], %s::jsonb[], %s::int[], %s::bool[]) as found (row, issues, warnings, rejected)
where staged.batch_id = %s and staged.row = found.row
"""
_COUNT: Final = """
select state, count(*), count(person_id), coalesce(sum(warnings), 0) from registry_stagedrow
where batch_id = %s group by 1
"""
_COUNT_FILES: Final = """
select row / %s, state, count(*), count(person_id), coalesce(sum(warnings), 0) from registry_stagedrow
where batch_id = %s group by 1, 2
"""
_PROBLEMS: Final = """
select issue->>'severity', issue->>'code', count(distinct row)
from registry_stagedrow, jsonb_array_elements(issues) issue
where batch_id = %s and issues <> '[]' group by 1, 2 order by 1, 3 desc, 2
"""


def check(batch: ImportBatch) -> None:
    """Run the checks, in an order in which a later one sees what an earlier one held back."""
    if batch.files:
        linked.pass_over_repeated(batch)
    twice = ((row, Issue(Code.KEY_TWICE, "key", value=key)) for row, key in sql.stream(_KEY_TWICE, [batch.pk]))
    add_all(batch, twice)
    if batch.files:
        for findings in linked.checks(batch):
            add_all(batch, findings)
    used = columns_of(batch)
    if "fin" in used:
        add_all(batch, _different_people(batch))
    if "household" in used:
        add_all(batch, _heads(batch))
    if "document_number" in used:
        found = sql.stream(_SHARED, [batch.pk])
        shared = Code.SHARED_DOCUMENT
        add_all(batch, ((row, Issue(shared, "document_number", value=no, severity=WARNING)) for row, no in found))


def columns_of(batch: ImportBatch, place: int | None = None) -> dict[str, list[str]]:
    """Our field → their columns: of the file at ``place`` of a set, of all its files, or of the only one."""
    mapping = Mapping.from_json("", "", batch.options)
    files = [mapping.of_file(file["name"]) for file in batch.files] or [mapping]
    chosen = files if place is None else files[place : place + 1]
    return {name: list(columns) for one in reversed(chosen) if one for name, columns in one.columns.items()}


def add_all(batch: ImportBatch, issues: Iterable[tuple[int, Issue]]) -> None:
    """Add issues however many there are, a few thousand at a time, as they are found."""
    waiting = iter(issues)
    while some := list(islice(waiting, _AT_ONCE)):
        add_issues(batch, some)


def _different_people(batch: ImportBatch) -> Iterator[tuple[int, Issue]]:
    """Rows that have one FİN and are not one person; where the registry knows whose it is, that was said already."""
    found = sql.stream(_FIN_TWICE, [batch.pk])
    for fin, group in groupby(found, key=lambda row: str(row[0])):
        rows = [(row, known, birth, _names(names)) for _fin, row, known, birth, names in group]
        if any(known for _row, known, _birth, _names_ in rows):
            continue
        _first, _known, birth, names = rows[0]
        if all(same_person(birth, names, other, theirs) for _row, _known, other, theirs in rows[1:]):
            continue
        numbers = ", ".join(str(row) for row, *_rest in rows[:_NAMED])
        for row, *_rest in rows:
            yield row, Issue(Code.FIN_TWICE, "fin", value=fin, suggestion=numbers)


def _names(stored: Any) -> str:
    surname, given_name = json.loads(stored) if isinstance(stored, str) else stored
    return names_of({"surname": surname, "given_name": given_name})


def _heads(batch: ImportBatch) -> Iterator[tuple[int, Issue]]:
    """Households without a head or with several; one that the registry has already need not bring its head again."""
    for number, ready, heads, all_heads, known in sql.stream(_HOUSEHOLDS, [batch.source_id, batch.pk]):
        heads = heads or []
        if len(heads) > 1:
            kept_back = set(heads) & set(ready or [])
            for row in sorted(kept_back):
                yield row, Issue(Code.TWO_HEADS, "head", value=number)
            held = Issue(Code.HEAD_HELD_BACK, "household", value=number, severity=WARNING)
            for row in ready or []:
                if row not in kept_back and len(kept_back) == len(heads):
                    yield row, held
        elif not known:
            code, severity = (Code.HEAD_HELD_BACK, WARNING) if all_heads else (Code.HEADLESS, ERROR)
            for row in ready or []:
                yield row, Issue(code, "household", value=number, severity=severity)


def add_issues(batch: ImportBatch, issues: Iterable[tuple[int, Issue]]) -> None:
    """Add issues to staged rows by their row number; a row with an error is held back. One statement."""
    by_row: dict[int, list[Issue]] = {}
    columns: dict[int, dict[str, list[str]]] = {}
    for row, issue in issues:
        place = row // PER_FILE
        if place not in columns:
            columns[place] = columns_of(batch, place)
        own = columns[place].get("person", []) if place else batch.options.get("key", [])
        names = own if issue.field == "key" else columns[place].get(issue.field, [])
        column = issue.column or (names[0] if names else "")
        placed = Issue(issue.code, issue.field, column, issue.value, issue.severity, issue.suggestion)
        by_row.setdefault(row, []).append(placed)
    if not by_row:
        return
    found = by_row.values()
    sql.run(
        _ADD,
        [
            list(by_row),
            [json.dumps([issue.to_dict() for issue in one], ensure_ascii=False) for one in found],
            [sum(issue.severity == WARNING for issue in one) for one in found],
            [any(issue.severity == ERROR for issue in one) for one in found],
            batch.pk,
        ],
    )


def count(batch: ImportBatch) -> dict[str, Any]:
    """Numbers of rows by what became or becomes of them, and of problems by code; three statements at most.

    Keys: rows, ready, to_create, to_change, unchanged, rejected, created, updated, warnings, problems. ``problems``:
    [severity, code, rows] lists, errors first. Of a set also ``files``: the same numbers for each, in their order.
    """
    found: dict[str, Any] = dict.fromkeys(
        ("rows", "ready", "to_create", "to_change", "unchanged", "rejected", "created", "updated", "warnings"), 0
    )
    for state, number, known, warnings in sql.fetch(_COUNT, [batch.pk]):
        found["rows"] += number
        found[state] = found.get(state, 0) + number
        found["warnings"] += int(warnings)
        if state == RowState.READY:
            found["to_create"], found["to_change"] = number - known, known
    if batch.files:
        found["files"] = _count_files(batch)
    found["problems"] = [list(row) for row in sql.fetch(_PROBLEMS, [batch.pk])]
    return found


def _count_files(batch: ImportBatch) -> list[dict[str, int]]:
    names = ("rows", "ready", "to_create", "to_change", "unchanged", "rejected", "created", "updated", "warnings")
    files = [dict.fromkeys(names, 0) for _file in batch.files]
    for place, state, number, known, warnings in sql.fetch(_COUNT_FILES, [PER_FILE, batch.pk]):
        counts = files[place]
        counts["rows"] += number
        counts[state] = counts.get(state, 0) + number
        counts["warnings"] += int(warnings)
        if state == RowState.READY:
            counts["to_create"], counts["to_change"] = number - known, known
    return files
