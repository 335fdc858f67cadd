"""A figure of persons spread over districts and categories, with small cells hidden."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Case, CharField, Count, Value, When

from dayaq.core.api import clock
from dayaq.core.rowsecurity import past_the_wall
from dayaq.law.api import int_parameter
from dayaq.places.api import units_as_of
from dayaq.places.models import AdministrativeUnit
from dayaq.registry.models import StatusKind
from dayaq.reporting.definitions import Definition, country_categories
from dayaq.reporting.disclosure import Table, suppress, unsuppressed
from dayaq.reporting.figures import counted, in_category

OTHER = "other"


@dataclass(frozen=True)
class Breakdown:
    """``table`` by unit id (as text) and category code; the labels of both beside."""

    table: Table
    units: dict[str, AdministrativeUnit]
    categories: dict[str, StatusKind]
    threshold: int


@past_the_wall  # figures are of the whole country for anybody; small cells are hidden by disclosure control
def by_district_and_category(definition: Definition, *, small_cells: bool, as_now: bool = False) -> Breakdown:
    """Count each person once: in the first of the categories that held on the day of enrolment, or "other".

    Districts are those in which the records were made; ``as_now`` puts together what is one district today. That only
    for whoever may see small cells: beside the other table it would show what was hidden there.
    """
    codes = country_categories()
    category = Case(
        *(When(in_category([code]), then=Value(code)) for code in codes),
        default=Value(OTHER),
        output_field=CharField(),
    )
    rows = (
        counted(definition)
        .annotate(category=category)
        .values("application__unit_id", "category")
        .annotate(n=Count("person", distinct=True))
        .values_list("application__unit_id", "category", "n")
    )
    counts = {(str(unit), code): count for unit, code, count in rows}
    if as_now and small_cells:
        counts = _regrouped(counts)
    ids = {unit for unit, _code in counts}
    units = {str(unit.pk): unit for unit in AdministrativeUnit.objects.filter(pk__in=ids).order_by("sort_key", "pk")}
    columns = [*codes, OTHER]
    threshold = int_parameter("disclosure.threshold", clock.today())
    table = (
        unsuppressed(counts, list(units), columns) if small_cells else suppress(counts, list(units), columns, threshold)
    )
    kinds = {kind.code: kind for kind in StatusKind.objects.filter(code__in=codes)}
    return Breakdown(table=table, units=units, categories=kinds, threshold=threshold)


def _regrouped(counts: dict[tuple[str, str], int]) -> dict[tuple[str, str], int]:
    """Counts by the units of today; a unit that was divided among several stays by itself."""
    today = units_as_of({int(unit) for unit, _code in counts if unit.isdigit()}, clock.today())
    found: dict[tuple[str, str], int] = {}
    for (unit, code), count in counts.items():
        now = today.get(int(unit)) if unit.isdigit() else None
        key = (str(now.pk) if now else unit, code)
        found[key] = found.get(key, 0) + count
    return found
