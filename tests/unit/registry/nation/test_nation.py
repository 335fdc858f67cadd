"""Everything that can happen to records, in any order, against a simple model in memory."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.unit.registry.nation.arriving import Nation


@pytest.mark.django_db
def test_no_person_is_lost_or_doubled_whatever_is_done_in_whatever_order():
    run_state_machine_as_test(
        Nation,
        settings=settings(
            max_examples=20, stateful_step_count=30, suppress_health_check=list(HealthCheck), report_multiple_bugs=False
        ),
    )
