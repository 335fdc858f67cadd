"""Many records are not all compared, and the duplicates are compared all the same."""

import pytest

from dayaq.registry import api
from dayaq.registry.linkage import blocking
from tests.unit.registry.linkage import given
from tests.unit.registry.linkage.given import ELCIN, changed


@pytest.fixture
def few_pairs(monkeypatch):
    monkeypatch.setattr(blocking, "COMPARE_ALL", 2_000)
    monkeypatch.setattr(blocking, "SAMPLE", 200)


@pytest.mark.usefixtures("few_pairs")
@pytest.mark.parametrize(
    "again",
    [
        changed(surname="Elçin", given="Əliyev", fin="", phone="0709998877"),
        changed(fin="", born="04.12.1980", phone=""),
        changed(fin="5ABC13D", surname="Əliyve", born="13.04.1980"),
    ],
)
def test_a_duplicate_with_two_errors_is_still_compared(again):
    records = [*given.crowd(), ELCIN, again]
    with api.link_sheet(given.sheet(records), given.MAPPING) as linkage:
        assert linkage.model.rules
        assert linkage.compared < len(records) * (len(records) - 1) // 4
        assert (len(records), len(records) + 1) in linkage.clusters(0.5).groups


def test_a_small_table_is_compared_through_and_through():
    with api.link_sheet(given.sheet(given.crowd(10, 0)), given.MAPPING) as linkage:
        assert linkage.model.rules == ()
        assert linkage.compared == linkage.count * (linkage.count - 1) // 2


def test_a_rule_is_taken_for_what_it_brings_at_its_cost_and_not_beyond_the_budget():
    everyone = (1 << blocking.IMAGINED) - 1
    agrees = {"whole": everyone >> 1, "half": everyone >> (blocking.IMAGINED // 2), "dear": everyone}
    costs = {("whole",): 10.0, ("half",): 10.0, ("dear",): 1e9}
    assert blocking._greedy(costs, agrees, 1000.0, 10) == [("whole",)]
