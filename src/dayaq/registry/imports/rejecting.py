"""Rejected rows as a file to be corrected and imported again: the same columns, the row number, the reason."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import PurePath
from typing import Any, Final

import xlsxwriter
from django.utils.translation import gettext as _

from dayaq.registry.imports.fields import label_of
from dayaq.registry.imports.filesets.contents import PER_FILE
from dayaq.registry.imports.mapping import Mapping as ColumnMapping
from dayaq.registry.imports.problems import SHOWN, words
from dayaq.registry.imports.reading import OUR_COLUMNS
from dayaq.registry.models import ImportBatch, StagedRow
from dayaq.registry.states import RowState

BOM: Final = "\ufeff"
LONGEST: Final = 32_000  # characters that a cell of XLSX takes
_DANGEROUS: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def safe(text: str) -> str:
    """Text that no spreadsheet takes for a formula (CWE-1236): an apostrophe goes before what would start one."""
    return f"'{text}" if text.lstrip(" \u00a0").startswith(_DANGEROUS) else text


def reason(issue: Mapping[str, Any], longest: int = SHOWN) -> str:
    """One issue in words of the active language: field, value, message, remedy, and what is offered instead.

    ``longest``: so many characters of the value are shown.
    """
    said = words(issue["code"])
    where = str(label_of(issue["field"])) if issue["field"] else ""
    if issue["column"] and issue["column"] != where:
        where = f"{where} ({issue['column']})" if where else issue["column"]
    text = issue["value"]
    value = f"[{text if len(text) <= longest else text[:longest] + '…'}]" if text else ""
    offered = _("Offered: %(value)s.") % {"value": issue["suggestion"]} if issue["suggestion"] else ""
    head = f"{where} {value}".strip()
    return " ".join(filter(None, (f"{head}:" if head else "", str(said.message), str(said.remedy), offered)))


@dataclass(frozen=True)
class _File:
    """A file of the batch: its columns and how it was read. A single file is the first of its batch."""

    batch: ImportBatch
    place: int
    header: list[str]
    options: Mapping[str, Any]

    @property
    def header_row(self) -> int:
        """The row on which the mapping looks for the header, so that it finds it here too."""
        return int(self.options.get("header_row", 1)) or 1

    def titles(self) -> list[str]:
        """The header with our two columns behind it."""
        ours = (OUR_COLUMNS + _("row"), OUR_COLUMNS + _("reason"))
        return [safe(name) for name in (*self.header, *ours)]

    def lines(self) -> Iterator[list[str]]:
        """The rejected rows as they came, number and reason behind."""
        width = len(self.header)
        first = self.place * PER_FILE
        rows = StagedRow.objects.filter(batch=self.batch, state=RowState.REJECTED, row__gte=first)
        rows = rows.filter(row__lt=first + PER_FILE).order_by("row")
        for row in rows.values_list("row", "raw", "issues").iterator(chunk_size=2_000):
            number, raw, issues = row
            cells = [*raw[:width], *[""] * (width - len(raw))]
            cells[-1] = " ".join([cells[-1], *raw[width:]]).strip() if len(raw) > width else cells[-1]
            reasons = [reason(issue) for issue in issues if issue["severity"] == "error"]
            yield [*(safe(cell) for cell in cells), str(number - first), safe("; ".join(reasons))]


def _only(batch: ImportBatch) -> _File:
    return _File(batch, 0, batch.header, batch.options.get("file", {}))


def as_csv(batch: ImportBatch) -> Iterator[str]:
    """The file line by line: UTF-8 with its mark, separated as the mapping says, otherwise by semicolons."""
    return _csv(_only(batch))


def _csv(file: _File) -> Iterator[str]:
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=file.options.get("delimiter") or ";", lineterminator="\r\n")

    def line(cells: list[str]) -> str:
        writer.writerow(cells)
        text = buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()
        return text

    yield BOM + "\r\n" * (file.header_row - 1) + line(file.titles())
    for cells in file.lines():
        yield line(cells)


def as_xlsx(batch: ImportBatch) -> bytes:
    """The file as a workbook of one sheet; every cell is text."""
    return _xlsx(_only(batch))


def _xlsx(file: _File) -> bytes:
    buffer = io.BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(buffer, options)
    sheet = book.add_worksheet(str(file.options.get("sheet", ""))[:31] or None)
    bold = book.add_format({"bold": True})
    first = file.header_row - 1
    for place, name in enumerate(file.titles()):
        sheet.write_string(first, place, name, bold)
        sheet.set_column(place, place, 18)
    for at, cells in enumerate(file.lines(), start=first + 1):
        for place, text in enumerate(cells):
            sheet.write_string(at, place, text[:LONGEST])
    book.close()
    return buffer.getvalue()


def as_zip(batch: ImportBatch, kind: str) -> bytes:
    """Of a set a ZIP file with a file for each of its files, "csv" or "xlsx"; those without a rejected row have their
    header only, so that what is corrected comes in as the same set."""
    mapping = ColumnMapping.from_json("", "", batch.options)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for place, one in enumerate(batch.files):
            part = mapping.of_file(one["name"])
            if part is None or not one["holds"]:
                continue
            file = _File(batch, place, one["header"], asdict(part.file))
            with archive.open(f"{PurePath(one['name']).stem}.{kind}", "w") as out:
                if kind == "xlsx":
                    out.write(_xlsx(file))
                    continue
                for line in _csv(file):
                    out.write(line.encode())
    return buffer.getvalue()
