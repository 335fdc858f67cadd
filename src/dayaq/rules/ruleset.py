"""A set of rules: one named version of who is eligible, and who comes first among them.

A rule set is data: it is stored, reviewed and published as a plain dictionary (`from_dict`, `to_dict`), and is complete
in itself: declared facts, parameters of the law it wants, conditions and priorities with their articles and texts.

Priorities stand in layers, and an earlier layer always outweighs a later one: what the law says (`statutory`) comes
before what policy adds (`policy`) (inventory PRI-01). In a layer either every item carries `points`, and more points
come first, or every item carries `order`, and the lowest number matched comes first.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from .errors import DocumentError, ExpressionError, SchemaError
from .expression import CompiledExpression, compile_rule
from .facts import Classification, Fact, FactSchema, FactType
from .reading import Label, Section, digest_of, read_label

FORMAT = 1
_ID = re.compile(r"[a-z0-9][a-z0-9_.-]*")


class Effect(StrEnum):
    REQUIRE = "require"  # the expression must be true
    EXCLUDE = "exclude"  # the expression must be false


class Layer(StrEnum):
    STATUTORY = "statutory"
    POLICY = "policy"


@dataclass(frozen=True, slots=True)
class Article:
    """What a rule rests on: `key` finds it in the register of legal acts, `text` is how it is cited."""

    key: str
    text: Label

    def to_dict(self) -> dict[str, object]:
        return {"key": self.key, "text": self.text.to_dict()}

    @classmethod
    def from_dict(cls, value: object, path: str) -> Article:
        section = Section(value, path, required=("key", "text"))
        return cls(section.text("key"), section.label("text"))


@dataclass(frozen=True, slots=True)
class Parameter:
    """A number of the law that a rule reads as `param.<name>`; its dated value is handed over with the facts."""

    name: str
    type: FactType
    label: Label
    article: Article

    def to_dict(self) -> dict[str, object]:
        return {"type": self.type.value, "label": self.label.to_dict(), "article": self.article.to_dict()}

    @classmethod
    def from_dict(cls, name: str, value: object, path: str) -> Parameter:
        section = Section(value, path, required=("type", "label", "article"))
        return cls(
            name,
            section.enum("type", FactType),
            section.label("label"),
            Article.from_dict(section.raw("article"), section.at("article")),
        )


@dataclass(frozen=True, slots=True)
class Condition:
    """One ground for or against. `met` and `not_met` speak to the person: with `exclude`, not being so is `met`."""

    id: str
    expression: str
    effect: Effect
    label: Label
    article: Article
    met: Label
    not_met: Label

    def to_dict(self) -> dict[str, object]:
        return {
            "id": self.id,
            "expression": self.expression,
            "effect": self.effect.value,
            "label": self.label.to_dict(),
            "article": self.article.to_dict(),
            "met": self.met.to_dict(),
            "not_met": self.not_met.to_dict(),
        }

    @classmethod
    def from_dict(cls, value: object, path: str) -> Condition:
        section = Section(value, path, required=("id", "expression", "effect", "label", "article", "met", "not_met"))
        return cls(
            id=_identifier(section, "id"),
            expression=section.text("expression"),
            effect=section.enum("effect", Effect),
            label=section.label("label"),
            article=Article.from_dict(section.raw("article"), section.at("article")),
            met=section.label("met"),
            not_met=section.label("not_met"),
        )


@dataclass(frozen=True, slots=True)
class PriorityItem:
    """One reason to come first: `points` or `order`, whichever its layer counts; both from 1."""

    id: str
    expression: str
    label: Label
    article: Article
    points: int | None = None
    order: int | None = None

    def to_dict(self) -> dict[str, object]:
        weight: dict[str, object] = {"order": self.order} if self.points is None else {"points": self.points}
        return {
            "id": self.id,
            "expression": self.expression,
            "label": self.label.to_dict(),
            "article": self.article.to_dict(),
            **weight,
        }

    @classmethod
    def from_dict(cls, value: object, path: str) -> PriorityItem:
        section = Section(value, path, required=("id", "expression", "label", "article"), optional=("points", "order"))
        if ("points" in section) == ("order" in section):
            raise DocumentError(path, "needs either points or order")
        return cls(
            id=_identifier(section, "id"),
            expression=section.text("expression"),
            label=section.label("label"),
            article=Article.from_dict(section.raw("article"), section.at("article")),
            points=section.integer("points", minimum=1) if "points" in section else None,
            order=section.integer("order", minimum=1) if "order" in section else None,
        )


@dataclass(frozen=True, slots=True)
class PriorityLayer:
    layer: Layer
    label: Label
    source: str
    items: tuple[PriorityItem, ...]

    @property
    def counts_points(self) -> bool:
        return self.items[0].points is not None

    def to_dict(self) -> dict[str, object]:
        return {
            "layer": self.layer.value,
            "label": self.label.to_dict(),
            "source": self.source,
            "items": [item.to_dict() for item in self.items],
        }

    @classmethod
    def from_dict(cls, value: object, path: str) -> PriorityLayer:
        section = Section(value, path, required=("layer", "label", "source", "items"))
        items = tuple(PriorityItem.from_dict(item, where) for where, item in section.items("items"))
        if not items:
            raise DocumentError(section.at("items"), "must not be empty")
        if len({item.points is None for item in items}) > 1:
            raise DocumentError(section.at("items"), "must all count points, or all have an order")
        return cls(section.enum("layer", Layer), section.label("label"), section.text("source"), items)


@dataclass(frozen=True)
class RuleSet:
    """A valid rule set: every expression of it compiles. Build it with `from_dict`."""

    id: str
    version: str
    title: Label
    facts: tuple[Fact, ...]
    parameters: tuple[Parameter, ...]
    conditions: tuple[Condition, ...]
    priorities: tuple[PriorityLayer, ...]

    def __post_init__(self) -> None:
        if not self.conditions:
            raise DocumentError("conditions", "must not be empty: without a condition nobody can be refused")
        layers = [layer.layer for layer in self.priorities]
        if layers != [layer for layer in Layer if layer in layers]:
            raise DocumentError("priorities", "layers come once each, statutory before policy")
        seen: set[str] = set()
        for path, identifier, _ in self._expressions():
            if identifier in seen:
                raise DocumentError(f"{path}.id", f"used twice: {identifier}")
            seen.add(identifier)
        try:
            _ = self.schema
        except SchemaError as error:
            raise DocumentError("facts", str(error)) from None
        _ = self.compiled

    @cached_property
    def schema(self) -> FactSchema:
        """Facts by their names, parameters as `param.<name>`."""
        declared = [Fact(item.name, item.type, item.label, Classification.NONE) for item in self.parameters]
        return FactSchema.declare(self.facts, declared)

    @cached_property
    def compiled(self) -> Mapping[str, CompiledExpression]:
        """The expressions by the id of their condition or item."""
        found: dict[str, CompiledExpression] = {}
        for path, identifier, source in self._expressions():
            try:
                found[identifier] = compile_rule(source, self.schema)
            except ExpressionError as error:
                raise DocumentError(f"{path}.expression", str(error)) from error
        return found

    @cached_property
    def names_used(self) -> tuple[str, ...]:
        """Facts and parameters (`param.…`) some expression reads, sorted: nothing else need be asked or stored."""
        return tuple(sorted({name for item in self.compiled.values() for name in item.facts_used}))

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the whole rule set; a decision keeps it."""
        return digest_of(self.to_dict())

    def _expressions(self) -> list[tuple[str, str, str]]:
        found = [(f"conditions[{n}]", item.id, item.expression) for n, item in enumerate(self.conditions)]
        for number, layer in enumerate(self.priorities):
            path = f"priorities[{number}].items"
            found += [(f"{path}[{n}]", item.id, item.expression) for n, item in enumerate(layer.items)]
        return found

    def to_dict(self) -> dict[str, object]:
        return {
            "format": FORMAT,
            "id": self.id,
            "version": self.version,
            "title": self.title.to_dict(),
            "facts": {fact.name: fact.to_dict() for fact in self.facts},
            "parameters": {parameter.name: parameter.to_dict() for parameter in self.parameters},
            "conditions": [condition.to_dict() for condition in self.conditions],
            "priorities": [layer.to_dict() for layer in self.priorities],
        }

    @classmethod
    def from_dict(cls, value: object) -> RuleSet:
        """Raises DocumentError that names the place: an unknown or missing key, a wrong type, a rule that fails."""
        required = ("format", "id", "version", "title", "facts", "parameters", "conditions", "priorities")
        section = Section(value, "", required=required)
        if section.integer("format", minimum=1) != FORMAT:
            raise DocumentError("format", f"must be {FORMAT}")
        return cls(
            id=_identifier(section, "id"),
            version=section.text("version"),
            title=read_label(section.raw("title"), "title"),
            facts=tuple(Fact.from_dict(name, item, path) for name, path, item in section.entries("facts")),
            parameters=tuple(
                Parameter.from_dict(name, item, path) for name, path, item in section.entries("parameters")
            ),
            conditions=tuple(Condition.from_dict(item, path) for path, item in section.items("conditions")),
            priorities=tuple(PriorityLayer.from_dict(item, path) for path, item in section.items("priorities")),
        )


def _identifier(section: Section, key: str) -> str:
    value = section.text(key)
    if not _ID.fullmatch(value):
        raise DocumentError(section.at(key), "is lower-case latin letters, digits, dot, dash and _")
    return value
