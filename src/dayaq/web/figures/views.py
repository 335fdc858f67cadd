"""Pages of figures: the number in words, how it is counted, where it comes from."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from dayaq.core.api import Invalid, label_in
from dayaq.reporting import api
from dayaq.reporting.api import OTHER, TOTAL, Breakdown, Figure
from dayaq.web import formats
from dayaq.web.figures.words import STAGE_WORDS, UNIT_WORDS, value_words
from dayaq.web.guard import guard, public
from dayaq.web.lists import Column, ListPage
from dayaq.web.lists.export import safe
from dayaq.web.requests import Request

YEARLY = ("enrolled", "equipped")
PERSON = "person"


def small_cells(request: HttpRequest) -> bool:
    """Whether the reader may see counts below the disclosure threshold."""
    return bool(request.user.is_authenticated and request.user.may("figure.small_cells"))


@public
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """All figures; the yearly ones as two charts with their table, the others one by one."""
    found = api.figures(small_cells=small_cells(request))
    yearly = [figure for figure in found if figure.code.rpartition("-")[0] in YEARLY]
    years = sorted({figure.definition.since.year for figure in yearly if figure.definition.since})
    by_code = {figure.code: figure for figure in found}
    context = {
        "figures": [described(figure) for figure in found if figure not in yearly],
        "charts": [chart(by_code, measure, years) for measure in YEARLY],
        "rows": [
            {"year": year, "cells": [described(by_code[f"{measure}-{year}"]) for measure in YEARLY]} for year in years
        ],
    }
    return render(request, "figures/index.html", context)


@public
@require_safe
def show(request: HttpRequest, code: str) -> HttpResponse:
    """One figure, and where it counts persons its table by district and category."""
    figure = _figure(request, code)
    breakdown = _breakdown(request, figure)
    user = request.user
    context = {
        "shown": described(figure),
        "figure": figure,
        "table": rows_of(breakdown) if breakdown else None,
        "columns": column_titles(breakdown) if breakdown else [],
        "threshold": breakdown.threshold if breakdown else None,
        "bars": _bars(breakdown) if breakdown else [],
        "may_regroup": small_cells(request),
        "as_now": request.GET.get("units") == "now",
        "may_list": figure.unit == PERSON and user.is_authenticated and user.may("figure.records"),
    }
    return render(request, "figures/show.html", context)


RECORDS = ListPage(
    code="figure-records",
    title=_("Records behind the figure"),
    columns=(
        Column("person", _("Person"), lambda e: e.person.full_name, sort=("person__sort_key", "pk")),
        Column("unit", _("District"), lambda e: e.application.unit.name),
        Column("enrolled", _("Enrolled"), lambda e: e.enrolled_on, kind="date", sort=("enrolled_on", "pk")),
        Column("fund", _("Fund"), lambda e: e.fund.name),
    ),
    order="enrolled",
    row_url=lambda e: reverse("applications:show", args=[e.application_id]),
    empty=_("None of the records behind this figure lies in what you may see."),
    reads="person",
)


@guard("figure.records")
def records(request: Request, code: str) -> HttpResponseBase:
    """The enrolments behind a figure, as far as the reader may see them."""
    figure = _figure(request, code)
    if figure.unit != PERSON or figure.hidden:
        raise Http404
    rows = api.records(figure.definition, user=request.user)
    return RECORDS.respond(request, rows, figure=figure)


@public
@require_safe
def table_csv(request: HttpRequest, code: str) -> HttpResponse:
    """The table by district and category as a file, hidden cells hidden."""
    figure = _figure(request, code)
    breakdown = _breakdown(request, figure)
    if breakdown is None:
        raise Http404
    response = HttpResponse(content_type="text/csv; charset=utf-8", headers={"Cache-Control": "no-store"})
    response["Content-Disposition"] = f'attachment; filename="{figure.code}.csv"'
    response.write("\ufeff")
    writer = csv.writer(response)
    writer.writerow([safe(str(title)) for title in (_g("District"), *column_titles(breakdown))])
    for row in rows_of(breakdown):
        cells = ["…" if cell["hidden"] else str(cell["count"]) for cell in row["cells"]]
        writer.writerow([safe(str(row["title"])), *cells])
    return response


def _figure(request: HttpRequest, code: str) -> Figure:
    try:
        return api.figure(code, small_cells=small_cells(request))
    except Invalid as error:
        raise Http404(str(error)) from error


def _breakdown(request: HttpRequest, figure: Figure) -> Breakdown | None:
    if figure.unit != PERSON:
        return None
    as_now = request.GET.get("units") == "now"
    return api.by_district_and_category(figure.definition, small_cells=small_cells(request), as_now=as_now)


def described(figure: Figure) -> dict[str, Any]:
    """A figure in words of the active language, as the component takes it."""
    definition = figure.definition
    period = " – ".join(formats.day(day) if day else "…" for day in (definition.since, definition.to))
    return {
        "code": figure.code,
        "label": label_in(definition.label),
        "value": value_words(figure),
        "unit": UNIT_WORDS[figure.unit],
        "bound": "" if figure.bound == "=" else figure.bound,
        "period": period if definition.since or definition.to else "",
        "stage": STAGE_WORDS.get(figure.stage, ""),
        "how": label_in(definition.definition),
        "hidden": figure.hidden,
        "url": reverse("figures:show", args=[figure.code]),
    }


def chart(by_code: dict[str, Figure], measure: str, years: list[int]) -> dict[str, Any]:
    """A yearly series as bars."""
    series = [by_code[f"{measure}-{year}"] for year in years]
    bars = [
        {
            "label": str(year),
            "value": None if figure.hidden else figure.value,
            "words": value_words(figure),
        }
        for year, figure in zip(years, series, strict=True)
    ]
    return {"title": label_in(series[0].definition.label) if series else "", "bars": bars}


def column_titles(breakdown: Breakdown) -> list[str]:
    """Titles of the columns of a table, the total last."""
    titles = [
        breakdown.categories[code].name if code in breakdown.categories else _g("Others")
        for code in breakdown.table.columns
    ]
    return [*titles, _g("Total")]


def rows_of(breakdown: Breakdown) -> Iterator[dict[str, Any]]:
    """Rows of a table with their cells, the totals last."""
    table = breakdown.table
    for row in (*table.rows, TOTAL):
        cells = [
            {"count": table.shown(row, column), "hidden": table.shown(row, column) is None}
            for column in (*table.columns, TOTAL)
        ]
        yield {"title": breakdown.units[row].name if row else _g("Total"), "total": not row, "cells": cells}


def _bars(breakdown: Breakdown) -> list[dict[str, Any]]:
    table = breakdown.table
    titles = column_titles(breakdown)
    return [
        {"label": title, "value": table.shown(TOTAL, column)}
        for title, column in zip(titles, table.columns, strict=False)
        if column != OTHER or len(table.columns) > 1
    ]
