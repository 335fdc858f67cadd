"""What only several rows together tell: one key or one FİN twice, households and their heads, shared documents.

Each check is a query over the staged rows and one update; none loads the file.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, Final

from dayaq.registry.imports import sql
from dayaq.registry.imports.matching import names_of, same_person
from dayaq.registry.imports.problems import ERROR, WARNING, Code, Issue
from dayaq.registry.models import ImportBatch
from dayaq.registry.states import RowState

_KEY_TWICE: Final = """
select row, key from (
  select row, key, state, row_number() over (partition by key order by row) as nth
  from registry_stagedrow where batch_id = %s and key <> '' and state <> 'rejected'
) numbered where nth > 1
"""
_FIN_TWICE: Final = """
select values->>'fin', row, person_id is not null, coalesce(values->>'birth_date', ''), values
from registry_stagedrow
where batch_id = %s and values->>'fin' in (
  select values->>'fin' from registry_stagedrow
  where batch_id = %s and values ? 'fin' group by 1 having count(*) > 1
) order by 1, 2
"""
_HOUSEHOLDS: Final = """
select values->>'household', array_agg(row order by row) filter (where state = 'ready'),
  array_agg(row order by row) filter (where values ? 'head' and state in ('ready', 'unchanged')),
  count(*) filter (where values ? 'head')
from registry_stagedrow where batch_id = %s and values ? 'household'
group by 1 having count(*) filter (where values ? 'head' and state in ('ready', 'unchanged')) <> 1
"""
_SHARED: Final = """
with documents as (
  select row, key, person_id, state, values->'document'->>'kind' as kind,
    coalesce(values->'document'->>'series', '') as series, values->'document'->>'number' as number
  from registry_stagedrow where batch_id = %s and values ? 'document' and state <> 'rejected'
), shared as (
  select kind, series, number from documents group by 1, 2, 3 having count(distinct key) > 1
)
select row, number from documents where state = 'ready' and (
  (kind, series, number) in (select kind, series, number from shared)
  or exists (
    select from registry_identitydocument known
    where known.number = documents.number and known.kind = documents.kind and known.series = documents.series
      and known.person_id is distinct from documents.person_id
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
_PROBLEMS: Final = """
select issue->>'severity', issue->>'code', count(distinct row)
from registry_stagedrow, jsonb_array_elements(issues) issue
where batch_id = %s and issues <> '[]' group by 1, 2 order by 1, 3 desc, 2
"""


def check(batch: ImportBatch) -> None:
    """Run the checks, in an order in which a later one sees what an earlier one held back."""
    add_issues(
        batch, ((row, Issue(Code.KEY_TWICE, "key", value=key)) for row, key in sql.fetch(_KEY_TWICE, [batch.pk]))
    )
    used = batch.options.get("columns", {})
    if "fin" in used:
        add_issues(batch, _different_people(batch))
    if "household" in used:
        add_issues(batch, _heads(batch))
    if "document_number" in used:
        shared = []
        for row, number in sql.fetch(_SHARED, [batch.pk]):
            shared.append((row, Issue(Code.SHARED_DOCUMENT, "document_number", value=number, severity=WARNING)))
        add_issues(batch, shared)


def _different_people(batch: ImportBatch) -> list[tuple[int, Issue]]:
    """Rows that have one FİN and are not one person; where the registry knows whose it is, that was said already."""
    groups: dict[str, list[tuple[int, bool, str, str]]] = {}
    for fin, row, known, birth, values in sql.fetch(_FIN_TWICE, [batch.pk, batch.pk]):
        stored: dict[str, Any] = json.loads(values) if isinstance(values, str) else values
        groups.setdefault(fin, []).append((row, known, birth, names_of(stored)))
    found = []
    for fin, rows in groups.items():
        if any(known for _row, known, _birth, _names in rows):
            continue
        _first, _known, birth, names = rows[0]
        if all(same_person(birth, names, other, theirs) for _row, _known, other, theirs in rows[1:]):
            continue
        numbers = ", ".join(str(row) for row, *_rest in rows)
        found += [(row, Issue(Code.FIN_TWICE, "fin", value=fin, suggestion=numbers)) for row, *_rest in rows]
    return found


def _heads(batch: ImportBatch) -> list[tuple[int, Issue]]:
    """Households without a head or with several; one that the registry has already need not bring its head again."""
    groups = sql.fetch(_HOUSEHOLDS, [batch.pk])
    keys = [number for number, *_rest in groups]
    statement = "select key from registry_householdkey where source_id = %s and key = any(%s)"
    known = {row[0] for row in sql.fetch(statement, [batch.source_id, keys])}
    found: list[tuple[int, Issue]] = []
    for number, ready, heads, all_heads in groups:
        heads = heads or []
        if len(heads) > 1:
            kept_back = set(heads) & set(ready or [])
            found += [(row, Issue(Code.TWO_HEADS, "head", value=number)) for row in sorted(kept_back)]
            held = Issue(Code.HEAD_HELD_BACK, "household", value=number, severity=WARNING)
            found += [(row, held) for row in ready or [] if row not in kept_back and len(kept_back) == len(heads)]
        elif number not in known:
            code, severity = (Code.HEAD_HELD_BACK, WARNING) if all_heads else (Code.HEADLESS, ERROR)
            found += [(row, Issue(code, "household", value=number, severity=severity)) for row in ready or []]
    return found


def add_issues(batch: ImportBatch, issues: Iterable[tuple[int, Issue]]) -> None:
    """Add issues to staged rows by their row number; a row with an error is held back. One statement."""
    by_row: dict[int, list[Issue]] = {}
    columns = batch.options.get("columns", {})
    keys = batch.options.get("key", [])
    for row, issue in issues:
        names = keys if issue.field == "key" else columns.get(issue.field, [])
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
    [severity, code, rows] lists, errors first.
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
    found["problems"] = [list(row) for row in sql.fetch(_PROBLEMS, [batch.pk])]
    return found
