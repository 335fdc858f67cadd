"""Pages of the caseworker: take, examine, ask, recommend."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from dayaq.core import clock
from dayaq.core.errors import WrongState
from dayaq.programmes import api, policies
from dayaq.programmes.models import Application, Assessment, InformationRequest
from dayaq.web.applications.drafting import consent_of
from dayaq.web.applications.forms import (
    BY_CONSENT,
    NO_RECOMMENDATION,
    AssessForm,
    InformationForm,
    RequestForm,
    TakeForm,
)
from dayaq.web.applications.reading import read
from dayaq.web.forms import Form, page_with_form, run
from dayaq.web.guard import guard
from dayaq.web.records import get_visible
from dayaq.web.requests import Request

WITH = ("person", "programme", "basis_consent", "assessed_by")


@guard("application.assess")
def take(request: Request, pk: int) -> HttpResponse:
    """Take a submitted application; asks for a consent or a legal basis where neither is recorded."""
    application = get_visible(Application.objects.select_related(*WITH), request.user, pk=pk)
    policies.check_take(request.user, application)
    asks = _lacks_basis(application)
    form = (TakeForm if asks else Form)(request.POST or None, record=application)
    if request.method == "POST":

        def action() -> Application:
            data = form.cleaned_data
            consent = consent_of(request.user, application.person, data) if asks else None
            legal_basis = data["legal_basis"] if asks and data["examine_on"] != BY_CONSENT else ""
            return api.take_for_assessment(
                by=request.user, application=application, consent=consent, legal_basis=legal_basis
            )

        if run(request, form, Application, action) is not None:
            messages.success(request, _("The application is with you. Examine the conditions."))
            return redirect("applications:assess", pk)
    return page_with_form(request, "applications/take_form.html", form, application=application, asks=asks)


@guard("application.assess")
def assess(request: Request, pk: int) -> HttpResponse:
    """What the rules say on the facts of today, and the officer's recommendation."""
    application = get_visible(Application.objects.select_related(*WITH), request.user, pk=pk)
    policies.check_assess(request.user, application)
    examined = api.examine(application, on=clock.today())
    form = AssessForm(request.POST or None, record=application)
    if request.method == "POST":
        done = run(
            request,
            form,
            Assessment,
            lambda: api.assess_application(
                by=request.user,
                application=application,
                recommendation=form.cleaned_data["recommendation"].replace(NO_RECOMMENDATION, ""),
                reason=form.cleaned_data["reason"],
            ),
        )
        if done is not None:
            said = (
                _("The recommendation goes to a second officer.") if done.recommendation else _("The result is kept.")
            )
            messages.success(request, said)
            return redirect("applications:show", pk)
    reading = read(examined.decision, examined.rule_version, examined.facts, request.user)
    return page_with_form(request, "applications/assess_form.html", form, application=application, reading=reading)


@guard("application.assess")
def request_information(request: Request, pk: int) -> HttpResponse:
    """Ask the applicant for facts that no register gives."""
    application = get_visible(Application.objects.select_related(*WITH), request.user, pk=pk)
    policies.check_request_information(request.user, application)
    examined = api.examine(application, on=clock.today())
    rules = examined.rule_version.rules
    unknown = [name for name, fact in examined.facts.items() if fact.value is None or fact.source == "application"]
    form = RequestForm(
        request.POST or None,
        record=application,
        facts=[(name, api.label_of(rules, name)) for name in unknown],
        person=application.person,
    )
    if request.method == "POST":
        done = run(
            request,
            form,
            InformationRequest,
            lambda: api.request_information(by=request.user, application=application, **form.data_for_action),
        )
        if done is not None:
            messages.success(request, _("The applicant is asked. The application waits for the answer."))
            return redirect("applications:show", pk)
    return page_with_form(request, "applications/request_form.html", form, application=application)


@guard("application.submit", "application.assess")
def record_information(request: Request, pk: int) -> HttpResponse:
    """Record what the applicant answered."""
    application = get_visible(Application.objects.select_related(*WITH), request.user, pk=pk)
    policies.check_record_information(request.user, application)
    asked = application.information_requests.filter(answered_at=None).first()
    if asked is None:
        raise WrongState(_("Nothing was asked of the applicant."), code="not_asked")
    examined = api.examine(application, on=clock.today())
    names = [name for name in asked.facts if name in application.programme.asked_facts]
    form = InformationForm(request.POST or None, record=application, rules=examined.rule_version.rules, names=names)
    if request.method == "POST":
        done = run(
            request,
            form,
            Application,
            lambda: api.record_information(
                by=request.user, application=application, text=form.cleaned_data["text"], answers=form.answers
            ),
        )
        if done is not None:
            messages.success(request, _("The answer is recorded. The assessment goes on."))
            return redirect("applications:show", pk)
    return page_with_form(request, "applications/information_form.html", form, application=application, asked=asked)


def _lacks_basis(application: Application) -> bool:
    try:
        policies.check_lawful(application)
    except WrongState:
        return True
    return False
