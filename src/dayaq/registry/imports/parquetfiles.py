"""Rows of a Parquet file, read a few thousand at a time: numbers, days and amounts as a spreadsheet would show them."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from django.utils.translation import gettext_lazy as _

from dayaq.core.errors import Invalid
from dayaq.registry.imports.csvfiles import NUL_SHOWN
from dayaq.registry.imports.lines import Content
from dayaq.registry.imports.problems import Code, Issue
from dayaq.registry.imports.reading import Sheet
from dayaq.registry.imports.rows import Row

MAGIC: Final = b"PAR1"
_AT_ONCE: Final = 5_000


@dataclass(frozen=True)
class ParquetSheet(Sheet):
    """Its names of columns count as the first row, so that rows are numbered as in a table that was typed."""

    source: Content = field(default=b"", repr=False)

    def rows(self) -> Iterator[Row]:
        number = self.header_row
        with _opened(self.source) as file:
            for batch in file.iter_batches(batch_size=_AT_ONCE):
                for cells in zip(*(_texts(column) for column in batch.columns), strict=True):
                    number += 1
                    row = Row(number, [cell.strip() for cell in cells])
                    if any("\x00" in cell for cell in row.cells):
                        row.cells = [cell.replace("\x00", NUL_SHOWN) for cell in row.cells]
                        row.issues.append(Issue(Code.NUL, value=next(one for one in row.cells if NUL_SHOWN in one)))
                    yield row

    def has_plain_dates_only(self) -> bool:
        """Only where dates are dates."""
        with _opened(self.source) as file:
            return not any(pa.types.is_string(one.type) for one in file.schema_arrow)


def open_parquet(content: Content) -> Sheet:
    """Open ``content``; Invalid when it cannot be read, or holds what no cell can show."""
    try:
        with _opened(content) as file:
            schema, total = file.schema_arrow, file.metadata.num_rows
    except (pa.ArrowException, OSError) as error:
        raise _unreadable() from error
    nested = [one.name for one in schema if pa.types.is_nested(one.type) or pa.types.is_binary(one.type)]
    if nested:
        raise Invalid(
            _("A column of the file holds something else than single values."),
            code="not_a_table", field="file", value=", ".join(nested),
        )  # fmt: skip
    return ParquetSheet(list(schema.names), 1, "", "", "", total, source=content)


def _opened(content: Content) -> Any:
    if isinstance(content, Path):
        return pq.ParquetFile(content)
    return pq.ParquetFile(io.BytesIO(content if isinstance(content, bytes) else content.read_bytes()))


def _texts(column: Any) -> list[str]:
    texts = pc.fill_null(column.cast(pa.string()), "").to_pylist()
    return [str(text) for text in texts]


def _unreadable() -> Invalid:
    return Invalid(
        _("The file cannot be read as a table."), code="unreadable_file", field="file",
        remedy=_("Export it again, as Parquet or as CSV in UTF-8."),
    )  # fmt: skip
