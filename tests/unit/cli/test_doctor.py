"""The doctor finds each illness, names the remedy, and is silent about the healthy."""

import json
import os
import sys
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from click.testing import CliRunner
from django.db import transaction

from dayaq.cli import checks, doctor
from dayaq.cli.checks import INFO, OK, PROBLEM, WARNING, Finding
from dayaq.core.api import audit, clock
from dayaq.core.events import MAX_ATTEMPTS
from dayaq.core.models import OutboxEvent
from tests import make, postgres


def levels(findings: Iterable[Finding]) -> dict[str, str]:
    found = list(findings)
    for finding in found:
        assert finding.remedy or finding.level in (OK, INFO), f"{finding.check} has no remedy"
    return {finding.check: finding.level for finding in found}


def test_a_python_without_packages_for_it_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    assert levels(checks.python()) == {"python": OK}
    monkeypatch.setattr(sys, "version_info", (3, 10, 4))
    assert levels(checks.python()) == {"python": PROBLEM}


def test_packages_are_compared_with_the_lock(tmp_path: Path) -> None:
    lock = tmp_path / "requirements.txt"
    lock.write_text("no-such-package==1 \\\n    --hash=sha256:00\nclick==0.1 \\\n    --hash=sha256:00\n")
    (finding,) = checks.packages(lock)
    assert finding.level == PROBLEM
    assert "no-such-package is missing" in finding.text
    assert "instead of 0.1" in finding.text


def test_a_package_for_another_system_is_not_missed(tmp_path: Path) -> None:
    lock = tmp_path / "requirements.txt"
    lock.write_text("no-such-package==1 ; sys_platform == 'plan9' \\\n    --hash=sha256:00\n")
    assert levels(checks.packages(lock)) == {"packages": OK}


def test_the_packages_here_are_those_of_our_lock() -> None:
    assert levels(checks.packages()) == {"packages": OK}


def test_a_home_that_cannot_be_written_and_a_full_disk_are_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    assert levels(checks.home(tmp_path / "file" / "home")) == {"home": PROBLEM}
    for free, level in ((10**12, OK), (10**9, WARNING), (10**7, PROBLEM)):
        usage = type("usage", (), {"free": free})
        monkeypatch.setattr(checks.shutil, "disk_usage", lambda _folder, usage=usage: usage)
        assert levels(checks.home(tmp_path)) == {"home": OK, "disk": level}


def test_a_browser_is_a_matter_of_who_tests_only(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("CHROMIUM", raising=False)
    assert levels(checks.browser()) == {"browser": INFO}


def test_production_without_a_key_or_with_a_poor_one_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DAYAQ_HOME", str(tmp_path))
    monkeypatch.setenv("DAYAQ_ENV", "production")
    monkeypatch.setenv("DAYAQ_HOSTS", "dayaq.example")
    assert levels(checks.configuration()) == {"configuration": PROBLEM}
    for key, level in (("short", PROBLEM), ("a" * 60, PROBLEM), ("correct horse battery staple, 4711 times", OK)):
        monkeypatch.setenv("SECRET_KEY", key)
        assert levels(checks.configuration()) == {"configuration": OK, "secret key": level}


def test_the_key_of_a_demonstration_is_refused_in_production(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    key = "a key that a demonstration wrote into its home, long enough"
    (tmp_path / "secret-key").write_text(key)
    for name, value in {"HOME": str(tmp_path), "ENV": "production", "HOSTS": "dayaq.example"}.items():
        monkeypatch.setenv(f"DAYAQ_{name}", value)
    monkeypatch.setenv("SECRET_KEY", key)
    assert levels(checks.configuration())["secret key"] == PROBLEM


def test_a_database_that_does_not_answer_is_found(tmp_path: Path) -> None:
    assert levels(checks.database(f"postgresql://nobody@/none?host={tmp_path}")) == {"database": PROBLEM}


def test_the_application_role_is_well_and_the_superuser_is_not(database_url: str) -> None:
    found = levels(checks.database(database_url))
    assert found == {
        "database": OK,
        "encoding": OK,
        "role": OK,
        "row security": OK,
        "clock": OK,
        "worker": WARNING,
    }
    assert levels(checks.database(os.environ[postgres.SERVER]))["role"] == WARNING


def test_the_owner_of_the_tables_is_a_warning(database_url: str) -> None:
    owner = database_url.replace("dayaq_app", "dayaq_owner")
    assert levels(checks.database(owner))["role"] == WARNING


def wall(url: str, *statements: str) -> Finding:
    """What the doctor finds after ``statements`` of the superuser, which are taken back afterwards."""
    with psycopg.connect(url) as connection:
        for statement in ("set role none", *statements, "set role dayaq_app"):
            connection.execute(statement.encode())
        found = checks._wall(connection)
        connection.rollback()
    return found


def test_a_role_of_requests_that_row_security_does_not_bind_is_a_problem(database_url: str) -> None:
    assert wall(database_url).level == OK
    for statement, words in {
        "alter role dayaq_web bypassrls": "passes row security",
        "alter table registry_person owner to dayaq_web": "owns 1 tables",
        "revoke select on registry_person from dayaq_web": "lacks rights to 1 tables",
        "revoke dayaq_web from dayaq_app": "may not take on dayaq_web",
        "alter role dayaq_app nobypassrls": "see nobody",
        "alter role dayaq_web rename to somebody": "There is no role dayaq_web",
    }.items():
        found = wall(database_url, statement)
        assert (found.level, words in found.text) == (PROBLEM, True), found
        assert "deploy.md" in found.remedy


def test_a_connected_worker_is_seen(database_url: str) -> None:
    with psycopg.connect(database_url, application_name=checks.WORKER):
        assert levels(checks.database(database_url))["worker"] == OK


@pytest.mark.django_db
def test_an_old_unsealed_event_means_that_the_worker_is_missing() -> None:
    assert levels(checks._background()) == {"audit": OK, "outbox": OK}
    user = make.user()
    with transaction.atomic():
        audit.record(by=user, event="test.done", obj=user)
    assert levels(checks._background())["audit"] == OK
    with clock.frozen(clock.now() + 2 * checks.UNSEALED_WARNING):
        assert levels(checks._background())["audit"] == WARNING
    audit.seal()
    with clock.frozen(clock.now() + timedelta(days=1)):
        assert levels(checks._background())["audit"] == OK


@pytest.mark.django_db
def test_an_event_that_was_given_up_is_reported() -> None:
    OutboxEvent.objects.create(name="test.done", payload={}, attempts=MAX_ATTEMPTS)
    assert levels(checks._background())["outbox"] == WARNING


@pytest.mark.parametrize(
    ("found", "code"),
    [([OK, INFO], 0), ([OK, WARNING], 1), ([PROBLEM, WARNING, OK], 2)],
)
def test_the_exit_code_is_that_of_the_worst_finding(
    found: list[str], code: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doctor, "examine", lambda: [Finding("x", level, "text", "remedy") for level in found])
    human = CliRunner().invoke(doctor.command, [])
    machine = CliRunner().invoke(doctor.command, ["--json"])
    assert human.exit_code == machine.exit_code == code
    assert human.stdout == ""
    assert json.loads(machine.stdout)["well"] is (code == 0)
    assert [finding["level"] for finding in json.loads(machine.stdout)["findings"]] == found


def test_a_home_without_a_database_is_told_how_to_begin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATABASE_URL")
    monkeypatch.setenv("DAYAQ_HOME", str(tmp_path))
    last = list(doctor.examine())[-1]
    assert (last.check, last.remedy) == ("database", "Run: dayaq demo")
    assert not (tmp_path / "postgres").exists()
