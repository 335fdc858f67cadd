"""The record of one decision: complete enough to be read years later without the rule set beside it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from .errors import DocumentError
from .facts import FactValue, is_iso_date
from .reading import Label, Section
from .ruleset import Article, Layer
from .trace import Fault, TraceNode, read_faults, read_value

FORMAT = 1


class Eligibility(StrEnum):
    ELIGIBLE = "eligible"
    NOT_ELIGIBLE = "not_eligible"
    UNDETERMINED = "undetermined"


class Standing(StrEnum):
    """How one condition stands for the person, whatever its effect."""

    MET = "met"
    NOT_MET = "not_met"
    UNDETERMINED = "undetermined"


@dataclass(frozen=True, slots=True)
class ParameterValue:
    """A dated value of the law: what it is, since when, and where that is written."""

    value: FactValue | dt.date
    valid_from: str
    source: str

    def __post_init__(self) -> None:
        if not is_iso_date(self.valid_from):
            raise DocumentError("valid_from", "must be a date yyyy-mm-dd")

    def to_dict(self) -> dict[str, object]:
        value = self.value.isoformat() if isinstance(self.value, dt.date) else self.value
        return {"value": value, "valid_from": self.valid_from, "source": self.source}

    @classmethod
    def from_dict(cls, value: object, path: str = "") -> ParameterValue:
        section = Section(value, path, required=("value", "valid_from", "source"))
        if not is_iso_date(section.text("valid_from")):
            raise DocumentError(section.at("valid_from"), "must be a date yyyy-mm-dd")
        found = read_value(section.raw("value"), section.at("value"))
        return cls(found, section.text("valid_from"), section.text("source"))


@dataclass(frozen=True, slots=True)
class ConditionResult:
    """One condition with its outcome; `message` is empty in both languages while it is undetermined."""

    id: str
    standing: Standing
    effect: str
    label: Label
    article: Article
    message: Label
    facts: Mapping[str, FactValue | None]
    missing: tuple[str, ...]
    faults: tuple[Fault, ...]
    trace: TraceNode

    def to_dict(self) -> dict[str, object]:
        return {
            "id": self.id,
            "standing": self.standing.value,
            "effect": self.effect,
            "label": self.label.to_dict(),
            "article": self.article.to_dict(),
            "message": self.message.to_dict(),
            "facts": dict(self.facts),
            "missing": list(self.missing),
            "faults": [{"code": fault.code, "text": fault.text} for fault in self.faults],
            "trace": self.trace.to_dict(),
        }

    @classmethod
    def from_dict(cls, value: object, path: str) -> ConditionResult:
        names = ("id", "standing", "effect", "label", "article", "message", "facts", "missing", "faults", "trace")
        section = Section(value, path, required=names)
        message = Section(section.raw("message"), section.at("message"), required=("az", "en"))
        return cls(
            id=section.text("id"),
            standing=section.enum("standing", Standing),
            effect=section.text("effect"),
            label=section.label("label"),
            article=Article.from_dict(section.raw("article"), section.at("article")),
            message=Label(message.text("az", blank=True), message.text("en", blank=True)),
            facts={
                name: None if item is None else read_value(item, where)
                for name, where, item in section.entries("facts")
            },
            missing=section.texts("missing"),
            faults=read_faults(section, "faults"),
            trace=TraceNode.from_dict(section.raw("trace"), section.at("trace")),
        )


@dataclass(frozen=True, slots=True)
class PriorityResult:
    """One item of a layer: `matched` is None while it is undetermined, and then it does not count."""

    id: str
    label: Label
    article: Article
    matched: bool | None
    weight: int
    missing: tuple[str, ...]
    faults: tuple[Fault, ...]
    trace: TraceNode

    def to_dict(self) -> dict[str, object]:
        return {
            "id": self.id,
            "label": self.label.to_dict(),
            "article": self.article.to_dict(),
            "matched": self.matched,
            "weight": self.weight,
            "missing": list(self.missing),
            "faults": [{"code": fault.code, "text": fault.text} for fault in self.faults],
            "trace": self.trace.to_dict(),
        }

    @classmethod
    def from_dict(cls, value: object, path: str) -> PriorityResult:
        names = ("id", "label", "article", "matched", "weight", "missing", "faults", "trace")
        section = Section(value, path, required=names)
        matched = section.raw("matched")
        if matched is not None and not isinstance(matched, bool):
            raise DocumentError(section.at("matched"), "must be true, false or null")
        return cls(
            id=section.text("id"),
            label=section.label("label"),
            article=Article.from_dict(section.raw("article"), section.at("article")),
            matched=matched,
            weight=section.integer("weight", minimum=1),
            missing=section.texts("missing"),
            faults=read_faults(section, "faults"),
            trace=TraceNode.from_dict(section.raw("trace"), section.at("trace")),
        )


@dataclass(frozen=True, slots=True)
class LayerResult:
    """A layer for one person. `rank` sorts ascending: points as a negative sum, or the lowest order matched."""

    layer: Layer
    label: Label
    source: str
    counts: str
    rank: int
    items: tuple[PriorityResult, ...]

    @property
    def matched(self) -> tuple[PriorityResult, ...]:
        return tuple(item for item in self.items if item.matched)

    def to_dict(self) -> dict[str, object]:
        return {
            "layer": self.layer.value,
            "label": self.label.to_dict(),
            "source": self.source,
            "counts": self.counts,
            "rank": self.rank,
            "items": [item.to_dict() for item in self.items],
        }

    @classmethod
    def from_dict(cls, value: object, path: str) -> LayerResult:
        section = Section(value, path, required=("layer", "label", "source", "counts", "rank", "items"))
        if section.text("counts") not in ("points", "order"):
            raise DocumentError(section.at("counts"), "must be one of: points, order")
        return cls(
            layer=section.enum("layer", Layer),
            label=section.label("label"),
            source=section.text("source"),
            counts=section.text("counts"),
            rank=section.integer("rank", minimum=-(2**31)),
            items=tuple(PriorityResult.from_dict(item, where) for where, item in section.items("items")),
        )


@dataclass(frozen=True, slots=True)
class Decision:
    """What the rules say about one set of facts.

    `facts` and `parameters` are the known ones that some rule reads, normalised. `missing_facts` and
    `missing_parameters` (without `param.`) are what undetermined conditions want, also when another condition already
    refuses. What only an undetermined priority wants is in `missing_for_priority`: it never holds up eligibility.
    """

    ruleset_id: str
    ruleset_version: str
    ruleset_digest: str
    outcome: Eligibility
    facts: Mapping[str, FactValue]
    parameters: Mapping[str, ParameterValue]
    missing_facts: tuple[str, ...]
    missing_parameters: tuple[str, ...]
    missing_for_priority: tuple[str, ...]
    conditions: tuple[ConditionResult, ...]
    priority: tuple[LayerResult, ...]

    @property
    def sort_key(self) -> tuple[int, ...]:
        """One number a layer, statutory first; ascending order puts first who comes first."""
        return tuple(layer.rank for layer in self.priority)

    def to_dict(self) -> dict[str, object]:
        """Plain JSON. It holds personal data: store it where retention and erasure reach it."""
        return {
            "format": FORMAT,
            "ruleset": {"id": self.ruleset_id, "version": self.ruleset_version, "digest": self.ruleset_digest},
            "outcome": self.outcome.value,
            "facts": dict(self.facts),
            "parameters": {name: item.to_dict() for name, item in self.parameters.items()},
            "missing_facts": list(self.missing_facts),
            "missing_parameters": list(self.missing_parameters),
            "missing_for_priority": list(self.missing_for_priority),
            "conditions": [condition.to_dict() for condition in self.conditions],
            "priority": [layer.to_dict() for layer in self.priority],
        }

    @classmethod
    def from_dict(cls, value: object) -> Decision:
        """Raises DocumentError that names the place."""
        missing = ("missing_facts", "missing_parameters", "missing_for_priority")
        names = ("format", "ruleset", "outcome", "facts", "parameters", *missing, "conditions", "priority")
        section = Section(value, "", required=names)
        if section.integer("format", minimum=1) != FORMAT:
            raise DocumentError("format", f"must be {FORMAT}")
        ruleset = Section(section.raw("ruleset"), "ruleset", required=("id", "version", "digest"))
        return cls(
            ruleset_id=ruleset.text("id"),
            ruleset_version=ruleset.text("version"),
            ruleset_digest=ruleset.text("digest"),
            outcome=section.enum("outcome", Eligibility),
            facts={name: read_value(item, where) for name, where, item in section.entries("facts")},
            parameters={
                name: ParameterValue.from_dict(item, where) for name, where, item in section.entries("parameters")
            },
            missing_facts=section.texts("missing_facts"),
            missing_parameters=section.texts("missing_parameters"),
            missing_for_priority=section.texts("missing_for_priority"),
            conditions=tuple(ConditionResult.from_dict(item, where) for where, item in section.items("conditions")),
            priority=tuple(LayerResult.from_dict(item, where) for where, item in section.items("priority")),
        )
