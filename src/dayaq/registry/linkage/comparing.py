"""Candidate pairs are compared once, and only those that may be one person go on to be scored.

Of the pairs that blocking makes, most are strangers who share a birthday or a surname. Their outcomes are needed to
learn from; weighing the frequency of their values would be work for nothing.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from dayaq.registry.linkage.fields import Field, has_key
from dayaq.registry.linkage.levels import outcome_sql
from dayaq.registry.linkage.model import COUNTED, Model, outcomes

if TYPE_CHECKING:
    from dayaq.registry.linkage.engine import Connection


def compare(connection: Connection, fields: Sequence[Field], pairs: str, into: str) -> None:
    """Make the table ``into``: keys ``l`` and ``r`` of each pair of the table ``pairs``, and its outcomes, gamma."""
    columns = [field.column for field in fields] + [field.key for field in fields if has_key(field.kind)]
    sides = ", ".join(f"{side}.{column} as {column}_{side}" for column in columns for side in "lr")
    cases = ", ".join(f"({outcome_sql(field, fields)})::tinyint as gamma_{field.column}" for field in fields)
    connection.execute(
        f"create or replace table {into} as select l, r, {cases} from (select l.id as l, r.id as r, {sides} "
        f"from {pairs} b join records l on l.id = b.join_key_l join records r on r.id = b.join_key_r)"
    )


def promising(connection: Connection, model: Model, compared: str, into: str, least: float) -> None:
    """Make the table ``into`` of the pairs, as Splink takes them, that can reach the probability ``least`` when the
    values on which they agree are as rare as can be."""
    terms = [repr(math.log2(model.prior / (1 - model.prior)))]
    for field in model.fields:
        cases = " ".join(
            f"when {place} then {_most_bits(model, field, outcome)!r}"
            for place, outcome in enumerate(outcomes(field, model.fields))
        )
        terms.append(f"case gamma_{field.column} {cases} else 0.0 end")
    connection.execute(
        f"create or replace table {into} as select '' as match_key, l as join_key_l, r as join_key_r from {compared} "
        f"where {' + '.join(terms)} >= {math.log2(least / (1 - least))!r}"
    )


def _most_bits(model: Model, field: Field, outcome: str) -> float:
    bits = math.log2(model.same[field.column][outcome] / model.chance[field.column][outcome])
    if outcome == "exact" and field.kind in COUNTED:
        bits += max(0.0, math.log2(model.chance[field.column][outcome] * model.records))
    return round(bits, 6)
