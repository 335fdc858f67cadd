"""Whom the registry knows already: by the source's own key, then by FİN."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from dayaq.accounts.models import User
from dayaq.core.aztext import name_key
from dayaq.registry.imports import sql
from dayaq.registry.imports.problems import Code, Issue
from dayaq.registry.models import ImportSource, Person

# One look into the index for each key, whatever the planner believes of a table that grows while it is asked.
_KEYS = """
select said.key, known.person_id, known.row_digest from unnest(%s::text[]) as said (key)
cross join lateral (
  select person_id, row_digest from registry_externalkey where source_id = %s and key = said.key limit 1
) known
"""
_FINS = """
select said.fin, known.one, known.birth_date, known.name_key from unnest(%s::text[]) as said (fin)
cross join lateral (
   select coalesce(merged_into_id, id) as one, birth_date, name_key from registry_person where fin = said.fin limit 1
 ) known
"""


@dataclass(frozen=True, slots=True)
class Match:
    """``person_id`` is None for somebody new; ``digest`` that of the row last accepted under this key, "" without."""

    person_id: int | None = None
    digest: str = ""
    by_key: bool = False
    issue: Issue | None = None


NOBODY: Final = Match()  # nobody is known, and nothing is to be said


@dataclass(frozen=True, slots=True)
class _Known:
    pk: int
    birth_date: date | None
    name_key: str


def names_of(values: Mapping[str, Any]) -> str:
    """The blocking key of a row's name, as it is stored of a person."""
    return f"{name_key(values.get('surname', ''))} {name_key(values.get('given_name', ''))}".strip()


def same_person(birth: str, names: str, other_birth: str, other_names: str) -> bool:
    """Two mentions of one FİN are one person: same birth date; where a date is not known, same name by its key."""
    if birth and other_birth:
        return birth == other_birth
    return names == other_names


def match_rows(source: ImportSource, by: User, rows: Sequence[tuple[str, Mapping[str, Any]]]) -> list[Match]:
    """For each (key, values) whom it means; two statements, three where ``by`` does not see the whole country."""
    asked = [key for key, _values in rows if key]
    keys = {key: (pk, digest) for key, pk, digest in sql.fetch(_KEYS, [sql.texts(asked), source.pk])} if asked else {}
    fins = [values["fin"] for _key, values in rows if "fin" in values]
    bearers = sql.fetch(_FINS, [sql.texts(fins)]) if fins else []
    known = {fin: _Known(pk, birth, names) for fin, pk, birth, names in bearers}
    if not keys and not known:
        return [NOBODY] * len(rows)
    found = [_match(keys.get(key), values, known.get(values.get("fin", ""))) for key, values in rows]
    return found if by.is_system else _hidden(found, rows, by)


def _match(keyed: tuple[int, str] | None, values: Mapping[str, Any], known: _Known | None) -> Match:
    issue = None
    if keyed is not None:
        if known is not None and known.pk != keyed[0]:
            issue = Issue(Code.FIN_OF_ANOTHER, "fin", value=values["fin"])
        return Match(keyed[0], keyed[1], by_key=True, issue=issue)
    if known is None:
        return NOBODY
    born = known.birth_date.isoformat() if known.birth_date else ""
    if not same_person(values.get("birth_date", ""), names_of(values), born, known.name_key):
        return Match(issue=Issue(Code.FIN_OF_ANOTHER, "fin", value=values["fin"]))
    return Match(known.pk)


def _hidden(found: list[Match], rows: Sequence[tuple[str, Mapping[str, Any]]], by: User) -> list[Match]:
    """Whom ``by`` may not see is not changed by their file, and the row says no more than that."""
    ids = {match.person_id for match in found if match.person_id is not None}
    if not ids:
        return found
    seen = set(Person.objects.visible_to(by).filter(pk__in=ids).values_list("pk", flat=True))
    told = []
    for match, (_key, values) in zip(found, rows, strict=True):
        if match.person_id is not None and match.person_id not in seen:
            issue = Issue(Code.OUT_OF_SCOPE, "fin" if "fin" in values else "key", value=values.get("fin", ""))
            told.append(replace(match, person_id=None, issue=issue))
        else:
            told.append(match)
    return told
