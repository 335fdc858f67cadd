"""Everything in any room that points at a person: found through Django's register of models, so no room is forgotten.

A pointer is a foreign key, or a pair of columns ``<x>_type`` and ``<x>_id`` of which the first says "registry.person".
Not pointers in this sense, because they speak of the record and not of the human:

* ``PersonName``, derived from the names of persons and rebuilt;
* pairs and merges, which are about two records;
* rows of history, and what can never change: the audit log, who looked, issued documents. Those are read through the
  record that stands for the one they name (``Person.objects.reached_by``).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from django.apps import apps
from django.db import models

from dayaq.registry.models import Person

PERSON: Final = "registry.person"
OF_THE_RECORD: Final = frozenset({"registry.personname", "registry.candidatepair", "registry.personmerge"})
FOR_GOOD: Final = frozenset({"core.auditevent", "documents.document", "registry.accessrecord"})


@dataclass(frozen=True)
class Pointer:
    """A column that names a person: in every row, or in those whose ``type_column`` says so ("" for a foreign key)."""

    model: type[models.Model]
    column: str
    type_column: str = ""

    @property
    def label(self) -> str:
        return self.model._meta.label_lower

    @property
    def table(self) -> str:
        return self.model._meta.db_table

    @property
    def key(self) -> str:
        return key_column(self.model)


def key_column(model: type[models.Model]) -> str:
    """The column of the primary key."""
    return str(model._meta.pk.column)


def _own(model: type[models.Model]) -> bool:
    """Rows of the application itself: not of history, a view or another project's table."""
    return model._meta.managed and not model._meta.proxy and not hasattr(model, "pgh_tracked_model")


@lru_cache(maxsize=1)
def all_models() -> tuple[type[models.Model], ...]:
    """Models whose rows live by themselves, in a fixed order."""
    found = [model for model in apps.get_models(include_auto_created=True) if _own(model)]
    return tuple(sorted(found, key=lambda model: model._meta.label_lower))


@lru_cache(maxsize=64)
def foreign_keys(target: type[models.Model]) -> tuple[Pointer, ...]:
    """Every foreign key to ``target``, one-to-one keys included."""
    return tuple(
        Pointer(model, str(field.column))
        for model in all_models()
        for field in model._meta.local_concrete_fields
        if field.remote_field is not None and field.related_model is target
    )


def is_part(pointer: Pointer) -> bool:
    """Whether a row that points is a part of the row it points at: the key of one is the key of the other."""
    return pointer.column == pointer.key


@lru_cache(maxsize=1)
def pointers() -> tuple[Pointer, ...]:
    """What moves with a human, foreign keys first."""
    keys = [pointer for pointer in foreign_keys(Person) if pointer.label not in OF_THE_RECORD | FOR_GOOD]
    return (*keys, *(soft for model in all_models() for soft in soft_pointers(model)))


def soft_pointers(model: type[models.Model]) -> list[Pointer]:
    """Pairs of columns that name a record of any kind, unless they are there for good."""
    if model._meta.label_lower in FOR_GOOD:
        return []
    columns: dict[str, Any] = {str(field.column): field for field in model._meta.local_concrete_fields}
    return [
        Pointer(model, f"{name}_id", f"{name}_type")
        for column, field in columns.items()
        if column.endswith("_type") and isinstance(field, models.CharField)
        for name in [column.removesuffix("_type")]
        if f"{name}_id" in columns and columns[f"{name}_id"].remote_field is None
    ]
