"""Requests for erasure: the list, taking one in, examining it, deciding it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from dayaq.registry import api
from dayaq.registry.api import ErasureState, ground_label
from dayaq.registry.models import ErasureRequest, Person
from dayaq.web.forms import Form, form_page, run
from dayaq.web.guard import guard
from dayaq.web.lists import Choice, Column, ListPage
from dayaq.web.privacy.forms import AskForm, CarryOutForm, ExamineForm, RefuseForm
from dayaq.web.privacy.words import tabs
from dayaq.web.records import get_visible
from dayaq.web.requests import Request

if TYPE_CHECKING:
    from dayaq.core.errors import Text

REQUESTS = ListPage(
    code="erasures",
    title=_("Data protection"),
    columns=(
        Column("number", _("Number"), lambda one: one.number, kind="code", sort=("number",)),
        Column("person", _("Person"), lambda one: one.person.full_name),
        Column("state", _("State"), lambda one: one, kind="tag"),
        Column("requested", _("Requested on"), lambda one: one.requested_on, kind="date", sort=("requested_on", "pk")),
        Column("due", _("Answer until"), lambda one: one.due_on, kind="deadline"),
    ),
    order="-requested",
    row_url=lambda one: reverse("privacy:show", args=[one.pk]),
    filters=(Choice("state", _("State"), ErasureState.choices, field="state"),),
    empty=_("Nobody has asked for erasure. A request is taken in on the page of the person."),
    export_permission="",
    template="privacy/list.html",
)


@guard("erasure.decide")
def index(request: Request) -> HttpResponseBase:
    """All requests of people whom the account may see."""
    rows = ErasureRequest.objects.visible_to(request.user).select_related("person")
    return REQUESTS.respond(request, rows, tabs=tabs("index", request.user))


@guard("person.register")
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: Request, pk: int) -> HttpResponseBase:
    """Take in a request at the window."""
    person = get_visible(Person.objects, request.user, pk=pk)
    form = AskForm(request.POST or None)

    def action() -> ErasureRequest:
        return api.request_erasure(by=request.user, person=person, **form.data_for_action)

    if request.method == "POST":
        made = run(request, form, ErasureRequest, action)
        if made is not None:
            messages.success(request, _("The request is with the data protection officer."))
            return redirect("people:show", pk)
    return form_page(
        request,
        form,
        title=_("Request for erasure"),
        caption=person.full_name,
        back=reverse("people:show", args=[pk]),
        submit=_("Take in the request"),
        consequence=_("Nothing is erased yet. The person gets an answer by letter."),
    )


def _request(request: Request, pk: int) -> ErasureRequest:
    rows = ErasureRequest.objects.select_related("person", "taken_by", "examined_by", "decided_by", "letter")
    found: ErasureRequest = get_visible(rows, request.user, pk=pk)
    return found


@guard("erasure.decide")
@require_safe
def show(request: Request, pk: int) -> HttpResponse:
    """Where the request stands, what speaks against it, and the step to take."""
    found = _request(request, pk)
    kinds = {holding.label: holding.title for holding in api.holdings()}
    return render(
        request,
        "privacy/erasure_show.html",
        {
            "request_": found,
            "grounds": [ground_label(code) for code in found.grounds],
            "open": found.state in (ErasureState.REQUESTED, ErasureState.EXAMINED),
            "counts": [(kinds.get(code) or code, number) for code, number in sorted(found.counts.items())],
        },
    )


def _given(form: Form) -> dict[str, Any]:
    return {"version": form.cleaned_data.get("version"), **form.data_for_action}


def _step(
    request: Request,
    found: ErasureRequest,
    form: Form,
    action: Callable[[], ErasureRequest],
    *,
    title: Text,
    submit: Text,
    done: Text,
    consequence: Text,
    kind: str = "primary",
) -> HttpResponseBase:
    if request.method == "POST" and run(request, form, ErasureRequest, action) is not None:
        messages.success(request, done)
        return redirect("privacy:show", found.pk)
    return form_page(
        request, form, title=title, caption=f"{found.person.full_name} · {found.number}", submit=submit, kind=kind,
        back=reverse("privacy:show", args=[found.pk]), consequence=consequence,
    )  # fmt: skip


@guard("erasure.decide")
@require_http_methods(["GET", "HEAD", "POST"])
def examine(request: Request, pk: int) -> HttpResponseBase:
    """Look for legal grounds against it."""
    found = _request(request, pk)
    form = ExamineForm(request.POST or None, record=found)
    return _step(
        request, found, form,
        lambda: api.examine_erasure(by=request.user, erasure=found, **_given(form)),
        title=_("Examine the request"), submit=_("Record what was found"), done=_("The request is examined."),
        consequence=_("The system looks up now whether a legal ground stands against it."),
    )  # fmt: skip


@guard("erasure.decide")
@require_http_methods(["GET", "HEAD", "POST"])
def refuse(request: Request, pk: int) -> HttpResponseBase:
    """Refuse it, with a letter."""
    found = _request(request, pk)
    form = RefuseForm(request.POST or None, record=found)
    return _step(
        request, found, form,
        lambda: api.refuse_erasure(by=request.user, erasure=found, **_given(form)),
        title=_("Refuse the erasure"), submit=_("Refuse and issue the letter"), done=_("The request is refused."),
        consequence=_("The data stay. The letter names the article and the reason."),
    )  # fmt: skip


@guard("erasure.decide")
@require_http_methods(["GET", "HEAD", "POST"])
def carry_out(request: Request, pk: int) -> HttpResponseBase:
    """Erase, for good."""
    found = _request(request, pk)
    form = CarryOutForm(request.POST or None, record=found)
    return _step(
        request, found, form,
        lambda: api.carry_out_erasure(by=request.user, erasure=found, **_given(form)),
        title=_("Erase the data"), submit=_("Erase for good"), done=_("The data are erased."), kind="danger",
        consequence=_(
            "Name, FİN, documents, contacts, address, letters and earlier versions of them go in every area. It cannot "
            "be undone. District, sex, year of birth, statuses and enrolments stay without a name."
        ),
    )  # fmt: skip
