"""The messy list that is shipped as an example: what is meant is understood, what is wrong comes back."""

from pathlib import Path

import pytest

from dayaq.places.api import load_places
from dayaq.registry import api
from dayaq.registry.models import Person, Status
from tests.unit.registry.imports import given, sets

pytestmark = pytest.mark.django_db

EXAMPLES = Path(__file__).resolve().parents[4] / "examples"
CONTENT = (EXAMPLES / "insanlar.csv").read_bytes()
MAPPING = api.parse_mapping((EXAMPLES / "insanlar.toml").read_text(encoding="utf-8"))


@pytest.fixture
def batch(db):
    load_places()
    api.load_status_kinds()
    return given.accepted(CONTENT, MAPPING)


def test_what_is_wrong_is_named_and_nothing_else(batch):
    assert [issue for issue in given.issues(batch) if issue[2] == "error"] == [
        (14, "fin_lookalike", "error", "5ABO12I"),
        (15, "sex_against_patronymic", "error", "qadın"),
        (16, "date_impossible", "error", "31.02.1990"),
        (17, "no_name", "error", ""),
        (18, "date_two_digit_year", "error", "12.10.85"),
        (19, "fin_lookalike", "error", "0OKM98J"),
        (19, "district_unknown", "error", "Lerit"),
        (20, "negative_amount", "error", "-120"),
        (21, "household_without_head", "error", "113"),
    ]
    assert [(row, code) for row, code, severity, _value in given.issues(batch) if severity == "warning"] == [
        (7, "mixed_script"),
        (9, "district_former_name"),
    ]


def test_dates_written_in_five_ways_are_days(batch):
    born = dict(Person.objects.values_list("external_keys__key", "birth_date"))
    assert {key: day.isoformat() for key, day in born.items()} == {
        "lr-0001": "1980-04-12", "lr-0002": "1982-11-03", "lr-0003": "2011-09-01", "lr-0004": "1975-01-25",
        "lr-0005": "1979-02-14", "lr-0006": "1988-07-03", "lr-0007": "1990-12-05", "lr-0008": "1969-06-30",
        "lr-0009": "1995-03-17", "lr-0010": "1984-01-01", "lr-0019": "1998-04-04",
    }  # fmt: skip


def test_patronymics_in_every_spelling_are_a_fathers_name_and_a_sex(batch):
    found = Person.objects.values_list("external_keys__key", "father_name", "sex")
    fathers = {key: (father, sex) for key, father, sex in found}
    assert fathers["lr-0003"] == ("Һәсән".replace("ә", "ə"), "m")
    assert fathers["lr-0004"] == ("Vüqar", "m")
    assert fathers["lr-0005"] == ("Rauf", "f")
    assert fathers["lr-0007"] == ("Тофик", "f")
    assert fathers["lr-0010"] == ("Zakir", "m")


def test_statuses_by_popular_names_are_statuses_from_the_day_that_was_said(batch):
    kinds = Status.objects.values_list("person__external_keys__key", "kind__code", "valid_from", "verification")
    found = {key: (kind, since.isoformat(), sure) for key, kind, since, sure in kinds}
    assert found["lr-0001"] == ("martyr_family", "2026-01-01", "declared")
    assert found["lr-0006"][0] == "war_veteran"
    assert found["lr-0009"][0] == "disability"


def test_the_second_time_nothing_changes(batch):
    again = api.import_summary(given.accepted(CONTENT, MAPPING))
    assert (again["accepted"], again["unchanged"]) == (0, 11)


def test_the_proposed_mapping_differs_only_in_what_a_header_cannot_say():
    proposed = api.mapping_for(api.read_sheet("insanlar.csv", CONTENT, api.FileOptions()), "x", api.FileOptions())[0]
    assert proposed.columns == MAPPING.columns
    assert proposed.key == MAPPING.key


# A set of files ------------------------------------------------------------------------------------------------------


@pytest.fixture
def lists(db):
    load_places()
    api.load_status_kinds()
    api.load_income_sources()
    return EXAMPLES / "rayon", api.parse_mapping((EXAMPLES / "rayon.toml").read_text(encoding="utf-8"))


def test_the_example_set_comes_in_and_its_mistakes_come_back(lists):
    folder, mapping = lists
    batch = sets.accepted(folder, mapping)
    errors = [one for one in api.import_issues(batch, 100) if one["severity"] == "error"]
    assert [(one["file"], one["row"], one["code"]) for one in errors] == [
        ("sexsler.csv", 6, "date_impossible"),
        ("aile_uzvleri.csv", 5, "person_held_back"),
        ("aile_uzvleri.csv", 10, "person_unknown"),
        ("aileler.csv", 5, "household_unknown"),
        ("gelirler.csv", 5, "word_unknown"),
        ("senedler.csv", 6, "document_lookalike"),
        ("senedler.csv", 7, "period_ends_first"),
        ("statuslar.csv", 4, "status_unknown"),
        ("qohumlar.csv", 7, "elder_is_younger"),
        ("qohumlar.csv", 8, "person_unknown"),
    ]
    assert sets.summary(sets.accepted(folder, mapping))[:2] == (0, 0)


def test_the_proposed_mapping_of_the_set_reads_the_same_columns(lists):
    folder, mapping = lists
    proposed = api.open_import("rayon", folder, "x")[1]
    for part in proposed.every_file():
        known = mapping.of_file(part.file_name)
        assert (part.holds, part.columns, part.key) == (known.holds, known.columns, known.key)
