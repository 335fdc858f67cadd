"""A figure of persons spread over districts and categories, with small cells hidden."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Case, CharField, Count, Value, When

from dayaq.core.api import clock
from dayaq.law.api import int_parameter
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


def by_district_and_category(definition: Definition, *, small_cells: bool) -> Breakdown:
    """Count each person once: in the first of the categories that held on the day of enrolment, or "other"."""
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
    ids = {unit for unit, _code in counts}
    units = {str(unit.pk): unit for unit in AdministrativeUnit.objects.filter(pk__in=ids).order_by("sort_key", "pk")}
    columns = [*codes, OTHER]
    threshold = int_parameter("disclosure.threshold", clock.today())
    table = (
        unsuppressed(counts, list(units), columns) if small_cells else suppress(counts, list(units), columns, threshold)
    )
    kinds = {kind.code: kind for kind in StatusKind.objects.filter(code__in=codes)}
    return Breakdown(table=table, units=units, categories=kinds, threshold=threshold)
