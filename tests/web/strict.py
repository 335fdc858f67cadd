"""A component given a variable that does not exist fails the test; outside tests it takes the default silently."""

from __future__ import annotations

import pytest
from django_cotton.templatetags import Attrs


@pytest.fixture(autouse=True)
def strict_components(monkeypatch: pytest.MonkeyPatch) -> None:
    """``<c-tag :record="misspelt" />`` fails."""

    def fail(self: Attrs, key: str) -> None:
        raise AssertionError(f'A component was given :{key}="…" whose variable does not exist')

    monkeypatch.setattr(Attrs, "unprocessable", fail)
