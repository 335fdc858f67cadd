"""Figures computed from the records: value, unit, bound, period, stage, definition, source (workflows.md section 10).

Persons are counted, not memberships: somebody in two categories counts once. A figure below the disclosure threshold is
hidden from whoever lacks the right to small cells, and so is whatever could be computed back to it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import ExtractYear

from dayaq.core.api import Invalid, clock
from dayaq.core.money import ratio
from dayaq.core.rowsecurity import past_the_wall
from dayaq.funds.api import EntryKind
from dayaq.funds.models import LedgerEntry
from dayaq.law.api import int_parameter
from dayaq.programmes.models import Enrolment
from dayaq.registry.models import Status
from dayaq.reporting.definitions import STAGES, UNITS, Definition, first_year, spread
from dayaq.reporting.disclosure import is_small

DATE_FIELDS = {"enrolled": "enrolled_on", "equipped": "case__equipped_on"}


@dataclass(frozen=True)
class Figure:
    """One computed figure. ``value`` is None where it is hidden, or where the quotient has no base."""

    definition: Definition
    value: int | Decimal | None
    hidden: bool
    unit: str
    stage: str
    bound: str = "="
    source: str = "computed"
    computed_at: str = ""

    @property
    def code(self) -> str:
        return self.definition.code

    def to_dict(self) -> dict[str, Any]:
        """For machines: every attribute a published figure has, amounts and quotients as text."""
        definition = self.definition
        value = str(self.value) if isinstance(self.value, Decimal) else self.value
        return {
            "code": definition.code,
            "label": definition.label,
            "value": value,
            "hidden": self.hidden,
            "unit": self.unit,
            "bound": self.bound,
            "period": {"from": _iso(definition.since), "to": _iso(definition.to)},
            "stage": self.stage,
            "definition": definition.definition,
            "source": self.source,
            "computed_at": self.computed_at,
        }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def counted(definition: Definition) -> QuerySet[Enrolment]:
    """The enrolments behind a figure of persons; Invalid for a figure that counts no persons."""
    field = DATE_FIELDS.get(definition.measure)
    if field is None:
        raise Invalid(f"{definition.code} counts no persons", code="no_records")
    found = Enrolment.objects.filter(programme__code=definition.programme, **{f"{field}__isnull": False})
    if definition.since:
        found = found.filter(**{f"{field}__gte": definition.since})
    if definition.to:
        found = found.filter(**{f"{field}__lte": definition.to})
    if definition.fund:
        found = found.filter(fund__code=definition.fund)
    if definition.categories:
        found = found.filter(in_category(definition.categories))
    return found


def in_category(kinds: Iterable[str]) -> Exists:
    """Whether the person of an enrolment had one of the statuses on the day of enrolment, and it was not refuted."""
    return Exists(
        Status.objects.filter(
            Q(valid_to__isnull=True) | Q(valid_to__gt=OuterRef("enrolled_on")),
            person=OuterRef("person"),
            kind__code__in=list(kinds),
            valid_from__lte=OuterRef("enrolled_on"),
        ).exclude(verification="refuted")
    )


def years() -> range:
    """From the year in which the country began to count to the present one."""
    return range(first_year(), clock.today().year + 1)


def figures(*, small_cells: bool = False) -> list[Figure]:
    """All figures of the country; a fixed number of statements whatever the number of years."""
    definitions = list(spread(years()))
    return _compute(definitions, small_cells)


def figure(code: str, *, small_cells: bool = False) -> Figure:
    """One figure by its code; Invalid where there is none."""
    for found in figures(small_cells=small_cells):
        if found.code == code:
            return found
    raise Invalid(f"There is no figure {code}.", code="no_figure", field="code", value=code)


@past_the_wall  # figures are of the whole country for anybody; small cells are hidden by disclosure control
def _compute(definitions: list[Definition], small_cells: bool) -> list[Figure]:
    threshold = int_parameter("disclosure.threshold", clock.today())
    at = clock.now().isoformat(timespec="seconds")
    values = _counts(definitions)
    found: dict[str, Figure] = {}
    for definition in sorted(definitions, key=lambda d: bool(d.of)):
        base = [found[code] for code in (definition.of, definition.to_figure) if code in found]
        value, hidden = values.get(definition.code), False
        if definition.of:
            hidden = any(figure.hidden for figure in base)
            value = None if hidden or len(base) < 2 else _quotient(definition, base[0].value, base[1].value)
        elif UNITS[definition.measure] == "person":
            hidden = not small_cells and is_small(int(value or 0), threshold)
        found[definition.code] = Figure(
            definition=definition,
            value=None if hidden else value,
            hidden=hidden,
            unit=UNITS[definition.measure],
            stage=_stage(definition, base),
            computed_at=at,
        )
    return [found[definition.code] for definition in definitions]


def _stage(definition: Definition, base: list[Figure]) -> str:
    return STAGES.get(definition.measure) or (base[0].stage if base else "")


def _quotient(definition: Definition, of: Any, to: Any) -> Decimal | None:
    times = 100 if definition.measure == "share" else 1
    return ratio(Decimal(times * (of or 0)), Decimal(to or 0), definition.places)


def _counts(definitions: list[Definition]) -> dict[str, int | Decimal]:
    """Values of everything that is counted or summed; yearly series in one statement each."""
    values: dict[str, int | Decimal] = {}
    yearly = {measure: _by_year(measure, definitions) for measure in DATE_FIELDS}
    for definition in definitions:
        if definition.measure == "allocated":
            values[definition.code] = _allocated(definition)
        elif definition.measure in DATE_FIELDS:
            series = yearly[definition.measure]
            year = _whole_year(definition)
            values[definition.code] = (
                series.get(year, 0) if year is not None else counted(definition).aggregate(n=_persons())["n"]
            )
    return values


def _whole_year(definition: Definition) -> int | None:
    """The year of a plain yearly figure; None for any other."""
    plain = not definition.fund and not definition.categories
    if plain and definition.since and definition.code.endswith(f"-{definition.since.year}"):
        whole = definition.to == date(definition.since.year, 12, 31) and definition.since.timetuple().tm_yday == 1
        return definition.since.year if whole else None
    return None


def _by_year(measure: str, definitions: list[Definition]) -> dict[int, int]:
    programme = next((d.programme for d in definitions if d.measure == measure), None)
    field = DATE_FIELDS[measure]
    rows = (
        Enrolment.objects.filter(programme__code=programme, **{f"{field}__isnull": False})
        .annotate(year=ExtractYear(field))
        .values("year")
        .annotate(n=_persons())
        .values_list("year", "n")
    )
    return dict(rows)


def _persons() -> Count:
    return Count("person", distinct=True)


def _allocated(definition: Definition) -> Decimal:
    entries = LedgerEntry.objects.filter(fund__code=definition.fund)
    if definition.to:
        entries = entries.filter(at__date__lte=definition.to)
    sums = entries.aggregate(
        put=Sum("amount", filter=Q(kind=EntryKind.ALLOCATE)), taken=Sum("amount", filter=Q(kind=EntryKind.WITHDRAW))
    )
    return (sums["put"] or Decimal("0.00")) - (sums["taken"] or Decimal("0.00"))
