"""What a room says about its rows for the day on which two records turn out to be one person.

Rows move by themselves, whatever room they are of. A room registers here (in its ``handlers.py``) where it has a say::

    register_belonging(Belonging("programmes.application", _("Applications"), grows=True))
    register_objection(open_in_one_programme)

A room that says nothing is safe: of two of its rows that a unique constraint does not let stand side by side, none is
chosen silently, the merge is refused.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet

from dayaq.registry.models import Person

if TYPE_CHECKING:
    from dayaq.core.errors import Text

Keys = Mapping[str, Collection[int]]


@dataclass(frozen=True)
class Belonging:
    """How the rows of a model behave.

    ``label``: "registry.consent". ``words``: what they are called, in the plural. ``other_stays(stays, other)``: of two
    rows that cannot both stand, the survivor's and the merged record's, whether the latter stays; None: the merge is
    refused. ``grows``: a row that hangs on a row of this model belongs to the same person, also when it was made after
    the merge. ``along(moved)``: the rows that go back with moved ones (label → keys), where the keys of the model
    itself would say something else.
    """

    label: str
    words: Text
    other_stays: Callable[[Any, Any], bool] | None = None
    grows: bool = False
    along: Callable[[Keys], QuerySet[Any]] | None = None


Objection = Callable[[Person, Person], "list[Text]"]
_belongings: dict[str, Belonging] = {}
_objections: list[Objection] = []


def register_belonging(belonging: Belonging) -> None:
    """Add a model; a second registration of the same one replaces the first."""
    _belongings[belonging.label] = belonging


def register_objection(objection: Objection) -> Objection:
    """Add a reason against: ``objection(one, other)`` says in sentences why the two cannot be merged now.

    A fixed number of statements, the same answer whichever comes first.
    """
    if objection not in _objections:
        _objections.append(objection)
    return objection


def belonging(label: str) -> Belonging | None:
    """What was said about a model."""
    return _belongings.get(label)


def words_of(label: str) -> Text:
    """What the rows of a model are called; its technical name where the room gave none."""
    found = _belongings.get(label)
    return found.words if found else label


def growing() -> list[Belonging]:
    """Models from whose rows others grow."""
    return [one for one in _belongings.values() if one.grows]


def going_along() -> list[Belonging]:
    """Models whose room says itself which rows go back with moved ones."""
    return [one for one in _belongings.values() if one.along is not None]


def objections(one: Person, other: Person) -> list[Text]:
    """All that speaks against merging the two now."""
    return [text for objection in _objections for text in objection(one, other)]
