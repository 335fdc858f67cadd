"""What the house holds about a person, room by room: one declaration serves the extract and the erasure.

A room registers a :class:`Holding` for each kind of its records that concern persons: how rows are found, which of
their columns go when a person's data are erased (and what stays in their place), and what may stay because a published
number needs it. A test walks all models: whatever is classified as personal must stand in a holding as erased or kept.
So a model that is added is in the extract and in reach of erasure, or the check is red.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.db.models import Model, QuerySet

from dayaq.core import erasure

if TYPE_CHECKING:
    from dayaq.core.errors import Text

Persons = Collection[int]
Keys = Callable[[Persons], Iterable[int]]
DELETE: Final[dict[str, str]] = {}


@dataclass(frozen=True)
class Holding:
    """Records of ``model`` about persons, under ``title`` in an extract ("" keeps them out of it).

    path: lookup from a row to the person ("case__person"); or ``keys_of``: keys of persons → keys of rows. erase:
    column → SQL expression that stays in its place; ``DELETE`` (empty) removes the row; None: nothing of it is
    personal. going: the keys that erasure reaches where they are fewer. keeps: classified fields that stay, because
    they tell nothing without the identity and are counted. hide: fields that an extract leaves out. unless: see
    :class:`dayaq.core.erasure.Erasable`.
    """

    model: type[Model]
    title: Text
    path: str = "person"
    keys_of: Keys | None = None
    erase: Mapping[str, str] | None = None
    going: Keys | None = None
    keeps: frozenset[str] = frozenset()
    hide: frozenset[str] = frozenset()
    order: int = 50
    unless: str = ""

    @property
    def label(self) -> str:
        """The kind as audit log, documents and notices name it."""
        return self.model._meta.label_lower

    def keys(self, persons: Persons) -> set[int]:
        """Keys of the rows that concern ``persons`` (their keys)."""
        if self.keys_of is not None:
            return set(self.keys_of(persons))
        rows = self.model._default_manager.filter(**{f"{self.path}__in": list(persons)})
        return set(rows.values_list("pk", flat=True))

    def keys_going(self, persons: Persons) -> set[int]:
        """Keys of the rows that change when ``persons`` are erased."""
        return set(self.going(persons)) if self.going else self.keys(persons)

    def rows(self, persons: Persons) -> QuerySet[Any]:
        """The rows that concern ``persons``."""
        rows: QuerySet[Any] = self.model._default_manager.filter(pk__in=self.keys(persons))
        return rows


_holdings: dict[str, Holding] = {}


def register_holding(holding: Holding) -> Holding:
    """Declare records about persons; a second registration of the same model replaces the first."""
    _holdings[holding.label] = holding
    if holding.erase is not None:
        erasure.register(erasure.Erasable(holding.model, holding.erase, holding.unless))
    return holding


def holdings() -> list[Holding]:
    """All of them, in the order of the extract."""
    return sorted(_holdings.values(), key=lambda one: (one.order, one.label))


def keys_about(model: type[Model], persons: Persons, *, type_field: str, id_field: str) -> set[int]:
    """Keys of rows of ``model`` that name their subject by kind and id: those about any record of ``persons``.

    One statement a kind: each is a walk along the index of kind and id.
    """
    found: set[int] = set()
    for holding in _holdings.values():
        if holding.path and holding.keys_of is None and (subjects := holding.keys(persons)):
            rows = model._default_manager.filter(**{type_field: holding.label, f"{id_field}__in": subjects})
            found.update(rows.values_list("pk", flat=True))
    return found


@dataclass(frozen=True)
class Ground:
    """A legal ground that stands against erasing a person: ``persons(keys)`` gives those whom it protects now."""

    code: str
    label: Text
    persons: Callable[[Persons], QuerySet[Any, Any]]


_grounds: dict[str, Ground] = {}


def register_ground(ground: Ground) -> Ground:
    """Add a ground; ``persons`` returns one column of keys of persons, in one statement."""
    _grounds[ground.code] = ground
    return ground


def ground_label(code: str) -> Text:
    """A ground in words."""
    return _grounds[code].label if code in _grounds else code


def grounds_against(persons: Persons) -> dict[int, list[str]]:
    """Codes of the grounds that stand against erasing each of ``persons``; who is missing has none.

    One statement each ground.
    """
    found: dict[int, list[str]] = {}
    for code in sorted(_grounds):
        for key in _grounds[code].persons(persons):
            if code not in found.setdefault(key, []):
                found[key].append(code)
    return found
