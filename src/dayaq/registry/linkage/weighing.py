"""A scored row as a :class:`Pair`: what each comparison said, in bits."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from dayaq.registry.linkage.fields import Field
from dayaq.registry.linkage.levels import MISSING
from dayaq.registry.linkage.model import Model, outcomes
from dayaq.registry.linkage.pairs import Pair, Weight


def weighed(model: Model, row: Mapping[str, Any], said: Mapping[int, Mapping[str, str]]) -> Pair:
    """``row`` of the scored table with the texts of its records. Where kin are the likelier strangers, what a family
    shares counts for as much as it distinguishes within a family: next to nothing."""
    left, right = int(row["l"]), int(row["r"])
    share = _kin_share(model, float(row["kin_bits"]))
    weights = tuple(_weight(model, field, row, share, said[left], said[right]) for field in model.fields)
    return Pair(left, right, round(float(row["p"]), 6), model.name, weights)


def _kin_share(model: Model, kin_bits: float) -> float:
    """Of the probability that they are two people, the share of kin."""
    if not model.kin_prior:
        return 0.0
    against = math.log2((1 - model.prior - model.kin_prior) / model.kin_prior) - kin_bits
    return 1 / (1 + 2 ** min(900.0, against))


def _weight(
    model: Model, field: Field, row: Mapping[str, Any], share: float, left: Mapping[str, str], right: Mapping[str, str]
) -> Weight:
    place = int(row[f"gamma_{field.column}"])
    texts = left[field.column], right[field.column]
    if place < 0:
        return Weight(field.name, MISSING, 0.0, *texts)
    outcome = outcomes(field, model.fields)[place]
    bits = float(row[f"w_{field.column}"])
    surplus = float(row.get(f"t_{field.column}") or 0.0)
    kin = 0.0
    if field.column in model.kin:
        kin = surplus + math.log2(model.kin[field.column][outcome] / model.chance[field.column][outcome])
    return Weight(field.name, outcome, round(bits + surplus - share * kin, 3), *texts)
