"""What a log line may hold: no personal data.

An error of the database quotes the row that it refused ("Failing row contains (…)"), and an error of reading quotes
what it could not read. So a traceback is logged with its places and the kinds of its errors, without their messages;
an error of the database keeps its code and the name of the constraint.
"""

from __future__ import annotations

import logging
import traceback
from types import TracebackType

ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class PrivateFormatter(logging.Formatter):
    """Formats as asked, and exceptions without what they quote."""

    def formatException(self, ei: ExcInfo) -> str:  # noqa: N802  # the name is logging's
        """The chain of causes, the first cause first."""
        return "" if ei[1] is None else told(ei[1])

    def formatStack(self, stack_info: str) -> str:  # noqa: N802  # the name is logging's
        """Places and our own lines of code; no values."""
        return stack_info


def told(error: BaseException) -> str:
    """``error`` and what it came from: places and kinds, no messages."""
    chain: list[BaseException] = []
    one: BaseException | None = error
    while one is not None and one not in chain:
        chain.append(one)
        one = one.__cause__ or (None if one.__suppress_context__ else one.__context__)
    return "\n".join(line for link in reversed(chain) for line in _link(link))


def _link(error: BaseException) -> list[str]:
    frames = traceback.extract_tb(error.__traceback__)
    places = [f'  File "{frame.filename}", line {frame.lineno}, in {frame.name}' for frame in frames]
    return ["Traceback (most recent call last):", *places, kind_of(error)]


def kind_of(error: BaseException) -> str:
    """The class of an error; its code where it is one of ours; SQLSTATE and constraint where it is the database's."""
    kind = type(error)
    words = [f"{kind.__module__}.{kind.__qualname__}"]
    code = getattr(error, "sqlstate", None) or getattr(error, "code", None)
    if isinstance(code, str) and code:
        words.append(code)
    constraint = getattr(getattr(error, "diag", None), "constraint_name", None)
    if constraint:
        words.append(str(constraint))
    return " ".join(words)
