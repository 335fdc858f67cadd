"""What is filtered, as a file: CSV that streams, or XLSX. Says who made it, when, why, and of what.

Text that a spreadsheet would run as a formula is neutralised (CWE-1236), in both formats, because an XLSX is soon saved
as CSV.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypeVar

import xlsxwriter
from django.db import transaction
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from dayaq.core import audit, clock
from dayaq.web import formats
from dayaq.web.lists.columns import Column

R = TypeVar("R", bound=HttpResponseBase)

BOM = "\ufeff"
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
XLSX_ROWS = 100_000
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Export:
    """title, by (name shown), why, and the filters in words, for the first lines of the file."""

    code: str
    title: str
    by: str
    why: str
    words: tuple[str, ...]

    def heading(self) -> list[tuple[str, str]]:
        return [
            (_("List"), self.title),
            (_("Filters"), " · ".join(self.words) or _("none")),
            (_("Exported by"), self.by),
            (_("Exported at"), formats.moment(clock.now())),
            (_("Purpose"), self.why),
        ]

    def file_name(self, extension: str) -> str:
        return f"{self.code}-{clock.today().isoformat()}.{extension}"


def safe(value: object) -> str:
    """Text that no spreadsheet takes for a formula: an apostrophe goes before what would start one."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.lstrip(" \u00a0").startswith(DANGEROUS) else text


def record_export(*, by: Any, export: Export, object_type: str, count: int, kind: str) -> None:
    """One audit event for the export, written before the first byte leaves."""
    words = "\n".join([export.code, *export.words, export.why]).encode()
    with transaction.atomic():
        audit.record_batch(
            by=by,
            event="list.exported",
            object_type=object_type,
            count=count,
            digest=hashlib.sha256(words).hexdigest(),
            detail={"list": export.code, "format": kind},
        )


def as_csv(export: Export, columns: tuple[Column, ...], rows: Iterable[Any]) -> HttpResponseBase:
    """UTF-8 with a byte order mark, so that a double click opens it with its letters whole; separated by semicolons."""
    answer = StreamingHttpResponse(_csv_lines(export, columns, rows), content_type="text/csv; charset=utf-8")
    return _attached(answer, export.file_name("csv"))


def _csv_lines(export: Export, columns: tuple[Column, ...], rows: Iterable[Any]) -> Iterator[str]:
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=";", lineterminator="\r\n")

    def line(cells: Iterable[object]) -> str:
        writer.writerow(list(cells))
        text = buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()
        return text

    yield BOM + line(map(safe, export.heading()[0]))
    for pair in export.heading()[1:]:
        yield line(map(safe, pair))
    yield line([])
    yield line(safe(column.label) for column in columns)
    for row in rows:
        yield line(_csv_value(column, row) for column in columns)


def _csv_value(column: Column, row: Any) -> str:
    value = column.file_value(row)
    if isinstance(value, datetime):
        return f"{value:%d.%m.%Y %H:%M}"
    if isinstance(value, date):
        return f"{value:%d.%m.%Y}"
    if isinstance(value, (Decimal, int, float)):
        return str(value).replace(".", ",")
    return safe(value)


def as_xlsx(export: Export, columns: tuple[Column, ...], rows: Iterable[Any]) -> HttpResponse:
    """A workbook with one sheet; numbers and dates are numbers and dates. Up to XLSX_ROWS rows."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(
        buffer, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    sheet = book.add_worksheet()
    bold = book.add_format({"bold": True})
    formats_of = {
        "date": book.add_format({"num_format": "dd.mm.yyyy"}),
        "moment": book.add_format({"num_format": "dd.mm.yyyy hh:mm"}),
        "money": book.add_format({"num_format": "#,##0.00"}),
    }
    line = 0
    for name, words in export.heading():
        sheet.write_string(line, 0, safe(name), bold)
        sheet.write_string(line, 1, safe(words))
        line += 1
    line += 1
    for place, column in enumerate(columns):
        sheet.write_string(line, place, safe(column.label), bold)
        sheet.set_column(place, place, 18)
    for row in rows:
        line += 1
        for place, column in enumerate(columns):
            _write(sheet, line, place, column, column.file_value(row), formats_of)
    book.close()
    return _attached(HttpResponse(buffer.getvalue(), content_type=XLSX_TYPE), export.file_name("xlsx"))


def _write(sheet: Any, line: int, place: int, column: Column, value: Any, formats_of: dict[str, Any]) -> None:
    if isinstance(value, datetime):
        sheet.write_datetime(line, place, value, formats_of["moment"])
    elif isinstance(value, date):
        sheet.write_datetime(
            line, place, datetime(value.year, value.month, value.day), formats_of["date"]
        )  # a cell has no time zone
    elif isinstance(value, (Decimal, int, float)):
        sheet.write_number(line, place, float(value), formats_of["money"] if column.kind == "money" else None)
    else:
        sheet.write_string(line, place, safe(value))


def _attached(answer: R, name: str) -> R:
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = "no-store"
    return answer
