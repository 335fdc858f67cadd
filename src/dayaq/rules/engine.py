"""The thin wall around Google's CEL in C++: the only module that imports it.

The engine parses, checks and evaluates; what it returns as one line of text (errors, missing names) is turned into
data here. Its checked tree comes out as `cel.expr.CheckedExpr`, and a part of that tree goes back in as a program.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from cel.expr import checked_pb2, syntax_pb2
from cel_expr_python import cel
from google.protobuf import any_pb2
from google.protobuf.message import DecodeError

from .errors import ExpressionError, Problem
from .facts import FactSchema, FactType, FactValue

MAX_SOURCE = 8_000  # characters; the longest article we know, written as one rule, stays below 2,000

_TYPES: Final[dict[FactType, Any]] = {
    FactType.BOOL: cel.Type.BOOL,
    FactType.INT: cel.Type.INT,
    FactType.MONEY: cel.Type.INT,
    FactType.NUMBER: cel.Type.DOUBLE,
    FactType.DATE: cel.Type.STRING,
    FactType.TEXT: cel.Type.STRING,
    FactType.TEXT_LIST: cel.Type.List(cel.Type.STRING),
}
_ERROR = re.compile(r"^(?:[A-Z_]+: )?ERROR: <input>:(-?\d+):(-?\d+): (.*?)(?: \[[A-Z_]+\])?$")
_UNDECLARED = re.compile(r"undeclared reference to '([^']*)'")
_OVERLOAD = re.compile(r"found no matching overload for '([^']*)' applied to '([^']*)'")
_FAULTS = (("by zero", "division_by_zero"), ("overflow", "overflow"), ("out of int64 range", "overflow"))


@dataclass(frozen=True, slots=True)
class Failed:
    """The engine could not compute: `division_by_zero`, `overflow`, `not_finite` or `other`."""

    code: str


class Engine:
    """The engine for one schema. Holds no facts, so that it can be shared between threads."""

    def __init__(self, schema: FactSchema) -> None:
        self._env = cel.NewEnv(variables={fact.name: _TYPES[fact.type] for fact in schema.facts})

    def parse(self, source: str) -> Any:
        """`cel.expr.ParsedExpr` before checking, which still shows what macros such as has() were written."""
        return _unpack(self._compile(source, check=False), syntax_pb2.ParsedExpr)

    def check(self, source: str) -> Any:
        """`cel.expr.CheckedExpr`. Raises ExpressionError with every problem the checker names."""
        return _unpack(self._compile(source, check=True), checked_pb2.CheckedExpr)

    def _compile(self, source: str, *, check: bool) -> Any:
        if not source.strip():
            raise ExpressionError([Problem("empty", 1, 1)])
        if len(source) > MAX_SOURCE:
            raise ExpressionError([Problem("too_large", 1, 1)])
        if any(char == "\0" or "\ud800" <= char <= "\udfff" for char in source):
            raise ExpressionError([Problem("syntax", 1, 1, "character that is not text")])
        try:
            return self._env.compile(source, disable_check=not check)
        except RuntimeError as error:
            raise ExpressionError(_problems(str(error))) from None

    def program(self, checked: Any, expr: Any) -> Any:
        """A part of a checked tree as something `run` evaluates."""
        part = checked_pb2.CheckedExpr()
        part.CopyFrom(checked)
        part.expr.CopyFrom(expr)
        packed = any_pb2.Any()
        packed.Pack(part)
        return self._env.deserialize(packed.SerializeToString())

    def activation(self, values: Mapping[str, FactValue]) -> Any:
        return self._env.Activation(dict(values))

    @staticmethod
    def run(program: Any, activation: Any) -> FactValue | Failed:
        """The value, or why there is none. A number that is not finite is no value."""
        result = program.eval(activation)
        if result.type() == cel.Type.ERROR:
            message = str(result.value())
            return Failed(next((code for text, code in _FAULTS if text in message), "other"))
        value = result.plain_value()
        if isinstance(value, float) and not math.isfinite(value):
            return Failed("not_finite")
        if isinstance(value, bool | int | float | str):
            return value
        return Failed("other")  # lists are put together by the walk, nothing else is let in


@lru_cache(maxsize=256)
def engine_for(schema: FactSchema) -> Engine:
    return Engine(schema)


def _unpack(expression: Any, kind: Any) -> Any:
    packed = any_pb2.Any()
    message = kind()
    try:
        packed.ParseFromString(expression.serialize())
        unpacked = packed.Unpack(message)
    except DecodeError:
        raise ExpressionError([Problem("too_large", 1, 1)]) from None
    if not unpacked:
        raise ExpressionError([Problem("engine", 1, 1, "unexpected tree")])
    return message


def _problems(text: str) -> list[Problem]:
    if "recursion" in text:
        return [Problem("too_large", 1, 1)]
    found: list[Problem] = []
    for line in text.splitlines():
        match = _ERROR.match(line)
        if match is None:
            continue
        row, column, message = max(int(match[1]), 1), max(int(match[2]), 1), match[3]
        if undeclared := _UNDECLARED.search(message):
            found.append(Problem("unknown_name", row, column, undeclared[1]))
        elif (overload := _OVERLOAD.search(message)) and "null_type" in overload[2]:
            found.append(Problem("null", row, column))
        elif overload:
            found.append(Problem("type_mismatch", row, column, f"{overload[1].strip('_@')} {overload[2]}"))
        elif message.startswith("Syntax error: "):
            found.append(Problem("syntax", row, column, _shorten(message.removeprefix("Syntax error: "))))
        else:
            found.append(Problem("engine", row, column, message))
    return found or [Problem("engine", 1, 1, text.splitlines()[0] if text else "")]


def _shorten(message: str) -> str:
    """The parser lists every token it would have liked; the first words say enough."""
    head = message.split(" expecting ")[0]
    return head.replace("'<EOF>'", "end of expression")
