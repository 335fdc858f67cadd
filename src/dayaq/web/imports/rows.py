"""The rows of a file with what was found in each, and the rejected ones as a file."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.db.models import Q
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from dayaq.core import clock
from dayaq.registry import api
from dayaq.registry.models import ImportBatch, StagedRow
from dayaq.web.guard import guard
from dayaq.web.imports import words
from dayaq.web.lists import Choice, Column, ListPage, Order
from dayaq.web.lists.export import XLSX_TYPE
from dayaq.web.records import get_visible
from dayaq.web.requests import Request

CELL = 30  # characters of a value: an endless word must not widen the page
LINE = 80
SHOWS = (
    ("rejected", _("Held back")),
    ("warning", _("With a warning")),
    ("good", _("Good")),
)


def _narrow(rows: Any, value: str) -> Any:
    if value == "rejected":
        return rows.filter(state="rejected")
    if value == "warning":
        return rows.filter(warnings__gt=0)
    return rows.exclude(state="rejected").filter(warnings=0)


def _who(row: Any) -> str:
    """The person, once the row is in; until then what the row says, as it was written."""
    if row.person is not None and row.state in ("created", "updated"):
        return str(row.person.full_name)
    values = row.values
    parts = (values.get(one, "") for one in ("surname", "given_name", "father_name"))
    name = " ".join(part[:CELL] for part in parts if part)
    return (name or " · ".join(text[:CELL] for text in row.raw if text))[:LINE]


def _problems(row: Any) -> str:
    return " ".join(api.import_reason(issue, CELL) for issue in row.issues)


def _link(row: Any) -> str:
    return reverse("people:show", args=[row.person_id]) if row.person_id and row.state in ("created", "updated") else ""


ROWS = ListPage(
    code="import-rows",
    title=_("Rows of the file"),
    columns=(
        Column("who", _("Person"), _who),
        Column("row", _("Row"), lambda r: r.row, kind="number"),
        Column("state", _("State"), words.row_tag, kind="tag"),
        Column("problems", _("What was found"), _problems),
    ),
    order=Order.by(("row", "pk")),
    row_url=_link,
    filters=(Choice("show", _("Rows"), SHOWS, apply=_narrow),),
    empty=_("Rows without a remark are in the registry and are no longer kept here."),
    export_permission="",
    template="imports/rows.html",
)


def _of_file(rows: Any, value: str) -> Any:
    """Rows of the files that hold this."""
    files = rows.values_list("batch__files", flat=True).first() or []
    found = Q(pk=None)
    for place, file in enumerate(files):
        if file["holds"] == value:
            first = api.import_row_number(place, 0)
            found |= Q(row__gte=first, row__lt=api.import_row_number(place + 1, 0))
    return rows.filter(found)


SET_ROWS = replace(
    ROWS,
    code="import-set-rows",
    columns=(
        Column("who", _("Row"), _who),
        Column("file", _("File"), lambda r: api.import_row(r.batch.files, r.row)[0]),
        Column("row", _("Row number"), lambda r: api.import_row(r.batch.files, r.row)[1], kind="number"),
        *ROWS.columns[2:],
    ),
    filters=(
        *ROWS.filters,
        Choice(
            "holds",
            _("File"),
            tuple((name, one.label) for name, one in api.IMPORT_CONTENTS.items()),
            apply=_of_file,
        ),
    ),
    title=_("Rows of the files"),
)


@guard("person.import")
def index(request: Request, pk: int) -> HttpResponseBase:
    """All rows, those held back, those with a warning, or the good ones."""
    batch = get_visible(ImportBatch.objects.select_related("source"), request.user, pk=pk)
    rows = StagedRow.objects.filter(batch=batch).select_related("person", "batch")
    return (SET_ROWS if batch.files else ROWS).respond(request, rows, batch=batch)


@guard("person.import")
@require_POST
def rejected(request: Request, pk: int) -> HttpResponseBase:
    """The rejected rows with the reason beside each; formulas are neutralised, and the taking is recorded."""
    batch = get_visible(ImportBatch.objects.select_related("source"), request.user, pk=pk)
    kind = "xlsx" if request.POST.get("format") == "xlsx" else "csv"
    api.take_rejected(by=request.user, batch=batch, kind=kind)
    answer: HttpResponseBase
    if batch.files:
        answer = HttpResponse(api.rejected_as_zip(batch, kind), content_type="application/zip")
        kind = "zip"
    elif kind == "xlsx":
        answer = HttpResponse(api.rejected_as_xlsx(batch), content_type=XLSX_TYPE)
    else:
        answer = StreamingHttpResponse(api.rejected_as_csv(batch), content_type="text/csv; charset=utf-8")
    name = f"rejected-{batch.pk}-{clock.today().isoformat()}.{kind}"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = "no-store"
    return answer
