"""Which file of a set holds what, and what its columns mean: a first guess, which a person corrects."""

from __future__ import annotations

import re
from collections.abc import Mapping as AnyMapping
from dataclasses import replace
from pathlib import PurePath

from dayaq.registry.imports.fields import header_word
from dayaq.registry.imports.filesets.contents import CONTENTS, PERSONS, fields_of, headers_of, order_of
from dayaq.registry.imports.mapping import NAMES, Mapping
from dayaq.registry.imports.proposing import propose
from dayaq.registry.imports.reading import OUR_COLUMNS, FileOptions, Sheet


def propose_set(sheets: AnyMapping[str, Sheet], *, source: str, file: FileOptions | None = None) -> Mapping:
    """A mapping for the files of a set. Files that are not recognised, and columns, are left out."""
    options = file or FileOptions()
    name = _file_of_persons(sheets, source)
    persons = Mapping(source=source, name=source)
    if name:
        persons = replace(propose(sheets[name], source=source, file=options), file_name=name)
    others = [
        propose_file(sheet, other, holds, persons, options)
        for other, sheet in sheets.items()
        if other != name and (holds := _holds(other, sheet, persons))
    ]
    others.sort(key=lambda one: (order_of(one.holds), one.file_name))
    return replace(persons, files=tuple(others))


def propose_file(sheet: Sheet, name: str, holds: str, persons: Mapping, file: FileOptions | None = None) -> Mapping:
    """What the columns of a file that ``holds`` something mean, beside the file of ``persons``."""
    source, options = persons.source, file or FileOptions()
    if holds == PERSONS:
        return replace(propose(sheet, source=source, file=options), file_name=name)
    columns = _columns(sheet, holds, persons)
    return Mapping(source=source, columns=columns, file=options, holds=holds, file_name=name)


def _file_of_persons(sheets: AnyMapping[str, Sheet], source: str) -> str:
    """The one whose name says so, to whose key most others point, that has most columns that we know; "" if none."""
    best: tuple[tuple[int, int, int], str] = ((-1, 0, 0), "")
    for name, sheet in sheets.items():
        found = propose(sheet, source=source)
        if not found.key or not set(NAMES) & set(found.columns):
            continue
        others = [one for other, one in sheets.items() if other != name]
        pointing = sum(all(key in one.header for key in found.key) for one in others)
        named = int(_named(name, PERSONS) > 0)
        best = max(best, ((pointing, named, len(found.columns)), name))
    return best[1]


def _holds(name: str, sheet: Sheet, persons: Mapping) -> str:
    """What a file holds that is not the file of persons: by its name where it has the columns, then by the columns."""
    best, chosen = (0, 0), ""
    for holds, contents in CONTENTS.items():
        if holds == PERSONS:
            continue
        columns = _columns(sheet, holds, persons)
        if all(set(group) & set(columns) for group in contents.needed):
            best, chosen = max((best, chosen), ((_named(name, holds), len(columns)), holds))
    return chosen


def _named(name: str, holds: str) -> int:
    """How well a name says what its file holds: the length of the longest of our words that begins a word of it."""
    words = header_word(re.sub(r"\d+", " ", PurePath(name).stem))
    return max((len(word) for word in CONTENTS[holds].words if re.search(rf"\b{word}", words)), default=0)


def _columns(sheet: Sheet, holds: str, persons: Mapping) -> dict[str, tuple[str, ...]]:
    known = headers_of(holds)
    columns: dict[str, tuple[str, ...]] = {}
    if "person" in fields_of(holds) and persons.key and set(persons.key) <= set(sheet.header):
        columns["person"] = persons.key
    for header in sheet.header:
        name = known.get(header_word(header), "")
        taken = name in columns and name != "address"
        if name and not taken and header not in columns.get("person", ()) and not header.startswith(OUR_COLUMNS):
            columns[name] = (*columns.get(name, ()), header)
    return {name: columns[name] for name in fields_of(holds) if name in columns}
