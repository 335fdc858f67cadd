"""A new service, and new terms of one: the same long form, with the rule checked and tried before it is saved."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from dayaq.care import api
from dayaq.care.models import ServiceTerms, ServiceType
from dayaq.core import clock
from dayaq.web.care.forms import ServiceNewForm, TermsForm, answers_of
from dayaq.web.care.services import service_of
from dayaq.web.care.words import Verdict, verdict
from dayaq.web.forms import page_with_form, run
from dayaq.web.guard import guard
from dayaq.web.requests import Request

RULE_HELP = _(
    "Join conditions with && (and), || (or), ! (not); compare with <, <=, ==, >=, >. An amount of money is in qəpik. "
    "What is not known of a person decides nothing."
)


def _page(request: Request, form: TermsForm, **context: Any) -> HttpResponseBase:
    """The form; when the rule was to be checked, with what it says, and without complaint about the rest."""
    said: Verdict | None = None
    checked = form.checking and form.is_valid()
    if checked:
        day = form.cleaned_data.get("valid_from") or clock.today()
        said = verdict(api.try_rule(form.cleaned_data["rule"], answers_of(form.cleaned_data), day))
    words = sorted(api.vocabulary().values(), key=lambda word: (bool(word.code), word.name))
    return page_with_form(
        request, "care/terms_form.html", form, verdict=said, vocabulary=words, rule_help=RULE_HELP, **context
    )


@guard("service.manage")
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: Request) -> HttpResponseBase:
    """A service that is not in the catalogue yet."""
    form = ServiceNewForm(request.POST or None)

    def act() -> ServiceType:
        return api.add_service(
            by=request.user,
            code=form.cleaned_data["code"],
            kind=form.cleaned_data["kind"],
            label=form.both("label"),
            description=form.both("description"),
            terms=form.terms,
        )

    if request.method == "POST" and not form.checking:
        service = run(request, form, ServiceType, act)
        if service is not None:
            messages.success(request, _("The service is in the catalogue."))
            return redirect("care:show", service.code)
    return _page(
        request,
        form,
        title=_("Add a service"),
        caption=_("Social services"),
        back=reverse("care:index"),
        submit=_("Add the service"),
        consequence="",
    )


@guard("service.manage")
@require_http_methods(["GET", "HEAD", "POST"])
def new_terms(request: Request, code: str) -> HttpResponseBase:
    """Other terms from a day on, beginning with the latest ones."""
    service = service_of(request, code)
    latest = next(iter(api.terms_of(service)), None)
    form = TermsForm(request.POST or None, record=service, latest=latest)

    def act() -> ServiceTerms:
        return api.set_terms(
            by=request.user, service=service, terms=form.terms, version=form.cleaned_data.get("version")
        )

    if request.method == "POST" and not form.checking and run(request, form, ServiceTerms, act) is not None:
        messages.success(request, _("The new terms are entered. What was decided before stays as it was."))
        return redirect("care:show", code)
    return _page(
        request,
        form,
        title=_("Enter new terms"),
        caption=service.name,
        back=reverse("care:show", args=[code]),
        submit=_("Enter the terms"),
        consequence=_("Decisions from that day on follow them. What was decided before stays as it was."),
    )
