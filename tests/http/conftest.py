"""What the tests of the interface share."""

from __future__ import annotations

import pytest

from dayaq.registry.api import load_status_kinds


@pytest.fixture
def kinds(db: None) -> None:
    """The kinds of status of the country."""
    load_status_kinds()
