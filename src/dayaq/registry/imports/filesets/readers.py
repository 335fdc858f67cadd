"""Who reads the rows of a sheet: one reader, or of a set one for each file."""

from __future__ import annotations

from dataclasses import replace
from typing import Protocol

from dayaq.registry.imports.columns import ColumnOrder, date_orders
from dayaq.registry.imports.filesets import words
from dayaq.registry.imports.filesets.contents import PER_FILE, PERSONS
from dayaq.registry.imports.filesets.linkreader import LinkReader
from dayaq.registry.imports.filesets.sheets import SetSheet
from dayaq.registry.imports.mapping import Mapping
from dayaq.registry.imports.reading import Sheet
from dayaq.registry.imports.rowbase import Reading, Surroundings
from dayaq.registry.imports.rowreader import RowReader
from dayaq.registry.imports.rows import Row


class Reader(Protocol):
    """Reads a row into values, with everything that is wrong said; never raises."""

    def read(self, row: Row) -> Reading: ...


def reader_of(sheet: Sheet, mapping: Mapping, around: Surroundings) -> Reader:
    """The reader of ``sheet``; in what order dates are written is found out from each file's own columns."""
    if isinstance(sheet, SetSheet):
        return SetReader(sheet, mapping, around)
    return RowReader(mapping, sheet.header, replace(around, orders=date_orders(sheet, mapping)))


class SetReader:
    """A reader for each file of a set."""

    def __init__(self, sheet: SetSheet, mapping: Mapping, around: Surroundings) -> None:
        self._readers: list[Reader] = []
        incomes = words.income_words()
        birth = ColumnOrder()
        for part in sheet.parts:
            own = mapping.of_file(part.name)
            if own is None:
                break  # left out, as all behind it
            orders = date_orders(part.sheet, own)
            here = replace(around, orders=orders)
            if own.holds == PERSONS:
                birth = orders.get("birth_date", birth)
                self._readers.append(RowReader(own, part.sheet.header, here))
            else:
                self._readers.append(LinkReader(own, part.sheet.header, here, mapping, birth, incomes))

    def read(self, row: Row) -> Reading:
        """By the file that the row's number tells."""
        return self._readers[row.number // PER_FILE].read(row)
