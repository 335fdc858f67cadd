"""Commands say the same kind of thing in the same way."""

import json
from datetime import date
from decimal import Decimal

import click
import pytest

from dayaq.cli import output
from dayaq.core.errors import Invalid


def test_a_refusal_names_field_value_and_remedy() -> None:
    error = Invalid("This FİN is too short.", field="fin", value="12AB", remedy="Write seven characters.")
    assert output.render_error(error) == "fin: This FİN is too short. [12AB] Write seven characters."


def test_a_refusal_without_a_field_is_its_message() -> None:
    assert output.render_error(Invalid("The file is empty.")) == "The file is empty."


def test_json_keeps_every_digit_of_money_and_every_letter(capsys: pytest.CaptureFixture[str]) -> None:
    output.print_json({"name": "Əliyev", "amount": Decimal("1234.50"), "on": date(2026, 5, 1), "codes": {"b", "a"}})
    said = capsys.readouterr()
    assert "Əliyev" in said.out
    assert json.loads(said.out) == {"name": "Əliyev", "amount": "1234.50", "on": "2026-05-01", "codes": ["a", "b"]}
    assert said.err == ""


def test_json_refuses_what_has_no_form_rather_than_guess() -> None:
    with pytest.raises(TypeError, match="object has no form in JSON"):
        output.print_json(object())


def test_people_are_spoken_to_on_stderr(capsys: pytest.CaptureFixture[str]) -> None:
    output.say("Hazırdır.")
    assert capsys.readouterr() == ("", "Hazırdır.\n")


def test_a_failure_ends_with_exit_code_2() -> None:
    with pytest.raises(click.ClickException) as failure:
        output.fail("No such file.")
    assert failure.value.exit_code == 2


def test_the_columns_of_a_table_stand_below_each_other() -> None:
    lines = output.table([("Operator", 1), ("Monitor", 22)], head=("Rol", "Say")).splitlines()
    assert lines == ["Rol       Say", "────────  ───", "Operator  1", "Monitor   22"]


def test_a_table_may_be_empty() -> None:
    assert output.table([], head=("Rol",)).splitlines() == ["Rol", "───"]


def test_progress_ends_with_the_number_that_was_done(capsys: pytest.CaptureFixture[str]) -> None:
    with output.progress("Rows", 3) as bar:
        bar.advance(2)
        bar.advance()
    assert capsys.readouterr().err.startswith("Rows: 3 in ")


def test_progress_says_a_line_every_few_seconds_without_a_terminal(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(output, "LINE_EVERY", 0.0)
    bar = output.Progress("Rows", 4)
    bar.advance(1)
    assert capsys.readouterr().err == "Rows: 1 of 4 (25 %)\n"


def test_work_that_failed_claims_no_result(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(RuntimeError), output.progress("Rows", 3):
        raise RuntimeError
    assert capsys.readouterr().err == ""
