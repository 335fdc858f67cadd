"""Handing a file in, and saying what its columns mean."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dayaq.accounts.models import User
from dayaq.places.models import AdministrativeUnit
from dayaq.registry import api
from dayaq.registry.models import ImportBatch
from dayaq.web.errors import form_errors
from dayaq.web.forms import form_page, page_with_form, run
from dayaq.web.guard import guard
from dayaq.web.imports.forms import FilesForm, MappingForm, UploadForm
from dayaq.web.records import get_visible
from dayaq.web.requests import Request

SAMPLED = 20
CHANGEABLE = ("received", "staged", "failed")


@guard("person.import")
def new(request: Request) -> HttpResponseBase:
    """Choose a file; nothing of it is in the registry until its rows were checked and let in."""
    form = UploadForm(request.POST or None, request.FILES or None)

    def action() -> ImportBatch:
        file = form.cleaned_data["file"]
        return api.receive_file(
            by=request.user,
            name=file.name,
            content=file.read(),
            source=form.source_name,
            file=api.FileOptions(encoding=form.cleaned_data["encoding"]),
        )

    if request.method == "POST":
        batch = run(request, form, ImportBatch, action)
        if batch is not None:
            return redirect("imports:files" if batch.files else "imports:mapping", batch.pk)
    return form_page(
        request,
        form,
        title=_("Import people from a spreadsheet"),
        lead=_("First the columns are matched, then every row is checked; only then good rows come in."),
        back="/imports/",
        submit=_("Read the file"),
    )


def _changeable(request: Request, pk: int) -> tuple[ImportBatch, bool]:
    batch = get_visible(ImportBatch.objects.select_related("source"), request.user, pk=pk)
    if batch.state in CHANGEABLE and api.has_file(batch):
        return batch, True
    messages.info(request, _("The columns of this file cannot be changed any more."))
    return batch, False


@guard("person.import")
def files(request: Request, pk: int) -> HttpResponseBase:
    """What each file of a set holds: proposed from its name and its columns, changed here."""
    batch, changeable = _changeable(request, pk)
    if not changeable or not batch.files:
        return redirect("imports:show" if not changeable else "imports:mapping", batch.pk)
    form = FilesForm(request.POST or None, record=batch, files=batch.files)

    def action() -> ImportBatch:
        return api.assign_files(by=request.user, batch=batch, holds=form.holds)

    if request.method == "POST" and run(request, form, ImportBatch, action) is not None:
        return redirect("imports:mapping", batch.pk)
    return form_page(
        request,
        form,
        title=_("Say which file is what"),
        caption=batch.file_name,
        lead=_("One file has a row for each person; the others name those persons or their households by their keys."),
        back=f"/imports/{batch.pk}/",
        submit=_("On to the columns"),
        columns=True,
    )


@guard("person.import")
def mapping(request: Request, pk: int) -> HttpResponseBase:
    """What each column means: proposed from its name and its values, changed here, kept if wished.

    Of a set one file after the other: ``?file=`` is its place.
    """
    batch, changeable = _changeable(request, pk)
    if not changeable:
        return redirect("imports:show", batch.pk)
    whole = api.Mapping.from_json(batch.source.code, batch.source.name, batch.options)
    parts = [file["name"] for file in batch.files if file["holds"]]
    place = _place(request.GET.get("file", ""), len(parts))
    used = whole.of_file(parts[place]) if parts else whole
    if used is None or (batch.files and batch.files[0]["holds"] != api.IMPORT_PERSONS):
        return redirect("imports:files", batch.pk)
    last = place + 1 >= len(parts)
    sheet = api.sheets_of(api.sheet_of(batch))[parts[place] if parts else ""]
    first = [row.cells for row in islice(sheet.rows(), SAMPLED)]
    samples = [[cells[at] for cells in first] for at in range(len(sheet.header))]
    form = MappingForm(
        request.POST or None,
        record=batch,
        header=sheet.header,
        samples=samples,
        mapping=replace(used, name=whole.name, file_name=parts[place] if parts else ""),
        home=_home(request.user),
        last=last,
    )
    if request.method == "POST" and form.is_valid():
        form.check_version()
        with form_errors(form):
            chosen = form.chosen
            complete = api.map_file(by=request.user, batch=batch, mapping=chosen) if parts else chosen
            if not last and "rest" not in request.POST:
                return redirect(f"{reverse('imports:mapping', args=[batch.pk])}?file={place + 1}")
            api.start_staging(by=request.user, batch=batch, mapping=complete)
            if chosen.name:
                api.save_mapping(by=request.user, batch=batch, name=chosen.name, mapping=complete)
            return redirect("imports:show", batch.pk)
    step: dict[str, Any] = {"last": last}
    if parts:
        step |= {"name": parts[place], "number": place + 1, "of": len(parts)}
    step["holds"] = api.IMPORT_CONTENTS[used.holds].label
    return page_with_form(request, "imports/mapping.html", form, batch=batch, sheet=sheet, step=step)


def _place(said: str, files: int) -> int:
    """Which file is asked for; the first where there is none of that number."""
    return int(said) if said.isascii() and said.isdigit() and int(said) < files else 0


def _home(user: User) -> str:
    """The name of the only district in which ``user`` imports, "" when there are several or all."""
    districts = user.district_ids("person.import")
    if districts is None or len(districts) != 1:
        return ""
    return str(AdministrativeUnit.objects.get(pk__in=districts).label["az"])


@guard("person.import")
def mapping_file(request: Request, pk: int) -> HttpResponse:
    """The mapping as TOML, for the command."""
    batch = get_visible(ImportBatch.objects.select_related("source"), request.user, pk=pk)
    used = api.Mapping.from_json(batch.source.code, batch.source.name, batch.options)
    answer = HttpResponse(api.mapping_as_toml(used), content_type="application/toml; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{batch.source.code}.toml"'
    return answer
