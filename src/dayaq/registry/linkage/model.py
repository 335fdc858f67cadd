"""A trained model: fields, what each outcome of a comparison says, and the priors. Kept as JSON it scores alike."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field
from functools import cache, cached_property
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from dayaq.core.errors import Invalid
from dayaq.registry.linkage.blocking import Rule
from dayaq.registry.linkage.fields import Field, Kind
from dayaq.registry.linkage.levels import DIFFERENT, MISSING, Level, levels_of

VERSION: Final = 1
Shares = dict[str, dict[str, float]]  # column of a field → outcome → share

#: Kinds of which a rare value says more than a common one.
COUNTED: Final = (Kind.NAME, Kind.CATEGORY, Kind.CODE, Kind.TEXT)


@dataclass(frozen=True)
class Model:
    """``same``: share of each outcome among pairs of one person (Fellegi and Sunter's m); ``chance``: among pairs of
    different people (u); ``kin``: among pairs of one family or house, for the fields that those share.

    ``prior``, ``kin_prior``: probability that two records taken at random are one person, are kin.
    """

    fields: tuple[Field, ...]
    same: Shares
    chance: Shares
    kin: Shares
    prior: float
    kin_prior: float
    rules: tuple[Rule, ...] = ()
    records: int = 0
    version: int = VERSION
    notes: dict[str, float] = field(default_factory=dict)

    @cached_property
    def name(self) -> str:
        """The same parameters, the same name: what a :class:`Pair` says it was scored by."""
        told = json.dumps(self._parameters(), sort_keys=True, ensure_ascii=False)
        return f"linkage-{self.version}-{hashlib.sha256(told.encode()).hexdigest()[:12]}"

    def _parameters(self) -> dict[str, Any]:
        return {
            "version": self.version,
            "fields": [asdict(one) for one in self.fields],
            "same": self.same,
            "chance": self.chance,
            "kin": self.kin,
            "prior": self.prior,
            "kin_prior": self.kin_prior,
            "rules": [list(rule) for rule in self.rules],
        }

    def to_json(self) -> str:
        """As saved."""
        whole = {"name": self.name, **self._parameters(), "records": self.records, "notes": self.notes}
        return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"

    @classmethod
    def from_json(cls, text: str) -> Model:
        """The inverse of :meth:`to_json`; Invalid when it is no model of a version that is known."""
        try:
            found = json.loads(text)
            if found["version"] != VERSION:
                raise ValueError(found["version"])
            fields = tuple(
                Field(one["column"], one["name"], Kind(one["kind"]), bool(one["personal"])) for one in found["fields"]
            )
            return cls(
                fields=fields,
                same=found["same"],
                chance=found["chance"],
                kin=found["kin"],
                prior=float(found["prior"]),
                kin_prior=float(found["kin_prior"]),
                rules=tuple(tuple(rule) for rule in found["rules"]),
                records=int(found["records"]),
                notes=found.get("notes", {}),
            )
        except (KeyError, TypeError, ValueError) as error:
            raise Invalid(_("This is no linkage model that could be used."), code="model", field="model") from error


@cache
def outcomes(one: Field, fields: tuple[Field, ...]) -> tuple[str, ...]:
    """All outcomes of comparing ``one`` but "missing", worst first: their places are Splink's gamma."""
    return (DIFFERENT, *(level.name for level in reversed(levels_of(one, fields))))


def splink_settings(model: Model) -> dict[str, Any]:
    """``model`` as Splink takes it; the kin are ours and come on top."""
    comparisons = []
    for one in model.fields:
        left, right = f"{one.column}_l", f"{one.column}_r"
        missing = {
            "sql_condition": f"{left} is null or {right} is null",
            "is_null_level": True,
            "label_for_charts": MISSING,
        }
        levels = [_level(one, level, model) for level in levels_of(one, model.fields)]
        rest = {"sql_condition": "ELSE", "label_for_charts": DIFFERENT, **_shares(one, DIFFERENT, model)}
        comparisons.append({"output_column_name": one.column, "comparison_levels": [missing, *levels, rest]})
    return {
        "link_type": "dedupe_only",
        "unique_id_column_name": "id",
        "comparisons": comparisons,
        "blocking_rules_to_generate_predictions": [],
        "probability_two_random_records_match": model.prior,
        "retain_matching_columns": True,  # the outcomes, gamma, come only with them
        "retain_intermediate_calculation_columns": True,
        "linker_uid": "dayaq",
    }


def _level(one: Field, level: Level, model: Model) -> dict[str, Any]:
    made: dict[str, Any] = {
        "sql_condition": level.sql,
        "label_for_charts": level.name,
        **_shares(one, level.name, model),
    }
    if level.name == "exact" and one.kind in COUNTED:
        made["tf_adjustment_column"] = one.column
        made["tf_adjustment_weight"] = 1.0
    return made


def _shares(one: Field, outcome: str, model: Model) -> dict[str, float]:
    return {"m_probability": model.same[one.column][outcome], "u_probability": model.chance[one.column][outcome]}
