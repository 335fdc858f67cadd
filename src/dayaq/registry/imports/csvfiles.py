"""Rows of a CSV file, whatever its separator: each with the number that a spreadsheet would show, and what is wrong.

Quotes are read as RFC 4180 has them. A quotation mark that never closes costs one row, not the rest of the file.
"""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterable, Iterator
from itertools import islice
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


class _Ahead:
    """Lines one after the other, of which one may see some in advance."""

    def __init__(self, lines: Iterable[bytes]) -> None:
        self._lines = iter(lines)
        self._seen: deque[bytes] = deque()

    def next(self) -> bytes | None:
        """The next line; None behind the last."""
        return self._seen.popleft() if self._seen else next(self._lines, None)

    def peek(self, place: int) -> bytes | None:
        """The line that comes ``place`` lines after the next one; it is not taken."""
        while len(self._seen) <= place:
            line = next(self._lines, None)
            if line is None:
                return None
            self._seen.append(line)
        return self._seen[place]

    def pass_over(self, count: int) -> None:
        """Take ``count`` lines that were seen."""
        for _line in range(count):
            self._seen.popleft()


def sniff(lines: Iterable[bytes], encoding: str) -> str:
    """The separator that divides most lines into as many cells as the first line that it divides at all.

    "," where none does: the file has one column.
    """
    sample = [line.decode(encoding, errors="replace") for line in islice(lines, _SNIFFED) if line.strip()]
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


def rows_of(lines: Iterable[bytes], encoding: str, delimiter: str) -> Iterator[Row]:
    """The rows in order, the empty ones left out; cells without the spaces around them."""
    number = 0
    ahead = _Ahead(lines)
    while (raw := ahead.next()) is not None:
        number += 1
        if not raw or raw.isspace():
            continue
        issues: list[Issue] = []
        text = _decoded(raw, encoding, issues)
        quoted = '"' in text
        cells = _quoted(text, ahead, encoding, delimiter, issues) if quoted else text.split(delimiter)
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


def _quoted(text: str, ahead: _Ahead, encoding: str, delimiter: str, issues: list[Issue]) -> list[str]:
    """The cells of a row that has quotation marks; the further lines that it takes are passed over."""
    gathered = text
    found: list[Issue] = []
    for taken in range(_LONGEST_ROW + 1):
        if taken:
            line = ahead.peek(taken - 1)
            if line is None:
                break
            gathered += "\n" + _decoded(line, encoding, found)
        try:
            cells = next(csv.reader([gathered], delimiter=delimiter, skipinitialspace=True, strict=True))
        except csv.Error as error:
            if str(error) != _UNEXPECTED_END:
                break  # text behind a closing quotation mark: read as loosely as spreadsheets do
            continue
        issues.extend(found)
        ahead.pass_over(taken)
        return cells
    cells = next(csv.reader([text], delimiter=delimiter, skipinitialspace=True), [])
    loose = "\n" not in gathered
    if not loose or _never_closes(text, delimiter):
        issues.append(Issue(Code.QUOTE, value=text))
        cells = text.split(delimiter)
    return cells


def _never_closes(text: str, delimiter: str) -> bool:
    try:
        next(csv.reader([text], delimiter=delimiter, skipinitialspace=True, strict=True))
    except csv.Error as error:
        return str(error) == _UNEXPECTED_END
    return False
