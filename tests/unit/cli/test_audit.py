import json

import pytest
from click.testing import CliRunner
from django.db import connection

from dayaq.cli.audit import command
from dayaq.core.api import audit
from tests import make
from tests.conftest import as_superuser

pytestmark = pytest.mark.django_db


def run(*arguments):
    return CliRunner().invoke(command, arguments)


@pytest.fixture
def sealed():
    clerk = make.user("operator")
    events = [audit.record(by=clerk, event="user.greeted", obj=clerk) for _ in range(3)]
    audit.seal()
    return events


def test_an_intact_chain_exits_with_zero_and_says_how_long_it_is(sealed):
    result = run("verify", "--json")
    assert result.exit_code == 0
    assert json.loads(result.stdout) | {"head": ""} == {
        "intact": True,
        "links": 3,
        "head": "",
        "unsealed": 0,
        "erased_reasons": 0,
        "faults": [],
    }


def test_a_change_planted_by_sql_as_superuser_is_found_and_named(sealed):
    with as_superuser(), connection.cursor() as cursor:
        cursor.execute("set local session_replication_role = replica")
        cursor.execute("update core_auditevent set actor_name = 'somebody else' where id = %s", [sealed[1].pk])
        cursor.execute("set local session_replication_role = origin")
    result = run("verify")
    assert result.exit_code == 1
    assert f"Link 2, event {sealed[1].pk}: the event is not what was sealed." in result.stderr


def test_sealing_by_hand_tells_how_much_was_sealed():
    clerk = make.user("operator")
    audit.record(by=clerk, event="user.greeted", obj=clerk)
    assert "Sealed: 1" in run("seal").stderr
