"""The project's addresses, and a few views that exist only to test what all views share."""

from __future__ import annotations

from django import forms
from django.db.models import Q
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import path

from dayaq.config.urls import urlpatterns as project_urls
from dayaq.core.api import Denied, Invalid, audit
from dayaq.places.models import AdministrativeUnit
from dayaq.web.forms import DateField, Form, MoneyField, form_page, run
from dayaq.web.guard import guard
from dayaq.web.lists import Choice, Column, Flag, ListPage, Period
from dayaq.web.requests import Request

UNITS = ListPage(
    code="units",
    title="Units",
    columns=(
        Column("name", "Name", lambda u: u.label, sort=("sort_key",), note=lambda u: u.code),
        Column("kind", "Kind", lambda u: (u.kind, u.get_kind_display()), kind="tag", sort=("kind", "sort_key")),
        Column("until", "Until", lambda u: u.valid_to, kind="deadline", sort=("valid_to",)),
        Column("from", "From", lambda u: u.valid_from, kind="date", sort=("-valid_from",), on_phone=False),
        Column("parent", "Parent", lambda u: u.parent.label if u.parent else None, sort=("parent__sort_key",)),
        Column("source", "Source", lambda u: u.source),
    ),
    order="name",
    row_url=lambda u: f"/units/{u.pk}/",
    search=lambda rows, text: rows.filter(sort_key__startswith=text),
    search_label="Name",
    filters=(
        Choice("kind", "Kind", AdministrativeUnit.Kind.choices, field="kind"),
        Flag("unconfirmed", "Unconfirmed", Q(is_unconfirmed=True)),
        Period("until", "Until", "valid_to"),
    ),
    empty="Units stand here once they are loaded.",
    empty_action=("law.manage", "home:index", "Load"),
    actions=(("law.manage", "home:index", "Load units"),),
)


@guard("law.view")
def units(request: Request) -> HttpResponseBase:
    return UNITS.respond(request, AdministrativeUnit.objects.select_related("parent"))


class UnitForm(Form):
    """A name, a date and an amount, of which the domain refuses some."""

    name = forms.CharField(label="Name")
    on = DateField(label="On", required=False)
    cost = MoneyField(label="Cost", required=False)


@guard("law.manage")
def rename(request: Request, pk: int) -> HttpResponseBase:
    unit = AdministrativeUnit.objects.get(pk=pk)
    unit.version = len(unit.aliases) + 1  # type: ignore[attr-defined]  # stands in for a Stateful record

    def action() -> AdministrativeUnit:
        if form.cleaned_data["name"] == "forbidden":
            raise Invalid("This name is taken.", field="name", remedy="Choose another.")
        if form.cleaned_data["name"] == "denied":
            raise Denied("Not you.")
        unit.aliases = [*unit.aliases, form.cleaned_data["name"]]
        unit.save()
        audit.record(by=request.user, event="unit.renamed", obj=unit)
        return unit

    form = UnitForm(request.POST or None, record=unit)
    if request.method == "POST" and run(request, form, AdministrativeUnit, action) is not None:
        return redirect("units")
    return form_page(request, form, title="Rename", back="/units/")


@guard("audit.view", hidden=True)
def secret(_request: Request) -> HttpResponse:
    return HttpResponse("secret")


urlpatterns = [
    *project_urls,
    path("units/", units, name="units"),
    path("units/<int:pk>/", rename, name="unit"),
    path("secret/", secret, name="secret"),
]

handler400 = "dayaq.web.errors.bad_request"
handler403 = "dayaq.web.errors.permission_denied"
handler404 = "dayaq.web.errors.page_not_found"
handler500 = "dayaq.web.errors.server_error"
