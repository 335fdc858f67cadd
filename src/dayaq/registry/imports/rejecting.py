"""Rejected rows as a file to be corrected and imported again: the same columns, the row number, the reason."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from typing import Any, Final

import xlsxwriter
from django.utils.translation import gettext as _

from dayaq.registry.imports.fields import label_of
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


def _lines(batch: ImportBatch) -> Iterator[list[str]]:
    width = len(batch.header)
    rows = StagedRow.objects.filter(batch=batch, state=RowState.REJECTED).order_by("row")
    for row in rows.values_list("row", "raw", "issues").iterator(chunk_size=2_000):
        number, raw, issues = row
        cells = [*raw[:width], *[""] * (width - len(raw))]
        cells[-1] = " ".join([cells[-1], *raw[width:]]).strip() if len(raw) > width else cells[-1]
        reasons = [reason(issue) for issue in issues if issue["severity"] == "error"]
        yield [*(safe(cell) for cell in cells), str(number), safe("; ".join(reasons))]


def _header(batch: ImportBatch) -> list[str]:
    ours = (OUR_COLUMNS + _("row"), OUR_COLUMNS + _("reason"))
    return [safe(name) for name in (*(name for name in batch.header), *ours)]


def _header_row(batch: ImportBatch) -> int:
    """The row on which the mapping looks for the header, so that it finds it here too."""
    return int(batch.options.get("file", {}).get("header_row", 1)) or 1


def as_csv(batch: ImportBatch) -> Iterator[str]:
    """The file line by line: UTF-8 with its mark, separated as the mapping says, otherwise by semicolons."""
    buffer = io.StringIO()
    delimiter = batch.options.get("file", {}).get("delimiter") or ";"
    writer = csv.writer(buffer, delimiter=delimiter, lineterminator="\r\n")

    def line(cells: list[str]) -> str:
        writer.writerow(cells)
        text = buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()
        return text

    yield BOM + "\r\n" * (_header_row(batch) - 1) + line(_header(batch))
    for cells in _lines(batch):
        yield line(cells)


def as_xlsx(batch: ImportBatch) -> bytes:
    """The file as a workbook of one sheet; every cell is text."""
    buffer = io.BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(buffer, options)
    sheet = book.add_worksheet(batch.options.get("file", {}).get("sheet", "")[:31] or None)
    bold = book.add_format({"bold": True})
    first = _header_row(batch) - 1
    for place, name in enumerate(_header(batch)):
        sheet.write_string(first, place, name, bold)
        sheet.set_column(place, place, 18)
    for at, cells in enumerate(_lines(batch), start=first + 1):
        for place, text in enumerate(cells):
            sheet.write_string(at, place, text[:LONGEST])
    book.close()
    return buffer.getvalue()
