"""What is opened as a set of files, what is refused before it is opened, and what its files are taken for."""

from __future__ import annotations

import io
import struct
import zipfile
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest
from hypothesis import given as given_bytes
from hypothesis import strategies as st

from dayaq.accounts.api import system_user
from dayaq.core.errors import Denied, Invalid, WrongState
from dayaq.core.models import AuditEvent
from dayaq.registry import api
from dayaq.registry.imports.filesets import archive
from dayaq.registry.imports.filesets.contents import CONTENTS, fields_of, headers_of
from dayaq.registry.models import ImportBatch
from dayaq.seeds.nation.api import DAY, Plan, write_files
from tests import make
from tests.unit.registry.imports import given, sets
from tests.unit.registry.imports.sets import accepted, csv, packed, summary

pytestmark = pytest.mark.django_db


def zipped(**files: bytes) -> bytes:
    return packed({name.replace("__", "/"): content for name, content in files.items()})


def refused(content: bytes) -> Invalid:
    with pytest.raises(Invalid) as error:
        api.open_import("set.zip", content, "office")
    assert all((error.value.message, error.value.remedy))
    return error.value


def bomb() -> bytes:
    return packed({"persons.csv": b"Kod;Soyad\r\n" + b"0" * 60_000_000})


def encrypted() -> bytes:
    """As any archive, with the mark of an encrypted member in both of its headers."""
    content = bytearray(packed())
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = content.find(mark)
        while at >= 0:
            content[at + place] |= 1
            at = content.find(mark, at + 4)
    return bytes(content)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (bomb(), "too_large_file"),
        (encrypted(), "encrypted"),
        (packed({"/etc/persons.csv": b"a"}), "unsafe_name"),
        (packed({"../persons.csv": b"a"}), "unsafe_name"),
        (packed({"C:\\persons.csv": b"a"}), "unsafe_name"),
        (packed({"a/b/persons.csv": b"a"}), "nested"),
        (packed({"a/persons.csv": b"a", "b/statuses.csv": b"a"}), "nested"),
        (packed({"a/persons.csv": b"a", "statuses.csv": b"a"}), "nested"),
        (packed({"persons.csv": b"a", "PERSONS.CSV": b"a"}), "name_twice"),
        (packed({f"{number}.csv": b"a" for number in range(21)}), "too_many_files"),
        (packed({f"{number}.txt": b"" for number in range(1_001)}), "too_many_files"),
        (packed({"readme.md": b"a", "inner.zip": packed()}), "no_tables"),
        (packed({}), "no_tables"),
        (packed()[:-30], "unreadable_file"),
    ],
)
def test_what_could_hurt_or_holds_nothing_is_refused_with_words(content, code):
    assert refused(content).code == code


def test_a_member_that_says_it_is_smaller_than_it_is_gives_no_more_than_it_said():
    content = bytearray(packed({"persons.csv": csv(sets.PERSONS)}))
    at = content.find(b"PK\x01\x02")
    struct.pack_into("<I", content, at + 24, 20)
    with pytest.raises((Invalid, zipfile.BadZipFile)):
        api.open_import("set.zip", bytes(content), "office")


@given_bytes(st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), min_size=1, max_size=8))
def test_a_damaged_archive_is_no_set_or_is_refused_with_words_or_is_read_whole(damage):
    content = bytearray(packed())
    for place, byte in damage:
        content[int(place * len(content))] = byte
    if archive.is_set(bytes(content)):
        with suppress(Invalid):  # whose words other tests look at; any other error fails here
            for table in archive.open_archive(bytes(content)).tables.values():
                cast(Any, table.content).read_bytes()


def test_a_workbook_is_no_set():
    assert not archive.is_set((Path(__file__).parents[4] / "examples" / "insanlar.csv").read_bytes())
    book = io.BytesIO()
    with zipfile.ZipFile(book, "w") as file:
        file.writestr("[Content_Types].xml", "")
    assert not archive.is_set(book.getvalue())


def test_the_folder_that_was_packed_with_its_files_does_not_matter_nor_does_what_systems_add():
    files = {f"rayon/{name}": table for name, table in sets.FILES.items()}
    sheet, _mapping, _saved = api.open_import(
        "set.zip", packed(files | {"__MACOSX/rayon/._x.csv": b"\x00", "rayon/.DS_Store": b"\x00"}), "office"
    )
    assert {part.name for part in sheet.parts} == set(sets.FILES)


def test_a_folder_and_a_zip_file_of_it_are_the_same_set(tmp_path):
    for name, table in sets.FILES.items():
        (tmp_path / name).write_bytes(csv(table))
    (tmp_path / "notes.docx").write_bytes(b"?")
    (tmp_path / "older").mkdir()
    folder, of_folder, _saved = api.open_import("set", tmp_path, "office")
    packed_, of_zip, _saved = api.open_import("set.zip", packed(), "office")
    assert of_folder == of_zip
    assert [row.cells for row in folder.rows()] == [row.cells for row in packed_.rows()]


@pytest.mark.parametrize("name", sets.FILES)
def test_each_file_is_taken_for_what_it_holds(name):
    holds = dict(zip(sets.FILES, CONTENTS, strict=True))
    mapping = api.open_import("set.zip", packed(), "office")[1]
    part = mapping.of_file(name)
    assert (part.holds, set(part.used())) == (holds[name], set(sets.FILES[name][0]))


def test_without_telling_names_the_columns_tell():
    files = {f"{place}.csv": table for place, table in enumerate(sets.FILES.values())}
    mapping = api.open_import("set.zip", packed(files), "office")[1]
    holds = [mapping.of_file(name).holds for name in files]
    assert holds == list(CONTENTS)


def test_a_file_of_which_nothing_is_known_is_left_out():
    make.unit()
    sheet = api.open_import("set.zip", packed({**sets.FILES, "x.csv": b"a;b\r\n1;2\r\n"}), "office")[0]
    assert [part.name for part in sheet.parts if not part.holds] == ["x.csv"]


def test_a_set_without_a_file_of_persons_is_refused_before_a_row_is_read():
    make.unit()
    with pytest.raises(Invalid) as error:
        api.hand_in(by=system_user(), name="set.zip", content=packed({"statuslar.csv": sets.STATUSES}), source="office")
    assert error.value.code == "no_persons"
    assert not ImportBatch.objects.exists()


def test_an_error_of_a_file_names_it():
    with pytest.raises(Invalid) as error:
        api.open_import("set.zip", packed({**sets.FILES, "statuslar.csv": b""}), "office")
    assert (error.value.code, error.value.value) == ("empty_file", "statuslar.csv")


def test_the_mapping_comes_back_from_toml_as_it_was():
    mapping = api.open_import("set.zip", packed(), "office")[1]
    assert api.parse_mapping(api.mapping_as_toml(mapping)) == mapping


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('[files."a.csv"]\nholds = "persons"\n[files."b.csv"]\nholds = "persons"', "a.csv, b.csv"),
        ('[files."a.csv"]\nholds = "persons"\n[files."b.csv"]\nholds = "cats"', "cats"),
        ('[files."a.csv"]\nholds = "persons"\n[files."b.csv"]\nholds = "statuses"\ncolumns = {fin = "F"}', "fin"),
        ('key = ["K"]\n[files."a.csv"]\nholds = "persons"', "key"),
        ('[files."a.csv"]\nholds = "persons"\nwhat = 1', "what"),
    ],
)
def test_a_mapping_of_a_set_that_makes_no_sense_is_refused(text, value):
    with pytest.raises(Invalid) as error:
        api.parse_mapping(text, default_source="office")
    assert error.value.value == value


def test_a_mapping_names_no_file_that_is_not_there():
    mapping = api.open_import("set.zip", packed(), "office")[1]
    files = {name: table for name, table in sets.FILES.items() if name != "statuslar.csv"}
    with pytest.raises(Invalid) as error:
        api.open_import("set.zip", packed(files), "office", mapping)
    assert (error.value.code, error.value.value) == ("no_file", "statuslar.csv")


def test_a_mapping_of_one_file_is_none_of_a_set_and_the_other_way_round():
    mapping = api.open_import("set.zip", packed(), "office")[1]
    single = api.open_import("people.csv", given.csv(given.ALIYEV), "office")[1]
    with pytest.raises(Invalid):
        api.open_import("set.zip", packed(), "office", single)
    with pytest.raises(Invalid):
        api.open_import("people.csv", given.csv(given.ALIYEV), "office", mapping)


def test_a_kept_mapping_is_found_for_next_months_files():
    make.unit()
    first = {f"{name.removesuffix('.csv')}-2026-03.csv": table for name, table in sets.FILES.items()}
    second = {f"{name.removesuffix('.csv')}-2026-04.csv": table for name, table in sets.FILES.items()}
    batch = accepted(packed(first))
    mapping = api.Mapping.from_json("office", "", batch.options)
    api.save_mapping(by=system_user(), batch=batch, name="Monthly", mapping=mapping)
    _sheet, found, saved = api.open_import("set.zip", packed(second), "office")
    assert saved is not None
    assert found.of_file("statuslar-2026-04.csv").holds == "statuses"


def test_every_header_of_every_content_names_one_of_its_fields():
    for name in CONTENTS:
        assert set(headers_of(name).values()) <= {*fields_of(name), "key"}


def test_what_the_population_seed_writes_is_a_set_as_it_is(tmp_path):
    from dayaq.places.api import load_places

    load_places()
    api.load_status_kinds()
    api.load_income_sources()
    write_files(Plan(120, 1, DAY), tmp_path, flat=False, told=lambda _records: None)
    sheet, mapping, _saved = api.open_import("population", tmp_path, "seed")
    assert {part.name: part.holds for part in sheet.parts} == {
        "persons.parquet": "persons", "members.parquet": "members", "households.parquet": "households",
        "incomes.parquet": "incomes", "documents.parquet": "documents", "statuses.parquet": "statuses",
        "truth.parquet": "",
    }  # fmt: skip
    batch = accepted(tmp_path, mapping, source="seed")
    new, _changed, _unchanged, rejected = summary(batch)
    assert new > 0.9 * batch.rows
    assert {one["code"] for one in api.import_issues(batch, 10_000) if one["severity"] == "error"} <= {
        "fin_twice", "fin_of_another", "person_held_back", "household_unknown", "household_without_head",
        "date_impossible", "fin_character", "fin_lookalike", "fin_length",
    }, rejected  # fmt: skip
    again = accepted(tmp_path, mapping, source="seed")
    assert summary(again)[:2] == (0, 0)


# What people say of the files -----------------------------------------------------------------------------------------


@pytest.fixture
def handed_in(db):
    make.unit()
    api.load_status_kinds()
    api.load_income_sources()
    return api.receive_file(by=system_user(), name="set.zip", content=packed(), source="office")


def holds(batch, **changes):
    return {file["name"]: file["holds"] for file in batch.files} | changes


def test_what_the_files_hold_is_said_and_told_in_the_audit_log(handed_in):
    api.assign_files(by=system_user(), batch=handed_in, holds=holds(handed_in, **{"qohumlar.csv": ""}))
    handed_in.refresh_from_db()
    assert (handed_in.files[-1]["name"], handed_in.files[-1]["holds"]) == ("qohumlar.csv", "")
    assert handed_in.rows == sets.ROWS - 3
    assert "relations" not in AuditEvent.objects.get(event="import.files_assigned").detail["files"]


def test_rows_that_were_checked_before_the_files_meant_something_else_are_forgotten(handed_in):
    mapping = api.Mapping.from_json("office", "", handed_in.options)
    api.start_staging(by=system_user(), batch=handed_in, mapping=mapping)
    staging = api.Staging(handed_in, api.sheet_of(handed_in))
    while staging.step():
        pass
    handed_in.refresh_from_db()
    api.assign_files(by=system_user(), batch=handed_in, holds=holds(handed_in, **{"qohumlar.csv": ""}))
    assert not handed_in.staged.exists()


def test_the_columns_of_one_file_are_said_and_the_others_stay(handed_in):
    mapping = api.Mapping.from_json("office", "", handed_in.options)
    part = mapping.of_file("statuslar.csv")
    columns = {name: column for name, column in part.columns.items() if name != "issuer"}
    whole = api.map_file(by=system_user(), batch=handed_in, mapping=replace(part, columns=columns))
    assert whole.of_file("statuslar.csv").columns == columns
    assert whole.of_file("qohumlar.csv") == mapping.of_file("qohumlar.csv")
    assert AuditEvent.objects.get(event="import.file_mapped").detail["holds"] == "statuses"


@pytest.mark.parametrize(
    "said", [{"şəxslər.csv": ""}, {"qohumlar.csv": "persons"}, {"qohumlar.csv": "cats"}, {"x.csv": "statuses"}]
)
def test_what_no_set_is_like_is_refused(handed_in, said):
    with pytest.raises(Invalid):
        api.assign_files(by=system_user(), batch=handed_in, holds=holds(handed_in, **said))


def test_whoever_does_not_import_says_nothing_of_files(handed_in):
    reader = make.user("auditor")
    mapping = api.Mapping.from_json("office", "", handed_in.options)
    with pytest.raises(Denied):
        api.assign_files(by=reader, batch=handed_in, holds=holds(handed_in))
    with pytest.raises(Denied):
        api.map_file(by=reader, batch=handed_in, mapping=mapping)


def test_nothing_is_said_of_the_files_of_an_import_that_has_ended(handed_in):
    mapping = api.Mapping.from_json("office", "", handed_in.options)
    api.cancel_batch(by=system_user(), batch=handed_in)
    with pytest.raises(WrongState):
        api.assign_files(by=system_user(), batch=handed_in, holds=holds(handed_in))
    with pytest.raises(WrongState):
        api.map_file(by=system_user(), batch=handed_in, mapping=mapping.of_file("statuslar.csv"))
