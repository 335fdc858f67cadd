"""Rows of a CSV file, whatever its separator: each with the number that a spreadsheet would show, and what is wrong.

Quotes are read as RFC 4180 has them. A quotation mark that never closes costs one row, not the rest of the file.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from typing import Final

from dayaq.registry.imports import encodings
from dayaq.registry.imports.problems import Code, Issue
from dayaq.registry.imports.rows import Row

DELIMITERS: Final = (",", ";", "\t", "|")
#: What a cell begins with that was neutralised for spreadsheets (CWE-1236), by us or by whoever exported it.
NEUTRALISED: Final = frozenset({"'=", "'+", "'-", "'@"})
NUL_SHOWN: Final = "␀"
_SNIFFED: Final = 200
_LONGEST_ROW: Final = 50  # lines that one quoted row may take
_UNEXPECTED_END: Final = "unexpected end of data"

csv.field_size_limit(10_000_000)


def lines_of(content: bytes) -> list[bytes]:
    """The physical lines; old line ends (CR alone) too."""
    if b"\r" in content:
        content = content.replace(b"\r\n", b"\n")
        if b"\n" not in content:
            content = content.replace(b"\r", b"\n")
    lines = content.split(b"\n")
    if lines and not lines[-1].strip():
        lines.pop()
    return lines


def sniff(lines: list[bytes], encoding: str) -> str:
    """The separator that divides most lines into as many cells as the first line that it divides at all.

    "," where none does: the file has one column.
    """
    sample = [line.decode(encoding, errors="replace") for line in lines[:_SNIFFED] if line.strip()]
    best, chosen = (0.0, 0), ","
    for delimiter in DELIMITERS:
        widths = [len(cells) for cells in csv.reader(_printable(sample), delimiter=delimiter, skipinitialspace=True)]
        divided = [width for width in widths if width > 1]
        if not divided:
            continue
        usual = max(set(divided), key=divided.count)
        fitness = (divided.count(usual) / len(widths), usual)
        if fitness > best:
            best, chosen = fitness, delimiter
    return chosen


def _printable(lines: list[str]) -> list[str]:
    return [line.replace("\x00", NUL_SHOWN).replace("\r", " ") for line in lines]


def rows_of(lines: list[bytes], encoding: str, delimiter: str) -> Iterator[Row]:
    """The rows in order, the empty ones left out; cells without the spaces around them."""
    number = at = 0
    count = len(lines)
    while at < count:
        number += 1
        raw = lines[at]
        at += 1
        if not raw or raw.isspace():
            continue
        issues: list[Issue] = []
        text = _decoded(raw, encoding, issues)
        if '"' not in text:
            cells = text.split(delimiter)
        else:
            cells, taken = _quoted(text, lines, at, encoding, delimiter, issues)
            at += taken
        cells = list(map(str.strip, cells))
        if "'" in text:
            cells = [cell[1:] if cell[:2] in NEUTRALISED else cell for cell in cells]
        if any(cells):
            yield Row(number, cells, issues)


def _decoded(raw: bytes, encoding: str, issues: list[Issue]) -> str:
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError as error:
        text = raw.decode(encoding, errors="replace")
        wrong = raw[error.start : error.start + 8].hex(" ")
        issues.append(Issue(Code.ENCODING, value=wrong, suggestion=_meant(raw)))
    if "\r" in text:
        text = text.replace("\r", " ")  # a carriage return alone ends no line in a file that has line feeds
    if "\x00" in text:
        text = text.replace("\x00", NUL_SHOWN)
        issues.append(Issue(Code.NUL, value=text.strip()))
    return text


def _meant(raw: bytes) -> str:
    """The row as one of the other code pages reads it, when its words say which."""
    turkish, cyrillic = encodings.evidence(raw)
    if turkish == cyrillic:
        return ""
    return raw.decode(encodings.TURKISH if turkish > cyrillic else encodings.CYRILLIC, errors="replace").strip()


def _quoted(
    text: str, lines: list[bytes], at: int, encoding: str, delimiter: str, issues: list[Issue]
) -> tuple[list[str], int]:
    """The cells of a row that has quotation marks, and how many further lines it took."""
    gathered = text
    found: list[Issue] = []
    for taken in range(min(_LONGEST_ROW, len(lines) - at) + 1):
        if taken:
            gathered += "\n" + _decoded(lines[at + taken - 1], encoding, found)
        try:
            cells = next(csv.reader([gathered], delimiter=delimiter, skipinitialspace=True, strict=True))
        except csv.Error as error:
            if str(error) != _UNEXPECTED_END:
                break  # text behind a closing quotation mark: read as loosely as spreadsheets do
            continue
        issues.extend(found)
        return cells, taken
    cells = next(csv.reader([text], delimiter=delimiter, skipinitialspace=True), [])
    loose = "\n" not in gathered
    if not loose or _never_closes(text, delimiter):
        issues.append(Issue(Code.QUOTE, value=text))
        cells = text.split(delimiter)
    return cells, 0


def _never_closes(text: str, delimiter: str) -> bool:
    try:
        next(csv.reader([text], delimiter=delimiter, skipinitialspace=True, strict=True))
    except csv.Error as error:
        return str(error) == _UNEXPECTED_END
    return False
