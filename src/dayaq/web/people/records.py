"""What is recorded about a person: statuses, documents, answers of registers, consent. A page a form."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from django.contrib import messages
from django.db.models import Model
from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from dayaq.registry import api
from dayaq.registry.api import QUESTIONS
from dayaq.registry.models import Consent, IdentityDocument, Person, RegisterCheck, Status
from dayaq.web.forms import Form, page_with_form, run
from dayaq.web.guard import guard
from dayaq.web.people.forms import (
    CheckForm,
    ConsentForm,
    DocumentForm,
    EndForm,
    ReasonForm,
    StatusForm,
    VerifyForm,
)
from dayaq.web.records import get_visible
from dayaq.web.requests import Request

if TYPE_CHECKING:
    from dayaq.core.errors import Text

M = TypeVar("M", bound=Model)


def _page(
    request: Request,
    person: Person,
    form: Form,
    model: type[M],
    action: Callable[[], M],
    *,
    title: Text,
    done: Text,
    submit: Text,
    consequence: Text = "",
    status: Status | None = None,
) -> HttpResponseBase:
    """One form about ``person``: run it when sent, then back to the person's page."""
    if request.method == "POST" and run(request, form, model, action) is not None:
        messages.success(request, done)
        return redirect("people:show", person.pk)
    words = {"title": title, "submit": submit, "consequence": consequence}
    return page_with_form(request, "people/record_form.html", form, person=person, words=words, status=status)


def _person(request: Request, pk: int) -> Person:
    found: Person = get_visible(Person.objects.select_related("unit"), request.user, pk=pk)
    return found


def _status(request: Request, pk: int, status: int) -> Status:
    rows = Status.objects.select_related("kind", "person")
    found: Status = get_visible(rows, request.user, pk=status, person_id=pk)
    return found


@guard("person.register")
def add_status(request: Request, pk: int) -> HttpResponseBase:
    """Record a status; it is declared until somebody verifies it."""
    person = _person(request, pk)
    form = StatusForm(request.POST or None, user=request.user)

    def action() -> Status:
        return api.add_status(by=request.user, person=person, **form.data_for_action)

    return _page(
        request, person, form, Status, action,
        title=_("Add a status"), submit=_("Record the status"), done=_("The status is recorded."),
        consequence=_("The status stands as declared until it is verified on evidence."),
    )  # fmt: skip


@guard("status.verify")
def verify_status(request: Request, pk: int, status: int) -> HttpResponseBase:
    """Say that a status holds."""
    found = _status(request, pk, status)
    form = VerifyForm(request.POST or None, record=found, initial={"evidence": found.evidence, "issuer": found.issuer})

    def action() -> Status:
        version = form.cleaned_data.get("version")
        return api.verify_status(by=request.user, status=found, version=version, **form.data_for_action)

    return _page(
        request, found.person, form, Status, action, status=found,
        title=_("Verify a status"), submit=_("Verify"), done=_("The status is verified."),
        consequence=_("Rules take the status for known from now on."),
    )  # fmt: skip


@guard("status.verify")
def refute_status(request: Request, pk: int, status: int) -> HttpResponseBase:
    """Say that a status does not hold."""
    found = _status(request, pk, status)
    form = ReasonForm(request.POST or None, record=found)

    def action() -> Status:
        version = form.cleaned_data.get("version")
        return api.refute_status(by=request.user, status=found, version=version, **form.data_for_action)

    return _page(
        request, found.person, form, Status, action, status=found,
        title=_("Refute a status"), submit=_("Refute"), done=_("The status is refuted."),
        consequence=_("The status stays in sight as refuted. It can be verified later."),
    )  # fmt: skip


@guard("person.edit")
def end_status(request: Request, pk: int, status: int) -> HttpResponseBase:
    """End a status on a day."""
    found = _status(request, pk, status)
    form = EndForm(request.POST or None, record=found)

    def action() -> Status:
        version = form.cleaned_data.get("version")
        return api.end_status(by=request.user, status=found, version=version, **form.data_for_action)

    return _page(
        request, found.person, form, Status, action, status=found,
        title=_("End a status"), submit=_("End the status"), done=_("The status has an end."),
        consequence=_("Decisions already taken keep the facts on which they were taken."),
    )  # fmt: skip


@guard("person.register")
def add_document(request: Request, pk: int) -> HttpResponseBase:
    """Record an identity document."""
    person = _person(request, pk)
    form = DocumentForm(request.POST or None)

    def action() -> IdentityDocument:
        return api.add_document(by=request.user, person=person, **form.data_for_action)

    return _page(
        request, person, form, IdentityDocument, action,
        title=_("Add a document"), submit=_("Record the document"), done=_("The document is recorded."),
    )  # fmt: skip


@guard("person.register")
def give_consent(request: Request, pk: int) -> HttpResponseBase:
    """Record a consent."""
    person = _person(request, pk)
    form = ConsentForm(request.POST or None)

    def action() -> Consent:
        return api.give_consent(by=request.user, person=person, **form.data_for_action)

    return _page(
        request, person, form, Consent, action,
        title=_("Record a consent"), submit=_("Record the consent"), done=_("The consent is recorded."),
        consequence=_("The person may withdraw it at any time."),
    )  # fmt: skip


@guard("person.register")
@require_POST
def withdraw_consent(request: Request, pk: int, consent: int) -> HttpResponseBase:
    """Withdraw a consent from today on."""
    found = get_visible(Consent.objects.select_related("person"), request.user, pk=consent, person_id=pk)
    form = Form(request.POST)
    done = run(request, form, Consent, lambda: api.withdraw_consent(by=request.user, consent=found))
    if done is None:
        messages.error(request, _("This consent was withdrawn already."))
    else:
        messages.success(request, _("The consent is withdrawn."))
    return redirect("people:show", pk)


@guard("person.edit")
def record_check(request: Request, pk: int, register: str) -> HttpResponseBase:
    """Record what a register answered about a person."""
    person = _person(request, pk)
    if register not in QUESTIONS:
        raise Http404
    form = CheckForm(request.POST or None, register=register)

    def action() -> RegisterCheck:
        return api.record_register_check(
            by=request.user, person=person, register=register, result=form.result, on=form.cleaned_data["on"]
        )

    return _page(
        request, person, form, RegisterCheck, action,
        title=RegisterCheck.Register(register).label, submit=_("Record the answer"), done=_("The answer is recorded."),
        consequence=_("“No” is a known answer: rules rely on it. Leave open what the register did not say."),
    )  # fmt: skip
