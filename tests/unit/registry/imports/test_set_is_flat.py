"""A set of files leaves what one flat file leaves that says the same."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dayaq.registry import api
from tests import make
from tests.unit.registry.imports import given as flat
from tests.unit.registry.imports import sets

pytestmark = pytest.mark.django_db

FLAT = (
    "Kod", "Soyad", "Ad", "Ata adı", "Doğum tarixi", "Rayon", "Ünvan", "Ailə nömrəsi", "Ailə başçısı", "Qohumluq",
    "Status", "Status tarixi", "Vəsiqənin nömrəsi", "Gəlir", "Gəlir ayı",
)  # fmt: skip
#: Everything that an import leaves of people, without keys that are drawn and times.
LEFT = """
select known.key, person.surname, person.given_name, person.father_name, person.birth_date, person.unit_id,
  person.address, person.version, person.origin,
  (select string_agg(concat_ws(' ', home.key, place.unit_id, place.address, member.relation, member.is_head,
      member.valid_from, member.valid_to), ',' order by member.id)
    from registry_householdmember member join registry_householdkey home using (household_id)
    join registry_household place on place.id = member.household_id where member.person_id = person.id),
  (select string_agg(concat_ws(' ', income.month, income.source, income.amount), ',' order by income.month)
    from registry_householdmember member join registry_householdincome income using (household_id)
    where member.person_id = person.id and member.is_head),
  (select string_agg(concat_ws(' ', status.kind_id, status.valid_from, status.verification, status.origin), ','
      order by status.kind_id) from registry_status status where status.person_id = person.id),
  (select string_agg(concat_ws(' ', paper.kind, paper.series, paper.number, paper.flag_shared), ',' order by number)
    from registry_identitydocument paper where paper.person_id = person.id),
  (select string_agg(word.token || named.part, ',' order by word.token, named.part) from registry_personname named
    join registry_nametoken word on word.id = named.token_id where named.person_id = person.id)
from registry_externalkey known join registry_person person on person.id = known.person_id
where known.key not like '%%›%%' order by known.key
"""
NAMES = st.sampled_from(["Əliyev", "Məmmədova", "Quliyev", "Şirinov"])
GIVEN = st.sampled_from(["Həsən", "Günay", "Orxan", "Aysel"])
DAYS = st.dates(min_value=date(1930, 1, 1), max_value=date(2015, 1, 1))
PERSON = st.fixed_dictionaries(
    {
        "surname": NAMES,
        "given": GIVEN,
        "born": DAYS,
        "address": st.sampled_from(["", "Nizami küç. 1", "Sahil küç. 7"]),
        "relation": st.sampled_from(["həyat yoldaşı", "övlad", "nəvə", "qardaş"]),
        "status": st.sampled_from(["", "tələbə", "işsiz", "köçkün"]),
        "document": st.sampled_from(["", "1234567", "7654321", "2468013"]),
        "income": st.sampled_from(["", "100,50", "640"]),
    }
)
HOMES = st.lists(st.lists(PERSON, min_size=1, max_size=4), min_size=1, max_size=4)


def as_flat(homes: list[list[dict[str, Any]]]) -> bytes:
    rows = []
    for home, people in enumerate(homes):
        for place, one in enumerate(people):
            head = place == 0
            income = one["income"] if head else ""
            rows.append(
                (f"P{home}-{place}", one["surname"], one["given"], "", f"{one['born']:%d.%m.%Y}", "Lerik",
                 one["address"], f"A{home}", "hə" if head else "yox", "" if head else one["relation"], one["status"],
                 "01.02.2020", one["document"], income, "03.2026" if income else "")
            )  # fmt: skip
    return flat.csv(*rows, header=FLAT)


def as_set(homes: list[list[dict[str, Any]]]) -> bytes:
    persons: sets.Table = [("Kod", "Soyad", "Ad", "Doğum tarixi", "Rayon", "Ünvan")]
    members: sets.Table = [("Kod", "Ailə nömrəsi", "Qohumluq")]
    statuses: sets.Table = [("Kod", "Status", "Tarixdən")]
    documents: sets.Table = [("Kod", "Sənədin növü", "Nömrəsi")]
    incomes: sets.Table = [("Ailə nömrəsi", "Ay", "Məbləğ")]
    for home, people in enumerate(homes):
        for place, one in enumerate(people):
            key, head = f"P{home}-{place}", place == 0
            persons.append((key, one["surname"], one["given"], f"{one['born']:%d.%m.%Y}", "Lerik", one["address"]))
            members.append((key, f"A{home}", "başçı" if head else one["relation"]))
            if one["status"]:
                statuses.append((key, one["status"], "01.02.2020"))
            if one["document"]:
                documents.append((key, "vəsiqə", one["document"]))
            if one["income"] and head:
                incomes.append((f"A{home}", "03.2026", one["income"]))
    return sets.packed(
        {"persons.csv": persons, "members.csv": members, "statuses.csv": statuses, "documents.csv": documents,
         "incomes.csv": incomes}
    )  # fmt: skip


def left() -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(LEFT)
        return list(cursor.fetchall())


class Undone(Exception):
    """Everything written is to be forgotten."""


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(homes=HOMES, size=st.sampled_from([1, 3, 5_000]))
def test_a_set_leaves_what_the_flat_file_leaves(db, homes, size):
    make.unit()
    api.load_status_kinds()
    api.load_income_sources()
    found = []
    for take in (lambda: flat.accepted(as_flat(homes)), lambda: sets.accepted(as_set(homes), size=size)):
        try:
            with transaction.atomic():
                batch = take()
                assert batch.counts["rejected"] == 0, sets.found(batch)
                found.append(left())
                raise Undone
        except Undone:
            continue
    assert found[0] == found[1]
