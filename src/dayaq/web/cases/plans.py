"""The business plan: writing it, reading it, putting it before the committee, concluding."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from dayaq.core.errors import WrongState
from dayaq.panels.models import Sitting
from dayaq.selfemployment import api
from dayaq.selfemployment.models import BusinessPlan, Case
from dayaq.web.cases.common import Words, button, case_of, plan_of, step_page
from dayaq.web.cases.forms import NoteForm, VerdictForm
from dayaq.web.cases.plan_forms import PlanForm
from dayaq.web.forms import Form
from dayaq.web.guard import guard
from dayaq.web.requests import Request


@guard("case.plan")
def edit(request: Request, pk: int) -> HttpResponseBase:
    """Write a plan: the draft there is, or the next version."""
    case = case_of(request, pk)
    plans = list(case.plans.order_by("-number"))
    draft = next((plan for plan in plans if plan.state == api.PlanState.DRAFT), None)
    earlier = draft or (plans[0] if plans else None)
    form = PlanForm(request.POST or None, record=draft or case, case=case, user=request.user, plan=earlier)

    def action() -> BusinessPlan:
        version, helper = form.cleaned_data.get("version"), form.cleaned_data["helper"]
        if draft is not None:
            return api.update_plan(by=request.user, plan=draft, data=form.plan_data, helper=helper, version=version)
        return api.draft_plan(by=request.user, case=case, data=form.plan_data, helper=helper, version=version)

    words = Words(
        _("Business plan"),
        _("Save the plan"),
        _("The plan is saved."),
        lead=_("It can be changed until it is put before the committee."),
    )
    return step_page(
        request,
        case,
        "draft_plan",
        form,
        BusinessPlan,
        action,
        words,
        template="cases/plan_form.html",
        ceiling=case.enrolment.amount_reserved,
        returned=next((plan.decision_note for plan in plans if plan.state == api.PlanState.RETURNED), ""),
    )


@guard("case.view")
@require_safe
def show(request: Request, pk: int) -> HttpResponse:
    """One version of a plan, with its cash flow."""
    plan = plan_of(request, pk)
    case = case_of(request, plan.case_id)
    months = api.read_months(plan.months)
    rows = [
        {"month": month, "balance": balance} for month, balance in zip(months, api.running_sums(months), strict=True)
    ]
    bars = [{"label": str(month.month), "value": month.income, "words": ""} for month in months]
    context = {"plan": plan, "case": case, "items": api.read_items(plan.items), "rows": rows, "bars": bars}
    return render(request, "cases/plan_show.html", context)


def _draft(case: Case) -> BusinessPlan:
    """The draft of a case whose plan is to be submitted; else the newest version, so that a second press finds it."""
    plan = case.plans.filter(state=api.PlanState.DRAFT).first() or case.plans.order_by("-number").first()
    if plan is None:
        raise WrongState(_("There is no plan yet."), code="no_plan", remedy=_("Write the business plan first."))
    return plan


@guard("case.plan")
def submit(request: Request, pk: int) -> HttpResponseBase:
    """Put the draft before the committee."""
    case = case_of(request, pk)
    plan = _draft(case)
    form = Form(request.POST or None, record=plan)

    def action() -> BusinessPlan:
        return api.submit_plan(by=request.user, plan=plan, version=form.cleaned_data.get("version"))

    words = Words(
        _("Put the plan before the committee"),
        _("Put it before the committee"),
        _("The plan is with the committee."),
        consequence=_(
            "The plan does not change any more; the committee scores it without seeing who the participant is. "
            "Whoever helped with it or looks after the case does not score."
        ),
    )
    return step_page(
        request,
        case,
        "submit_plan",
        form,
        BusinessPlan,
        action,
        words,
        template="cases/plan_submit.html",
        plan=plan,
        items=api.read_items(plan.items),
        ceiling=case.enrolment.amount_reserved,
    )


@guard("panel.manage")
def conclude(request: Request, pk: int) -> HttpResponseBase:
    """Close the sitting and draw its consequence."""
    case = case_of(request, pk)
    plan = case.plans.order_by("-number").first()
    if plan is None:
        raise WrongState(_("There is no plan yet."), code="no_plan")
    form = VerdictForm(request.POST or None, record=plan)

    def action() -> BusinessPlan:
        return api.conclude_plan(
            by=request.user, plan=plan, version=form.cleaned_data.get("version"), **form.data_for_action
        )

    words = Words(
        _("Conclude the committee's work"),
        _("Close the sitting"),
        _("The committee's work on this plan is concluded."),
        lead=_("Once the quorum has scored. At the pass mark or above the plan is approved."),
        consequence=_(
            "The scores are counted and do not change any more. An approved plan sets the amount reserved; a refused "
            "one ends participation and frees the money."
        ),
        kind="danger",
    )
    sitting = Sitting.objects.filter(pk=plan.sitting_id or 0).select_related("panel").first()
    return step_page(
        request,
        case,
        "conclude_plan",
        form,
        BusinessPlan,
        action,
        words,
        template="cases/plan_conclude.html",
        plan=plan,
        sitting=sitting,
        scored=sitting.sheets.count() if sitting else 0,
    )


@guard("panel.manage")
def send_back(request: Request, pk: int) -> HttpResponseBase:
    """Return a plan before it is scored: something is missing in it."""
    case = case_of(request, pk)
    plan = case.plans.order_by("-number").first()
    if plan is None:
        raise WrongState(_("There is no plan yet."), code="no_plan")
    form = NoteForm(request.POST or None, record=plan, label=_("What is missing"))

    def action() -> BusinessPlan:
        return api.return_plan(
            by=request.user, plan=plan, note=form.cleaned_data["note"], version=form.cleaned_data.get("version")
        )

    words = Words(
        _("Return the plan"),
        _("Return it"),
        _("The plan is returned."),
        consequence=_("The sitting is cancelled, what was scored does not count, and the participant is told why."),
    )
    return step_page(request, case, "conclude_plan", form, BusinessPlan, action, words)


@guard("panel.manage")
@require_POST
def convene(request: Request, pk: int) -> HttpResponseBase:
    """Call the committee together again after a sitting was cancelled."""
    case = case_of(request, pk)
    plan = case.plans.order_by("-number").first()
    if plan is None:
        messages.error(request, _("There is no plan yet."))
        return redirect("cases:show", case.pk)
    return button(
        request,
        case,
        plan,
        BusinessPlan,
        lambda _version: api.convene_committee(by=request.user, plan=plan),
        _("The committee has the plan again."),
    )
