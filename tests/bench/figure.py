"""A line of the common table of all measurements."""

from typing import NamedTuple


class Figure(NamedTuple):
    """``value`` is what was measured on ``dataset``; ``comparison`` says beside what, ``ratio`` how they compare."""

    figure: str
    dataset: str
    value: str
    comparison: str
    ratio: str


HEAD = Figure("figure", "dataset", "measured", "beside", "ratio")
