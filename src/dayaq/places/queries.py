"""Reads about places."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Q, QuerySet

from dayaq.places.models import AdministrativeUnit, UnitSuccession

Kind = AdministrativeUnit.Kind


def districts(on: date) -> QuerySet[AdministrativeUnit]:
    """Units in which a person may be said to live on ``on``, in alphabetical order.

    Districts, cities, and the districts of Bakı; a city inside a district of its own name (Lənkəran) counts with it.
    """
    return (
        AdministrativeUnit.objects.on(on)
        .filter(kind__in=[Kind.DISTRICT, Kind.CITY, Kind.CITY_DISTRICT])
        .exclude(Q(kind=Kind.CITY) & Q(parent__kind=Kind.DISTRICT))
        .order_by("sort_key", "pk")
    )


def district_of(unit: AdministrativeUnit) -> AdministrativeUnit | None:
    """The unit of :func:`districts` that ``unit`` is or lies in; None for a region or the country."""
    here: AdministrativeUnit | None = unit
    while here is not None:
        inside = here.kind == Kind.CITY and here.parent is not None and here.parent.kind == Kind.DISTRICT
        if here.kind in (Kind.DISTRICT, Kind.CITY, Kind.CITY_DISTRICT) and not inside:
            return here
        here = here.parent
    return None


def units_as_of(units: Iterable[int], on: date) -> dict[int, AdministrativeUnit | None]:
    """For each key of a unit in which something was recorded: the unit in force on ``on`` that it is now.

    Itself while it holds; else the one to which it passed, step by step. None where it was divided among several or
    passed to none: what was recorded there cannot be told apart. Two statements, whatever the number.
    """
    known = {unit.pk: unit for unit in AdministrativeUnit.objects.all()}
    heirs: dict[int, list[int]] = {}
    for old, new in UnitSuccession.objects.filter(on_date__lte=on).values_list("predecessor_id", "successor_id"):
        heirs.setdefault(old, []).append(new)
    return {key: _as_of(known[key], known, heirs, on) for key in units if key in known}


def _as_of(
    unit: AdministrativeUnit, known: dict[int, AdministrativeUnit], heirs: dict[int, list[int]], on: date
) -> AdministrativeUnit | None:
    here: AdministrativeUnit | None = unit
    while here is not None and here.valid_to is not None and here.valid_to <= on:
        after = heirs.get(here.pk, [])
        here = known[after[0]] if len(after) == 1 else None
    return here


def line_of(unit: AdministrativeUnit) -> list[AdministrativeUnit]:
    """The units above ``unit``, the country first. No statement where its four parents were selected with it."""
    line: list[AdministrativeUnit] = []
    here = unit.parent
    while here is not None:
        line.append(here)
        here = here.parent
    return line[::-1]
