"""Legal holds."""

from __future__ import annotations

from django.contrib import messages
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from dayaq.core import clock
from dayaq.registry import api
from dayaq.registry.models import LegalHold, Person
from dayaq.web.forms import form_page, run
from dayaq.web.guard import guard
from dayaq.web.lists import Column, ListPage
from dayaq.web.privacy.forms import HoldForm, ReasonForm
from dayaq.web.privacy.words import tabs
from dayaq.web.records import get_visible
from dayaq.web.requests import Request


def _state(one: LegalHold) -> tuple[str, object]:
    over = one.valid_to is not None and one.valid_to <= clock.today()
    return ("expired", _("ended")) if over else ("in_force", _("in force"))


HOLDS = ListPage(
    code="holds",
    title=_("Data protection"),
    columns=(
        Column("person", _("Person"), lambda one: one.person.full_name, note=lambda one: one.reason),
        Column("state", _("State"), _state, kind="tag"),
        Column("from", _("Since"), lambda one: one.valid_from, kind="date", sort=("valid_from", "pk")),
        Column("to", _("Until"), lambda one: one.valid_to, kind="date"),
        Column("by", _("Placed by"), lambda one: one.placed_by.display_name, on_phone=False),
    ),
    order="-from",
    row_url=lambda one: reverse("privacy:hold_end", args=[one.pk]),
    empty=_("Nobody's data are held. A hold is placed on the page of the person."),
    export_permission="",
    template="privacy/list.html",
)


@guard("data.protect")
def index(request: Request) -> HttpResponseBase:
    """All holds of people whom the account may see."""
    rows = LegalHold.objects.visible_to(request.user).select_related("person", "placed_by")
    return HOLDS.respond(request, rows, tabs=tabs("holds", request.user))


@guard("data.protect")
@require_http_methods(["GET", "HEAD", "POST"])
def place(request: Request, pk: int) -> HttpResponseBase:
    """Forbid to erase."""
    person = get_visible(Person.objects, request.user, pk=pk)
    form = HoldForm(request.POST or None)

    def action() -> LegalHold:
        return api.place_hold(by=request.user, person=person, **form.data_for_action)

    if request.method == "POST" and run(request, form, LegalHold, action) is not None:
        messages.success(request, _("The data are held."))
        return redirect("people:show", pk)
    return form_page(
        request,
        form,
        title=_("Place a legal hold"),
        caption=person.full_name,
        back=reverse("people:show", args=[pk]),
        submit=_("Place the hold"),
        consequence=_("While it holds, the data of this person are neither erased nor anonymised, whoever asks."),
    )


@guard("data.protect")
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: Request, pk: int) -> HttpResponseBase:
    """End a hold today."""
    hold = get_visible(LegalHold.objects.select_related("person"), request.user, pk=pk)
    form = ReasonForm(request.POST or None, record=hold)

    def action() -> LegalHold:
        version = form.cleaned_data.get("version")
        return api.end_hold(by=request.user, hold=hold, version=version, **form.data_for_action)

    if request.method == "POST" and run(request, form, LegalHold, action) is not None:
        messages.success(request, _("The hold has ended."))
        return redirect("privacy:holds")
    return form_page(
        request,
        form,
        title=_("End a legal hold"),
        caption=hold.person.full_name,
        lead=hold.reason,
        back=reverse("privacy:holds"),
        submit=_("End the hold"),
        consequence=_("From today on the retention schedule and requests for erasure reach the data again."),
    )
