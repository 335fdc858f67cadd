"""What only a whole column can tell: in which order its dates are written."""

from __future__ import annotations

from typing import Final, NamedTuple, cast

from dayaq.core.dates import Order, infer_order
from dayaq.registry.imports.mapping import Mapping
from dayaq.registry.imports.reading import Sheet

DATE_FIELDS: Final = ("birth_date", "death_date", "status_from", "income_month", "valid_from", "valid_to")
_ORDERS: Final = ("dmy", "mdy", "ymd")


class ColumnOrder(NamedTuple):
    """``order`` is None where nothing tells; ``mixed`` when some dates can only be day first and others month first."""

    order: Order | None = None
    mixed: bool = False


def date_orders(sheet: Sheet, mapping: Mapping) -> dict[str, ColumnOrder]:
    """The order of each column of dates: declared, or inferred from all its cells."""
    declared = mapping.options.get("date_order")
    dated = {name: columns for name, columns in mapping.columns.items() if name in DATE_FIELDS and columns}
    if declared in _ORDERS:
        return dict.fromkeys(dated, ColumnOrder(cast(Order, declared)))
    # A date in parts tells its order by the order in which the mapping names them: day first unless declared.
    parted = {name: ColumnOrder("dmy") for name, columns in dated.items() if len(columns) > 1}
    places = {name: sheet.header.index(columns[0]) for name, columns in dated.items() if name not in parted}
    cells: dict[str, set[str]] = {name: set() for name in places}
    if cells and not sheet.has_plain_dates_only():
        for row in sheet.rows():
            for name, place in places.items():
                cells[name].add(row.cells[place])
    found = dict(parted)
    for name, values in cells.items():
        order = infer_order(values) if values else None
        found[name] = ColumnOrder(order if order in _ORDERS else None, order == "mixed")
    return found
