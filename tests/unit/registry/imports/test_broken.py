"""Twenty kinds of broken rows: each named with row, field, value and remedy; the rest in."""

from pathlib import Path

import pytest
from django.utils import translation

from dayaq.places.api import load_places
from dayaq.registry import api
from dayaq.registry.models import ExternalKey, Household, Person
from tests.unit.registry.imports import broken, given

pytestmark = pytest.mark.django_db

FILE = Path(__file__).resolve().parents[3] / "data" / "people" / "broken.csv"
WARNINGS = {"date_other_order", "district_former_name", "mixed_script"}
EXPECTED = [(row, what) for row, (what, _line) in enumerate(broken.ROWS, start=2) if what]


@pytest.fixture
def _places(db):
    load_places()


@pytest.fixture
def batch(_places):
    return given.accepted(FILE.read_bytes(), name="broken.csv")


def test_the_file_is_the_one_that_can_be_read_here():
    assert FILE.read_bytes() == broken.content()


def test_each_broken_row_is_named_and_no_other(batch):
    found = given.codes(batch)
    assert [one for one in found if one[1] != "income_not_on_head"] == EXPECTED
    assert [issue["code"] for issue in batch.problem["header"]] == ["duplicate_header"]


def test_each_problem_has_a_field_a_value_a_message_and_a_remedy_in_both_languages(batch):
    for language in ("az", "en"):
        with translation.override(language):
            for issue in api.import_issues(batch, 1_000):
                assert issue["column"] or issue["code"] in (
                    "encoding", "ragged_row", "header_repeated", "nul_byte",
                ), issue  # fmt: skip
                assert issue["value"], issue
                assert issue["message"], issue
                assert issue["remedy"], issue


def test_the_words_are_translated():
    missing = []
    for code in sorted({what for _row, what in EXPECTED} | {"duplicate_header", "key_twice", "out_of_scope"}):
        said = api.import_words(code)
        with translation.override("en"):
            english = (str(said.message), str(said.remedy))
        with translation.override("az"):
            azerbaijani = (str(said.message), str(said.remedy))
        if english[0] == azerbaijani[0] or english[1] == azerbaijani[1]:
            missing.append(code)
    assert missing == []


def test_good_rows_and_those_with_warnings_are_in_and_the_others_are_not(batch):
    rejected = {row for row, what in EXPECTED if what not in WARNINGS}
    assert batch.counts["rejected"] == len(rejected)
    keys = {f"k{row:02}" for row in range(2, 28) if row not in rejected}
    assert set(ExternalKey.objects.values_list("key", flat=True)) == keys
    assert Person.objects.count() == len(keys)


@pytest.mark.parametrize(
    ("code", "suggestion"),
    [
        ("fin_lookalike", "5AB0121"),
        ("date_two_digit_year", "1985-06-05"),
        ("date_excel_serial", "1985-07-17"),
        ("date_ambiguous_order", "1985-04-03"),
        ("sex_against_patronymic", "m"),
        ("district_former_name", "Göygöl"),
        ("mixed_script", "Məmmədov"),
    ],
)
def test_what_could_stand_there_instead_is_offered(batch, code, suggestion):
    assert given.the_issue(batch, code)["suggestion"] == suggestion


def test_the_nearest_districts_are_offered_for_an_unknown_one(batch):
    assert "Lənkəran" in given.the_issue(batch, "district_unknown")["suggestion"]


def test_names_are_repaired_and_the_original_kept(batch):
    repaired = Person.objects.get(given_name="Cavid")
    assert repaired.surname == "Məmmədov"
    assert repaired.name_original == {"surname": "Мəmmədоv"}
    schwa = Person.objects.get(given_name="Ramil")
    assert (schwa.surname, schwa.name_original) == ("əhmədov", {"surname": "ǝhmədov"})


def test_what_was_written_is_kept_beside_what_was_understood(batch):
    first = Person.objects.get(fin="5ABC12D")
    assert (first.father_name, first.name_original) == ("Məmməd", {"father_name": "Məmməd oğlu"})
    assert (first.birth_date.isoformat(), first.birth_date_original) == ("1980-04-12", "12.04.1980")
    assert (first.phone, first.phone_original) == ("+994501234567", "050 123 45 67")
    assert Person.objects.filter(fin="7QWE34R").exists()


def test_a_former_name_means_the_unit_of_today(batch):
    assert Person.objects.get(given_name="Zaur").unit.label["az"] == "Göygöl"


def test_people_of_one_household_number_live_together(batch):
    household = Household.objects.get()
    members = {member.person.given_name: member.relation for member in household.members.all()}
    assert members == {"Həsən": "head", "Günay": "other_relative"}
    assert [str(income.amount) for income in household.incomes.all()] == ["420.50"]


def test_the_same_file_again_changes_nothing(batch):
    again = given.accepted(FILE.read_bytes(), name="broken.csv")
    numbers = api.import_summary(again)
    assert (numbers["accepted"], numbers["unchanged"]) == (0, batch.counts["created"])
    assert given.codes(again)[:5] == given.codes(batch)[:5]
