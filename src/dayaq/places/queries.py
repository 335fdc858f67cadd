"""Reads about places."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet

from dayaq.places.models import AdministrativeUnit

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
