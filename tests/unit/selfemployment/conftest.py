"""Every test of self-employment begins on one day, with the law, the programme, the catalogue and a committee."""

from collections.abc import Iterator

import pytest

from dayaq.core import clock
from tests.unit.selfemployment import given


@pytest.fixture(autouse=True)
def _one_day() -> Iterator[None]:
    with clock.frozen(given.NOW, seed="selfemployment"):
        yield


@pytest.fixture
def world(db: None) -> given.World:
    return given.world()
