"""Whose value stands for each field. Values that are not chosen stay on the merged record: none is lost or doubled.

Where both records have a value and the merged one's is chosen, the two change places. Where the survivor has none, it
takes the other's. A FİN is unique among all records and therefore moves; that which is not chosen stays taken.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from dayaq.core.api import Invalid
from dayaq.registry.cleaning import check_life
from dayaq.registry.dictionary import apply_derived
from dayaq.registry.merging.journal import Journal
from dayaq.registry.models import Person

NAMES: Final = ("surname", "given_name", "father_name")
CHOSEN: Final = (*NAMES, "fin", "sex", "birth_date", "death_date", "phone", "email", "unit", "address", "language")
"""Fields of which somebody says whose value stands."""
_ORIGINALS: Final = {"birth_date": "birth_date_original", "phone": "phone_original"}
_DERIVED: Final = ("sort_key", "name_key", "name_original", "is_restricted")


def attribute(field: str) -> str:
    """The attribute that holds a field's value: "unit_id" for the unit."""
    return "unit_id" if field == "unit" else field


def empty(person: Person, field: str) -> bool:
    """Whether nothing is recorded."""
    return getattr(person, attribute(field)) in (None, "")


def combine(journal: Journal, survivor: Person, merged: Person, take: Collection[str]) -> list[str]:
    """Give ``survivor`` the merged record's value of the fields ``take`` and of those of which it has none.

    Returns the names of the fields that changed. Both objects are brought up to date and written, FİN first, because
    it is unique among all records. Invalid where the values do not fit together.
    """
    unknown = set(take) - set(CHOSEN)
    if unknown:
        raise Invalid(_("There is no such field to choose."), code="field", field=min(unknown))
    before = {person.pk: _state(person) for person in (survivor, merged)}
    changed = [field for field in CHOSEN if _exchange(survivor, merged, field, chosen=field in take)]
    survivor.is_restricted = survivor.is_restricted or merged.is_restricted
    check_life(survivor)
    for person in (survivor, merged):
        apply_derived(person)
    if "fin" in changed:
        journal.change(Person, merged.pk, {"fin": None})
        before[merged.pk]["fin"] = None
    for person in (survivor, merged):
        now = _state(person)
        differing = {name: value for name, value in now.items() if value != before[person.pk][name]}
        if differing:
            journal.change(Person, person.pk, differing)
    return changed


def _state(person: Person) -> dict[str, Any]:
    names = (*map(attribute, CHOSEN), *_ORIGINALS.values(), *_DERIVED)
    return {name: dict(value) if isinstance(value := getattr(person, name), dict) else value for name in names}


def _exchange(survivor: Person, merged: Person, field: str, *, chosen: bool) -> bool:
    """Let the survivor have the other's value where it is chosen, or where it has none itself."""
    name = attribute(field)
    mine, theirs = getattr(survivor, name), getattr(merged, name)
    if mine == theirs or empty(merged, field) or not (chosen or empty(survivor, field)):
        return False
    kept = theirs if empty(survivor, field) and field != "fin" else mine
    setattr(survivor, name, theirs)
    setattr(merged, name, kept)
    _exchange_original(survivor, merged, field, swap=kept is mine)
    return True


def _exchange_original(survivor: Person, merged: Person, field: str, *, swap: bool) -> None:
    """What was typed or imported goes with the value that was made of it."""
    if field in _ORIGINALS:
        name = _ORIGINALS[field]
        mine, theirs = getattr(survivor, name), getattr(merged, name)
        setattr(survivor, name, theirs)
        setattr(merged, name, mine if swap or mine else theirs)
    elif field in NAMES:
        mine, theirs = survivor.name_original.get(field), merged.name_original.get(field)
        survivor.name_original = _with(survivor.name_original, field, theirs)
        merged.name_original = _with(merged.name_original, field, mine if swap or mine else theirs)


def _with(originals: dict[str, str], field: str, text: str | None) -> dict[str, str]:
    rest = {name: value for name, value in originals.items() if name != field}
    return rest if text is None else {**rest, field: text}
