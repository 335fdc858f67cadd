"""`dayaq services list`."""

import json

import pytest
from click.testing import CliRunner

from dayaq.care.api import load_services
from dayaq.cli.services import command
from dayaq.law.api import load_law

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _catalogue(db):
    load_law()
    load_services()


def run(*arguments):
    return CliRunner().invoke(command, ["list", *arguments])


def test_it_lists_the_services_in_words():
    done = run("--kind", "legal", "--language", "az")
    assert done.exit_code == 0
    assert "Hüquqi yardım" in done.stderr
    assert "home-help" not in done.stderr


def test_json_stands_alone_on_stdout_with_the_terms_of_the_day():
    found = {service["code"]: service for service in json.loads(run("--json", "--on", "2015-06-01").stdout)}
    assert found["legal-aid"]["terms"]["rule"] == "in_difficult_life_condition"
    assert found["day-care"]["terms"] is None


def test_a_day_before_the_terms_is_said_in_the_table():
    assert "no terms on that day" in run("--on", "2000-01-01").stderr


def test_an_unknown_kind_is_refused():
    assert run("--kind", "nothing").exit_code == 2
