"""A population in the database: the rows are those of the tables, derived columns are the registry's own, and an
attempt that was cut short goes on."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from django.db import connection

from dayaq.core.api import WrongState, audit
from dayaq.core.aztext import repair
from dayaq.core.models import AuditEvent
from dayaq.registry.api import derive
from dayaq.registry.models import (
    Household,
    HouseholdIncome,
    HouseholdMember,
    IdentityDocument,
    Person,
    PersonName,
    Status,
)
from dayaq.seeds.nation import database, rows
from dayaq.seeds.nation.block import make_block
from dayaq.seeds.nation.plan import Plan
from tests.unit.registry import given

pytestmark = pytest.mark.django_db

PLAN = Plan(1_000, seed=5, block=400)
SETS = (Person, PersonName, Household, HouseholdMember, HouseholdIncome, Status, IdentityDocument)


class Cut(Exception):
    """The attempt ends here."""


def write(plan: Plan = PLAN, truth: Path | None = None) -> bool:
    return database.write_database(plan, truth=truth, told=lambda _records: None)


def expected(name: str) -> list[dict[str, Any]]:
    """The rows of a table of all blocks."""
    return [row for number in range(PLAN.blocks) for row in make_block(PLAN, number).tables[name].to_pylist()]


def contents() -> dict[str, list[tuple[Any, ...]]]:
    """What stands in the registry, by numbers of persons and words instead of keys."""
    asked = {
        "persons": "SELECT id, fin, surname, given_name, father_name, sex, "
        "birth_date, death_date, phone, address, sort_key, name_key, name_original::text FROM registry_person",
        "names": "SELECT n.person_id, n.part, t.token FROM registry_personname n "
        "JOIN registry_nametoken t ON t.id = n.token_id",
        "members": "SELECT person_id, household_id, relation, valid_from, valid_to FROM registry_householdmember",
        "incomes": "SELECT household_id, month, source, amount FROM registry_householdincome",
        "statuses": "SELECT person_id, kind_id, conflict, percent, evidence, valid_from, valid_to FROM registry_status",
        "documents": "SELECT person_id, kind, series, number, flag_shared FROM registry_identitydocument",
    }
    found = {}
    with connection.cursor() as cursor:
        for name, statement in asked.items():
            cursor.execute(statement)
            found[name] = sorted(cursor.fetchall(), key=repr)
    return found


def test_every_row_of_the_tables_stands_in_the_registry():
    assert write()
    persons = expected("persons")
    found = list(Person.objects.order_by("pk").select_related("unit"))
    assert len(found) == len(persons) == PLAN.records
    for row, person in zip(persons, found, strict=True):
        assert person.pk == row["record_id"]
        assert person.surname == repair(row["surname"]).text
        assert person.birth_date == row["birth_date"]
        assert person.phone == row["phone"]
        assert person.unit is not None
        assert person.unit.code == row["unit"]
        assert person.is_restricted == row["is_restricted"]
    for model, name in (
        (Household, "households"), (HouseholdMember, "members"), (HouseholdIncome, "incomes"), (Status, "statuses"),
        (IdentityDocument, "documents"),
    ):  # fmt: skip
        assert model.objects.count() == len(expected(name)), name
    by_person = Counter(status.person_id for status in Status.objects.all())
    assert by_person == Counter(row["record_id"] for row in expected("statuses"))
    homes = {row["record_id"]: row["relation"] for row in expected("members")}
    assert {m.person_id: m.relation for m in HouseholdMember.objects.all()} == homes


def test_what_follows_from_names_is_what_the_registry_derives():
    write()
    words = _words()
    for person in Person.objects.all():
        derived = derive(person.surname, person.given_name, person.father_name)
        assert (person.sort_key, person.name_key) == (derived.sort_key, derived.name_key)
        assert set(words.get(person.pk, ())) == set(derived.words)


def _words() -> dict[int, list[tuple[str, str]]]:
    found: dict[int, list[tuple[str, str]]] = {}
    for person, token, part in PersonName.objects.values_list("person_id", "token__token", "part"):
        found.setdefault(person, []).append((token, part))
    return found


def test_a_name_that_was_repaired_is_kept_as_it_came():
    write()
    came = {row["record_id"]: row for row in expected("persons")}
    changed = [person for person in Person.objects.all() if person.name_original]
    assert changed
    for person in changed:
        for name, text in person.name_original.items():
            assert text == came[person.pk][name]
            assert getattr(person, name) == repair(text).text != text


def test_a_fin_stands_once_and_a_duplicate_keeps_its_own_only_where_it_was_mistyped():
    write()
    fins = list(Person.objects.order_by("pk").values_list("fin", flat=True))
    for fin, row, truth in zip(fins, expected("persons"), expected("truth"), strict=True):
        kept = not truth["is_duplicate"] or "fin_typo" in truth["mistakes"].split()
        assert fin == (row["fin"] if kept else None)


def test_a_mistyped_fin_that_somebody_has_already_is_left_out():
    large = make_block(Plan(20_000, seed=5), 0).tables
    typed = rows.mistyped(large["persons"], large["truth"])
    assert typed
    known = rows.Known({row["unit"]: 1 for row in large["persons"].to_pylist()}, {}, 1, "2026-01-01T00:00:00+00:00")
    written = rows.persons(large["persons"], large["truth"], known, {typed[0]})
    assert typed[0] not in written["fin"].to_pylist()
    assert set(typed[1:]) <= set(written["fin"].to_pylist())


def test_each_set_of_each_block_is_one_chained_audit_event_with_its_digest():
    write()
    events = AuditEvent.objects.filter(detail__has_key="digest").exclude(event="places.loaded")
    assert Counter(event.event for event in events) == dict.fromkeys(
        ("person.seeded", "person.names_indexed", "household.seeded", "household.members_seeded",
         "household.incomes_seeded", "status.seeded", "document.seeded"), PLAN.blocks,
    )  # fmt: skip
    assert sum(event.detail["count"] for event in events if event.event == "person.seeded") == PLAN.records
    assert all(len(event.detail["digest"]) == 64 for event in events)
    assert audit.verify().intact


def test_cut_short_between_two_blocks_and_within_one_it_goes_on_and_the_result_is_equal(monkeypatch):
    write()
    undisturbed = contents()
    _empty()
    for name in ("BEGUN", "PERSONS", "MADE"):  # the events of the first time cannot be removed
        monkeypatch.setattr(database, name, f"{getattr(database, name)}.again")

    def cut(_records: int) -> None:
        raise Cut

    with pytest.raises(Cut):
        database.write_database(PLAN, truth=None, told=cut)
    assert Person.objects.count() == 421  # the first block stays
    real = rows.documents
    monkeypatch.setattr(rows, "documents", lambda *_: (_ for _ in ()).throw(Cut))
    with pytest.raises(Cut):
        write()
    assert Person.objects.count() == 421  # nothing of the second block does
    monkeypatch.setattr(rows, "documents", real)
    assert write()
    assert contents() == undisturbed


def _empty() -> None:
    for model in (PersonName, HouseholdIncome, HouseholdMember, Status, IdentityDocument, Household, Person):
        model._base_manager.all().delete()


def test_a_population_that_is_there_is_not_made_again():
    assert write()
    before = contents()
    assert not write()
    assert contents() == before


def test_a_database_with_another_population_or_with_anybody_is_refused():
    write()
    with pytest.raises(WrongState) as refused:
        write(Plan(1_001, seed=5, block=400))
    assert refused.value.code == "other_population"


def test_a_database_in_which_somebody_is_registered_is_refused():
    given.person()
    with pytest.raises(WrongState) as refused:
        write()
    assert refused.value.code == "not_empty"


def test_keys_that_the_database_makes_go_on_behind_those_of_the_population():
    write()
    assert given.person().pk > PLAN.records


def test_the_truth_file_speaks_of_keys_of_persons(tmp_path):
    assert write(truth=tmp_path / "truth")
    truth = pq.read_table(tmp_path / "truth" / "truth.parquet").to_pylist()
    assert {row["record_id"] for row in truth} == set(Person.objects.values_list("pk", flat=True))
    assert sum(row["is_duplicate"] for row in truth) == 21 + 21 + 11
    assert not write(truth=tmp_path / "truth")
    assert write(truth=tmp_path / "again")
    again = pq.read_table(tmp_path / "again" / "truth.parquet").to_pylist()
    assert again == truth
