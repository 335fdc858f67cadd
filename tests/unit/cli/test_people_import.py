"""`dayaq people import`: what it says, how it ends, and that a killed one loses and doubles nothing."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.utils import translation

from dayaq.accounts.api import system_user
from dayaq.cli.people_import import command
from dayaq.cli.processes import child_environment
from dayaq.core.errors import Invalid
from dayaq.registry import api
from dayaq.registry.models import ExternalKey, ImportBatch, ImportMapping, Person
from tests import make
from tests.unit.registry.imports import given

ROOT = Path(__file__).resolve().parents[3]
MANY = 50_000


def run(*arguments):
    return CliRunner().invoke(command, [str(one) for one in arguments])


@pytest.fixture
def people(tmp_path, db):
    make.unit()
    path = tmp_path / "lerik-asm.csv"
    path.write_bytes(given.csv(given.ALIYEV, given.RZAYEVA))
    return path


def test_everything_in_ends_with_zero_and_the_same_file_again_says_that_nothing_changed(people):
    first = run(people, "--json")
    assert first.exit_code == 0, first.stderr
    assert json.loads(first.stdout) | {"source": "", "new": 2, "rejected": 0} == json.loads(first.stdout) | {
        "source": ""
    }
    second = run(people)
    assert second.exit_code == 0
    assert "Nothing changed" in second.stderr
    assert Person.objects.count() == 2


def test_rejected_rows_end_with_one_and_come_back_as_a_file(people, tmp_path):
    people.write_bytes(given.csv(given.ALIYEV, given.row(given.RZAYEVA, c5="31.02.1991", c7="+994501234567")))
    out = tmp_path / "back.csv"
    result = run(people, "--rejected", out)
    assert result.exit_code == 1
    text = out.read_text(encoding="utf-8-sig")
    assert "Rzayeva" in text
    assert "Əliyev" not in text
    assert "31.02.1991" in text
    assert ";'+994501234567;" in text


def test_the_file_of_rejected_rows_corrected_is_read_as_the_first_one_was(people, tmp_path):
    people.write_bytes(given.csv(given.ALIYEV, given.row(given.RZAYEVA, c5="31.02.1991")))
    out = tmp_path / "lerik-asm-back.csv"
    assert run(people, "--rejected", out, "--save-map", "--source", "lerik").exit_code == 1
    out.write_bytes(out.read_bytes().replace(b"31.02.1991", b"28.02.1991", 1))
    result = run(out, "--source", "lerik")
    assert result.exit_code == 0, result.stderr
    assert "saved earlier" in result.stderr
    assert Person.objects.count() == 2


def test_a_file_of_which_nothing_can_be_taken_ends_with_two(people):
    people.write_bytes(given.csv(given.row(c5="31.02.1991")))
    assert run(people).exit_code == 2


def test_a_dry_run_writes_nothing(people):
    result = run(people, "--dry-run", "--json")
    assert result.exit_code == 0
    assert json.loads(result.stdout)["new"] == 2
    assert not Person.objects.exists()
    assert not ImportBatch.objects.exists()


def test_the_mapping_can_be_shown_corrected_and_given_back(people, tmp_path):
    shown = run(people, "--show-map")
    assert 'surname = "Soyad"' in shown.stdout
    mapping = tmp_path / "people.toml"
    mapping.write_text(shown.stdout.replace('phone = "Telefon"\n', ""), encoding="utf-8")
    assert run(people, "--map", mapping).exit_code == 0
    assert not Person.objects.exclude(phone="").exists()


def test_a_mapping_is_kept_when_asked(people):
    run(people, "--save-map")
    assert ImportMapping.objects.get().columns["surname"] == ["Soyad"]


def test_a_command_that_did_not_end_is_gone_on_with(people):
    batch = given.staged(people.read_bytes(), source="lerik-asm")
    result = run(people)
    assert "gone on with" in result.stderr
    assert ImportBatch.objects.get() == batch
    assert Person.objects.count() == 2


def _many() -> bytes:
    names = ("Əli", "Həsən", "Vüqar", "Rauf", "Kamran", "Elçin", "Anar", "Tural")
    surnames = ("Əliyev", "Məmmədov", "Quliyev", "Həsənov", "Rzayev", "Cəfərov")
    lines = []
    for number in range(MANY):
        name, surname = names[number % 8], surnames[number % 6]
        born = f"{number % 28 + 1:02}.{number % 12 + 1:02}.{1950 + number % 50}"
        lines.append(f"P{number:05};{surname};{name};{names[number // 8 % 8]} oğlu;{born}\r\n")
    return ("Kod;Soyad;Ad;Ata adı;Doğum tarixi\r\n" + "".join(lines)).encode()


@pytest.mark.django_db(transaction=True)
def test_killed_in_the_middle_and_run_again_it_brings_everybody_in_once(tmp_path, database_url, second_connection):
    file = tmp_path / "many.csv"
    file.write_bytes(_many())
    arguments = [sys.executable, "-m", "dayaq.cli.main", "people", "import", str(file), "--json"]
    environment = child_environment(DATABASE_URL=database_url, DAYAQ_HOME=str(tmp_path), LANG="C.UTF-8")
    second_connection.autocommit = True

    def count(table: str) -> int:
        row = second_connection.execute(f"select count(*) from {table}").fetchone()
        assert row is not None
        return int(row[0])

    first = subprocess.Popen(arguments, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    while first.poll() is None and count("registry_person") < MANY // 4:
        pass
    os.kill(first.pid, signal.SIGKILL)
    _out, said = first.communicate()
    assert first.returncode == -signal.SIGKILL, said
    between = count("registry_person")
    assert 0 < between < MANY

    second = subprocess.run(arguments, env=environment, capture_output=True, text=True, check=False)
    assert second.returncode == 0, second.stderr
    assert count("registry_person") == MANY
    assert count("registry_externalkey") == MANY
    assert json.loads(second.stdout)["new"] == MANY
    third = subprocess.run(arguments, env=environment, capture_output=True, text=True, check=False)
    assert json.loads(third.stdout) | {"new": 0, "changed": 0, "unchanged": MANY} == json.loads(third.stdout)
    assert Person.objects.count() == ExternalKey.objects.values("person").distinct().count() == MANY


def test_an_import_is_taken_back_by_its_number_and_a_second_time_says_so(people):
    batch = json.loads(run(people, "--json").stdout)["batch"]
    first = run("--undo", batch, "--json")
    assert first.exit_code == 0, first.stderr
    assert json.loads(first.stdout) | {"state": "reversed", "created": 2} == json.loads(first.stdout)
    assert not Person.objects.exists()
    second = run("--undo", batch)
    assert (second.exit_code, "taken back already" in second.stderr) == (0, True)
    assert json.loads(run(people, "--json").stdout)["new"] == 2


def test_what_depends_on_an_import_is_named_and_ends_with_two(people):
    batch = json.loads(run(people, "--json").stdout)["batch"]
    api.give_consent(by=system_user(), person=Person.objects.first(), purpose="application")
    with translation.override("en"):
        result = run("--undo", batch)
        assert isinstance(result.exception, Invalid)
        assert "Consents: 1" in str(result.exception)
    assert Person.objects.count() == 2


@pytest.mark.parametrize("arguments", [(), ("--undo", "999999")])
def test_without_a_file_or_a_batch_that_exists_nothing_is_done(arguments, db):
    assert run(*arguments).exit_code == 2
