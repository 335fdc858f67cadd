"""Persons of a chunk: new ones copied with the words of their names, known ones changed in one statement."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache
from typing import Any, Final

from django.db import IntegrityError

from dayaq.core.aztext import name_key
from dayaq.registry.derive import (
    FATHER,
    GIVEN,
    NAME_KEY_MAX,
    SORT_KEY_MAX,
    SURNAME,
    Derived,
    cached_sort_key,
    words_of,
)
from dayaq.registry.dictionary import ensure_tokens
from dayaq.registry.imports import sql
from dayaq.registry.imports.accepting import changes
from dayaq.registry.imports.accepting.entry import Chunk, Entry
from dayaq.registry.imports.problems import WARNING, Code, Issue
from dayaq.registry.models import Person, PersonName
from dayaq.registry.states import RowState

Words = tuple[tuple[str, str], ...]
_TEXTS: Final = (
    "surname", "given_name", "father_name", "sex", "birth_date_original", "phone", "phone_original", "email", "address",
)  # fmt: skip
_NAMES: Final = ("surname", "given_name", "father_name")
_NULLS: Final = ("fin", "birth_date", "death_date")
_COLUMNS: Final = (
    "id", "created_at", "unit_id", *_TEXTS, *_NULLS, "name_original", "language", "is_restricted", "origin",
    "sort_key", "name_key", "version",
)  # fmt: skip
_CHANGED: Final = {
    **dict.fromkeys((*_TEXTS, "fin", "sort_key", "name_key"), "text"),
    "name_original": "jsonb", "birth_date": "date", "death_date": "date", "unit_id": "bigint",
}  # fmt: skip
_DATES: Final = ("birth_date", "death_date")
_QUIET: Final = frozenset({"birth_date_original", "phone_original", "name_original"})


def prepare(entry: Entry, language: str, origin: str) -> None:
    """Make ready what is written of ``entry`` should it be a new person; touches no database."""
    values = entry.values
    said = values.get
    one = derived(said("surname", ""), said("given_name", ""), said("father_name", ""))
    original = sql.copied_json(sql.as_json(said("name_original", {})))
    texts = "\t".join([sql.copied(said(name, "")) for name in _TEXTS])
    nulls = "\t".join([said(name) or sql.NULL for name in _NULLS])
    keys = f"{sql.copied(one.sort_key)}\t{sql.copied(one.name_key)}"
    entry.line = f"{texts}\t{nulls}\t{original}\t{language}\tf\t{origin}\t{keys}\t1"
    entry.words = one.words


def create(chunk: Chunk, entries: Iterable[Entry]) -> None:
    """Copy the persons of new ``entries``, whose keys are given, and the words of their names."""
    new = [entry for entry in entries if entry.new]
    if not new:
        return
    now, units = chunk.now.isoformat(), chunk.units
    sql.copy_lines(
        Person,
        _COLUMNS,
        (f"{entry.person}\t{now}\t{units.get(entry.values.get('unit', ''), sql.NULL)}\t{entry.line}" for entry in new),
    )
    _write_words(chunk, [(entry.person, entry.words) for entry in new])


@lru_cache(maxsize=131_072)
def _words(text: str, part: str) -> Words:
    return tuple((word, part) for word in words_of(text))


def derived(surname: str, given_name: str, father_name: str) -> Derived:
    """As :func:`dayaq.registry.derive.derive` (a test compares them), from parts that are kept: names repeat."""
    ordered = f"{cached_sort_key(surname)} {cached_sort_key(given_name)} {cached_sort_key(father_name)}"
    keyed = f"{name_key(surname)} {name_key(given_name)}".strip()
    words = _words(surname, SURNAME) + _words(given_name, GIVEN) + _words(father_name, FATHER)
    return Derived(ordered[:SORT_KEY_MAX], keyed[:NAME_KEY_MAX], words)


def _write_words(chunk: Chunk, named: Sequence[tuple[int, Words]]) -> None:
    tokens = chunk.tokens
    tokens |= ensure_tokens({word for _person, words in named for word, _part in words if word not in tokens})
    sql.copy_lines(
        PersonName,
        ("token_id", "person_id", "part"),
        (f"{tokens[word]}\t{person}\t{part}" for person, words in named for word, part in words),
    )


def change(chunk: Chunk, entries: Iterable[Entry]) -> None:
    """Bring known persons up to what their rows say, and set the entries' state.

    A source corrects whom it brought itself. Of anybody else it fills in what is empty; where the registry says
    something else, that stays and the row gets a warning.
    """
    known = [entry for entry in entries if not entry.new]
    if not known:
        return
    ids = sorted({entry.person for entry in known})
    persons = {person.pk: person for person in Person.objects.select_for_update().filter(pk__in=ids).order_by("pk")}
    if any(person.merged_into_id is not None for person in persons.values()):
        raise IntegrityError("a record was merged after it was matched: the chunk is tried again")
    changed: dict[int, Person] = {}
    rows: dict[int, int] = {}
    renamed: dict[int, Derived] = {}
    for entry in known:
        person = persons[entry.person]
        fields = _apply(chunk, entry, person)
        entry.state = RowState.UPDATED if fields else RowState.UNCHANGED
        if fields:
            changed[person.pk] = person
            rows[person.pk] = entry.row
        if fields & set(_NAMES):
            one = derived(person.surname, person.given_name, person.father_name)
            person.sort_key, person.name_key = one.sort_key, one.name_key
            renamed[person.pk] = one
    _update(list(changed.values()))
    changes.note_changed(chunk, "person", changes.Kind.PERSON, rows)
    if renamed:
        PersonName.objects.filter(person__in=list(renamed)).exclude(part=PersonName.Part.FORMER).delete()
        _write_words(chunk, [(pk, one.words) for pk, one in renamed.items()])


def _apply(chunk: Chunk, entry: Entry, person: Person) -> set[str]:
    """Set what changes on ``person``; the names of those fields."""
    values = _said(chunk, entry.values)
    own = person.origin == chunk.origin and entry.by_key
    fields: set[str] = set()
    for name, value in values.items():
        now = getattr(person, name)
        if value == now:
            continue
        if name in _DATES and not _possible(person, name, value):
            _keep(entry, name, value)
        elif own or now in (None, ""):
            setattr(person, name, value)
            fields.add(name)
        elif name not in _QUIET and not (name in _NAMES and name_key(str(now)) == name_key(str(value))):
            _keep(entry, name, value)
    original = entry.values.get("name_original")
    if original and own and fields & set(_NAMES):
        person.name_original = original
    if "death_date" in fields and person.birth_date and person.death_date and person.death_date < person.birth_date:
        person.death_date = None
        fields.discard("death_date")
        _keep(entry, "death_date", values["death_date"])
    return fields


def _keep(entry: Entry, name: str, value: object) -> None:
    name = "unit" if name == "unit_id" else name
    shown = entry.values.get(name, value)
    entry.issues.append(Issue(Code.KEPT, name, value=str(shown), severity=WARNING))


def _possible(person: Person, name: str, value: date) -> bool:
    """A person is not dead before being born."""
    birth = value if name == "birth_date" else person.birth_date
    death = value if name == "death_date" else person.death_date
    return birth is None or death is None or birth <= death


def _said(chunk: Chunk, values: dict[str, Any]) -> dict[str, Any]:
    """What the row says, under the names and in the types of the person's fields."""
    said: dict[str, Any] = {name: values[name] for name in (*_TEXTS, "fin") if name in values}
    said |= {name: date.fromisoformat(values[name]) for name in _DATES if name in values}
    unit = chunk.unit_of(values)
    return said | {"unit_id": unit} if unit else said


def _update(persons: list[Person]) -> None:
    """One statement for all of them; the old rows go into history by trigger."""
    if not persons:
        return
    columns = ", ".join(f"{name} = changed.{name}" for name in _CHANGED)
    arrays = ", ".join(f"%s::{kind}[]" for kind in _CHANGED.values())
    statement = (
        f"update registry_person person set {columns}, version = person.version + 1 "  # noqa: S608 – our own names
        f"from unnest(%s::bigint[], {arrays}) as changed (id, {', '.join(_CHANGED)}) where person.id = changed.id"
    )
    lists = [
        [sql.as_json(person.name_original) if name == "name_original" else getattr(person, name) for person in persons]
        for name in _CHANGED
    ]
    sql.run(statement, [[person.pk for person in persons], *lists])
