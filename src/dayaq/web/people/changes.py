"""Changes of data: the list, one request with what speaks for and against it, the decision."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from dayaq.accounts.api import same_human
from dayaq.accounts.models import User
from dayaq.core.policies import can
from dayaq.registry import api, policies
from dayaq.registry.models import ChangeRequest
from dayaq.web.forms import Form, page_with_form, run
from dayaq.web.guard import guard
from dayaq.web.lists import Choice, Column, Flag, ListPage, Order
from dayaq.web.people import change_words
from dayaq.web.people.change_forms import DecideForm
from dayaq.web.people.show import happened
from dayaq.web.records import get_visible
from dayaq.web.requests import Request

CHANGES = ListPage(
    code="changes",
    title=_("Changes of data"),
    columns=(
        Column("person", _("Person"), lambda c: c.person.full_name),
        Column("fields", _("What shall change"), change_words.fields_of),
        Column("state", _("State"), lambda c: (c.state, c.get_state_display()), kind="tag"),
        Column("by", _("Asked for by"), lambda c: c.requested_by.display_name, on_phone=False),
        Column("since", _("Asked for on"), lambda c: c.created_at, kind="datetime", sort=("created_at",)),
        Column("district", _("District"), lambda c: c.person.unit.label if c.person.unit else None, on_phone=False),
    ),
    order=Order.by(("created_at", "pk")),
    row_url=lambda c: reverse("people:change", args=[c.pk]),
    filters=(
        Choice("state", _("State"), ChangeRequest._meta.get_field("state").choices or (), field="state"),
        Flag("ended", _("Decided and withdrawn ones too"), Q()),
    ),
    intro=_("Open requests, the oldest first. Identity data change when another person has approved it."),
    empty=_("No change of data waits. One is asked for on the page of a person."),
    export_permission="",
)


def _whose(user: User) -> Choice:
    """Those that wait for this account, or that it asked for."""

    def narrow(rows: Any, value: str) -> Any:
        own = {"requested_by__human_id": user.human_id}
        return rows.filter(**own) if value == "mine" else rows.filter(state="submitted").exclude(**own)

    found = [("mine", _("I asked for"))]
    if user.may(policies.DECIDE):
        found.insert(0, ("decide", _("I can decide on")))
    return Choice("whose", _("Requests"), found, apply=narrow)


@guard("person.edit", "change.decide")
def index(request: Request) -> HttpResponseBase:
    """Open requests about people the account may see, or those in the state asked for."""
    rows = ChangeRequest.objects.visible_to(request.user).select_related("person__unit", "requested_by")
    if not request.GET.get("state") and request.GET.get("ended") != "1":
        rows = rows.open()
    spec = replace(CHANGES, filters=(_whose(request.user), *CHANGES.filters))
    return spec.respond(request, rows)


def _change(request: Request, pk: int) -> ChangeRequest:
    rows = ChangeRequest.objects.select_related("person__unit", "requested_by", "decided_by", "document", "event")
    found: ChangeRequest = get_visible(rows, request.user, pk=pk)
    return found


@guard("person.edit", "change.decide", "person.view")
def show(request: Request, pk: int) -> HttpResponseBase:
    """One request: before and after on the left; conflicts, what is touched and the decision on the right."""
    user, change = request.user, _change(request, pk)
    form = DecideForm(request.POST or None, record=change)
    if request.method == "POST":
        policies.check_decide_change(user, change)

        def action() -> ChangeRequest:
            note, version = form.cleaned_data["note"], form.cleaned_data.get("version")
            if form.cleaned_data["decision"] == "refuse":
                return api.refuse_change(by=user, change=change, reason=note, version=version)
            return api.approve_change(by=user, change=change, note=note, version=version)

        done = run(request, form, ChangeRequest, action)
        if done is not None:
            _say(request, done)
            return redirect("people:change", done.pk)
        change = _change(request, pk)
    preview = api.preview_request(change, user)
    own = change.is_open and same_human(user, change.requested_by) and user.may(policies.EDIT)
    return page_with_form(
        request,
        "people/change_show.html",
        form,
        change=change,
        person=change.person,
        preview=preview,
        rows=change_words.rows(preview),
        may_decide=change.state == "submitted" and can(policies.check_decide_change, user, change),
        own=own,
        events=happened("registry.changerequest", change.pk),
    )


def _say(request: Request, change: ChangeRequest) -> None:
    if change.state == "applied":
        messages.success(request, _("The data are changed. The earlier ones stay in the history."))
    elif change.state == "refused":
        messages.success(request, _("The change is refused. Who asked for it sees the reason."))
    else:
        messages.warning(request, _("Nothing was changed: something stands against it now. See below what."))


@guard("person.edit")
@require_POST
def withdraw(request: Request, pk: int) -> HttpResponseBase:
    """Take back one's own request."""
    change = _change(request, pk)
    form = Form(request.POST, record=change)
    if run(request, form, ChangeRequest, lambda: api.withdraw_change(by=request.user, change=change)) is None:
        messages.error(request, " ".join(map(str, form.non_field_errors())) or _("The request was decided already."))
    else:
        messages.success(request, _("The request is withdrawn."))
    return redirect("people:change", pk)


@guard("person.edit")
@require_POST
def renew(request: Request, pk: int) -> HttpResponseBase:
    """Ask again after a conflict, against the values of today."""
    change = _change(request, pk)
    form = Form(request.POST, record=change)
    if run(request, form, ChangeRequest, lambda: api.renew_change(by=request.user, change=change)) is None:
        messages.error(request, " ".join(map(str, form.non_field_errors())) or _("The request was decided already."))
    else:
        messages.success(request, _("The request waits for approval again."))
    return redirect("people:change", pk)
