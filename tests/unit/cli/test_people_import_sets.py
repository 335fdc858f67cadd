"""`dayaq people import FOLDER|ZIP`: the report by file, a dry run, going on after SIGKILL, rejected rows back, undo."""

import json
import os
import signal
import subprocess
import sys
import zipfile

import pytest
from click.testing import CliRunner

from dayaq.cli.people_import import command
from dayaq.cli.processes import child_environment
from dayaq.registry import api
from dayaq.registry.models import ExternalKey, ImportBatch, ImportMapping, Person, PersonRelation, Status
from tests import make
from tests.unit.registry.imports import sets
from tests.unit.registry.imports.sets import changed, csv, packed

COPIES = 1_200


def run(*arguments):
    return CliRunner().invoke(command, [str(one) for one in arguments])


def written(folder, files=None):
    folder.mkdir(exist_ok=True)
    for name, table in (files or sets.FILES).items():
        (folder / name).write_bytes(csv(table))
    return folder


@pytest.fixture
def folder(tmp_path, db):
    make.unit()
    api.load_status_kinds()
    api.load_income_sources()
    return written(tmp_path / "lerik-asm")


def test_a_folder_comes_in_with_a_report_for_each_file_and_again_changes_nothing(folder):
    first = run(folder, "--json")
    assert first.exit_code == 0, first.stderr
    report = json.loads(first.stdout)
    assert (report["new"], report["rejected"], report["source"]) == (sets.ROWS, 0, "lerik-asm")
    assert {one["holds"]: one["new"] for one in report["files"]} == {
        "persons": 4, "members": 4, "households": 2, "incomes": 2, "addresses": 1, "documents": 3, "statuses": 3,
        "relations": 3,
    }  # fmt: skip
    second = run(folder)
    assert second.exit_code == 0
    assert "Nothing changed" in second.stderr


def test_a_zip_file_is_the_same_and_what_is_left_out_is_named(folder, tmp_path):
    path = tmp_path / "lerik-asm.zip"
    path.write_bytes(packed({**sets.FILES, "x.csv": b"a;b\r\n1;2\r\n"}))
    run(folder)
    result = run(path)
    assert "Nothing changed" in result.stderr
    assert "x.csv" in result.stderr


def test_rejected_rows_come_back_as_a_set_that_comes_in_once_it_is_corrected(folder, tmp_path):
    (folder / "statuslar.csv").write_bytes(csv(changed(sets.STATUSES, 1, 1, "sehrbaz")))
    out = tmp_path / "lerik-asm-back.zip"
    result = run(folder, "--rejected", out, "--source", "lerik")
    assert result.exit_code == 1, result.stderr
    assert "statuslar.csv, row 2, Kateqoriya [sehrbaz]" in result.stderr
    with zipfile.ZipFile(out) as archive:
        files = {name: archive.read(name).decode("utf-8-sig") for name in archive.namelist()}
    assert [name for name, text in files.items() if len(text.splitlines()) > 1] == ["statuslar.csv"]
    corrected = {name: text.replace("sehrbaz", "əlil").encode() for name, text in files.items()}
    out.write_bytes(packed(corrected))
    again = run(out, "--source", "lerik", "--json")
    assert again.exit_code == 0, again.stderr
    assert json.loads(again.stdout)["new"] == 1
    assert Status.objects.filter(kind__code="disability").count() == 2


def test_the_rejected_rows_of_a_set_need_a_zip_file(folder, tmp_path):
    (folder / "statuslar.csv").write_bytes(csv(changed(sets.STATUSES, 1, 1, "sehrbaz")))
    result = run(folder, "--rejected", tmp_path / "back.csv")
    assert (result.exit_code, ".zip" in result.stderr) == (2, True)


def test_a_dry_run_of_a_set_writes_nothing(folder):
    result = run(folder, "--dry-run", "--json")
    assert result.exit_code == 0, result.stderr
    assert json.loads(result.stdout)["new"] == sets.ROWS
    assert not Person.objects.exists()
    assert not ImportBatch.objects.exists()


def test_the_mapping_of_a_set_is_shown_corrected_and_given_back(folder, tmp_path):
    shown = run(folder, "--show-map")
    mapping = tmp_path / "set.toml"
    mapping.write_text(shown.stdout.replace('issuer = "Verən qurum"\n', ""), encoding="utf-8")
    result = run(folder, "--map", mapping, "--save-map")
    assert result.exit_code == 0, result.stderr
    assert not Status.objects.exclude(issuer="").exists()
    assert ImportMapping.objects.get().options["files"]


def test_a_set_is_taken_back_by_its_number(folder):
    batch = json.loads(run(folder, "--json").stdout)["batch"]
    result = run("--undo", batch)
    assert result.exit_code == 0, result.stderr
    assert f"{sets.ROWS} records removed" in result.stderr
    assert not Person.objects.exists()


def test_an_archive_that_could_hurt_ends_with_two(folder, tmp_path):
    path = tmp_path / "bad.zip"
    path.write_bytes(packed({"../persons.csv": b"a"}))
    result = run(path)
    assert (result.exit_code, result.exception.code) == (1, "unsafe_name")  # main says it and ends with 2


def _numbered(cell, number):
    if cell[:1] in ("P", "A") and cell[1:].isdigit():
        return f"{cell}-{number}"
    if cell.isdigit() and len(cell) >= 7:
        return f"{cell}{number:05}"
    return "" if len(cell) == 7 and cell.isalnum() and cell[0].isdigit() else cell


def _many(files, copies):
    """The set so many times, each with keys and numbers of its own and without a FİN."""
    found = {name: [table[0]] for name, table in files.items()}
    for number in range(copies):
        for name, table in files.items():
            found[name] += [[_numbered(cell, number) for cell in row] for row in table[1:]]
    return found


@pytest.mark.long
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("table", ["registry_stagedrow", "registry_householdmember", "registry_personrelation"])
def test_killed_in_the_middle_of_any_file_it_goes_on_and_brings_everything_in_once(
    tmp_path, database_url, second_connection, table
):
    make.unit()
    api.load_status_kinds()
    api.load_income_sources()
    folder = written(tmp_path / "many", _many(sets.FILES, COPIES))
    arguments = [sys.executable, "-m", "dayaq.cli.main", "people", "import", str(folder), "--json"]
    environment = child_environment(DATABASE_URL=database_url, DAYAQ_HOME=str(tmp_path), LANG="C.UTF-8")
    second_connection.autocommit = True

    def count(name):
        return int(second_connection.execute(f"select count(*) from {name}").fetchone()[0])

    first = subprocess.Popen(arguments, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    while first.poll() is None and not count(table):
        pass
    os.kill(first.pid, signal.SIGKILL)
    _out, said = first.communicate()
    assert first.returncode == -signal.SIGKILL, said
    second = subprocess.run(arguments, env=environment, capture_output=True, text=True, check=False)
    assert second.returncode == 0, second.stderr
    report = json.loads(second.stdout)
    assert (report["new"], report["rejected"]) == (COPIES * sets.ROWS, 0)
    assert Person.objects.count() == 4 * COPIES
    assert PersonRelation.objects.count() == 3 * COPIES
    assert Status.objects.count() == 3 * COPIES
    assert ExternalKey.objects.count() == COPIES * sets.ROWS
    third = subprocess.run(arguments, env=environment, capture_output=True, text=True, check=False)
    assert json.loads(third.stdout)["unchanged"] == COPIES * sets.ROWS
