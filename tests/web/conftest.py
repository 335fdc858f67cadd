"""Templates are strict in tests."""

from __future__ import annotations

from tests.web.strict import strict_components

__all__ = ["strict_components"]
