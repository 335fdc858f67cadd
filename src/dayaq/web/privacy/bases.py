"""Purposes of use, and the laws that let an organisation do without consent."""

from __future__ import annotations

from django.contrib import messages
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from dayaq.registry import api
from dayaq.registry.models import DataClass, LegalBasis
from dayaq.web.forms import form_page, run
from dayaq.web.guard import guard
from dayaq.web.lists import Column, ListPage
from dayaq.web.privacy.forms import BasisForm, EndForm
from dayaq.web.privacy.words import tabs
from dayaq.web.requests import Request


def _classes(one: LegalBasis) -> str:
    return ", ".join(str(DataClass(value).label) for value in one.data_classes)


BASES = ListPage(
    code="legal-bases",
    title=_("Data protection"),
    columns=(
        Column("purpose", _("Purpose"), lambda one: one.purpose.name, note=_classes),
        Column("recipient", _("Who may use the data"), lambda one: one.recipient.name),
        Column("act", _("Legal act"), lambda one: one.act.name, note=lambda one: one.article),
        Column("from", _("In force from"), lambda one: one.valid_from, kind="date", sort=("valid_from", "pk")),
        Column("to", _("Until"), lambda one: one.valid_to, kind="date"),
    ),
    order="-from",
    row_url=lambda one: reverse("privacy:basis_end", args=[one.pk]),
    empty=_("No legal basis is recorded: every partner needs the consent of each person."),
    empty_action=("data.protect", "privacy:basis_new", _("Record a legal basis")),
    actions=(("data.protect", "privacy:basis_new", _("Record a legal basis")),),
    export_permission="",
    template="privacy/bases.html",
)


@guard("data.protect")
def index(request: Request) -> HttpResponseBase:
    """Purposes as they are, and all legal bases."""
    rows = LegalBasis.objects.select_related("purpose", "recipient", "act")
    return BASES.respond(request, rows, tabs=tabs("bases", request.user), purposes=api.purposes())


@guard("data.protect")
@require_http_methods(["GET", "HEAD", "POST"])
def record(request: Request) -> HttpResponseBase:
    """A further legal basis."""
    form = BasisForm(request.POST or None)

    def action() -> LegalBasis:
        return api.record_legal_basis(by=request.user, **form.data_for_action)

    if request.method == "POST" and run(request, form, LegalBasis, action) is not None:
        messages.success(request, _("The legal basis is recorded."))
        return redirect("privacy:bases")
    return form_page(
        request,
        form,
        title=_("Record a legal basis"),
        back=reverse("privacy:bases"),
        submit=_("Record the legal basis"),
        consequence=_("From that day on the organisation may use these data for the purpose without asking anybody."),
        columns=True,
    )


@guard("data.protect")
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: Request, pk: int) -> HttpResponseBase:
    """End one."""
    basis = get_object_or_404(LegalBasis.objects.select_related("purpose", "recipient", "act"), pk=pk)
    form = EndForm(request.POST or None)

    def action() -> LegalBasis:
        return api.end_legal_basis(by=request.user, basis=basis, **form.data_for_action)

    if request.method == "POST" and run(request, form, LegalBasis, action) is not None:
        messages.success(request, _("The legal basis has an end."))
        return redirect("privacy:bases")
    return form_page(
        request,
        form,
        title=_("End a legal basis"),
        caption=f"{basis.recipient.name} · {basis.purpose.name}",
        lead=f"{basis.act.name}, {basis.article}",
        back=reverse("privacy:bases"),
        submit=_("End the legal basis"),
        consequence=_("From that day on each person's consent decides again."),
    )
