"""One rule over one stretch of persons: facts, verdicts, and what becomes of the statuses; one transaction.

What somebody refuted is left alone while it would hold. A status that would have begun and ended on one day never was.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, NamedTuple

from django.db import connection

from dayaq.core.api import clock
from dayaq.registry.derived.columns import gathering
from dayaq.registry.derived.rules import DerivedRule
from dayaq.registry.derived.verdicts import Judge

_GATHER: Final = (
    "create temporary table derived_candidate on commit drop as select row_number() over () as row, * from "
)
_DISTINCT: Final = "select distinct vec from derived_candidate"
_VERDICTS: Final = """
create temporary table derived_verdict on commit drop as
select * from unnest(%s::text[]::jsonb[], %s::int[], %s::int[], %s::bool[]) as said (vec, gone, age, keeps)
"""
# Someone born on 29 February completes a year on 1 March of a common year.
_BIRTHDAY: Final = """
(candidate.birth_date + make_interval(years => verdict.age)
 + case when to_char(candidate.birth_date, 'MMDD') = '0229'
         and to_char(candidate.birth_date + make_interval(years => verdict.age), 'MMDD') = '0228'
        then interval '1 day' else interval '0' end)::date
"""
_ELIGIBLE: Final = f"""
create temporary table derived_eligible on commit drop as
select distinct on (person_id, conflict) person_id, conflict, certainty, vec, keeps,
       least(until, %(term)s::date) as until
  from (
    select candidate.row, candidate.person_id, candidate.conflict, candidate.certainty, candidate.vec,
           bool_or(verdict.keeps) as keeps,
           min(greatest(ended.last, {_BIRTHDAY})) filter (
             where verdict.age >= 0 and greatest(ended.last, {_BIRTHDAY}) < going.first) as until
      from derived_candidate candidate
      join derived_verdict verdict on verdict.vec = candidate.vec
     cross join lateral (select max(day) as last from unnest(candidate.ends) with ordinality as e (day, place)
                          where verdict.gone >> (place - 1)::int & 1 = 1) ended
     cross join lateral (select coalesce(min(day), 'infinity') as first
                           from unnest(candidate.ends) with ordinality as e (day, place)
                          where verdict.gone >> (place - 1)::int & 1 = 0) going
     group by candidate.row, candidate.person_id, candidate.conflict, candidate.certainty, candidate.vec
  ) each_one
 order by person_id, conflict, keeps, least(until, %(term)s::date) desc nulls first
"""  # noqa: S608 – our own text twice
_MINE: Final = """
ground.status_id = status.id and ground.rule = %(rule)s and status.origin like 'derived:%%'
  and status.person_id between %(first)s and %(last)s and status.verification <> 'refuted'
"""
_UNLESS: Final = """
not exists (select from derived_eligible eligible
             where eligible.person_id = status.person_id and eligible.conflict = status.conflict)
"""
_UNDO: Final = f"""
with undone as (
  delete from registry_statusground ground using registry_status status
   where {_MINE} and status.valid_from = %(on)s and {_UNLESS} returning ground.status_id
) delete from registry_status where id in (select status_id from undone)
"""  # noqa: S608 – our own names
_END: Final = f"""
update registry_status status set valid_to = %(on)s, version = status.version + 1
  from registry_statusground ground
 where {_MINE} and status.valid_from < %(on)s and (status.valid_to is null or status.valid_to > %(on)s) and {_UNLESS}
returning status.id
"""  # noqa: S608 – our own names
_PROLONG: Final = f"""
update registry_status status
   set valid_to = eligible.until, verification = eligible.certainty, origin = %(origin)s, version = status.version + 1
  from registry_statusground ground, derived_eligible eligible
 where {_MINE} and not ground.told and not eligible.keeps and eligible.person_id = status.person_id
   and eligible.conflict = status.conflict and (status.valid_to is null or status.valid_to >= %(on)s)
   and (status.valid_to, status.verification, status.origin)
       is distinct from (eligible.until, eligible.certainty::text, %(origin)s)
returning status.id
"""  # noqa: S608 – our own names
_REGROUND: Final = f"""
update registry_statusground ground set facts = eligible.vec, version = %(version)s
  from registry_status status, derived_eligible eligible
 where {_MINE} and not eligible.keeps and eligible.person_id = status.person_id
   and eligible.conflict = status.conflict and (status.valid_to is null or status.valid_to > %(on)s)
   and (ground.facts, ground.version) is distinct from (eligible.vec, %(version)s)
"""  # noqa: S608 – our own names
_OPEN: Final = """
with opened as (
  insert into registry_status (created_at, state_at, version, person_id, kind_id, conflict, evidence, issuer,
                               verification, origin, valid_from, valid_to)
  select %(now)s, %(now)s, 1, person_id, %(kind)s, conflict, %(evidence)s, '', certainty, %(origin)s, %(on)s, until
    from derived_eligible eligible
   where not keeps and (until is null or until > %(on)s) and not exists (
     select from registry_status status join registry_statusground ground on ground.status_id = status.id
      where ground.rule = %(rule)s and status.person_id = eligible.person_id and status.conflict = eligible.conflict
        and status.valid_from <= %(on)s and (status.valid_to is null or status.valid_to > %(on)s))
  on conflict (person_id, kind_id, conflict, valid_from) do nothing
  returning id, person_id, conflict
), grounded as (
  insert into registry_statusground (status_id, rule, version, facts, told)
  select opened.id, %(rule)s, %(version)s, eligible.vec, false
    from opened join derived_eligible eligible using (person_id, conflict)
) select id, person_id, conflict from opened order by id
"""
_LAPSED: Final = f"""
update registry_statusground ground set told = true
  from registry_status status
 where {_MINE} and not ground.told and status.valid_to <= %(on)s
returning status.id, status.person_id, status.conflict
"""  # noqa: S608 – our own names
_DROP: Final = "drop table derived_candidate, derived_verdict, derived_eligible"


class Held(NamedTuple):
    """A status of a person: keys of both, and the code of the kind."""

    status: int
    person: int
    kind: str


@dataclass
class Changes:
    """What a stretch came to: who gained and lost what, and keys of the statuses that were opened, prolonged, ended."""

    opened: list[int] = field(default_factory=list)
    gained: list[Held] = field(default_factory=list)
    lost: list[Held] = field(default_factory=list)
    prolonged: list[int] = field(default_factory=list)
    ended: list[int] = field(default_factory=list)

    @property
    def counts(self) -> dict[str, int]:
        """How many of each."""
        return {name: len(getattr(self, name)) for name in ("opened", "prolonged", "ended", "gained", "lost")}

    def __bool__(self) -> bool:
        return bool(self.opened or self.lost or self.prolonged or self.ended)


def derive_stretch(rule: DerivedRule, kind: int, on: date, first: int, last: int) -> Changes:
    """Bring the statuses of ``rule`` for persons ``first`` to ``last`` to what holds on ``on``; ``kind`` is a key.

    Thirteen statements whatever there is, and those of the law. Must run inside a transaction.
    """
    found = gathering(rule, on, first, last)
    parameters = rule.parameters(on)
    with connection.cursor() as cursor:
        cursor.execute(_GATHER + f"({found.sql}) gathered", found.parameters)
        cursor.execute(_DISTINCT)
        combinations = [_plain(row[0]) for row in cursor.fetchall()]
        judge = Judge(rule, parameters, found.ending)
        verdicts = [verdict for vec in combinations for verdict in judge.verdicts(vec)]
        cursor.execute(
            _VERDICTS,
            [
                [json.dumps(verdict.vec) for verdict in verdicts],
                [verdict.gone for verdict in verdicts],
                [verdict.age for verdict in verdicts],
                [verdict.keeps for verdict in verdicts],
            ],
        )
        cursor.execute(_ELIGIBLE, {"term": rule.relied_on_until(on)})
        return _carry_out(cursor, rule, kind, {"on": on, "first": first, "last": last})


def _carry_out(cursor: Any, rule: DerivedRule, kind: int, where: dict[str, Any]) -> Changes:
    values = {
        **where,
        "rule": rule.code,
        "version": rule.version,
        "origin": rule.origin,
        "evidence": rule.evidence,
        "kind": kind,
        "now": clock.now(),
    }
    changes = Changes()
    cursor.execute(_UNDO, values)
    cursor.execute(_END, values)
    changes.ended = [row[0] for row in cursor.fetchall()]
    cursor.execute(_PROLONG, values)
    changes.prolonged = [row[0] for row in cursor.fetchall()]
    cursor.execute(_REGROUND, values)
    cursor.execute(_OPEN, values)
    opened = cursor.fetchall()
    cursor.execute(_LAPSED, values)
    lapsed = cursor.fetchall()
    cursor.execute(_DROP)
    changes.opened = [row[0] for row in opened]
    changes.gained = _apart(opened, lapsed, rule.kind)
    changes.lost = _apart(lapsed, opened, rule.kind)
    return changes


def _apart(rows: Sequence[Any], others: Sequence[Any], kind: str) -> list[Held]:
    """Rows whose person and conflict are not among ``others``: who lost a status and has it again lost nothing."""
    known = {(person, conflict) for _pk, person, conflict in others}
    return sorted(Held(pk, person, kind) for pk, person, conflict in rows if (person, conflict) not in known)


def _plain(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else value
