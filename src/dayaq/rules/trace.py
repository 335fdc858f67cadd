"""The record of how an expression came to its value: only what mattered, each part with its text and place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from .errors import DocumentError
from .facts import FactValue, Scalar
from .reading import Section

KINDS = ("fact", "variable", "constant", "expression")


@dataclass(frozen=True, slots=True)
class Fault:
    """A computation without a value: `code` is division_by_zero, overflow, not_finite or other; `text` the part."""

    code: str
    text: str


@dataclass(frozen=True, slots=True)
class TraceNode:
    """One part of an expression. `value` is None when it is unknown: then `missing` or `faults` say why.

    `children` are the parts that decided the value; constants and what was absorbed (the right side of
    `false && …`) are left out. `variable` and `element` tell which turn of exists() or all() this part belongs to.
    """

    text: str
    line: int
    column: int
    kind: str
    value: FactValue | None
    missing: tuple[str, ...] = ()
    faults: tuple[Fault, ...] = ()
    children: tuple[TraceNode, ...] = ()
    variable: str = ""
    element: FactValue | None = None

    @property
    def known(self) -> bool:
        return self.value is not None

    def bound_to(self, variable: str, element: FactValue) -> TraceNode:
        return replace(self, variable=variable, element=element)

    def walk(self) -> Iterator[TraceNode]:
        yield self
        for child in self.children:
            yield from child.walk()

    def facts(self) -> dict[str, FactValue | None]:
        """The facts and parameters that mattered, sorted by name, with None for a missing one."""
        found = {node.text: node.value for node in self.walk() if node.kind == "fact"}
        found.update(dict.fromkeys(self.missing))
        return {name: found[name] for name in sorted(found)}

    def to_dict(self) -> dict[str, object]:
        """Plain JSON; keys that would be empty are left out, and `value` when there is none."""
        document: dict[str, object] = {"text": self.text, "at": [self.line, self.column], "kind": self.kind}
        if self.value is not None:
            document["value"] = self.value
        if self.missing:
            document["missing"] = list(self.missing)
        if self.faults:
            document["faults"] = [{"code": fault.code, "text": fault.text} for fault in self.faults]
        if self.variable:
            document["turn"] = {"variable": self.variable, "element": self.element}
        if self.children:
            document["children"] = [child.to_dict() for child in self.children]
        return document

    @classmethod
    def from_dict(cls, value: object, path: str = "") -> TraceNode:
        section = Section(
            value,
            path,
            required=("text", "at", "kind"),
            optional=("value", "missing", "faults", "turn", "children"),
        )
        kind = section.text("kind")
        if kind not in KINDS:
            raise DocumentError(section.at("kind"), f"must be one of: {', '.join(KINDS)}")
        variable, element = "", None
        if "turn" in section:
            turn = Section(section.raw("turn"), section.at("turn"), required=("variable", "element"))
            variable, element = turn.text("variable"), read_value(turn.raw("element"), turn.at("element"))
        children = section.items("children") if "children" in section else []
        line, column = _read_place(section)
        return cls(
            text=section.text("text"),
            line=line,
            column=column,
            kind=kind,
            value=read_value(section.raw("value"), section.at("value")) if "value" in section else None,
            missing=section.texts("missing") if "missing" in section else (),
            faults=read_faults(section, "faults") if "faults" in section else (),
            children=tuple(cls.from_dict(child, where) for where, child in children),
            variable=variable,
            element=element,
        )


def read_value(value: object, path: str) -> FactValue:
    """A stored value: bool, number, text, or a list of these."""
    if isinstance(value, list):
        return [_read_scalar(element, f"{path}[{index}]") for index, element in enumerate(value)]
    return _read_scalar(value, path)


def read_faults(section: Section, key: str) -> tuple[Fault, ...]:
    found: list[Fault] = []
    for path, item in section.items(key):
        fault = Section(item, path, required=("code", "text"))
        found.append(Fault(fault.text("code"), fault.text("text")))
    return tuple(found)


def _read_scalar(value: object, path: str) -> Scalar:
    if isinstance(value, bool | int | float | str):
        return value
    raise DocumentError(path, "must be a plain value")


def _read_place(section: Section) -> tuple[int, int]:
    match section.raw("at"):
        case [int(line), int(column)]:
            return line, column
        case _:
            raise DocumentError(section.at("at"), "must be [line, column]")
