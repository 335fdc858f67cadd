"""Compile the text of a rule: parse, check types, check what a rule may contain, and know which facts it reads."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from .building import Builder, check_dates, presence_tests
from .engine import Engine, engine_for
from .errors import ExpressionError, Problem
from .facts import FactSchema, FactType
from .nodes import Node, fact_names, render
from .reading import digest_of

_RESULTS = {
    FactType.BOOL: "BOOL",
    FactType.INT: "INT",
    FactType.MONEY: "INT",
    FactType.NUMBER: "DOUBLE",
    FactType.TEXT: "STRING",
}


@dataclass(frozen=True)
class CompiledExpression:
    """A rule that compiles. Holds no facts; shared between threads.

    `facts_used` names facts and parameters (`param.…`), sorted. `digest` is SHA-256 over the source, the types of
    the schema and the type of the result: it changes when the meaning can change.
    """

    source: str
    schema: FactSchema
    returns: FactType
    root: Node = field(compare=False, repr=False)
    program: Any = field(compare=False, repr=False)
    facts_used: tuple[str, ...] = field(compare=False)
    digest: str = field(compare=False)

    @property
    def engine(self) -> Engine:
        return engine_for(self.schema)

    @property
    def normal_form(self) -> str:
        """The rule as its checked tree says it, without the author's spaces and superfluous brackets."""
        return render(self.root)


@lru_cache(maxsize=4096)
def compile_rule(source: str, schema: FactSchema, returns: FactType = FactType.BOOL) -> CompiledExpression:
    """Compile an expression whose result is of type `returns` (bool, int, money, number or text).

    Raises ExpressionError with every problem found, each with line and column.
    """
    if returns not in _RESULTS:
        raise ExpressionError([Problem("wrong_result", 1, 1, ", ".join(kind.value for kind in _RESULTS))])
    engine = engine_for(schema)
    presence = presence_tests(engine.parse(source), source)
    if presence:
        raise ExpressionError(presence)
    checked = engine.check(source)
    builder = Builder(engine, schema, checked, source)
    root = builder.build(checked.expr)
    problems = builder.problems or check_dates(root, schema)
    if problems:
        raise ExpressionError(problems)
    program = engine.program(checked, checked.expr)
    if program.return_type().name() != _RESULTS[returns]:
        raise ExpressionError([Problem("wrong_result", root.place.line, root.place.column, returns.value)])
    return CompiledExpression(
        source=source,
        schema=schema,
        returns=returns,
        root=root,
        program=program,
        facts_used=fact_names(root),
        digest=digest_of({"source": source, "schema": schema.digest, "returns": returns.value}),
    )
