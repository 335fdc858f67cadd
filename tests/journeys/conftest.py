"""Every journey has a browser and is marked as one."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.journeys.browser import chromium, page_as
from tests.web.strict import strict_components

__all__ = ["chromium", "page_as", "strict_components"]

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark all tests of this folder."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.journey)
