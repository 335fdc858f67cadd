"""Pages of the second officer: decide, correct."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from dayaq.programmes import api, policies
from dayaq.programmes.models import Application, DecisionRecord
from dayaq.web.applications.forms import CorrectForm, DecideForm
from dayaq.web.applications.reading import read, stored_facts
from dayaq.web.forms import page_with_form, run
from dayaq.web.guard import guard
from dayaq.web.records import get_visible
from dayaq.web.requests import Request

WITH = ("person", "programme", "assessed_by")


@guard("application.decide")
def decide(request: Request, pk: int) -> HttpResponse:
    """Decide on what another officer recommends; the letter is shown before it goes out."""
    application = get_visible(Application.objects.select_related(*WITH), request.user, pk=pk)
    policies.check_decide(request.user, application)
    assessment = api.latest_assessment(application)
    initial = {"approve": "yes" if assessment.recommendation == api.Outcome.APPROVED else "no"}
    form = DecideForm(request.POST or None, record=application, initial=initial)
    if request.method == "POST":
        done = run(
            request,
            form,
            DecisionRecord,
            lambda: api.decide_application(
                by=request.user,
                application=application,
                approve=form.cleaned_data["approve"] == "yes",
                reason_az=form.cleaned_data["reason_az"],
                reason_en=form.cleaned_data["reason_en"],
            ),
        )
        if done is not None:
            messages.success(request, _("Decided. The letter is on its way to the applicant."))
            return redirect("applications:show", pk)
    decision = assessment.result
    return page_with_form(
        request,
        "applications/decide_form.html",
        form,
        application=application,
        assessment=assessment,
        reading=read(decision, assessment.rule_version, stored_facts(assessment.facts), request.user),
        letter=_letter(decision, assessment.recommendation),
    )


@guard("application.decide")
def correct(request: Request, pk: int) -> HttpResponse:
    """Correct the words of a decision: a new record supersedes the old one."""
    application = get_visible(Application.objects.select_related(*WITH), request.user, pk=pk)
    policies.check_correct(request.user, application)
    record = api.latest_record(application)
    initial = {"reason_az": record.reason_az, "reason_en": record.reason_en}
    form = CorrectForm(request.POST or None, record=application, initial=initial)
    if request.method == "POST":
        done = run(
            request,
            form,
            DecisionRecord,
            lambda: api.correct_decision(by=request.user, record=record, **form.data_for_action),
        )
        if done is not None:
            messages.success(request, _("Corrected. A new letter supersedes the earlier one."))
            return redirect("applications:show", pk)
    return page_with_form(request, "applications/correct_form.html", form, application=application, record=record)


def _letter(decision: Any, outcome: str) -> dict[str, Any]:
    """What the letter says where the decision follows the recommendation and its reason is left empty."""
    return {
        "outcome": outcome,
        "outcome_label": _("Approved") if outcome == api.Outcome.APPROVED else _("Refused"),
        "az": api.default_reason(decision, "az").splitlines(),
        "en": api.default_reason(decision, "en").splitlines(),
        "articles": [article["text"] for article in api.articles_of(decision, outcome)],
    }
