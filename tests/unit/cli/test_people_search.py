import json

import pytest
from click.testing import CliRunner

from dayaq.cli.people import command
from tests.unit.registry.given import astara, operator, person

pytestmark = pytest.mark.django_db


def run(*arguments):
    return CliRunner().invoke(command, ("search", *arguments))


def test_a_search_prints_whom_it_found_best_first():
    one = person(fin="5ABC12D")
    result = run("алиев", "1980", "--json")
    assert result.exit_code == 0
    found = json.loads(result.stdout)
    assert (found["text"], found["more"]) == ("алиев 1980", False)
    assert found["hits"] == [
        {
            "id": one.pk,
            "fin": "5ABC12D",
            "surname": "Əliyev",
            "given_name": "Həsən",
            "father_name": "Məmməd",
            "sex": "m",
            "birth_date": "1980-04-12",
            "district": "AZ-LER",
            "score": found["hits"][0]["score"],
        }
    ]


def test_people_read_a_table():
    person(fin="5ABC12D")
    text = run("5abc 12d").stderr
    for word in ("5ABC12D", "Əliyev Həsən Məmməd oğlu", "12.04.1980", "Lerik", "1 found"):
        assert word in text


def test_finding_nobody_is_no_failure():
    result = run("Heçkim")
    assert result.exit_code == 0
    assert "Nobody was found" in result.stderr


def test_more_than_asked_for_is_said():
    for _number in range(3):
        person()
    assert "There are more" in run("Əliyev", "--limit", "2").stderr


def test_one_can_look_with_the_eyes_of_an_account():
    person(unit=astara())
    user = operator()
    assert json.loads(run("Əliyev", "--as", user.username, "--json").stdout)["hits"] == []
    assert run("Əliyev", "--as", "nobody").exit_code == 2
