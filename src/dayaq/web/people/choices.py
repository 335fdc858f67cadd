"""Choices that depend on who is asking: districts, kinds of status. Read once an account and request."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from dayaq.accounts.models import User
from dayaq.core import clock
from dayaq.core.aztext import fold
from dayaq.core.periods import add_years, years_between
from dayaq.places.api import districts as all_districts
from dayaq.places.models import AdministrativeUnit
from dayaq.registry.api import in_units, purposes, units_within
from dayaq.registry.models import Person, Purpose, Status, StatusKind

if TYPE_CHECKING:
    from dayaq.core.errors import Text

T = TypeVar("T")
_Kind = AdministrativeUnit.Kind

#: code → (words, youngest age, oldest age; None: no end)
AGE_BANDS: dict[str, tuple[Text, int, int | None]] = {
    "0-14": (_("0 to 14"), 0, 14),
    "15-17": (_("15 to 17"), 15, 17),
    "18-29": (_("18 to 29"), 18, 29),
    "30-44": (_("30 to 44"), 30, 44),
    "45-64": (_("45 to 64"), 45, 64),
    "65": (_("65 and older"), 65, None),
}


def _once(user: User, name: str, read: Callable[[], T]) -> T:
    """``read()`` once for this account object, which lives as long as a request."""
    kept: dict[str, Any] = user.__dict__.setdefault("_people_choices", {})
    if name not in kept:
        kept[name] = read()
    found: T = kept[name]
    return found


def units_of(user: User, permission: str) -> QuerySet[AdministrativeUnit]:
    """Units in force today in which ``user`` holds ``permission``, in alphabetical order, with their parents."""
    units = AdministrativeUnit.objects.on(clock.today()).select_related("parent").order_by("sort_key", "pk")
    allowed = user.district_ids(permission)
    if allowed is not None:
        return units.filter(pk__in=units_within(allowed))
    return units.exclude(kind__in=(_Kind.COUNTRY, _Kind.ECONOMIC_REGION))


def unit_label(unit: AdministrativeUnit) -> str:
    """The unit's name; of a settlement or a city's district also what it belongs to.

    The city in a district of the same name says that it is the city.
    """
    if unit.parent is None:
        return unit.name
    if unit.kind in (_Kind.SETTLEMENT, _Kind.CITY_DISTRICT):
        return f"{unit.name} – {unit.parent.name}"
    if unit.kind == _Kind.CITY and unit.name == unit.parent.name:
        return str(_("%(name)s (city)") % {"name": unit.name})
    return unit.name


def districts(user: User) -> list[tuple[int, str]]:
    """Districts and cities in which ``user`` may search."""

    def read() -> list[tuple[int, str]]:
        found = all_districts(clock.today()).select_related("parent")
        allowed = user.district_ids("person.search")
        if allowed is not None:
            found = found.filter(pk__in=units_within(allowed))
        return [(unit.pk, unit_label(unit)) for unit in found]

    return _once(user, "districts", read)


def in_district(persons: Any, value: str) -> Any:
    """Of ``persons`` those who live in the unit or below it."""
    return persons.filter(in_units("unit", frozenset({int(value)})))


def status_kinds(user: User) -> list[StatusKind]:
    """Kinds of status that ``user`` may know of, in their order."""

    def read() -> list[StatusKind]:
        kinds = StatusKind.objects.order_by("order", "pk")
        return list(kinds if user.may("person.restricted") else kinds.exclude(sensitivity="restricted"))

    return _once(user, "kinds", read)


def kind_of_word(user: User, text: str) -> StatusKind | None:
    """The kind of status that a word means, by its name or an older or popular one ("qazi"); None when it means none.

    Such a word finds the kind and is never shown as its name (inventory POP-03, POP-10).
    """
    wanted = fold(text)
    for kind in status_kinds(user):
        if wanted in {fold(word) for word in (*kind.label.values(), *kind.aliases)}:
            return kind
    return None


def kind_choices(user: User) -> list[tuple[str, str]]:
    """Codes and names of :func:`status_kinds`."""
    return [(kind.code, kind.name) for kind in status_kinds(user)]


def with_kind(persons: Any, code: str) -> Any:
    """Of ``persons`` those who have a status of the kind today; the caller offers only kinds the account may know."""
    held = Status.objects.on(clock.today()).filter(kind__code=code).exclude(verification="refuted")
    return persons.filter(pk__in=held.values("person"))


def age_choices() -> list[tuple[str, Text]]:
    """Codes and words of the age bands."""
    return [(code, words) for code, (words, _first, _last) in AGE_BANDS.items()]


def in_age_band(persons: Any, code: str) -> Any:
    """Of ``persons`` those who are of that age today and alive."""
    _words, youngest, oldest = AGE_BANDS[code]
    today = clock.today()
    born = Q(birth_date__lte=add_years(today, -youngest), death_date__isnull=True)
    if oldest is not None:
        born &= Q(birth_date__gt=add_years(today, -oldest - 1))
    return persons.filter(born)


def age(person: Person, on: date | None = None) -> int | None:
    """Completed years on a day (default today), at death for the dead; None without a birth date."""
    day = on or person.death_date or clock.today()
    if person.birth_date is None or person.birth_date > day:
        return None
    return years_between(person.birth_date, day)


def consent_purposes() -> list[tuple[str, str]]:
    """Uses to which a person may consent: those that a law alone allows are not asked for."""
    return [(one.code, one.name) for one in purposes() if one.basis != Purpose.Basis.LAW]
