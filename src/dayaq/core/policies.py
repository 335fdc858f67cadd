"""Deriving "may this person?" from "refuse unless this person may"."""

from __future__ import annotations

from collections.abc import Callable
from typing import ParamSpec

from dayaq.core.errors import Denied, WrongState

P = ParamSpec("P")


def can(check: Callable[P, None], *args: P.args, **kwargs: P.kwargs) -> bool:
    """True when ``check`` raises neither Denied nor WrongState: for showing a button, never for guarding an action."""
    try:
        check(*args, **kwargs)
    except (Denied, WrongState):
        return False
    return True
