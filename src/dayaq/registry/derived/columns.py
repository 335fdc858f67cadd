"""The facts that rules may read, as columns over many persons: the SQL is ours, no rule brings any.

A fact of a status is yes while a verified one is in force, no while only a refuted one is, and not known otherwise: as
:func:`dayaq.registry.facts.person_facts` has it, but of recorded statuses only, never of derived ones.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from dayaq.registry.derived.rules import DerivedRule
from dayaq.registry.models import StatusKind
from dayaq.registry.queries.incomes import AVERAGES, window

#: fact → kinds of recorded status of which one is enough
STATUS_FACTS: Final[dict[str, tuple[str, ...]]] = {
    "full_time_student": ("full_time_student",),
    "has_disability": ("disability", "disability_under_18"),
    "raised_in_childrens_home": ("care_leaver", "institution_resident"),
    "without_legal_supporter": ("no_legal_supporter",),
}
DISABILITY: Final = "has_disability"
INCOME: Final = "family_income_per_head"

_AGE_ON: Final = "extract(year from age({day}, person.birth_date))::int"
_PLAIN: Final[dict[str, str]] = {
    "age": "case when person.birth_date <= %(on)s then " + _AGE_ON.format(day="%(on)s::date") + " end",
    "relation": "candidate.relation",
    "disability_since_age": "case when person.birth_date <= since.day then " + _AGE_ON.format(day="since.day") + " end",
    INCOME: "average.per_head",
}
_STATUS: Final = """
left join lateral (
  select bool_or(held.verification = 'verified') as yes, bool_or(held.verification = 'refuted') as no,
         max(coalesce(held.valid_to, 'infinity'::date)) filter (where held.verification = 'verified') as until
    from registry_status held
   where held.person_id = person.id and held.kind_id = any(%(kinds_{name})s) and held.origin not like 'derived:%%'
     and held.valid_from <= %(on)s and (held.valid_to is null or held.valid_to > %(on)s)
) {name} on true
"""
_SINCE: Final = """
left join lateral (
  select min(held.valid_from) as day from registry_status held
   where held.person_id = person.id and held.kind_id = any(%(kinds_has_disability)s)
     and held.verification = 'verified' and held.origin not like 'derived:%%'
) since on true
"""
_INCOME: Final = """
left join budget on budget.person_id = person.id
left join average on average.home = budget.home
"""
_HOMES: Final = """
with recursive home (id) as (
  select distinct household_id from registry_householdmember
   where person_id between %(first_person)s and %(last_person)s
     and valid_from <= %(on)s and (valid_to is null or valid_to > %(on)s)
)
"""
_PERSONS: Final = """
(select id as person_id, '' as conflict from registry_person
  where id between %(first_person)s and %(last_person)s) candidate
"""
# Of a spouse the marriage must have stood on the day of the death; a tie that was ended is none, but by the death.
_MARTYR_RELATIVES: Final = """
(select tie.person_id, tie.relation, honour.conflict
   from (select relative_id as martyr_id, person_id, kind as relation, valid_from, valid_to from registry_personrelation
         union all
         select person_id, relative_id,
                case kind when 'parent' then 'child' when 'grandparent' then 'grandchild' when 'guardian' then 'ward'
                     else kind end, valid_from, valid_to from registry_personrelation) tie
   join registry_person martyr on martyr.id = tie.martyr_id
   join registry_status honour on honour.person_id = tie.martyr_id and honour.kind_id = any(%(kinds_martyr)s)
    and honour.verification = 'verified'
    and honour.valid_from <= %(on)s and (honour.valid_to is null or honour.valid_to > %(on)s)
  where tie.person_id between %(first_person)s and %(last_person)s and tie.valid_from <= %(on)s
    and (tie.valid_to is null or tie.valid_to >= coalesce(martyr.death_date, 'infinity'::date))) candidate
"""
_SOURCES: Final = {"persons": _PERSONS, "martyr_relatives": _MARTYR_RELATIVES}


@dataclass(frozen=True)
class Gathering:
    """A query with one row for each candidate: person_id, conflict, birth_date, certainty, vec (jsonb), ends (date[]).

    ``vec`` holds the rule's facts, name → value; ``ends`` when each of ``ending`` (facts of statuses)
    ends that is yes, 'infinity' for the others.
    """

    sql: str
    parameters: dict[str, Any]
    ending: tuple[str, ...]


def gathering(rule: DerivedRule, on: date, first: int, last: int) -> Gathering:
    """How the facts of ``rule`` about the persons with keys from ``first`` to ``last`` are gathered."""
    ending = tuple(name for name in rule.facts if name in STATUS_FACTS)
    joined = ending if "disability_since_age" not in rule.facts or DISABILITY in ending else (*ending, DISABILITY)
    values = ", ".join(f"'{name}', {_value(name)}" for name in rule.facts)
    ends = ", ".join(f"case when {name}.yes then {name}.until else 'infinity' end" for name in ending)
    income = INCOME in rule.facts
    sql = f"""
{_HOMES + AVERAGES if income else ""}
select candidate.person_id, candidate.conflict, person.birth_date,
       {"case when average.is_verified then 'verified' else 'declared' end" if income else "'verified'"} as certainty,
       jsonb_build_object({values}) as vec, array[{ends}]::date[] as ends
  from {_SOURCES[rule.candidates]}
  join registry_person person on person.id = candidate.person_id
{"".join(_STATUS.format(name=name) for name in joined)}
{_SINCE if "disability_since_age" in rule.facts else ""}
{_INCOME if income else ""}
 where (person.death_date is null or person.death_date > %(on)s)
"""  # noqa: S608 – the parts are ours, values go as parameters
    return Gathering(sql, {**window(on), **_kinds(), "first_person": first, "last_person": last}, ending)


def _value(name: str) -> str:
    if name in STATUS_FACTS:
        return f"case when {name}.yes then true when {name}.no then false end"
    return _PLAIN[name]


def _kinds() -> dict[str, list[int]]:
    """Keys of the kinds that the statements ask for. One statement."""
    keys = dict(StatusKind.objects.values_list("code", "pk"))
    wanted = {**STATUS_FACTS, "martyr": ("martyr",)}
    return {f"kinds_{name}": [keys[code] for code in codes if code in keys] for name, codes in wanted.items()}
