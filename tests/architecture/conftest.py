"""What the tests of the house share."""

from __future__ import annotations

from tests.http.conftest import kinds

__all__ = ["kinds"]
