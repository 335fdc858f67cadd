"""Rows of an XLSX (or XLS, ODS) workbook: cells as text, days in ISO, formula cells named.

The reader gives a formula's last result and not that it is one, so the sheet's XML is looked through for ``<f>``.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from django.utils.translation import gettext_lazy as _
from python_calamine import CalamineError, CalamineWorkbook

from dayaq.core.errors import Invalid
from dayaq.registry.imports.csvfiles import NUL_SHOWN
from dayaq.registry.imports.problems import Code, Issue
from dayaq.registry.imports.rows import Row

ZIP: Final = b"PK\x03\x04"
OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # XLS of Excel 97–2003
LARGEST: Final = 1_000_000_000  # bytes unpacked
_MOST_PACKED: Final = 200  # a sheet of text packs some twenty times; a bomb packs a thousand times
_CELL_NAME: Final = re.compile(rb'\br="([A-Z]+)([0-9]+)"')
_SHEET_TAG: Final = re.compile(r"<(?:\w+:)?sheet\b[^>]*>")
_RELATION: Final = re.compile(r"<Relationship\b[^>]*>")
_ESCAPED: Final = re.compile(r"_x([0-9A-Fa-f]{4})_")


def is_workbook(content: bytes) -> bool:
    """True when the first bytes are those of a workbook."""
    return content.startswith((ZIP, OLE))


def read(content: bytes, sheet: str = "") -> tuple[list[Row], str]:
    """All rows that hold something (the first is the header's, as in the file) and the sheet's name.

    ``sheet`` is a sheet's name; without one the first that has rows is read. Raises Invalid.
    """
    _check_size(content)
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
        names = workbook.sheet_names
        if sheet and sheet not in names:
            raise Invalid(
                _("The workbook has no such sheet."),
                code="no_sheet",
                field="sheet",
                value=sheet,
                remedy=_("Choose one of: %(names)s.") % {"names": ", ".join(names)},
            )
        for name in [sheet] if sheet else names:
            values = workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)
            if any(cell not in (None, "") for line in values for cell in line):
                return list(_rows(values, _formulas(content, name))), name
    except (CalamineError, zipfile.BadZipFile, KeyError, UnicodeDecodeError) as error:
        raise Invalid(
            _("The file cannot be read as a spreadsheet."),
            code="unreadable_file",
            field="file",
            remedy=_("Open it, and save it again as XLSX or as CSV in UTF-8."),
        ) from error
    return [], sheet


def _check_size(content: bytes) -> None:
    """A workbook is a zip: one made to burst memory is refused before it is unpacked."""
    if not content.startswith(ZIP):
        return
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
    except zipfile.BadZipFile:
        return  # said by whoever reads it
    if unpacked > LARGEST or unpacked > _MOST_PACKED * max(len(content), 100_000):
        raise Invalid(
            _("The workbook is too large when unpacked."),
            code="too_large_file",
            field="file",
            remedy=_("Save the rows as CSV, or in several files."),
        )


def _rows(values: list[list[Any]], formulas: dict[int, set[int]]) -> Iterator[Row]:
    for number, cells in enumerate(values, start=1):
        texts = [as_text(cell).strip() for cell in cells]
        if not any(texts) and number not in formulas:
            continue
        row = Row(number, texts)
        for place in sorted(formulas.get(number, ())):
            if place >= len(texts):
                texts.extend([""] * (place + 1 - len(texts)))
            row.issues.append(Issue(Code.FORMULA, column=str(place), value=texts[place]))
        if any("\x00" in text for text in texts):
            row.cells = texts = [text.replace("\x00", NUL_SHOWN) for text in texts]
            row.issues.append(Issue(Code.NUL, value=next(text for text in texts if NUL_SHOWN in text)))
        yield row


def as_text(value: object) -> str:
    """A cell as text: whole numbers without a point, days in ISO, no seconds of midnight."""
    if isinstance(value, str):
        # A workbook writes a character that XML cannot hold as _x0000_.
        return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), value) if "_x" in value else value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ")
    if isinstance(value, (date, time)):
        return value.isoformat()
    if isinstance(value, timedelta):
        return str(value)
    return str(value)


def _formulas(content: bytes, sheet: str) -> dict[int, set[int]]:
    """Row number → places of columns (from 0) of the cells of ``sheet`` that hold a formula; {} for another format."""
    found: dict[int, set[int]] = {}
    if not content.startswith(ZIP):
        return found
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        path = _path_of(archive, sheet)
        xml = archive.read(path) if path else b""
    if b"<f" not in xml:
        return found
    for cell in xml.split(b"<c ")[1:]:
        if b"<f>" in cell or b"<f " in cell or b"<f/" in cell:
            name = _CELL_NAME.search(cell[: cell.find(b">") + 1])
            if name:
                found.setdefault(int(name[2]), set()).add(_place(name[1].decode()))
    return found


def _path_of(archive: zipfile.ZipFile, sheet: str) -> str:
    """Where the XML of ``sheet`` lies in the archive: workbook.xml names its relation, which names the file."""
    names = set(archive.namelist())
    if "xl/workbook.xml" not in names or "xl/_rels/workbook.xml.rels" not in names:
        return ""
    wanted = ""
    for tag in _SHEET_TAG.findall(archive.read("xl/workbook.xml").decode()):
        if _attribute(tag, "name") == sheet:
            wanted = _attribute(tag, r"\w+:id")
    for tag in _RELATION.findall(archive.read("xl/_rels/workbook.xml.rels").decode()):
        if wanted and _attribute(tag, "Id") == wanted:
            target = _attribute(tag, "Target")
            path = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
            return path if path in names else ""
    return ""


def _attribute(tag: str, name: str) -> str:
    match = re.search(rf'\s{name}="([^"]*)"', tag)
    if match is None:
        return ""
    text = match[1]
    for escaped, plain in (("&quot;", '"'), ("&apos;", "'"), ("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")):
        text = text.replace(escaped, plain)
    return text


def _place(letters: str) -> int:
    place = 0
    for letter in letters:
        place = place * 26 + ord(letter) - 64
    return place - 1
