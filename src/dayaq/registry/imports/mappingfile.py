"""A mapping as a file: TOML that people correct, see :mod:`dayaq.registry.imports.mapping`."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping as AnyMapping
from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from dayaq.registry.imports import encodings
from dayaq.registry.imports.filesets.contents import PERSONS
from dayaq.registry.imports.mapping import Mapping, check, source_code, wrong
from dayaq.registry.imports.reading import FileOptions

_OF_A_FILE: Final = {"key", "columns", "compare", "constants", "options", "file"}


def parse(text: str, *, default_source: str = "") -> Mapping:
    """Read a mapping from TOML; Invalid says which entry is wrong."""
    try:
        found = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise wrong(_("The mapping is not TOML: %(reason)s.") % {"reason": error}) from error
    sections = _table(found, "files")
    _only(found, {"source", "name", "files"} if sections else {"source", "name", *_OF_A_FILE})
    source, name = source_code(str(found.get("source") or default_source)), str(found.get("name", ""))
    mapping = _set(sections, source, name) if sections else _one(found, source, name)
    check(mapping)
    return mapping


def _set(sections: dict[str, Any], source: str, name: str) -> Mapping:
    parts = []
    for file_name in sections:
        section = _table(sections, file_name)
        _only(section, {"holds", *_OF_A_FILE})
        holds = str(section.get("holds", ""))
        parts.append(replace(_one(section, source, ""), holds=holds, file_name=file_name))
    persons = [part for part in parts if part.holds == PERSONS]
    if len(persons) != 1:
        raise wrong(_("Exactly one file of a set holds persons."), value=", ".join(part.file_name for part in persons))
    others = tuple(part for part in parts if part.holds != PERSONS)
    return replace(persons[0], name=name, files=others)


def _one(found: AnyMapping[str, Any], source: str, name: str) -> Mapping:
    options = dict(_table(found, "options"))
    take = _texts(options.pop("take", ()), "take")
    return Mapping(
        source=source,
        name=name,
        key=_texts(found.get("key", ()), "key"),
        columns={name: _texts(value, name) for name, value in _table(found, "columns").items()},
        compare={name: _texts(value, name) for name, value in _table(found, "compare").items()},
        constants={name: str(value) for name, value in _table(found, "constants").items()},
        options={name: str(value) for name, value in options.items()},
        take=take,
        file=_file(_table(found, "file")),
    )


def _only(found: AnyMapping[str, Any], known: set[str]) -> None:
    unknown = set(found) - known
    if unknown:
        raise wrong(_("The mapping has an entry that does not exist."), value=min(unknown))


def _table(found: AnyMapping[str, Any], name: str) -> dict[str, Any]:
    table = found.get(name, {})
    if not isinstance(table, dict):
        raise wrong(_("This entry is a table."), value=name)
    return table


def _texts(value: Any, name: str) -> tuple[str, ...]:
    texts = (value,) if isinstance(value, str) else value
    if not isinstance(texts, (list, tuple)) or not all(isinstance(text, str) for text in texts):
        raise wrong(_("Give a text or a list of texts."), value=name)
    return tuple(texts)


def _file(table: dict[str, Any]) -> FileOptions:
    _only(table, {"encoding", "delimiter", "sheet", "header_row"})
    row = table.get("header_row", 0)
    if not isinstance(row, int):
        raise wrong(_("The row of the header is a number."), value=str(row))
    encoding = str(table.get("encoding", ""))
    if encoding:
        encodings.checked(encoding)
    return FileOptions(encoding, str(table.get("delimiter", ""))[:1], str(table.get("sheet", "")), row)


def to_toml(mapping: Mapping) -> str:
    """``mapping`` as a file that :func:`parse` reads back."""
    lines = [f"source = {_quoted(mapping.source)}", f"name = {_quoted(mapping.name)}"]
    if not mapping.is_set:
        return "\n".join([*lines, *_lines(mapping, "")]) + "\n"
    for part in mapping.every_file():
        section = f"files.{_quoted(part.file_name)}"
        lines += ["", f"[{section}]", f"holds = {_quoted(part.holds)}", *_lines(part, f"{section}.")]
    return "\n".join(lines) + "\n"


def _lines(mapping: Mapping, section: str) -> list[str]:
    """What is said of one file, its tables under ``section``."""
    lines = [f"key = {_listed(mapping.key)}"] if mapping.holds == PERSONS else []
    lines += ["", f"[{section}columns]", *_columns(mapping.columns)]
    if mapping.compare:
        lines += ["", f"[{section}compare]", *_columns(mapping.compare)]
    options = [f"{name} = {_quoted(value)}" for name, value in mapping.options.items()]
    if mapping.take:
        options.append(f"take = {_listed(mapping.take)}")
    file = [
        f"{name} = {value if isinstance(value, int) else _quoted(value)}"
        for name, value in asdict(mapping.file).items()
        if value
    ]
    constants = [f"{name} = {_quoted(value)}" for name, value in mapping.constants.items()]
    for head, entries in (("constants", constants), ("options", options), ("file", file)):
        if entries:
            lines += ["", f"[{section}{head}]", *entries]
    return lines


def _columns(table: AnyMapping[str, Sequence[str]]) -> list[str]:
    return [
        f"{name if name.isascii() and name.replace('_', '').isalnum() else _quoted(name)} = "
        f"{_quoted(columns[0]) if len(columns) == 1 else _listed(columns)}"
        for name, columns in table.items()
    ]


def _quoted(text: str) -> str:
    """A JSON string is a TOML string."""
    return json.dumps(text, ensure_ascii=False)


def _listed(texts: Sequence[str]) -> str:
    return "[" + ", ".join(map(_quoted, texts)) + "]"
