"""Keyset pages: the next page starts after the last row shown, so page 40,000 costs what page 1 costs.

The address bar carries the id of that row and nothing of its content: names in addresses end up in logs. Its place is
read from the row as it is now, so a row that has moved in the meantime takes the reader along.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias

from django.db.models import F, Q, QuerySet
from django.db.models.expressions import OrderBy

Rows: TypeAlias = "QuerySet[Any, Any]"


@dataclass(frozen=True)
class Key:
    """A field of the order and which way it runs. Rows without a value come last, either way."""

    field: str
    descending: bool

    def expression(self, reverse: bool) -> OrderBy:
        if self.descending != reverse:
            return F(self.field).desc(nulls_last=not reverse or None, nulls_first=reverse or None)
        return F(self.field).asc(nulls_last=not reverse or None, nulls_first=reverse or None)


@dataclass(frozen=True)
class Order:
    """A complete order: the given keys, then the primary key, so that no two rows are equal."""

    keys: tuple[Key, ...]

    @classmethod
    def by(cls, fields: tuple[str, ...], *, descending: bool = False) -> Order:
        """``fields`` may carry "-" for one that runs the other way; ``descending`` turns all of them round."""
        keys = [Key(field.removeprefix("-"), field.startswith("-") != descending) for field in fields]
        if not any(key.field in ("pk", "id") for key in keys):
            keys.append(Key("pk", descending))
        return cls(tuple(keys))

    def arrange(self, rows: Rows, *, reverse: bool = False) -> Rows:
        return rows.order_by(*(self._expression(rows, key, reverse) for key in self.keys))

    @staticmethod
    def _expression(rows: Rows, key: Key, reverse: bool) -> OrderBy:
        if _nullable(rows, key.field):
            return key.expression(reverse)
        return F(key.field).desc() if key.descending != reverse else F(key.field).asc()

    def place(self, rows: Rows, pk: int) -> tuple[Any, ...] | None:
        """The values of the row ``pk`` in this order; None when it is gone or was never to be seen."""
        fields = [key.field for key in self.keys]
        return rows.filter(pk=pk).order_by().values_list(*fields).first()

    def beyond(self, rows: Rows, place: tuple[Any, ...], *, reverse: bool = False) -> Rows:
        """Rows after ``place`` (before it when ``reverse``)."""
        condition = Q()
        equal = Q()
        for key, value in zip(self.keys, place, strict=True):
            further = self._further(rows, key, value, reverse)
            if further is not None:
                condition |= equal & further
            equal &= Q(**{f"{key.field}__isnull": True}) if value is None else Q(**{key.field: value})
        first, value = self.keys[0], place[0]
        if value is not None and not _nullable(rows, first.field):
            # Says nothing new, but lets the index start where the page starts.
            bound = "lte" if first.descending != reverse else "gte"
            condition &= Q(**{f"{first.field}__{bound}": value})
        return rows.filter(condition)

    @staticmethod
    def _further(rows: Rows, key: Key, value: Any, reverse: bool) -> Q | None:
        """Strictly further along this one key; None when nothing can be."""
        if value is None:
            return Q(**{f"{key.field}__isnull": False}) if reverse else None
        comparison = "lt" if key.descending != reverse else "gt"
        further = Q(**{f"{key.field}__{comparison}": value})
        if not reverse and _nullable(rows, key.field):
            further |= Q(**{f"{key.field}__isnull": True})
        return further


def _nullable(rows: Rows, path: str) -> bool:
    """Whether a value may be missing: a nullable field, or one reached over a nullable relation; annotations may be."""
    if path == "pk":
        return False
    model: Any = rows.model
    for name in path.split("__"):
        if model is None or name in rows.query.annotations:
            return True
        field = next((f for f in model._meta.get_fields() if name in (f.name, getattr(f, "attname", f.name))), None)
        if field is None or getattr(field, "null", True):
            return True
        model = field.related_model
    return False
