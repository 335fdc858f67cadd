"""Every test of programmes begins on one day, with the law and the programme in place."""

from collections.abc import Iterator

import pytest

from dayaq.core import clock
from dayaq.programmes.models import Programme
from tests.unit.programmes import given


@pytest.fixture(autouse=True)
def _one_day() -> Iterator[None]:
    with clock.frozen(given.NOW, seed="programmes"):
        yield


@pytest.fixture
def programme(db: None) -> Programme:
    return given.country()
