"""Visits and breaches."""

from __future__ import annotations

from django.contrib import messages
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from dayaq.core.policies import can
from dayaq.selfemployment import api
from dayaq.selfemployment.models import Asset, Breach, MonitoringVisit
from dayaq.web.cases.asset_forms import OutcomesForm
from dayaq.web.cases.common import Words, breach_of, button, case_of, step_page, visit_of
from dayaq.web.cases.forms import AssignForm, BreachForm, NoteForm, PlanVisitForm, VisitForm, today_shown
from dayaq.web.forms import form_page, page_with_form, run
from dayaq.web.guard import guard
from dayaq.web.requests import Request


@guard("case.monitoring")
def plan_visit(request: Request, pk: int) -> HttpResponseBase:
    """Plan a visit out of turn."""
    case = case_of(request, pk)
    form = PlanVisitForm(request.POST or None)

    def action() -> MonitoringVisit:
        return api.plan_visit(by=request.user, case=case, **form.data_for_action)

    words = Words(
        _("Plan a visit"), _("Plan it"), _("The visit is planned."), consequence=_("The participant is told the day.")
    )
    return step_page(request, case, "plan_visit", form, MonitoringVisit, action, words)


@guard("case.visit", "case.monitoring")
def visit(request: Request, pk: int) -> HttpResponseBase:
    """What was seen on a visit: to be entered, or as it was entered."""
    found = visit_of(request, pk)
    case = found.case
    made = found.made_on is not None or found.called_off
    may_record = not made and can(api.check_step, request.user, case, "visit")
    form = VisitForm(request.POST or None, initial={"made_on": today_shown()})
    if request.method == "POST":
        done = run(
            request,
            form,
            MonitoringVisit,
            lambda: api.record_visit(by=request.user, visit=found, **form.data_for_action),
        )
        if done is not None:
            messages.success(request, _("The visit is recorded."))
            return redirect("cases:visit", found.pk)
    context = {
        "visit": found,
        "case": case,
        "held": Asset.objects.in_hand_of(case).order_by("pk"),
        "may_plan": not made and can(api.check_step, request.user, case, "plan_visit"),
        "may_breach": made and can(api.check_step, request.user, case, "raise_breach"),
        "plan": case.plans.filter(state=api.PlanState.APPROVED).first(),
    }
    if may_record or form.is_bound:
        return page_with_form(request, "cases/visit_form.html", form, **context)
    return render(request, "cases/visit_show.html", context)


@guard("case.monitoring")
def assign_visit(request: Request, pk: int) -> HttpResponseBase:
    """Say who makes a visit."""
    found = visit_of(request, pk)
    form = AssignForm(request.POST or None, case=found.case, permissions=("case.visit",))
    if request.method == "POST":
        done = run(
            request,
            form,
            MonitoringVisit,
            lambda: api.assign_visit(by=request.user, visit=found, **form.data_for_action),
        )
        if done is not None:
            messages.success(request, _("The visit is assigned."))
            return redirect("cases:visit", found.pk)
    back = reverse("cases:visit", args=[found.pk])
    return form_page(
        request,
        form,
        title=_("Who makes the visit"),
        caption=found.case.person.full_name,
        back=back,
        submit=_("Assign"),
    )


@guard("case.monitoring")
def call_off(request: Request, pk: int) -> HttpResponseBase:
    """A visit will not take place."""
    found = visit_of(request, pk)
    form = NoteForm(request.POST or None, label=_("Why it does not take place"))
    if request.method == "POST":
        done = run(
            request,
            form,
            MonitoringVisit,
            lambda: api.call_off_visit(by=request.user, visit=found, reason=form.cleaned_data["note"]),
        )
        if done is not None:
            messages.success(request, _("The visit is called off."))
            return redirect("cases:visit", found.pk)
    return form_page(
        request,
        form,
        title=_("Call the visit off"),
        caption=found.case.person.full_name,
        back=reverse("cases:visit", args=[found.pk]),
        submit=_("Call it off"),
        kind="danger",
        consequence=_("The visit does not count as missing any more. This cannot be undone."),
    )


@guard("case.visit", "case.breach")
def raise_breach(request: Request, pk: int) -> HttpResponseBase:
    """Raise a breach."""
    case = case_of(request, pk)
    form = BreachForm(request.POST or None, record=case)
    last = case.visits.filter(made_on__isnull=False).order_by("-made_on", "-pk").first()

    def action() -> Breach:
        return api.raise_breach(
            by=request.user, case=case, visit=last, version=form.cleaned_data.get("version"), **form.data_for_action
        )

    words = Words(
        _("Raise a breach"),
        _("Raise the breach"),
        _("The breach is raised."),
        consequence=_("An officer serves notice; the participant then has time to put it right. Nothing ends by this."),
    )
    return step_page(request, case, "raise_breach", form, Breach, action, words)


@guard("case.breach")
@require_POST
def notify_breach(request: Request, pk: int) -> HttpResponseBase:
    """Serve notice."""
    breach = breach_of(request, pk)
    case = case_of(request, breach.case_id)
    return button(
        request,
        case,
        breach,
        Breach,
        lambda version: api.notify_breach(by=request.user, breach=breach, version=version),
        _("Notice is served."),
    )


@guard("case.visit", "case.breach")
def remedy_breach(request: Request, pk: int) -> HttpResponseBase:
    """The breach was put right."""
    breach = breach_of(request, pk)
    case = case_of(request, breach.case_id)
    form = NoteForm(request.POST or None, record=breach, label=_("How it was seen that it is put right"))

    def action() -> Breach:
        version = form.cleaned_data.get("version")
        return api.remedy_breach(by=request.user, breach=breach, note=form.cleaned_data["note"], version=version)

    words = Words(_("Record that it was put right"), _("Record it"), _("The breach is put right."), lead=breach.finding)
    return step_page(request, case, "remedy_breach", form, Breach, action, words)


@guard("case.breach")
def dismiss_breach(request: Request, pk: int) -> HttpResponseBase:
    """There was no breach."""
    breach = breach_of(request, pk)
    case = case_of(request, breach.case_id)
    form = NoteForm(request.POST or None, record=breach, label=_("Why it is no breach"))

    def action() -> Breach:
        version = form.cleaned_data.get("version")
        return api.dismiss_breach(by=request.user, breach=breach, reason=form.cleaned_data["note"], version=version)

    words = Words(_("Dismiss the breach"), _("Dismiss"), _("The breach is dismissed."), lead=breach.finding)
    return step_page(request, case, "decide_breach", form, Breach, action, words)


@guard("case.breach")
def confirm_breach(request: Request, pk: int) -> HttpResponseBase:
    """Decide that the contract is broken, and what becomes of each thing."""
    breach = breach_of(request, pk)
    case = case_of(request, breach.case_id)
    held = Asset.objects.in_hand_of(case).filter(state=api.AssetState.HANDED_OVER).order_by("pk")
    form = OutcomesForm(request.POST or None, record=breach, assets=held, label=_("Decision and its reason"))

    def action() -> Breach:
        return api.confirm_breach(
            by=request.user,
            breach=breach,
            decision=form.cleaned_data["note"],
            outcomes=form.outcomes,
            version=form.cleaned_data.get("version"),
        )

    words = Words(
        _("Confirm the breach"),
        _("Confirm and end the contract"),
        _("The breach is confirmed."),
        lead=breach.finding,
        consequence=_(
            "The contract and participation end, each thing is recovered, written off or lost as said here, and the "
            "participant is told. This cannot be undone."
        ),
        kind="danger",
    )
    return step_page(
        request, case, "decide_breach", form, Breach, action, words, template="cases/outcomes_form.html", may_stay=False
    )
