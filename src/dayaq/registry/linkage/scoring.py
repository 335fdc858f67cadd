"""Pairs get a probability: Splink compares and weighs, and the kin are weighed against it.

Three things a pair may be: one person, two people of one family or house, two people who have nothing to do with each
other. Splink knows the first and the last. Brothers and sisters, twins above all, agree in so much (surname, father,
address, telephone, birthday) that against mere chance they would look like one person; so what they share is weighed
against how often kin share it.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from dayaq.registry.linkage.fields import Field
from dayaq.registry.linkage.model import COUNTED, Model, outcomes, splink_settings

if TYPE_CHECKING:
    from dayaq.registry.linkage.engine import Connection

#: Pairs below are not kept: they would fill the disk and nobody looks at them.
LEAST: Final = 0.001


class Scorer:
    """Scores tables of pairs of ``records`` under a model."""

    def __init__(self, connection: Connection, model: Model) -> None:
        from splink import DuckDBAPI, Linker

        self._connection = connection
        self._model = model
        self._api = DuckDBAPI(connection=connection)
        records = self._api.register(connection.table("records"))
        self._linker = Linker(records, splink_settings(model), log_level=None)
        for field in model.fields:
            if counted(field):
                self._count_values(field)

    def _count_values(self, field: Field) -> None:
        """Tell Splink how frequent each value is. The pair at hand is one of its holders and does not count twice."""
        name = f"frequent_{field.column}"
        column = field.column
        self._connection.execute(
            f"create or replace table {name} as select {column}, "
            f"greatest(count(*) - 1, 1)::double / (select count({column}) from records) as tf_{column} "
            f"from records where {column} is not null group by {column}"
        )
        table = self._api.register(self._connection.table(name))
        self._linker.table_management.register_term_frequency_lookup(table, column)

    def compare(self, pairs: str, least: float | None = None) -> str:
        """The name of a table with gamma and weight of each comparison of the pairs in the table ``pairs``."""
        registered = self._api.register(self._connection.table(pairs))
        self._linker.table_management.register_blocked_pairs_for_predict(registered)
        predicted = self._linker.inference.predict(threshold_match_probability=least, warning_mode="never")
        return str(predicted.physical_name)

    def score(self, pairs: str, into: str, least: float = LEAST) -> None:
        """Add the pairs of the table ``pairs`` that reach ``least`` to the table ``into``, which is made if need be."""
        compared = self.compare(pairs, least or None)
        gammas = ", ".join(f"gamma_{field.column}" for field in self._model.fields)
        weights = ", ".join(f"mw_{field.column} as w_{field.column}" for field in self._model.fields)
        surplus = [f"mw_tf_adj_{field.column} as t_{field.column}" for field in self._model.fields if counted(field)]
        source = (
            f"select id_l, id_r, match_weight, {', '.join((gammas, weights, *surplus))}, "
            f"{kin_sql(self._model)} as kin_bits from {compared}"
        )
        sql = (
            f"select least(id_l, id_r) as l, greatest(id_l, id_r) as r, round({probability_sql(self._model)}, 9) as p, "
            f"* exclude (id_l, id_r, match_weight) from ({source}) where p >= {least}"
        )
        self._connection.execute(f"create table if not exists {into} as select * from ({sql}) limit 0")
        self._connection.execute(f"insert into {into} {sql}")
        self._connection.execute(f"drop table {compared}")


def counted(field: Field) -> bool:
    """Whether a rare value of it says more than a common one."""
    return field.kind in COUNTED


def kin_sql(model: Model) -> str:
    """Bits of evidence for kin against chance: what they share, and how rare the shared value is."""
    terms = [term for field in model.fields if (term := _kin_term(field, model))]
    return " + ".join(terms) if terms else "0::double"


def _kin_term(field: Field, model: Model) -> str:
    shares = model.kin.get(field.column)
    if shares is None:
        return ""  # kin agree in it as strangers do, by chance
    surplus = f"mw_tf_adj_{field.column}" if counted(field) else ""
    cases = " ".join(
        f"when {place} then {math.log2(shares[outcome] / model.chance[field.column][outcome])!r}::double"
        for place, outcome in enumerate(outcomes(field, model.fields))
    )
    case = f"case gamma_{field.column} {cases} else 0::double end"
    return f"{case} + {surplus}" if surplus else case


def probability_sql(model: Model) -> str:
    """The probability of one person from Splink's weight and ``kin_bits``."""
    neither = 1 - model.prior - model.kin_prior
    odds = f"match_weight + {math.log2((1 - model.prior) / neither)!r}"
    if not model.kin_prior:
        return f"1 / (1 + pow(2, -({odds})))"
    # Capped, because 2 to the power of 1,100 is no number any more.
    kin = f"least(kin_bits + {math.log2(model.kin_prior / neither)!r}, 900.0)"
    return f"1 / (1 + (1 + pow(2, {kin})) * pow(2, -greatest({odds}, -100.0)))"
