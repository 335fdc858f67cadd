"""Columns: what a cell says, on the page and in a file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal, TypeAlias

from django.utils.functional import Promise

from dayaq.core.fields import label_in
from dayaq.web import formats, tones

Kind: TypeAlias = Literal["text", "code", "number", "money", "date", "datetime", "deadline", "tag"]
NUMERIC: tuple[Kind, ...] = ("number", "money")


@dataclass(frozen=True)
class Column:
    """One column.

    value: takes the row; returns text, a label ``{"az": …, "en": …}``, a number, a date, and for ``tag`` the record
    itself (its ``state``) or a pair (state, word). sort: the database fields to order by (``"unit__sort_key"``;
    ``"-field"`` for one that runs the other way); empty: cannot be sorted by. note: small second line in the cell.
    on_phone: False drops the column below 640 px. in_file: False leaves it out of exports.
    """

    code: str
    label: str | Promise
    value: Callable[[Any], Any]
    kind: Kind = "text"
    sort: tuple[str, ...] = ()
    note: Callable[[Any], Any] | None = None
    on_phone: bool = True
    in_file: bool = True

    @property
    def numeric(self) -> bool:
        return self.kind in NUMERIC

    def cell(self, row: Any, calendar: formats.Calendar) -> Cell:
        """What stands in this column for ``row``, ready for the template."""
        value = self.value(row)
        note = plain(self.note(row)) if self.note else ""
        if self.kind == "tag":
            state, word = _state_and_word(value)
            return Cell(self, word, note, tone=tones.tone_of(state) if word else "")
        if self.kind == "deadline":
            due = formats.deadline(value, calendar)
            return Cell(
                self, due.words if due else "", note, tone=due.tone if due else "", after=due.day if due else ""
            )
        return Cell(self, shown(self.kind, value), note)

    def file_value(self, row: Any) -> str | Decimal | int | float | date | datetime | None:
        """The value for a spreadsheet: numbers and dates stay what they are."""
        value = self.value(row)
        if self.kind == "tag":
            return _state_and_word(value)[1]
        if isinstance(value, bool):
            return plain(value)
        if isinstance(value, datetime):
            return formats.local(value).replace(tzinfo=None)
        if isinstance(value, (Decimal, int, float, date)) and self.kind != "code":
            return value
        return plain(value)


@dataclass(frozen=True)
class Cell:
    """``text`` and ``note`` as shown; ``tone`` where the text is a status; ``after`` the day of a deadline."""

    column: Column
    text: str
    note: str = ""
    tone: str = ""
    after: str = ""


def shown(kind: Kind, value: Any) -> str:
    """``value`` as text in the active language; "" for None."""
    if value is None:
        return ""
    if kind == "money":
        return formats.money(value)
    if kind == "number":
        return formats.number(value)
    if kind == "date" or (kind == "text" and type(value) is date):
        return formats.day(value)
    if kind == "datetime" or (kind == "text" and isinstance(value, datetime)):
        return formats.moment(value)
    return plain(value)


def plain(value: Any) -> str:
    """Text of a label, a date, a number or anything that is text already; "" for None."""
    if value is None:
        return ""
    if isinstance(value, Mapping):
        return label_in(dict(value))
    if isinstance(value, datetime):
        return formats.moment(value)
    if isinstance(value, date):
        return formats.day(value)
    if isinstance(value, (Decimal, float)):
        return formats.number(value)
    return str(value)


def _state_and_word(value: Any) -> tuple[Any, str]:
    if value is None:
        return "", ""
    if isinstance(value, tuple):
        return value[0], plain(value[1])
    return value.state, str(value.get_state_display())
