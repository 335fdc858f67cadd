"""Which fields of a person may be corrected how: one table, shown in docs/reference/changes.md and on the pages.

A class says who may ask, whether a second pair of eyes is needed, and what is told to other rooms. A field stands in
exactly one class; :data:`CORRECTABLE` is all of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from dayaq.core.errors import Text


@dataclass(frozen=True)
class ChangeClass:
    """``fields``: names of a person's columns. ``asks``: the permission of whoever asks for the change.

    ``approval``: whether another natural person must approve before anything is written; ``decides`` is then the
    permission of that person. ``event``: what is emitted besides ``person.corrected`` when such a field changed.
    ``consequence`` says all of it to the person who fills in the form.
    """

    code: str
    label: Text
    fields: tuple[str, ...]
    asks: str
    consequence: Text
    approval: bool = False
    decides: str = ""
    event: str = ""


CONTACT: Final = ChangeClass(
    "contact",
    _("Contact data"),
    ("phone", "email", "language"),
    "person.edit",
    _("Changed at once; the request stays in the history."),
)
PLACE: Final = ChangeClass(
    "place",
    _("District and address"),
    ("unit", "address"),
    "person.edit",
    _("Changed at once; offices that work by district are told."),
    event="person.place_corrected",
)
IDENTITY: Final = ChangeClass(
    "identity",
    _("Identity data"),
    ("surname", "given_name", "father_name", "sex", "birth_date", "death_date", "fin"),
    "person.edit",
    _("Nothing changes until another person approves it on the evidence."),
    approval=True,
    decides="change.decide",
)
PROTECTION: Final = ChangeClass(
    "protection",
    _("Protection of the person"),
    ("is_restricted",),
    "person.restricted",
    _("Changed at once by whoever holds the right to protected persons; nobody else sees that it changed."),
)

CLASSES: Final = (CONTACT, PLACE, IDENTITY, PROTECTION)
CLASS_OF: Final[dict[str, ChangeClass]] = {name: one for one in CLASSES for name in one.fields}
CORRECTABLE: Final[tuple[str, ...]] = tuple(CLASS_OF)
DATES: Final = frozenset({"birth_date", "death_date"})

FIELD_LABELS: Final[dict[str, Text]] = {
    "surname": _("Surname"),
    "given_name": _("Given name"),
    "father_name": _("Father's name"),
    "sex": _("Sex"),
    "birth_date": _("Date of birth"),
    "death_date": _("Date of death"),
    "fin": _("FİN"),
    "phone": _("Telephone"),
    "email": _("E-mail"),
    "language": _("Language of letters"),
    "unit": _("District or settlement"),
    "address": _("Address"),
    "is_restricted": _("Protected person"),
}
