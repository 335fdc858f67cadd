"""Handing a file in, and saying what its columns mean."""

from __future__ import annotations

from itertools import islice

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from dayaq.accounts.models import User
from dayaq.places.models import AdministrativeUnit
from dayaq.registry import api
from dayaq.registry.models import ImportBatch
from dayaq.web.errors import form_errors
from dayaq.web.forms import form_page, page_with_form, run
from dayaq.web.guard import guard
from dayaq.web.imports.forms import MappingForm, UploadForm
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
            return redirect("imports:mapping", batch.pk)
    return form_page(
        request,
        form,
        title=_("Import people from a spreadsheet"),
        lead=_("First the columns are matched, then every row is checked; only then good rows come in."),
        back="/imports/",
        submit=_("Read the file"),
    )


@guard("person.import")
def mapping(request: Request, pk: int) -> HttpResponseBase:
    """What each column means: proposed from its name and its values, changed here, kept if wished."""
    batch = get_visible(ImportBatch.objects.select_related("source"), request.user, pk=pk)
    if batch.state not in CHANGEABLE or not api.has_file(batch):
        messages.info(request, _("The columns of this file cannot be changed any more."))
        return redirect("imports:show", batch.pk)
    used = api.Mapping.from_json(batch.source.code, batch.source.name, batch.options)
    sheet = api.sheet_of(batch)
    first = [row.cells for row in islice(sheet.rows(), SAMPLED)]
    samples = [[cells[place] for cells in first] for place in range(len(batch.header))]
    form = MappingForm(
        request.POST or None,
        record=batch,
        header=batch.header,
        samples=samples,
        mapping=used,
        home=_home(request.user),
    )
    if request.method == "POST" and form.is_valid():
        form.check_version()
        with form_errors(form):
            chosen = form.chosen
            api.start_staging(by=request.user, batch=batch, mapping=chosen)
            if chosen.name:
                api.save_mapping(by=request.user, batch=batch, name=chosen.name, mapping=chosen)
            return redirect("imports:show", batch.pk)
    return page_with_form(request, "imports/mapping.html", form, batch=batch, sheet=sheet)


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
