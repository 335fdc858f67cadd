"""Rows of two records of which the database lets only one stand: the same document, a consent given twice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dayaq.core.api import WrongState
from dayaq.registry.merging.journal import Journal
from dayaq.registry.merging.pointers import Pointer
from dayaq.registry.merging.rooms import belonging, words_of


@dataclass(frozen=True)
class Unique:
    """Fields that are unique together, one of them the pointer's; ``condition`` says for which rows."""

    fields: tuple[str, ...]
    condition: Q | None = None
    nulls_are_values: bool = False


def uniques(pointer: Pointer) -> Iterator[Unique]:
    """Every way in which a row can be one too many once it names another person.

    Expressions and exclusions are left to the database, which refuses the merge.
    """
    if pointer.type_column:
        return
    model = pointer.model
    name = _field(pointer).name
    if _field(pointer).unique:
        yield Unique((name,))
    for together in model._meta.unique_together:
        if name in together:
            yield Unique(tuple(together))
    for constraint in model._meta.constraints:
        if isinstance(constraint, models.UniqueConstraint) and name in constraint.fields:
            yield Unique(tuple(constraint.fields), constraint.condition, constraint.nulls_distinct is False)


def _field(pointer: Pointer) -> Any:
    return next(field for field in pointer.model._meta.local_concrete_fields if field.column == pointer.column)


def settle(journal: Journal, pointer: Pointer, survivor: int, merged: int) -> None:
    """Set one of each two colliding rows aside, as their room says; WrongState where it does not say.

    One statement for each way of colliding, and a few for each collision.
    """
    for unique in uniques(pointer):
        for stays, other in _colliding(pointer, unique, survivor, merged):
            _choose(journal, pointer, stays, other)


def _colliding(pointer: Pointer, unique: Unique, survivor: int, merged: int) -> list[tuple[Any, Any]]:
    """(row of the survivor, row of the merged record) that cannot both stand."""
    name = _field(pointer).name
    rest = [field for field in unique.fields if field != name]
    rows = pointer.model._base_manager.filter(**{f"{name}__in": [survivor, merged]})
    if unique.condition is not None:
        rows = rows.filter(unique.condition)
    found: dict[tuple[Any, ...], dict[int, Any]] = defaultdict(dict)
    for row in rows.order_by("pk"):
        values = tuple(row.serializable_value(field) for field in rest)
        if unique.nulls_are_values or None not in values:
            found[values][row.serializable_value(name)] = row
    return [(pair[survivor], pair[merged]) for pair in found.values() if len(pair) == 2]


def _choose(journal: Journal, pointer: Pointer, stays: Any, other: Any) -> None:
    said = belonging(pointer.label)
    if said is None or said.other_stays is None:
        raise WrongState(
            _("Both records have an entry of which one person may have only one: %(what)s.")
            % {"what": words_of(pointer.label)},
            code="collision",
            value=pointer.label,
            remedy=_("End or withdraw one of the two first, then merge the records."),
        )
    if said.other_stays(stays, other):
        journal.set_aside(pointer.model, stays.pk, other.pk)
    else:
        journal.set_aside(pointer.model, other.pk, stays.pk)
