"""Apply a rule set to the facts of one person.

Not eligible when some condition is plainly not met; otherwise undetermined when some condition is undetermined;
eligible only when every condition is met. The same facts, parameters and rule set always give the same decision, in
the same order: nothing here reads a clock, a database or anything but its arguments.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from .decision import (
    ConditionResult,
    Decision,
    Eligibility,
    LayerResult,
    ParameterValue,
    PriorityResult,
    Standing,
)
from .errors import FactError, RecomputeError
from .evaluate import Evaluator
from .facts import PARAMETER_PREFIX, FactValue
from .reading import Label
from .ruleset import Article, Condition, Effect, PriorityItem, PriorityLayer, RuleSet
from .trace import TraceNode


def decide(ruleset: RuleSet, facts: Mapping[str, object], parameters: Mapping[str, ParameterValue]) -> Decision:
    """Decide for one person.

    `facts` by declared name, None or absent when missing; `parameters` by declared name without `param.`, valid on
    the day the decision is for: choosing that day's values is the caller's part.
    Raises FactError for a name that is not declared and a value of the wrong type.
    """
    for name in facts:
        if name.startswith(PARAMETER_PREFIX):
            raise FactError(name, "is a parameter, not a fact")
    given: dict[str, object] = {PARAMETER_PREFIX + name: item.value for name, item in parameters.items()}
    used = set(ruleset.names_used)
    bound = ruleset.schema.bind({**facts, **given})
    values = {name: value for name, value in bound.items() if name in used}
    evaluator = _Steps(ruleset, values)
    conditions = tuple(evaluator.condition(condition) for condition in ruleset.conditions)
    layers = tuple(evaluator.layer(layer) for layer in ruleset.priorities)
    missing = {name for result in conditions for name in result.missing}
    wanted = {name for layer in layers for item in layer.items for name in item.missing}
    return Decision(
        ruleset_id=ruleset.id,
        ruleset_version=ruleset.version,
        ruleset_digest=ruleset.digest,
        outcome=_outcome(conditions),
        facts={name: value for name, value in values.items() if not name.startswith(PARAMETER_PREFIX)},
        parameters={
            name: replace(parameters[name], value=values[PARAMETER_PREFIX + name])
            for name in sorted(parameters)
            if PARAMETER_PREFIX + name in values
        },
        missing_facts=tuple(sorted(name for name in missing if not name.startswith(PARAMETER_PREFIX))),
        missing_parameters=tuple(
            sorted(name.removeprefix(PARAMETER_PREFIX) for name in missing if name.startswith(PARAMETER_PREFIX))
        ),
        missing_for_priority=tuple(sorted(wanted - missing)),
        conditions=conditions,
        priority=layers,
    )


def recompute(record: Mapping[str, object], ruleset: RuleSet) -> Decision:
    """Decide again from a stored record (`Decision.to_dict()`) and the rule set it names.

    The result equals `Decision.from_dict(record)` unless the record was altered. Raises RecomputeError when the
    rule set is not the one the record was made with, DocumentError when the record is not a record.
    """
    stored = Decision.from_dict(dict(record))
    if stored.ruleset_digest != ruleset.digest:
        raise RecomputeError(
            f"the record was made with {stored.ruleset_id} {stored.ruleset_version} of another digest"
            f" than {ruleset.id} {ruleset.version}"
        )
    return decide(ruleset, stored.facts, stored.parameters)


@dataclass(frozen=True, slots=True)
class Hindrance:
    """A condition that failed, and the facts (None for a missing one) that made it fail."""

    condition: str
    label: Label
    article: Article
    message: Label
    facts: Mapping[str, FactValue | None]


def what_would_change(decision: Decision) -> tuple[Hindrance, ...]:
    """For a decision of not eligible, every condition that would have to come out otherwise; else nothing."""
    if decision.outcome is not Eligibility.NOT_ELIGIBLE:
        return ()
    return tuple(
        Hindrance(result.id, result.label, result.article, result.message, result.facts)
        for result in decision.conditions
        if result.standing is Standing.NOT_MET
    )


def _outcome(conditions: tuple[ConditionResult, ...]) -> Eligibility:
    standings = {result.standing for result in conditions}
    if Standing.NOT_MET in standings:
        return Eligibility.NOT_ELIGIBLE
    if standings == {Standing.MET}:
        return Eligibility.ELIGIBLE
    return Eligibility.UNDETERMINED


class _Steps:
    """The conditions and layers of one rule set over one set of facts."""

    def __init__(self, ruleset: RuleSet, values: Mapping[str, FactValue]) -> None:
        self._compiled = ruleset.compiled
        self._evaluator = Evaluator(next(iter(ruleset.compiled.values())).engine, values)

    def _trace(self, identifier: str) -> TraceNode:
        return self._evaluator.step(self._compiled[identifier].root)

    def condition(self, condition: Condition) -> ConditionResult:
        trace = self._trace(condition.id)
        wanted = condition.effect is Effect.REQUIRE
        standing, message = Standing.UNDETERMINED, Label("", "")
        if trace.value is wanted:
            standing, message = Standing.MET, condition.met
        elif trace.value is (not wanted):
            standing, message = Standing.NOT_MET, condition.not_met
        return ConditionResult(
            id=condition.id,
            standing=standing,
            effect=condition.effect.value,
            label=condition.label,
            article=condition.article,
            message=message,
            facts=trace.facts(),
            missing=trace.missing,
            faults=trace.faults,
            trace=trace,
        )

    def layer(self, layer: PriorityLayer) -> LayerResult:
        items = tuple(self._item(item) for item in layer.items)
        matched = [item.weight for item in items if item.matched]
        if layer.counts_points:
            return LayerResult(layer.layer, layer.label, layer.source, "points", -sum(matched), items)
        last = max(item.weight for item in items) + 1
        return LayerResult(layer.layer, layer.label, layer.source, "order", min(matched, default=last), items)

    def _item(self, item: PriorityItem) -> PriorityResult:
        trace = self._trace(item.id)
        return PriorityResult(
            id=item.id,
            label=item.label,
            article=item.article,
            matched=trace.value if isinstance(trace.value, bool) else None,
            weight=item.points or item.order or 1,
            missing=trace.missing,
            faults=trace.faults,
            trace=trace,
        )
