"""The `dayaq` command finds its sub-commands and turns what they refuse into words and an exit code."""

import importlib
import os
import sys
from pathlib import Path
from types import ModuleType

import click
import pytest
from django.db import OperationalError, ProgrammingError

from dayaq.cli import installation, main
from dayaq.core.errors import Denied


def run(*arguments: str) -> int:
    with pytest.raises(SystemExit) as ended:
        main.main(list(arguments))
    return int(ended.value.code or 0)


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch) -> list[BaseException]:
    """A sub-command `fail` that raises what the test puts into the list."""
    errors: list[BaseException] = []

    @click.command
    def command() -> None:
        raise errors[0]

    module = ModuleType("dayaq_failing_command")
    module.command = command  # type: ignore[attr-defined]  # a module made here
    monkeypatch.setitem(sys.modules, module.__name__, module)
    monkeypatch.setitem(main.COMMANDS, "fail", main.Entry(module.__name__, "Fail."))
    return errors


@pytest.mark.parametrize("name", main.COMMANDS)
def test_every_listed_command_is_there_and_shows_an_example(name: str) -> None:
    command = importlib.import_module(main.COMMANDS[name].module).command
    commands = list(command.commands.values()) if isinstance(command, click.Group) else [command]
    for each in commands:
        assert "Example" in (each.help or ""), f"dayaq {name} {each.name}: --help has no example"


def test_help_lists_the_commands_without_loading_them(capsys: pytest.CaptureFixture[str]) -> None:
    main.COMMANDS["ghost"] = main.Entry("dayaq.cli.no_such_module", "Not loaded.")
    try:
        assert run("--help") == 0
    finally:
        del main.COMMANDS["ghost"]
    assert "ghost" in capsys.readouterr().out


def test_an_unknown_command_is_wrong_use(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("nonsense") == 2
    assert "No such command 'nonsense'" in capsys.readouterr().err


def test_what_the_domain_refuses_is_said_with_exit_code_2(
    failing: list[BaseException], capsys: pytest.CaptureFixture[str]
) -> None:
    failing.append(Denied("This is not yours to decide.", remedy="Ask a decision officer."))
    assert run("fail") == 2
    assert capsys.readouterr().err == "This is not yours to decide. Ask a decision officer.\n"


def test_a_database_that_does_not_answer_comes_with_a_remedy(
    failing: list[BaseException], capsys: pytest.CaptureFixture[str]
) -> None:
    failing.append(OperationalError("connection refused"))
    assert run("fail") == 2
    assert "Check DATABASE_URL" in capsys.readouterr().err


def test_an_empty_database_is_told_to_migrate(failing: list[BaseException], capsys: pytest.CaptureFixture[str]) -> None:
    missing = type("UndefinedTable", (Exception,), {"sqlstate": "42P01"})()
    error = ProgrammingError("relation does not exist")
    error.__cause__ = missing
    failing.append(error)
    assert run("fail") == 2
    assert "dayaq manage migrate" in capsys.readouterr().err


def test_another_error_of_sql_is_a_fault_of_ours_and_not_hidden(failing: list[BaseException]) -> None:
    failing.append(ProgrammingError("syntax error"))
    with pytest.raises(ProgrammingError):
        main.main(["fail"])


def test_a_command_chooses_its_exit_code(failing: list[BaseException]) -> None:
    failing.append(click.exceptions.Exit(1))
    assert run("fail") == 1


def test_ctrl_c_is_neither_success_nor_rejected_rows(failing: list[BaseException]) -> None:
    failing.append(KeyboardInterrupt())
    assert run("fail") == 130


def test_a_database_of_the_environment_wins(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://somewhere/dayaq")
    monkeypatch.setenv("DAYAQ_HOME", str(tmp_path))
    assert installation.with_database() is None
    assert list(tmp_path.iterdir()) == []


def test_the_owner_migrates_where_an_owner_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://app@db/dayaq")
    installation.as_owner()
    assert os.environ["DATABASE_URL"] == "postgresql://app@db/dayaq"
    monkeypatch.setenv("DAYAQ_OWNER_DATABASE_URL", "postgresql://owner@db/dayaq")
    installation.as_owner()
    assert os.environ["DATABASE_URL"] == "postgresql://owner@db/dayaq"
