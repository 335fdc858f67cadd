"""Files that came in, and one of them: how far it is, what was found, what can be done."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from dayaq.registry import api
from dayaq.registry.models import ImportBatch
from dayaq.web.forms import Form, run
from dayaq.web.guard import guard
from dayaq.web.imports import words
from dayaq.web.lists import Choice, Column, ListPage, Order
from dayaq.web.records import get_visible
from dayaq.web.requests import Request

WORKING = ("staging", "accepting", "reversing")
REVERSIBLE = ("accepted", "cancelled", "failed")


def _number(name: str) -> Any:
    return lambda batch: api.import_summary(batch)[name]


BATCHES = ListPage(
    code="imports",
    title=_("Import"),
    columns=(
        Column("file", _("File"), lambda b: b.file_name, note=lambda b: b.source.name),
        Column("state", _("State"), words.batch_tag, kind="tag"),
        Column("rows", _("Rows"), lambda b: b.rows, kind="number"),
        Column("accepted", _("New and changed"), _number("accepted"), kind="number", on_phone=False),
        Column("rejected", _("Rejected"), _number("rejected"), kind="number"),
        Column("by", _("By"), lambda b: b.created_by.display_name, on_phone=False),
        Column("at", _("Received"), lambda b: b.created_at, kind="datetime"),
    ),
    order=Order.by(("-pk",)),
    row_url=lambda b: reverse("imports:show", args=[b.pk]),
    filters=(Choice("state", _("State"), ImportBatch._meta.get_field("state").choices or (), field="state"),),
    intro=_(
        "Lists of people from other offices: CSV, XLSX or a ZIP file of several, whatever their columns are called."
    ),
    empty=_("No file was brought yet."),
    empty_action=("person.import", "imports:new", _("Import a file")),
    actions=(("person.import", "imports:new", _("Import a file")),),
    export_permission="",
)


@guard("person.import")
def index(request: Request) -> HttpResponseBase:
    """Files the account may see, the newest first."""
    batches = ImportBatch.objects.visible_to(request.user).select_related("source", "created_by")
    return BATCHES.respond(request, batches)


def _batch(request: Request, pk: int) -> ImportBatch:
    batches = ImportBatch.objects.select_related("source", "created_by", "mapping")
    found: ImportBatch = get_visible(batches, request.user, pk=pk)
    return found


@guard("person.import")
def batch(request: Request, pk: int) -> HttpResponse:
    """One file. While the worker is at it the page says how far, and looks again by itself."""
    found = _batch(request, pk)
    tone, word = words.batch_tag(found)
    touched = sum(found.counts.get(name, 0) for name in ("created", "updated"))
    context = {
        "batch": found,
        "tone": tone,
        "word": word,
        "numbers": api.import_summary(found),
        "problems": api.import_problems(found),
        "changeable": found.state in ("received", "staged", "failed") and api.has_file(found),
        "stoppable": found.state in ("received", "staged", "failed", "staging", "accepting"),
        "reversible": found.state in REVERSIBLE and touched > 0,
        "files": [{**one, "label": api.IMPORT_CONTENTS[one["holds"]].label} for one in api.import_by_file(found)],
        "columns": _columns(found),
        **_progress(found),
    }
    return render(request, "imports/show.html", context)


def _progress(batch: ImportBatch) -> dict[str, Any]:
    if batch.state == "reversing":
        total = sum(batch.counts.get(name, 0) for name in ("created", "updated"))
    else:
        total = batch.rows if batch.state == "staging" else batch.counts.get("ready", 0)
    done = min(batch.rows_done, total)
    held = "code" in batch.problem  # a reversal that something came to depend on stands still
    working = batch.state in WORKING and not held
    percent = 100 * done // max(total, 1)
    return {"working": working, "held": held, "total": total, "done": done, "percent": percent}


def _columns(batch: ImportBatch) -> list[tuple[str, list[tuple[str, str]]]]:
    """For each file our fields and the columns that feed them."""
    mapping = api.Mapping.from_json(batch.source.code, "", batch.options)
    if not batch.files:
        return [(str(_("Columns")), _fields(mapping))]
    parts = [(file["name"], mapping.of_file(file["name"])) for file in batch.files if file["holds"]]
    return [(f"{api.IMPORT_CONTENTS[part.holds].label}: {name}", _fields(part)) for name, part in parts if part]


def _fields(mapping: api.Mapping) -> list[tuple[str, str]]:
    known = api.import_fields(mapping.holds)
    found = [(str(known[name].label), ", ".join(mapping.columns[name])) for name in known if name in mapping.columns]
    return [*found, (str(_("Row key")), ", ".join(mapping.key))] if mapping.key else found


@guard("person.import")
def progress(request: Request, pk: int) -> HttpResponse:
    """The part of the page that says how far it is; once it has ended, the whole page is asked for."""
    found = _batch(request, pk)
    if not _progress(found)["working"]:
        answer = HttpResponse(status=204)
        answer["HX-Redirect"] = reverse("imports:show", args=[pk])
        return answer if request.headers.get("HX-Request") else redirect("imports:show", pk)
    return render(request, "imports/_progress.html", {"batch": found, **_progress(found)})


@guard("person.import")
@require_POST
def accept(request: Request, pk: int) -> HttpResponseBase:
    """Let the good rows in."""
    found = _batch(request, pk)
    form = Form(request.POST, record=found)
    done = run(request, form, ImportBatch, lambda: api.accept_batch(by=request.user, batch=found))
    if done is not None:
        messages.success(request, _("The good rows are being taken in. You may close this page."))
    return redirect("imports:show", pk)


@guard("person.import")
@require_POST
def cancel(request: Request, pk: int) -> HttpResponseBase:
    """Stop; what is in stays in."""
    found = _batch(request, pk)
    form = Form(request.POST)
    done = run(request, form, ImportBatch, lambda: api.cancel_batch(by=request.user, batch=found))
    if done is not None:
        messages.success(request, _("The import is stopped. What was taken in until now stays."))
    return redirect("imports:show", pk)


@guard("person.import")
@require_POST
def take_back(request: Request, pk: int) -> HttpResponseBase:
    """Begin to take the whole import back; a refusal names what depends on it."""
    found = _batch(request, pk)
    form = Form(request.POST, record=found)
    done = run(request, form, ImportBatch, lambda: api.reverse_batch(by=request.user, batch=found))
    if done is not None:
        messages.success(request, _("The import is being taken back. You may close this page."))
    for refusal in form.non_field_errors():
        messages.error(request, str(refusal))
    return redirect("imports:show", pk)
