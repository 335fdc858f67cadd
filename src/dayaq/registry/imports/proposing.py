"""A first guess at what columns mean, from their names and then from what stands in them; a person corrects it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from dayaq.core.dates import infer_order
from dayaq.core.identifiers import normalise_fin, normalise_phone
from dayaq.registry.imports.fields import FIELDS, KEY, header_word, known_headers
from dayaq.registry.imports.mapping import Mapping
from dayaq.registry.imports.reading import OUR_COLUMNS, FileOptions, Sheet

LOOKED_AT: Final = 200
_JOINED: Final = ("address", "status")  # a second column of birth dates is something else
_MOST: Final = 0.8
_KINDS: Final = {
    "pasport": "passport", "passport": "passport", "паспорт": "passport", "soc sec id": "foreign_document",
    "national id": "foreign_document", "passport number": "passport", "pasport nomresi": "passport",
}  # fmt: skip


def propose(sheet: Sheet, *, source: str, file: FileOptions | None = None) -> Mapping:
    """A mapping for ``sheet``. What is not recognised is left out; ``key`` may be empty when nothing serves as one."""
    sample = [row.cells for _at, row in zip(range(LOOKED_AT), sheet.rows(), strict=False)]
    known = known_headers()
    columns: dict[str, tuple[str, ...]] = {}
    key: tuple[str, ...] = ()
    rest = []
    for place, header in enumerate(sheet.header):
        name = known.get(header_word(header), "")
        if name == KEY:
            key = key or (header,)
        elif name and (name not in columns or name in _JOINED):
            columns[name] = (*columns.get(name, ()), header)
        elif not name and not header.startswith(OUR_COLUMNS):
            rest.append((place, header))
    for place, header in rest:
        name = _from_values([cells[place] for cells in sample if cells[place]])
        if name and name not in columns:
            columns[name] = (header,)
    if "full_name" in columns and "surname" in columns:
        whole = columns.pop("full_name")  # "name" beside "surname" is the given name
        columns.setdefault("given_name", whole)
    if not {"head", "relation"} & set(columns):
        columns.pop("household", None)  # who is the head must be known before a household is made
    if "household" not in columns:
        for name in ("head", "relation", "income", "income_month"):
            columns.pop(name, None)
    columns = {name: columns[name] for name in FIELDS if name in columns}
    return Mapping(
        source=source,
        name=source,
        key=key or _key(columns),
        columns=columns,
        constants=_constants(columns),
        options=_options(columns),
        file=file or FileOptions(),
    )


def _from_values(values: Sequence[str]) -> str:
    if len(values) < 3:
        return ""
    tests = (
        ("fin", lambda text: normalise_fin(text).value is not None and any(c.isdigit() for c in text)),
        ("email", lambda text: "@" in text and "." in text.rsplit("@", 1)[-1]),
        ("phone", lambda text: len(text) >= 9 and normalise_phone(text).value is not None),
        ("birth_date", lambda text: infer_order([text]) != "ambiguous" or "/" in text),
    )
    for name, test in tests:
        if sum(map(test, values)) >= _MOST * len(values):
            return name
    return ""


def _key(columns: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
    for name in ("fin", "document_number"):
        if name in columns:
            return columns[name]
    names = [name for name in ("full_name", "surname", "given_name", "father_name") if name in columns]
    if names and "birth_date" in columns:
        return tuple(columns[name][0] for name in (*names, "birth_date"))
    return ()


def _constants(columns: dict[str, tuple[str, ...]]) -> dict[str, str]:
    if "document_number" not in columns:
        return {}
    header = header_word(columns["document_number"][0])
    return {"document_kind": _KINDS.get(header, "id_card")}


def _options(columns: dict[str, tuple[str, ...]]) -> dict[str, str]:
    if "full_name" not in columns:
        return {}
    first = header_word(columns["full_name"][0]).split(" ")[0]
    return {"name_order": "given" if first in ("ad", "adi", "imya", "full", "name") else "surname"}
