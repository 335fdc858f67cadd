"""Values of fields as a request keeps them (JSON), and a change compared with the person as it is now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from dayaq.core.api import Invalid
from dayaq.places.models import AdministrativeUnit
from dayaq.registry.change_classes import CORRECTABLE, DATES
from dayaq.registry.cleaning import check_life, clean_person
from dayaq.registry.models import Person

Changes = dict[str, dict[str, Any]]


def to_json(name: str, value: Any) -> Any:
    """The value of field ``name`` as a request keeps it: ISO text for a date, the key for a district."""
    if name == "unit":
        return value.pk if value is not None else None
    return value.isoformat() if isinstance(value, date) else value


def from_json(name: str, stored: Any) -> Any:
    """The value that :func:`to_json` stored; one statement for a district."""
    if name == "unit":
        return None if stored is None else AdministrativeUnit.objects.select_related("parent").get(pk=stored)
    return date.fromisoformat(stored) if name in DATES and stored else stored


def present(person: Person, name: str) -> Any:
    """What stands in field ``name`` of ``person`` now, as a request keeps it."""
    return person.unit_id if name == "unit" else to_json(name, getattr(person, name))


@dataclass(frozen=True)
class Compared:
    """A change against the person: ``changes`` as a request keeps them, only of fields that really differ."""

    changes: Changes

    def only(self, names: set[str]) -> Changes:
        """Those of ``names``."""
        return {name: one for name, one in self.changes.items() if name in names}


def compare(person: Person, given: Mapping[str, Any]) -> Compared:
    """Clean ``given`` and keep what differs from ``person``. Invalid for a bad value or a life that cannot be.

    A father's name with its ending may bring the sex with it. ``person`` itself is not changed.
    """
    unknown = set(given) - set(CORRECTABLE)
    if unknown:
        raise Invalid(_("These fields cannot be corrected."), field=min(unknown))
    asked = {"sex": person.sex, **given} if "father_name" in given else given
    cleaned = clean_person(asked)
    changes: Changes = {}
    after = Person(**{name: getattr(person, name) for name in ("surname", "given_name", "father_name")})
    after.birth_date, after.death_date = person.birth_date, person.death_date
    for name, value in cleaned.values.items():
        if name not in CORRECTABLE or getattr(person, name) == value:
            continue
        change = {"before": present(person, name), "after": to_json(name, value)}
        typed = to_json(name, given.get(name))
        if name in given and typed != change["after"]:
            change["typed"] = typed
        changes[name] = change
        setattr(after, name, value)
    check_life(after)
    return Compared(changes)


def as_given(changes: Changes) -> dict[str, Any]:
    """What a request asks for, as the write takes it: as typed where it was cleaned, so that the original is kept."""
    return {name: from_json(name, one.get("typed", one["after"])) for name, one in changes.items()}
