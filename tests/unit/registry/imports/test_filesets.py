"""A set of files about the same people: what comes in, what comes back, and that again it changes nothing."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dayaq.accounts.api import system_user
from dayaq.core.api import Invalid
from dayaq.core.models import AuditEvent
from dayaq.registry import api
from dayaq.registry.erasing import staged_rows
from dayaq.registry.models import (
    ExternalKey,
    FormerAddress,
    Household,
    HouseholdIncome,
    HouseholdMember,
    IdentityDocument,
    ImportChange,
    Person,
    PersonRelation,
    StagedRow,
    Status,
)
from tests import make
from tests.unit.registry.imports import sets
from tests.unit.registry.imports.sets import accepted, changed, found, packed, staged, summary

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def lerik(db):
    unit = make.unit()
    api.load_status_kinds()
    api.load_income_sources()
    return unit


def person(key):
    return Person.objects.get(external_keys__key=key.lower())


# What comes in --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [2, 5_000])
def test_everything_in_the_files_is_in_the_registry(size):
    batch = accepted(packed(), size=size)
    assert (batch.state, summary(batch), found(batch)) == ("accepted", (sets.ROWS, 0, 0, 0), [])
    assert Person.objects.count() == 4
    assert sets.left(batch) == 0


def test_members_belong_to_their_household_from_the_day_that_is_said():
    accepted(packed())
    rows = HouseholdMember.objects.values_list("person__given_name", "relation", "is_head", "valid_from")
    today = HouseholdMember.objects.get(person=person("P4")).valid_from
    assert set(rows) == {
        ("Həsən", "head", True, date(2005, 2, 1)),
        ("Günay", "spouse", False, date(2005, 2, 1)),
        ("Murad", "child", False, today),
        ("Orxan", "head", True, today),
    }
    assert Household.objects.count() == 2


@pytest.mark.parametrize("word", ["other_relative", "digər qohum", "not_related", "övlad"])
def test_relations_are_understood_as_words_and_as_codes(word):
    batch = accepted(packed(**{"ailə üzvləri": changed(sets.MEMBERS, 3, 2, word)}))
    assert found(batch) == []


def test_a_household_lives_where_its_row_says_and_lived_where_another_says():
    accepted(packed())
    home = person("P1").memberships.get().household
    assert (home.address, home.unit.code) == ("Xətai küç. 3", make.unit().code)
    former = FormerAddress.objects.get()
    assert (former.household, former.address, former.until) == (home, "Füzuli küç. 8", date(2015, 5, 1))


def test_without_a_file_of_households_it_lives_where_its_head_does():
    files = {name: table for name, table in sets.FILES.items() if "ailələr" not in name}
    accepted(packed(files))
    assert person("P1").memberships.get().household.address == "Nizami küç. 12"


def test_incomes_have_source_and_month():
    accepted(packed())
    rows = HouseholdIncome.objects.values_list("source_id", "month", "amount")
    assert set(rows) == {("wage", date(2026, 3, 1), Decimal("420.50")), ("pension", date(2026, 3, 1), Decimal("180"))}


def test_several_documents_a_person_with_issuer_and_validity():
    accepted(packed())
    rows = person("P1").documents.values_list("kind", "series", "number", "issuer", "valid_from", "valid_to")
    assert set(rows) == {
        ("id_card", "AA", "1234567", "ASAN xidmət", date(2020, 3, 5), date(2030, 3, 5)),
        ("passport", "C", "01234567", "DMX", date(2022, 10, 10), date(2032, 10, 10)),
    }
    assert person("P3").documents.get().kind == "birth_certificate"


def test_several_statuses_of_a_person_one_after_the_other():
    accepted(packed())
    rows = person("P4").statuses.order_by("valid_from")
    assert [(one.kind.code, one.percent, one.evidence, one.issuer, one.valid_from, one.valid_to) for one in rows] == [
        ("disability", 50, "TSEK qərarı 12", "TSERAS", date(2019, 1, 1), date(2024, 1, 1)),
        ("disability", 60, "TSEK qərarı 99", "TSERAS", date(2024, 1, 1), None),
    ]
    assert set(rows.values_list("verification", "origin")) == {("declared", "import:office")}


def test_relations_stand_once_on_evidence_the_elder_first():
    accepted(packed())
    rows = PersonRelation.objects.values_list("person__given_name", "relative__given_name", "kind", "evidence")
    assert set(rows) == {
        ("Həsən", "Günay", "spouse", "Nikah şəhadətnaməsi 77"),
        ("Həsən", "Murad", "parent", "office"),
        ("Günay", "Murad", "parent", "office"),
    }
    assert PersonRelation.objects.get(kind="parent", person=person("P1")).valid_from == date(2010, 6, 1)


def test_the_same_marriage_said_by_both_spouses_is_one_and_no_mistake():
    twice = [*sets.RELATIONS, ("P2", "P1", "əri", "Nikah şəhadətnaməsi 77", "01.02.2005")]
    batch = accepted(packed(qohumlar=twice))
    assert found(batch) == []
    assert PersonRelation.objects.filter(kind="spouse").count() == 1


def test_rows_may_hang_on_somebody_whom_an_earlier_import_of_the_source_brought():
    accepted(packed())
    later = {"şəxslər.csv": sets.PERSONS[:1], "statuslar.csv": [sets.STATUSES[0], ("P3", "tələbə", *[""] * 5)]}
    batch = accepted(packed(later))
    assert summary(batch) == (1, 0, 0, 0)
    assert person("P3").statuses.get().kind.code == "full_time_student"


def test_todays_address_of_a_person_is_that_of_their_row():
    accepted(packed(ünvanlar=[("Kod", "Rayon", "Ünvan"), ("P4", "Lerik", "Sahil küç. 9")]))
    assert person("P4").address == "Sahil küç. 9"


def test_somebody_who_left_is_a_former_member():
    rows = [(*sets.MEMBERS[0], "Çıxma tarixi"), *((*row, "") for row in sets.MEMBERS[1:])]
    rows.append(("A1", "P4", "digər", "01.01.2006", "01.01.2008"))
    accepted(packed(**{"ailə üzvləri": rows}))
    old = person("P4").memberships.get(valid_to__isnull=False)
    assert (old.relation, old.valid_from, old.valid_to) == ("other_relative", date(2006, 1, 1), date(2008, 1, 1))


# What comes back ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "table", "row", "place", "text", "code"),
    [
        ("ailə üzvləri", sets.MEMBERS, 4, 1, "P9", "person_unknown"),
        ("sənədlər", sets.DOCUMENTS, 3, 0, "P9", "person_unknown"),
        ("statuslar", sets.STATUSES, 3, 0, "P9", "person_unknown"),
        ("qohumlar", sets.RELATIONS, 2, 1, "P9", "person_unknown"),
        ("qohumlar", sets.RELATIONS, 2, 0, "", "no_key"),
        ("qohumlar", sets.RELATIONS, 1, 1, "P1", "same_person"),
        ("qohumlar", sets.RELATIONS, 1, 2, "tanış", "word_unknown"),
        ("qohumlar", sets.RELATIONS, 2, 2, "atası", "elder_is_younger"),
        ("gəlirlər", sets.INCOMES, 1, 0, "A9", "household_unknown"),
        ("gəlirlər", sets.INCOMES, 1, 1, "lotereya", "word_unknown"),
        ("gəlirlər", sets.INCOMES, 1, 2, "yaz", "month_unreadable"),
        ("gəlirlər", sets.INCOMES, 1, 2, "03.2140", "future_date"),
        ("gəlirlər", sets.INCOMES, 1, 3, "çox", "not_a_number"),
        ("gəlirlər", sets.INCOMES, 1, 3, "", "nothing_said"),
        ("ailələr", sets.HOUSEHOLDS, 1, 0, "A9", "household_unknown"),
        ("ailələr", sets.HOUSEHOLDS, 1, 1, "Atlantida", "district_unknown"),
        ("ünvanlar", sets.ADDRESSES, 1, 0, "A9", "household_unknown"),
        ("ünvanlar", sets.ADDRESSES, 1, 3, "01.05.2115", "future_date"),
        ("sənədlər", sets.DOCUMENTS, 1, 3, "", "nothing_said"),
        ("sənədlər", sets.DOCUMENTS, 1, 1, "kağız", "word_unknown"),
        ("sənədlər", sets.DOCUMENTS, 1, 6, "01.01.2001", "period_ends_first"),
        ("sənədlər", sets.DOCUMENTS, 1, 5, "31.02.2020", "date_impossible"),
        ("statuslar", sets.STATUSES, 1, 1, "sehrbaz", "status_unknown"),
        ("statuslar", sets.STATUSES, 1, 2, "150", "percent"),
        ("statuslar", sets.STATUSES, 1, 5, "01.01.2099", "future_date"),
        ("ailə üzvləri", sets.MEMBERS, 4, 2, "övlad", "household_without_head"),
        ("ailə üzvləri", sets.MEMBERS, 2, 2, "başçı", "household_with_two_heads"),
    ],
)
def test_what_is_wrong_is_said_of_its_file_and_row(start, table, row, place, text, code):
    batch = staged(packed(**{start: changed(table, row, place, text)}))
    names = [name for name in sets.FILES if name.startswith(start)]
    assert (names[0], row + 1, code) in found(batch)
    issue = next(one for one in api.import_issues(batch, 100) if one["code"] == code)
    assert all(issue[name] for name in ("message", "remedy", "field"))


def test_whoever_hangs_on_somebody_held_back_is_told_so_and_comes_in_with_them_later():
    batch = accepted(packed(şəxslər=changed(sets.PERSONS, 4, 6, "31.02.1975")))
    assert [one for one in found(batch) if one[0] != "şəxslər.csv"] == [
        ("ailə üzvləri.csv", 5, "person_held_back"),
        ("ailələr.csv", 3, "household_unknown"),
        ("statuslar.csv", 2, "person_held_back"),
        ("statuslar.csv", 3, "person_held_back"),
    ]
    again = accepted(packed())
    assert summary(again) == (5, 0, sets.ROWS - 5, 0)


def test_a_number_that_several_hold_is_flagged_on_all_of_them():
    batch = accepted(packed(sənədlər=[*sets.DOCUMENTS, ("P4", "Vəsiqə", "AA", "1234567", "", "", "")]))
    assert [code for *_row, code in found(batch)] == ["document_shared", "document_shared"]
    assert IdentityDocument.objects.filter(flag_shared=True).count() == 2


def test_two_marriages_at_once_are_not_recorded():
    second = [*sets.RELATIONS, ("P4", "P2", "həyat yoldaşı", "", "01.02.2010")]
    batch = accepted(packed(qohumlar=second))
    assert ("qohumlar.csv", 5, "married_already") in found(batch)
    assert PersonRelation.objects.filter(kind="spouse").count() == 1


def test_the_former_address_of_somebody_who_is_not_the_head_is_refused():
    batch = accepted(packed(ünvanlar=[("Kod", "Ünvan", "Köçmə tarixi"), ("P2", "Köhnə küç. 1", "01.05.2015")]))
    assert found(batch) == [("ünvanlar.csv", 2, "address_not_of_head")]


def test_a_person_of_a_district_in_which_one_does_not_import_is_not_changed(lerik):
    accepted(packed())
    other = make.unit("AZ-MAS", "Masallı")
    clerk = make.user("operator", in_unit=other, username="masalli")
    later = {"şəxslər.csv": sets.PERSONS[:1], "statuslar.csv": [sets.STATUSES[0], ("P3", "tələbə", *[""] * 5)]}
    batch = accepted(packed(later), by=clerk)
    assert [code for *_row, code in found(batch)] == ["out_of_scope"]
    assert not person("P3").statuses.exists()


# Again ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [3, 5_000])
def test_the_same_set_again_changes_nothing(size):
    accepted(packed(), size=size)
    before = AuditEvent.objects.filter(event="people.imported").count()
    again = accepted(packed(), size=size)
    assert (summary(again), found(again)) == ((0, 0, sets.ROWS, 0), [])
    assert AuditEvent.objects.filter(event="people.imported").count() == before
    assert not ImportChange.objects.exists()


@pytest.mark.parametrize(
    ("start", "table", "row", "place", "text", "look"),
    [
        ("şəxslər", sets.PERSONS, 4, 8, "Yeni küç. 1", lambda: person("P4").address),
        ("ailələr", sets.HOUSEHOLDS, 1, 2, "Yeni küç. 1", lambda: person("P1").memberships.get().household.address),
        ("gəlirlər", sets.INCOMES, 1, 3, "500.00", lambda: HouseholdIncome.objects.get(source="wage").amount),
        ("ünvanlar", sets.ADDRESSES, 1, 2, "Başqa küç.", lambda: FormerAddress.objects.get().address),
        ("sənədlər", sets.DOCUMENTS, 1, 4, "DİN", lambda: IdentityDocument.objects.get(kind="id_card").issuer),
        ("statuslar", sets.STATUSES, 2, 2, "65", lambda: Status.objects.get(issuer="TSERAS", valid_to=None).percent),
        ("statuslar", sets.STATUSES, 2, 6, "2026-01-01", lambda: Status.objects.get(percent=60).valid_to),
        ("qohumlar", sets.RELATIONS, 1, 3, "Nikah 78", lambda: PersonRelation.objects.get(kind="spouse").evidence),
        ("ailə üzvləri", sets.MEMBERS, 3, 2, "sibling", lambda: person("P3").memberships.get().relation),
    ],
)
def test_one_changed_row_changes_one_thing_and_can_be_taken_back(start, table, row, place, text, look):
    accepted(packed())
    before = state()
    batch = accepted(packed(**{start: changed(table, row, place, text)}))
    assert (summary(batch), found(batch)) == ((0, 1, sets.ROWS - 1, 0), [])
    assert str(look()) == text
    taken_back(batch)
    assert state() == before


def test_what_somebody_recorded_since_is_kept_and_said():
    accepted(packed())
    status = Status.objects.get(percent=60)
    api.verify_status(by=system_user(), status=status)
    batch = accepted(packed(statuslar=changed(sets.STATUSES, 2, 2, "65")))
    assert found(batch) == [("statuslar.csv", 3, "kept_as_registered")]
    assert not Status.objects.filter(percent=65).exists()


def test_a_person_who_moved_to_another_household_of_the_source_moves():
    accepted(packed())
    accepted(packed(**{"ailə üzvləri": changed(sets.MEMBERS, 3, 0, "A2")}))
    homes = person("P3").memberships.filter(valid_to__isnull=True)
    assert [one.household for one in homes] == [person("P4").memberships.get().household]


def test_an_open_membership_of_which_the_end_is_said_ends():
    accepted(packed())
    rows = [(*sets.MEMBERS[0], "Çıxma tarixi"), *((*row, "") for row in sets.MEMBERS[1:])]
    rows[2] = ("A1", "P2", "həyat yoldaşı", "01.02.2005", "01.06.2020")
    batch = accepted(packed(**{"ailə üzvləri": rows}))
    assert summary(batch)[:2] == (0, 1)
    assert person("P2").memberships.get().valid_to == date(2020, 6, 1)
    taken_back(batch)
    assert person("P2").memberships.get().valid_to is None


# Back -----------------------------------------------------------------------------------------------------------------

TABLES = (
    Person, HouseholdMember, Household, HouseholdIncome, FormerAddress, IdentityDocument, Status, PersonRelation,
    ExternalKey,
)  # fmt: skip


def state():
    rows = {}
    for table in TABLES:
        names = [field.attname for field in table._meta.concrete_fields]
        rows[table.__name__] = sorted(map(str, table.objects.values_list(*names)))
    return rows


def taken_back(batch, size=5_000):
    api.reverse_batch(by=system_user(), batch=batch)
    reversal = api.Reversal(batch)
    while reversal.step(size):
        pass
    batch.refresh_from_db()
    assert batch.state == "reversed"


@pytest.mark.parametrize("size", [1, 2, 5_000])
def test_a_whole_set_is_taken_back_and_nothing_of_it_is_left(size):
    before = state()
    batch = accepted(packed(), size=size)
    assert not ImportChange.objects.exists()  # what hangs on new people goes with them, without a note
    taken_back(batch, size)
    assert state() == before
    assert accepted(packed()).state == "accepted"


def test_what_a_set_said_of_people_who_were_there_before_is_taken_back_and_they_stay():
    accepted(packed({"şəxslər.csv": sets.PERSONS, "ailə üzvləri.csv": sets.MEMBERS}))
    before = state()
    batch = accepted(packed())
    assert ImportChange.objects.exists()
    taken_back(batch, 2)
    assert state() == before


@pytest.mark.parametrize("size", [1, 5_000])
def test_somebody_of_whom_the_files_say_two_things_is_taken_back_too(size):
    twice = [*sets.PERSONS, ("P5", "5ABC12D", *sets.PERSONS[1][2:])]  # the same person under another key
    members = [*sets.MEMBERS, ("A2", "P5", "digər", "")]
    before = state()
    batch = accepted(packed(şəxslər=twice, **{"ailə üzvləri": members}), size=size)
    assert Person.objects.count() == 4
    assert person("P5") == person("P1")
    assert ImportChange.objects.filter(kind="member_changed").exists()
    taken_back(batch, size)
    assert state() == before


def test_a_set_is_not_taken_back_while_a_relation_was_changed_since():
    batch = accepted(packed())
    spouse = PersonRelation.objects.get(kind="spouse")
    api.end_relation(by=system_user(), relation=spouse, on=date(2020, 1, 1), reason="Boşanma")
    with pytest.raises(Invalid, match=r".") as refused:
        api.reverse_batch(by=system_user(), batch=batch)
    assert refused.value.code == "depended_on"


def test_a_set_is_not_taken_back_while_its_household_moved_since():
    batch = accepted(packed())
    home = person("P1").memberships.get().household
    Household.objects.filter(pk=home.pk).update(version=2)
    FormerAddress.objects.create(household=home, address="x", until=date(2026, 1, 1))
    with pytest.raises(Invalid) as refused:
        api.reverse_batch(by=system_user(), batch=batch)
    assert refused.value.code == "depended_on"


# Traces and size ------------------------------------------------------------------------------------------------------


def test_a_row_is_traced_to_its_file(lerik):
    accepted(packed())
    notes = [item.note for item in api.timeline(person("P4"), system_user()) if item.event == "people.imported"]
    assert any("şəxslər.csv" in note for note in notes)


def test_a_chunk_runs_a_fixed_number_of_statements():
    accepted(packed())  # the words of names are known from here on
    few = [taking("few", 10, 3, left) for left in ("", "01.02.2020")]
    many = [taking("many", 40, 30, left) for left in ("", "01.02.2020")]
    assert few == many
    ended = HouseholdMember.objects.filter(valid_to=date(2020, 2, 1))
    assert ended.filter(person__external_keys__source__code="many").distinct().count() == 30


def taking(source: str, first: int, count: int, left: str = "") -> int:
    """Statements of taking in so many copies of the set; ``left``: the day on which the second person left the home."""
    files = {name: [table[0]] for name, table in sets.FILES.items()}
    for number in range(first, first + count):
        for name, table in sets.FILES.items():
            for row in table[1:]:
                files[name].append([_numbered(cell, number) for cell in row])
    if left:
        members = next(name for name in files if name.startswith("ailə üzv"))
        rows = [[*row, left if row[1].startswith("P2-") else ""] for row in files[members][1:]]
        files[members] = [[*files[members][0], "Çıxma tarixi"], *rows]
    batch = staged(packed(files), source=source)
    api.accept_batch(by=system_user(), batch=batch)
    with CaptureQueriesContext(connection) as queries:
        api.accept_step(batch)
    return len(queries)


def _numbered(cell, number):
    """Keys, FİN and numbers of documents in the n-th copy of the set."""
    if cell[:1] in ("P", "A") and cell[1:].isdigit():
        return f"{cell}-{number}"
    if len(cell) == 7 and cell[0].isdigit() and cell.isalnum() and not cell.isdigit():
        return f"{cell[:3]}{number:02}{'XY'}"
    return f"{cell}{number:02}" if cell.isdigit() and len(cell) >= 7 else cell


def test_staged_rows_that_name_somebody_are_erased_with_them(lerik):
    batch = accepted(packed(statuslar=changed(sets.STATUSES, 2, 1, "sehrbaz")))
    rows = StagedRow.objects.filter(batch=batch)
    assert set(staged_rows([person("P4").pk])) == set(rows.values_list("pk", flat=True))
