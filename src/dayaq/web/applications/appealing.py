"""Pages of appeals."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from dayaq.core import clock
from dayaq.programmes import api, policies
from dayaq.programmes.models import Appeal, Application, DecisionRecord
from dayaq.web.applications.forms import AppealForm, DecideAppealForm
from dayaq.web.applications.reading import read, stored_facts
from dayaq.web.forms import page_with_form, run
from dayaq.web.guard import guard
from dayaq.web.records import get_visible
from dayaq.web.requests import Request


@guard("application.appeal")
def appeal(request: Request, pk: int) -> HttpResponse:
    """Record that the applicant appeals."""
    application = get_visible(Application.objects.select_related("person", "programme"), request.user, pk=pk)
    policies.check_appeal(request.user, application)
    record = api.latest_record(application)
    form = AppealForm(request.POST or None, record=application)
    if request.method == "POST":
        done = run(
            request,
            form,
            Appeal,
            lambda: api.appeal_application(by=request.user, application=application, **form.data_for_action),
        )
        if done is not None:
            messages.success(request, _("The appeal is recorded. An officer who took no part before decides it."))
            return redirect("applications:show", pk)
    return page_with_form(request, "applications/appeal_form.html", form, application=application, record=record)


@guard("appeal.decide")
def decide(request: Request, pk: int) -> HttpResponse:
    """Decide an appeal: the refused record on one side, the facts of today on the other."""
    application = get_visible(Application.objects.select_related("person", "programme"), request.user, pk=pk)
    policies.check_decide_appeal(request.user, application, took_part=api.took_part(application))
    found = Appeal.objects.filter(application=application, result="").select_related("record__rule_version").first()
    if found is None:
        raise Http404
    found.application = application
    examined = api.examine(application, on=clock.today())
    form = DecideAppealForm(request.POST or None, record=application)
    if request.method == "POST":
        done = run(
            request,
            form,
            DecisionRecord,
            lambda: api.decide_appeal(
                by=request.user,
                appeal=found,
                overturn=form.cleaned_data["overturn"] == "yes",
                reason_az=form.cleaned_data["reason_az"],
                reason_en=form.cleaned_data["reason_en"],
            ),
        )
        if done is not None:
            messages.success(request, _("The appeal is decided. The answer is on its way to the applicant."))
            return redirect("applications:show", pk)
    record = found.record
    return page_with_form(
        request,
        "applications/decide_appeal_form.html",
        form,
        application=application,
        appeal=found,
        before=read(record.result, record.rule_version, stored_facts(record.facts), request.user),
        now=read(examined.decision, examined.rule_version, examined.facts, request.user),
    )
