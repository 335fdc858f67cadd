"""From the engine's checked tree to our nodes, refusing whatever a rule of law has no use for.

The list of operations is closed: what is not listed does not compile. It leaves out what would make a decision
depend on anything but the facts, on the order of a list, or on whether a fact happens to be known.
"""

from __future__ import annotations

import math
from typing import Any, Literal

from .engine import Engine
from .errors import Problem
from .facts import FactSchema, FactType, is_iso_date
from .nodes import Call, Const, FactRef, ListOf, Logic, Node, Not, Place, Quantifier, Ternary, VarRef, children

_ORDERS = ("less", "less_equals", "greater", "greater_equals")
_ARITHMETIC = ("add", "subtract", "multiply", "divide", "negate")
_TEXT_ORDERS = frozenset(f"{order}_string" for order in _ORDERS)
_OVERLOADS = (
    frozenset({"equals", "not_equals", "in_list", "modulo_int64", "double_to_int64", "int64_to_double"})
    | {f"{order}_{kind}" for order in _ORDERS for kind in ("int64", "double")}
    | {f"{operation}_{kind}" for operation in _ARITHMETIC for kind in ("int64", "double")}
    | {"size_string", "string_size", "size_list", "list_size"}
    | {"contains_string", "starts_with_string", "ends_with_string"}
    | _TEXT_ORDERS
)
_SCALARS = frozenset({"BOOL", "INT64", "DOUBLE", "STRING"})


class Builder:
    """Builds one tree; `problems` gathers everything that is wrong with it."""

    def __init__(self, engine: Engine, schema: FactSchema, checked: Any, source: str) -> None:
        self._engine = engine
        self._schema = schema
        self._checked = checked
        self._places = Places(checked.source_info, source)
        self.problems: list[Problem] = []

    def build(self, expr: Any, variables: frozenset[str] = frozenset()) -> Node:
        place = self._places.of(expr.id)
        kind = expr.WhichOneof("expr_kind")
        match kind:
            case "const_expr":
                return self._const(expr.const_expr, place)
            case "ident_expr":
                return self._name(expr, place, variables)
            case "list_expr":
                self._check_list(expr, place)
                return ListOf(place, tuple(self.build(item, variables) for item in expr.list_expr.elements))
            case "comprehension_expr":
                return self._quantifier(expr, place, variables)
            case "call_expr":
                return self._call(expr, place, variables)
            case _:
                return self._refuse(place, "not_allowed", "map, message or field")

    def _refuse(self, place: Place, code: str, detail: str = "") -> Node:
        self.problems.append(Problem(code, place.line, place.column, detail))
        return Const(place, False)

    def _const(self, const: Any, place: Place) -> Node:
        kind = const.WhichOneof("constant_kind")
        if kind == "null_value":
            return self._refuse(place, "null")
        if kind not in ("bool_value", "int64_value", "double_value", "string_value"):
            return self._refuse(place, "not_allowed", str(kind).removesuffix("_value"))
        value = getattr(const, kind)
        if isinstance(value, float) and not math.isfinite(value):
            return self._refuse(place, "not_allowed", "number too large")
        return Const(place, value)

    def _name(self, expr: Any, place: Place, variables: frozenset[str]) -> Node:
        name = expr.ident_expr.name
        if name in variables:
            return VarRef(place, name)
        if name in self._schema.by_name:
            return FactRef(place, name)
        return self._refuse(place, "not_allowed", name)

    def _check_list(self, expr: Any, place: Place) -> None:
        element = self._checked.type_map[expr.id].list_type.elem_type
        if element.WhichOneof("type_kind") != "primitive" or self._primitive(element) not in _SCALARS:
            self._refuse(place, "not_allowed", "list of lists or of mixed types")

    @staticmethod
    def _primitive(kind: Any) -> str:
        return str(type(kind).PrimitiveType.Name(kind.primitive))

    def _call(self, expr: Any, place: Place, variables: frozenset[str]) -> Node:
        call = expr.call_expr
        targets = [call.target] if call.HasField("target") else []
        args = tuple(self.build(arg, variables) for arg in [*targets, *call.args])
        match call.function:
            case "_&&_":
                return Logic(place, "and", _flatten("and", args))
            case "_||_":
                return Logic(place, "or", _flatten("or", args))
            case "!_":
                return Not(place, args[0])
            case "_?_:_":
                return Ternary(place, *args)
        overloads = self._checked.reference_map[expr.id].overload_id
        overload = overloads[0] if len(overloads) == 1 else ""
        if overload not in _OVERLOADS:
            return self._refuse(place, "not_allowed", call.function.strip("_@"))
        return Call(place, call.function, overload, args, self._engine.program(self._checked, expr))

    def _quantifier(self, expr: Any, place: Place, variables: frozenset[str]) -> Node:
        """Only exists() and all() have one of these two shapes; map, filter and exists_one are refused."""
        loop = expr.comprehension_expr
        step = loop.loop_step.call_expr
        kind: Literal["any", "all"]
        if step.function == "_||_" and loop.accu_init.const_expr.WhichOneof("constant_kind") == "bool_value":
            kind = "any"
        elif step.function == "_&&_" and loop.accu_init.const_expr.WhichOneof("constant_kind") == "bool_value":
            kind = "all"
        else:
            return self._refuse(place, "not_allowed", "map, filter, exists_one")
        name = loop.iter_var
        taken = {fact.name.split(".")[0] for fact in self._schema.facts} | variables
        if name in taken:
            return self._refuse(place, "shadowed", name)
        over = self.build(loop.iter_range, variables)
        return Quantifier(place, kind, name, over, self.build(step.args[1], variables | {name}))


def _flatten(op: Literal["and", "or"], args: tuple[Node, ...]) -> tuple[Node, ...]:
    flat: list[Node] = []
    for arg in args:
        flat.extend(arg.items if isinstance(arg, Logic) and arg.op == op else (arg,))
    return tuple(flat)


class Places:
    """Offsets of the engine, in characters, as line and column."""

    def __init__(self, source_info: Any, source: str) -> None:
        self._positions = source_info.positions
        self._source = source

    def of(self, identifier: int) -> Place:
        offset = self._positions.get(identifier, 0)
        before = self._source[:offset]
        return Place(before.count("\n") + 1, offset - (before.rfind("\n") + 1) + 1)


def presence_tests(parsed: Any, source: str) -> list[Problem]:
    """Every has(…) of a parsed tree. The checker drops them silently from names with a dot, so it is asked too late."""
    places = Places(parsed.source_info, source)
    found: list[Problem] = []
    pending = [parsed.expr]
    while pending:
        message = pending.pop()
        if message.DESCRIPTOR.name == "Select" and message.test_only:
            place = places.of(message.operand.id)
            found.append(Problem("presence", place.line, place.column))
        for field, value in message.ListFields():
            if field.message_type is None:
                continue
            pending.extend(value if field.is_repeated else [value])
    return found


def check_dates(node: Node, schema: FactSchema) -> list[Problem]:
    """A date may stand only in a comparison with dates, and only dates have an order among texts."""
    problems: list[Problem] = []

    def refuse(at: Node, code: str) -> None:
        problems.append(Problem(code, at.place.line, at.place.column))

    def visit(current: Node) -> None:
        match current:
            case FactRef() if is_date(current):
                refuse(current, "date_use")
            case Call(overload=overload, args=(left, right)) if overload in {"equals", "not_equals"} | _TEXT_ORDERS:
                meet(current, left, [right], ordered=overload in _TEXT_ORDERS)
            case Call(overload="in_list", args=(left, ListOf(items=items))):
                meet(current, left, list(items), ordered=False)
            case _:
                for child in children(current):
                    visit(child)

    def meet(at: Node, left: Node, others: list[Node], *, ordered: bool) -> None:
        sides = [left, *others]
        if any(is_date(side) for side in sides):
            for side in sides:
                if not is_date(side) and not (
                    isinstance(side, Const) and isinstance(side.value, str) and is_iso_date(side.value)
                ):
                    refuse(side, "date_use")
        else:
            before = len(problems)
            for side in sides:
                visit(side)
            if ordered and len(problems) == before:
                refuse(at, "text_order")

    def is_date(current: Node) -> bool:
        return isinstance(current, FactRef) and schema.by_name[current.name].type is FactType.DATE

    visit(node)
    return problems
