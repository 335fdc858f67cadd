"""How long what is kept, the lists of what is due, and their approval."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dayaq.core import clock
from dayaq.law.models import Parameter
from dayaq.registry import api
from dayaq.registry.api import RetentionState
from dayaq.registry.models import Person, RetentionRule, RetentionRun
from dayaq.web.forms import Form, form_page, run
from dayaq.web.guard import guard
from dayaq.web.privacy.forms import ReasonForm
from dayaq.web.privacy.words import tabs
from dayaq.web.requests import Request

SHOWN = 50
PEOPLE = ("person_deceased", "person_inactive")


@guard("data.protect")
@require_safe
def index(request: Request) -> HttpResponse:
    """The schedule: each rule with its term, what happens, and the list under way."""
    today = clock.today()
    rules = api.retention_rules()
    running = {one.rule_id: one for one in RetentionRun.objects.open()}
    terms = Parameter.objects.on(today).filter(code__in=[rule.parameter for rule in rules])
    by_code = {term.code: term for term in terms}
    rows: list[dict[str, Any]] = [
        {
            "rule": rule,
            "event": api.retention_kind(rule.kind).event,
            "term": by_code.get(rule.parameter),
            "run": running.get(rule.pk),
        }
        for rule in rules
    ]
    context = {"rows": rows, "tabs": tabs("retention", request.user), "done": _finished()}
    return render(request, "privacy/retention.html", context)


def _finished() -> list[RetentionRun]:
    ended = (RetentionState.DONE, RetentionState.CANCELLED)
    return list(RetentionRun.objects.filter(state__in=ended).select_related("rule").order_by("-state_at")[:10])


@guard("data.protect")
@require_POST
def plan(request: Request, rule: str) -> HttpResponseBase:
    """Put up the list of what is due today."""
    found = get_object_or_404(RetentionRule, code=rule)
    form = Form(request.POST)
    made = run(request, form, RetentionRun, lambda: api.plan_retention(by=request.user, rule=found))
    if made is None:
        messages.error(request, _("An approved list of this rule is not finished yet."))
        return redirect("privacy:retention")
    return redirect("privacy:retention_show", made.pk)


@guard("data.protect")
@require_safe
def show(request: Request, pk: int) -> HttpResponse:
    """A review list: how many, the first ones by name, and the approval."""
    found = get_object_or_404(RetentionRun.objects.select_related("rule", "planned_by", "approved_by"), pk=pk)
    keys = list(found.items.order_by("object_id").values_list("object_id", flat=True)[:SHOWN])
    people = []
    if found.rule.kind in PEOPLE:
        people = list(Person.objects.visible_to(request.user).filter(pk__in=keys).select_related("unit").order_by("pk"))
    return render(
        request,
        "privacy/retention_show.html",
        {
            "run": found,
            "event": api.retention_kind(found.rule.kind).event,
            "keys": keys,
            "people": people,
            "more": max(found.total - SHOWN, 0),
            "planned": found.state == RetentionState.PLANNED,
            "approved": found.state == RetentionState.APPROVED,
        },
    )


@guard("data.protect")
@require_POST
def approve(request: Request, pk: int) -> HttpResponseBase:
    """Approve the list as it was shown."""
    found = get_object_or_404(RetentionRun, pk=pk)
    form = Form(request.POST, record=found)

    def action() -> RetentionRun:
        return api.approve_retention(by=request.user, run=found, version=form.cleaned_data.get("version"))

    if run(request, form, RetentionRun, action) is None:
        messages.error(request, _("This list cannot be approved."))
    else:
        messages.success(request, _("The list is approved. The next run of the schedule applies it."))
    return redirect("privacy:retention_show", pk)


@guard("data.protect")
@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: Request, pk: int) -> HttpResponseBase:
    """Take a list back."""
    found = get_object_or_404(RetentionRun.objects.select_related("rule"), pk=pk)
    form = ReasonForm(request.POST or None, record=found)

    def action() -> RetentionRun:
        version = form.cleaned_data.get("version")
        return api.cancel_retention(by=request.user, run=found, version=version, **form.data_for_action)

    if request.method == "POST" and run(request, form, RetentionRun, action) is not None:
        messages.success(request, _("The list is taken back."))
        return redirect("privacy:retention")
    return form_page(
        request,
        form,
        title=_("Take the list back"),
        caption=found.rule.name,
        back=reverse("privacy:retention_show", args=[pk]),
        submit=_("Take it back"),
        consequence=_("What was applied already stays applied. The list can be put up again."),
    )
