"""`dayaq retention`: what is due, and applying what was approved."""

import json
from datetime import date

import pytest
from click.testing import CliRunner

from dayaq.cli.retention import command
from dayaq.law.api import load_law
from dayaq.registry import api
from dayaq.registry.models import Person, RetentionRun
from tests import make
from tests.unit.registry.given import person

pytestmark = pytest.mark.django_db


def run(*arguments):
    return CliRunner().invoke(command, arguments)


@pytest.fixture
def dead(db):
    load_law()
    one = person()
    Person.objects.filter(pk=one.pk).update(death_date=date(2010, 1, 1))
    return one


def test_plan_says_what_is_due_and_changes_no_data(dead):
    result = run("plan", "--on", "2026-03-10", "--json")
    assert result.exit_code == 0
    told = json.loads(result.stdout)
    assert told["on"] == "2026-03-10"
    due = {row["rule"]: row["due"] for row in told["lists"]}
    assert due == {
        "person-deceased": 1, "person-inactive": 0, "import-rows": 0, "handled-events": 0, "sent-notices": 0,
    }  # fmt: skip
    dead.refresh_from_db()
    assert dead.erased_at is None


def test_planning_twice_leaves_one_list_of_a_rule(dead):
    run("plan")
    assert run("plan").exit_code == 0
    assert RetentionRun.objects.open().count() == 5


def test_run_does_nothing_where_nobody_approved(dead):
    run("plan")
    result = run("run")
    assert result.exit_code == 0
    assert "nothing to do" in result.stderr
    dead.refresh_from_db()
    assert dead.surname == "Əliyev"


def test_run_applies_what_an_officer_approved_and_a_second_run_finds_nothing(dead):
    run("plan")
    by = make.user("data_protection_officer")
    api.approve_retention(by=by, run=RetentionRun.objects.get(rule__code="person-deceased", state="planned"))
    assert {row["state"] for row in json.loads(run("plan", "--json").stdout)["lists"]} == {"planned", "approved"}
    told = json.loads(run("run", "--json").stdout)
    assert [(row["rule"], row["done"], row["held"]) for row in told["lists"]] == [("person-deceased", 1, 0)]
    dead.refresh_from_db()
    assert dead.surname == ""
    assert json.loads(run("run", "--json").stdout) == {"lists": []}


def test_a_row_that_is_held_back_makes_the_exit_code_one(dead):
    run("plan")
    by = make.user("data_protection_officer")
    api.approve_retention(by=by, run=RetentionRun.objects.get(rule__code="person-deceased", state="planned"))
    api.place_hold(by=by, person=dead, reason="Məhkəmə işi 5")
    assert run("run").exit_code == 1
    dead.refresh_from_db()
    assert dead.surname == "Əliyev"
