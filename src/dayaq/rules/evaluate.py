"""Evaluate a compiled rule in three values, and say why.

TRUE, FALSE or UNDETERMINED by Kleene's strong logic: `false && unknown` is FALSE, `true || unknown` is TRUE, and every
other operation on something unknown is unknown. A missing fact makes its place unknown; so does a fault of computing
(division by zero, overflow, a number that is not finite). Missing names are gathered from every place that is unknown
for want of them, so that a person is asked once for all of them. For `unknown ? a : b` and a list that is unknown, the
missing facts of the parts behind are gathered too, though only some of them may turn out to be needed.

The C++ engine computes the strict operations; logic, quantifiers and the record of what mattered are ours.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from .engine import Engine, Failed
from .expression import CompiledExpression
from .facts import FactType, FactValue, Scalar
from .nodes import Call, Const, FactRef, ListOf, Logic, Node, Not, Quantifier, Ternary, VarRef, fact_names, render
from .trace import Fault, TraceNode


class Outcome(StrEnum):
    TRUE = "true"
    FALSE = "false"
    UNDETERMINED = "undetermined"


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What an expression came to. `value` is None unless it is known; `missing` and `faults` are sorted."""

    value: FactValue | None
    missing: tuple[str, ...]
    faults: tuple[Fault, ...]
    trace: TraceNode

    @property
    def outcome(self) -> Outcome:
        """Of a bool expression; anything that is not plainly true or false is undetermined."""
        if self.value is True:
            return Outcome.TRUE
        return Outcome.FALSE if self.value is False else Outcome.UNDETERMINED


def evaluate(expression: CompiledExpression, values: Mapping[str, object]) -> Evaluation:
    """Evaluate with facts and parameters (`param.…`) by name; None and absence mean missing.

    Raises FactError for a name that is not declared and a value of the wrong type.
    """
    bound = expression.schema.bind(values)
    trace = Evaluator(expression.engine, bound).step(expression.root)
    known = trace.known
    if known and expression.returns is FactType.BOOL and not isinstance(trace.value, bool):
        known = False  # cannot happen after type checking; if it ever does, it must not decide anything
    return Evaluation(trace.value if known else None, trace.missing, trace.faults, trace)


class Evaluator:
    """One set of facts, already bound; expressions of one schema are evaluated against it."""

    def __init__(self, engine: Engine, values: Mapping[str, FactValue]) -> None:
        self._engine = engine
        self._values = values
        self._activation: Any = engine.activation(values)
        self._loops: dict[str, FactValue] = {}

    def step(self, node: Node) -> TraceNode:
        match node:
            case Const(value=value):
                return _known(node, value, ())
            case FactRef(name=name):
                if name in self._values:
                    return _known(node, self._values[name], ())
                return _unknown(node, (), missing=(name,))
            case VarRef(name=name):
                return _known(node, self._loops[name], ())
            case ListOf(items=items):
                return self._list(node, items)
            case Logic(op=op, items=items):
                return _logic(node, [self.step(item) for item in items], decisive=op == "or")
            case Not(item=item):
                inner = self.step(item)
                return _known(node, inner.value is False, (inner,)) if inner.known else _unknown(node, (inner,))
            case Ternary():
                return self._ternary(node)
            case Quantifier():
                return self._quantifier(node)
            case Call():
                return self._call(node)

    def _list(self, node: Node, items: tuple[Node, ...]) -> TraceNode:
        steps = tuple(self.step(item) for item in items)
        elements: list[Scalar] = [step.value for step in steps if isinstance(step.value, bool | int | float | str)]
        return _known(node, elements, steps) if len(elements) == len(steps) else _unknown(node, steps)

    def _ternary(self, node: Ternary) -> TraceNode:
        condition = self.step(node.condition)
        if not condition.known:
            return _unknown(node, (condition, self.step(node.then), self.step(node.other)))
        chosen = self.step(node.then if condition.value is True else node.other)
        if chosen.value is None:
            return _unknown(node, (condition, chosen))
        return _known(node, chosen.value, (condition, chosen))

    def _call(self, node: Call) -> TraceNode:
        args = tuple(self.step(arg) for arg in node.args)
        if not all(arg.known for arg in args):
            return _unknown(node, args)
        result = self._engine.run(node.program, self._activation)
        if isinstance(result, Failed):
            return _unknown(node, args, fault=Fault(result.code, render(node)))
        return _known(node, result, args)

    def _quantifier(self, node: Quantifier) -> TraceNode:
        over = self.step(node.over)
        if not over.known or not isinstance(over.value, list):
            # Nothing is known about the elements; ask already now for what the body will want of the facts.
            return _unknown(node, (over,), missing=self._missing_in(node.body))
        turns = [self._turn(node, element) for element in over.value]
        verdict = _logic(node, turns, decisive=node.kind == "any")
        return replace(verdict, children=(*_shown((over,)), *verdict.children))

    def _turn(self, node: Quantifier, element: FactValue) -> TraceNode:
        outer = self._activation
        self._loops[node.variable] = element
        self._activation = self._engine.activation({**self._values, **self._loops})
        try:
            return self.step(node.body).bound_to(node.variable, element)
        finally:
            del self._loops[node.variable]
            self._activation = outer

    def _missing_in(self, node: Node) -> tuple[str, ...]:
        return tuple(name for name in fact_names(node) if name not in self._values)


def _logic(node: Node, steps: list[TraceNode], *, decisive: bool) -> TraceNode:
    """Kleene's `or` (decisive value true) or `and` (decisive value false); only what mattered is kept."""
    deciding = [step for step in steps if step.known and step.value is decisive]
    if deciding:
        return _known(node, decisive, deciding)
    undecided = [step for step in steps if not step.known]
    if undecided:
        return _unknown(node, undecided)
    return _known(node, not decisive, steps)


def _known(node: Node, value: FactValue, parts: Iterable[TraceNode]) -> TraceNode:
    return TraceNode(render(node), node.place.line, node.place.column, _kind(node), value, children=_shown(parts))


def _unknown(
    node: Node, parts: Iterable[TraceNode], *, missing: tuple[str, ...] = (), fault: Fault | None = None
) -> TraceNode:
    """Unknown because of its parts, of facts of its own, or of a fault of its own."""
    parts = tuple(parts)
    names = set(missing).union(*(part.missing for part in parts))
    faults = {item for part in parts for item in part.faults} | ({fault} if fault else set())
    return TraceNode(
        render(node),
        node.place.line,
        node.place.column,
        _kind(node),
        None,
        tuple(sorted(names)),
        tuple(sorted(faults, key=lambda item: (item.code, item.text))),
        _shown(parts),
    )


def _shown(parts: Iterable[TraceNode]) -> tuple[TraceNode, ...]:
    return tuple(part for part in parts if part.kind != "constant")


def _kind(node: Node) -> str:
    match node:
        case FactRef():
            return "fact"
        case VarRef():
            return "variable"
        case Const():
            return "constant"
        case ListOf(items=items) if all(isinstance(item, Const) for item in items):
            return "constant"
        case _:
            return "expression"
