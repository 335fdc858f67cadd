"""A start prepares what changed, and nothing else."""

import os
from pathlib import Path

import pytest

from dayaq.cli import preparation


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A package with one migration, one static file and one catalogue."""
    for name, text in (
        ("core/migrations/0001_initial.py", "first"),
        ("static/dayaq.css", "body {}"),
        ("locale/core/az/LC_MESSAGES/django.po", "catalogue"),
    ):
        path = tmp_path / name
        path.parent.mkdir(parents=True)
        path.write_text(text)
    monkeypatch.setattr(preparation, "PACKAGE", tmp_path)
    return tmp_path


@pytest.fixture
def commands(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The management commands that were run, instead of running them."""
    run: list[str] = []
    monkeypatch.setattr(preparation, "_run", lambda command, _problem: run.append(command[4]))
    monkeypatch.setattr(preparation, "database_identity", lambda: "1/1")
    return run


def test_the_database_is_migrated_once_and_again_when_a_migration_is_added(
    package: Path, commands: list[str], tmp_path: Path
) -> None:
    assert preparation.migrate(tmp_path)
    assert not preparation.migrate(tmp_path)
    (package / "core/migrations/0002_more.py").write_text("second")
    assert preparation.migrate(tmp_path)
    assert commands == ["migrate", "migrate"]


def test_another_database_under_the_same_home_is_migrated_too(
    package: Path, commands: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    preparation.migrate(tmp_path)
    monkeypatch.setattr(preparation, "database_identity", lambda: "1/2")
    assert preparation.migrate(tmp_path)


def test_a_migration_that_failed_is_tried_again(package: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(preparation, "database_identity", lambda: "1/1")

    def break_off(_command: list[str], _problem: str) -> None:
        raise RuntimeError

    monkeypatch.setattr(preparation, "_run", break_off)
    with pytest.raises(RuntimeError):
        preparation.migrate(tmp_path)
    assert not (tmp_path / "migrated.json").exists()


def test_static_files_are_collected_again_when_one_changes_or_the_folder_is_gone(
    package: Path, commands: list[str], tmp_path: Path
) -> None:
    home = tmp_path / "home"
    (home / "static").mkdir(parents=True)
    assert preparation.collect_static(home)
    assert not preparation.collect_static(home)
    (package / "static/dayaq.css").write_text("body { margin: 0 }")
    assert preparation.collect_static(home)
    (home / "static").rmdir()
    assert preparation.collect_static(home)
    assert set(commands) == {"collectstatic"}


def test_a_catalogue_is_compiled_when_it_is_newer_than_its_compilation(package: Path) -> None:
    source = package / "locale/core/az/LC_MESSAGES/django.po"
    assert preparation.messages_changed()
    source.with_suffix(".mo").write_bytes(b"")
    assert not preparation.messages_changed()
    os.utime(source, ns=(2**62, 2**62))
    assert preparation.messages_changed()


def test_the_digest_does_not_see_what_python_leaves_behind(package: Path) -> None:
    before = preparation.digest("migrations/*")
    (package / "core/migrations/__pycache__").mkdir()
    (package / "core/migrations/__pycache__/0001_initial.pyc").write_bytes(b"\0")
    assert preparation.digest("migrations/*") == before
    assert preparation.digest("migrations/**/*") == before


def test_a_step_that_fails_shows_what_it_said() -> None:
    with pytest.raises(Exception, match=r"(?s)It failed\..*the reason"):
        preparation._run(["sh", "-c", "echo the reason >&2; exit 3"], "It failed.")


@pytest.mark.django_db
def test_a_database_has_an_identity_that_stays() -> None:
    first = preparation.database_identity()
    assert first == preparation.database_identity()
    assert first != "0/0"
