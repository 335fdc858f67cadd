"""Columns of Arrow from columns of numbers."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
import pyarrow as pa

from dayaq.seeds.nation.draws import Ints
from dayaq.seeds.nation.households import NEVER

Column: TypeAlias = Any  # pyarrow has no types of its own
Table: TypeAlias = Any


def or_none(texts: list[str]) -> list[str | None]:
    """None for each empty text."""
    return [text or None for text in texts]


def dates(days: Ints) -> Column:
    """Dates from days counted from 1970; null where there is no day."""
    return pa.array(days.astype(np.int32), mask=days == NEVER, type=pa.int32()).cast(pa.date32())


def money(qepik: Ints) -> Column:
    """Amounts of two decimals: 16 bytes each, the low half first; none is negative."""
    halves = np.zeros((len(qepik), 2), dtype=np.int64)
    halves[:, 0] = qepik
    return pa.Array.from_buffers(pa.decimal128(14, 2), len(qepik), [None, pa.py_buffer(halves.tobytes())])
