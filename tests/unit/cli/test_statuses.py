"""`dayaq statuses recheck`."""

import json
from datetime import UTC, date, datetime

import pytest
from click.testing import CliRunner

from dayaq.cli.statuses import command
from dayaq.core import clock
from dayaq.core.errors import Invalid
from dayaq.law.api import load_law
from dayaq.registry import api
from tests.unit.registry.given import person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _country(db):
    with clock.frozen(datetime(2024, 6, 15, 8, tzinfo=UTC)):
        load_law()
        api.load_status_kinds()
        person(birth_date=date(2015, 1, 1))
        yield


def run(*arguments):
    return CliRunner().invoke(command, ["recheck", *arguments], catch_exceptions=False)


def test_it_says_what_changed_and_the_second_time_that_nothing_did():
    first, second = run(), run()
    assert (first.exit_code, second.exit_code) == (0, 0)
    assert "1 statuses changed; 1 persons on 15.06.2024" in first.stderr
    assert "Nothing changed" in second.stderr


def test_json_stands_alone_on_stdout():
    done = json.loads(run("--on", "2024-06-01", "--json").stdout)
    assert done["on"] == "2024-06-01"
    assert done["rules"]["child"] == {"opened": 1, "prolonged": 0, "ended": 0, "gained": 1, "lost": 0}
    assert set(done["rules"]) == {"child", "elderly", "low_income", "martyr_family", "expiry"}


def test_a_day_before_the_last_pass_is_refused():
    run()
    with pytest.raises(Invalid):
        run("--on", "2024-06-01")
