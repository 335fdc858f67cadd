"""A file becomes a header and rows of text, whatever program wrote it.

Opened by what it is, not by its name. What cannot be read is an issue of its row; only what spoils the whole file
raises Invalid. Rows may be walked as often as one likes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import PurePath
from typing import Final

from django.utils.translation import gettext_lazy as _

from dayaq.core.errors import Invalid
from dayaq.registry.imports import csvfiles, encodings, xlsxfiles
from dayaq.registry.imports.fields import any_headers, header_word
from dayaq.registry.imports.lines import Content, Lines, start_of
from dayaq.registry.imports.problems import WARNING, Code, Issue
from dayaq.registry.imports.rows import Row

LONGEST_CELL: Final = 2_000
OUR_COLUMNS: Final = "Dayaq: "  # how the columns begin that a file of rejected rows has besides
KEPT_OF_CELL: Final = 20_000  # of a longer cell only so much is kept, also in the file of rejected rows
_LOOKED_AT: Final = 15  # first rows among which the header is looked for


@dataclass(frozen=True)
class FileOptions:
    """How to read a file, where the mapping says so: "" and 0 mean find out."""

    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    header_row: int = 0


@dataclass(frozen=True)
class Sheet:
    """A file that was opened. ``header`` has one name a column, each different; ``issues`` are of the header itself."""

    header: list[str]
    header_row: int
    encoding: str
    delimiter: str
    sheet: str
    total: int
    issues: list[Issue] = field(default_factory=list)
    _written: tuple[str, ...] = ()
    _lines: Lines | None = field(default=None, repr=False)
    _rows: list[Row] = field(default_factory=list, repr=False)

    def rows(self) -> Iterator[Row]:
        """The rows below the header, each with as many cells as the header has columns."""
        for row in self._all():
            if row.number > self.header_row:
                yield _fitted(row, self.header, self._written)

    def has_plain_dates_only(self) -> bool:
        """True when no text in the file could be a date of which a column must tell the order: all are dd.mm.yyyy with
        days that come first, or begin with the year. One look at the bytes instead of one at every cell."""
        return self._lines is not None and not self._lines.survey.doubtful_dates

    def _all(self) -> Iterator[Row]:
        if self._lines is not None:
            yield from csvfiles.rows_of(self._lines, self.encoding, self.delimiter)
        else:
            for row in self._rows:
                yield Row(row.number, list(row.cells), list(row.issues))


def open_sheet(name: str, content: Content, options: FileOptions | None = None) -> Sheet:
    """Open ``content``; Invalid when there is nothing in it that could be imported.

    A text is read in blocks each time its rows are walked. A workbook is held in memory.
    """
    options = options or FileOptions()
    start = start_of(content)
    if xlsxfiles.is_workbook(start):
        return _workbook(content if isinstance(content, bytes) else content.read_bytes(), options)
    lines = Lines(content)
    if not start or lines.survey.blank:
        raise Invalid(_("The file is empty."), code="empty_file", field="file", value=PurePath(name).name)
    if encodings.is_binary(start):
        raise Invalid(
            _("The file is neither text nor a workbook."),
            code="not_a_table",
            field="file",
            remedy=_("Open it, and save it again as XLSX or as CSV in UTF-8."),
        )
    declared = "" if encodings.is_marked(start) else options.encoding
    encoding = encodings.checked(declared) if declared else encodings.detect(lines)
    delimiter = options.delimiter or csvfiles.sniff(lines, encoding)
    first = list(islice(csvfiles.rows_of(lines, encoding, delimiter), _LOOKED_AT))
    header_row = _header_row(first, options)
    written = next(row for row in first if row.number == header_row).cells
    header, issues = _header(written)
    total = max(0, lines.survey.count - header_row)
    return Sheet(header, header_row, encoding, delimiter, "", total, issues, tuple(written), _lines=lines)


def _workbook(content: bytes, options: FileOptions) -> Sheet:
    rows, sheet = xlsxfiles.read(content, options.sheet)
    if not rows:
        raise Invalid(_("The file is empty."), code="empty_file", field="file")
    header_row = _header_row(rows[:_LOOKED_AT], options)
    written = next(row for row in rows if row.number == header_row).cells
    header, issues = _header(written)
    total = sum(1 for row in rows if row.number > header_row)
    return Sheet(header, header_row, "", "", sheet, total, issues, tuple(written), _rows=rows)


def _header_row(rows: list[Row], options: FileOptions) -> int:
    """The row of the column names: the declared one, else the first that has two names we know, else the first."""
    numbers = [row.number for row in rows]
    if options.header_row:
        if options.header_row not in numbers:
            raise Invalid(
                _("The row of the header is empty."), code="no_header", field="header_row", value=options.header_row
            )
        return options.header_row
    if not rows:
        raise Invalid(_("The file is empty."), code="empty_file", field="file")
    known = any_headers()
    for row in rows:
        if sum(header_word(cell) in known for cell in row.cells) >= 2:
            return row.number
    return numbers[0]


def _header(written: list[str]) -> tuple[list[str], list[Issue]]:
    """Names of the columns, each different: a second "Telefon" is "Telefon (2)", one without a name "Column 3"."""
    cells = list(written)
    while cells and not cells[-1]:
        cells.pop()
    if not cells:
        raise Invalid(_("The first row has no column names."), code="no_header", field="header")
    names: list[str] = []
    issues: list[Issue] = []
    for place, cell in enumerate(cells, start=1):
        name = " ".join(cell.split())[:200] or f"Column {place}"
        if name in names:
            issues.append(Issue(Code.DUPLICATE_HEADER, column=name, value=name, severity=WARNING))
            number = 2
            while f"{name} ({number})" in names:
                number += 1
            name = f"{name} ({number})"
        names.append(name)
    return names, issues


def _fitted(row: Row, header: list[str], written: tuple[str, ...]) -> Row:
    """The row with a cell for each column; another width, a repeated header and endless cells become issues."""
    cells, width = row.cells, len(header)
    if len(cells) != width:
        while len(cells) > width and not cells[-1]:
            cells.pop()
        if len(cells) != width:
            row.issues.append(Issue(Code.RAGGED, value=f"{len(cells)} / {width}"))
            if len(cells) < width:
                cells.extend([""] * (width - len(cells)))
    if cells[0] == written[0] and tuple(cells) == written[: len(cells)]:
        row.issues.append(Issue(Code.HEADER_REPEATED, value=" · ".join(header)))
    if max(map(len, cells)) > LONGEST_CELL:
        for place, cell in enumerate(cells):
            if len(cell) > LONGEST_CELL:
                column = header[place] if place < width else ""
                row.issues.append(Issue(Code.TOO_LONG, column=column, value=cell))
                cells[place] = cell[:KEPT_OF_CELL]
    for place, issue in enumerate(row.issues):
        if issue.code == Code.FORMULA:
            at = int(issue.column)
            row.issues[place] = Issue(Code.FORMULA, column=header[at] if at < width else "", value=issue.value)
    return row
