"""The checked tree of a rule in our own few shapes, and how a shape is written back as text."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from .facts import FactValue

_INFIX = {
    "_==_": ("==", 3),
    "_!=_": ("!=", 3),
    "_<_": ("<", 3),
    "_<=_": ("<=", 3),
    "_>_": (">", 3),
    "_>=_": (">=", 3),
    "@in": ("in", 3),
    "_+_": ("+", 4),
    "_-_": ("-", 4),
    "_*_": ("*", 5),
    "_/_": ("/", 5),
    "_%_": ("%", 5),
}
_TERNARY, _OR, _AND, _UNARY, _ATOM = 0, 1, 2, 6, 7


@dataclass(frozen=True, slots=True)
class Place:
    """Where a node stands in the source; line and column count from 1, in characters."""

    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Const:
    place: Place
    value: bool | int | float | str


@dataclass(frozen=True, slots=True)
class FactRef:
    """A fact, or a parameter under its name with `param.`."""

    place: Place
    name: str


@dataclass(frozen=True, slots=True)
class VarRef:
    """The variable of an enclosing quantifier."""

    place: Place
    name: str


@dataclass(frozen=True, slots=True)
class ListOf:
    place: Place
    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Logic:
    """`&&` or `||` over two or more operands: a chain is one node."""

    place: Place
    op: Literal["and", "or"]
    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Not:
    place: Place
    item: Node


@dataclass(frozen=True, slots=True)
class Ternary:
    place: Place
    condition: Node
    then: Node
    other: Node


@dataclass(frozen=True, slots=True)
class Call:
    """A strict operation: it has a value only when every operand has one. `program` is its own piece of the tree."""

    place: Place
    function: str
    overload: str
    args: tuple[Node, ...]
    program: Any


@dataclass(frozen=True, slots=True)
class Quantifier:
    """`list.exists(x, …)` (any) or `list.all(x, …)` (all)."""

    place: Place
    kind: Literal["any", "all"]
    variable: str
    over: Node
    body: Node


Node = Const | FactRef | VarRef | ListOf | Logic | Not | Ternary | Call | Quantifier


def children(node: Node) -> tuple[Node, ...]:
    match node:
        case ListOf(items=items) | Logic(items=items):
            return items
        case Not(item=item):
            return (item,)
        case Ternary(condition=condition, then=then, other=other):
            return (condition, then, other)
        case Call(args=args):
            return args
        case Quantifier(over=over, body=body):
            return (over, body)
        case _:
            return ()


def walk(node: Node) -> Iterator[Node]:
    """The node and all below it, in the order of the source's structure."""
    yield node
    for child in children(node):
        yield from walk(child)


def fact_names(node: Node) -> tuple[str, ...]:
    """Every fact and parameter the tree reads, sorted, once each."""
    return tuple(sorted({found.name for found in walk(node) if isinstance(found, FactRef)}))


def render(node: Node) -> str:
    """The node as CEL text; compiled again it gives the same tree."""
    return _render(node)[0]


def render_value(value: FactValue) -> str:
    """A value as a CEL literal."""
    if isinstance(value, list):
        return "[" + ", ".join(render_value(element) for element in value) + "]"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        # json's escapes are all valid in CEL; the apostrophe is what a rule is usually written with
        return "'" + json.dumps(value, ensure_ascii=False)[1:-1].replace('\\"', '"').replace("'", "\\'") + "'"
    return repr(value)


def _render(node: Node) -> tuple[str, int]:
    """The text and how tightly it binds."""
    match node:
        case Const(value=value):
            negative = isinstance(value, int | float) and value < 0
            return render_value(value), (_UNARY if negative else _ATOM)
        case FactRef(name=name) | VarRef(name=name):
            return name, _ATOM
        case ListOf(items=items):
            return "[" + ", ".join(render(item) for item in items) + "]", _ATOM
        case Logic(op=op, items=items):
            sign, level = (" && ", _AND) if op == "and" else (" || ", _OR)
            return sign.join(_bound(item, level + 1) for item in items), level
        case Not(item=item):
            # CEL reads "!!a" as "a": a negated negation keeps its brackets
            return "!" + _bound(item, _ATOM), _UNARY
        case Ternary(condition=condition, then=then, other=other):
            text = f"{_bound(condition, _OR)} ? {_bound(then, _OR)} : {_bound(other, _TERNARY)}"
            return text, _TERNARY
        case Quantifier(kind=kind, variable=variable, over=over, body=body):
            macro = "exists" if kind == "any" else "all"
            return f"{_bound(over, _ATOM)}.{macro}({variable}, {render(body)})", _ATOM
        case Call():
            return _render_call(node)


def _render_call(node: Call) -> tuple[str, int]:
    if node.function in _INFIX:
        sign, level = _INFIX[node.function]
        left, right = node.args
        return f"{_bound(left, level)} {sign} {_bound(right, level + 1)}", level
    if node.function == "-_":
        # Without brackets CEL reads a minus and a literal as one literal
        literal = isinstance(node.args[0], Const)
        return "-" + _bound(node.args[0], _ATOM + 1 if literal else _ATOM), _UNARY
    if node.function in ("int", "double", "size"):
        return f"{node.function}({render(node.args[0])})", _ATOM
    return f"{_bound(node.args[0], _ATOM)}.{node.function}({render(node.args[1])})", _ATOM


def _bound(node: Node, level: int) -> str:
    text, own = _render(node)
    return text if own >= level else f"({text})"
