"""The files of a set as one sheet, those that hang on others behind them; a row's number tells its file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from dayaq.core.errors import Invalid
from dayaq.registry.imports.filesets.contents import PER_FILE, PERSONS, order_of
from dayaq.registry.imports.mapping import Mapping as ColumnMapping
from dayaq.registry.imports.reading import Sheet
from dayaq.registry.imports.rows import Row

LEFT_OUT: Final = ""


@dataclass(frozen=True)
class Part:
    """One file: what it ``holds`` ("" where it is left out), opened."""

    name: str
    holds: str
    sheet: Sheet


@dataclass(frozen=True)
class SetSheet(Sheet):
    """``parts`` in the order in which they are taken in, the persons first; the header is that of the persons."""

    parts: tuple[Part, ...] = ()

    def rows(self) -> Iterator[Row]:
        for place, part in enumerate(self.parts):
            if part.holds:
                for row in part.sheet.rows():
                    yield replace(row, number=numbered(place, row.number))

    def has_plain_dates_only(self) -> bool:
        """Asked of each file."""
        return False


def sheet_of_set(sheets: Mapping[str, Sheet], mapping: ColumnMapping) -> SetSheet:
    """The files under ``mapping``; Invalid when it names one that is not there."""
    parts = []
    used = set()
    for name, sheet in sheets.items():
        part = mapping.of_file(name)
        parts.append(Part(name, part.holds if part else LEFT_OUT, sheet))
        used.add(part.file_name if part else "")
    missing = sorted({one.file_name for one in mapping.every_file() if one.file_name} - used)
    if missing:
        raise Invalid(
            _("The set has no such file."), code="no_file", field="file", value=", ".join(missing),
            remedy=_("Its files are: %(names)s.") % {"names": ", ".join(sheets)},
        )  # fmt: skip
    parts.sort(key=lambda part: (order_of(part.holds), part.name))
    if sum(part.holds == PERSONS for part in parts) > 1:
        raise Invalid(_("Exactly one file of a set holds persons."), code="two_files_of_persons", field="file")
    first = parts[0].sheet
    header = first.header if parts[0].holds == PERSONS else []
    issues = [issue for part in parts if part.holds for issue in part.sheet.issues]
    total = sum(part.sheet.total for part in parts if part.holds)
    return SetSheet(header, first.header_row, "", "", "", total, issues, parts=tuple(parts))


def described(sheet: SetSheet) -> list[dict[str, Any]]:
    """The files as a batch keeps them; the place in the list is that in the numbers of rows."""
    return [
        {"name": one.name, "holds": one.holds, "header": one.sheet.header, "rows": one.sheet.total}
        for one in sheet.parts
    ]


def numbered(place: int, row: int) -> int:
    """The number of a row of the file at ``place``."""
    return place * PER_FILE + row


def placed(files: list[dict[str, Any]], row: int) -> tuple[str, int]:
    """The file of a row and its number there; "" for the file where there is only one."""
    if not files:
        return "", row
    place, number = divmod(row, PER_FILE)
    return str(files[place]["name"]), number
