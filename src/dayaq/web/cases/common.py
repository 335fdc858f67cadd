"""What every page about a case shares: fetching it, and one form that takes one step."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from django.contrib import messages
from django.db.models import Model
from django.http.response import HttpResponseBase
from django.shortcuts import redirect

from dayaq.selfemployment import api
from dayaq.selfemployment.models import Asset, Breach, BusinessPlan, Case, MonitoringVisit, TrainingGroup
from dayaq.web.forms import Form, page_with_form, run
from dayaq.web.records import get_visible
from dayaq.web.requests import Request

if TYPE_CHECKING:
    from dayaq.core.errors import Text

M = TypeVar("M", bound=Model)

CASE_PARTS = ("person", "unit", "line", "assigned_to", "enrolment__application", "enrolment__fund")


@dataclass(frozen=True)
class Words:
    """What a step's page says. ``consequence`` stands above its button: what will happen, and if it can be undone."""

    title: Text
    submit: Text
    done: Text
    lead: Text = ""
    consequence: Text = ""
    kind: str = "primary"


def case_of(request: Request, pk: int) -> Case:
    """The case, with what its head shows; 404 for whoever may not see it."""
    found: Case = get_visible(Case.objects.select_related(*CASE_PARTS), request.user, pk=pk)
    return found


def plan_of(request: Request, pk: int) -> BusinessPlan:
    found: BusinessPlan = get_visible(BusinessPlan.objects.select_related("line", "sitting"), request.user, pk=pk)
    return found


def asset_of(request: Request, pk: int) -> Asset:
    parts = ("case__person", "case__unit", "case__enrolment__application", "fund", "supplier", "holder")
    found: Asset = get_visible(Asset.objects.select_related(*parts), request.user, pk=pk)
    return found


def breach_of(request: Request, pk: int) -> Breach:
    found: Breach = get_visible(Breach.objects.select_related("found_by"), request.user, pk=pk)
    return found


def visit_of(request: Request, pk: int) -> MonitoringVisit:
    parts = ("case__person", "case__unit", "case__line", "case__enrolment__application", "assigned_to", "made_by")
    found: MonitoringVisit = get_visible(MonitoringVisit.objects.select_related(*parts), request.user, pk=pk)
    return found


def group_of(request: Request, pk: int) -> TrainingGroup:
    found: TrainingGroup = get_visible(TrainingGroup.objects.select_related("unit"), request.user, pk=pk)
    return found


def step_page(
    request: Request,
    case: Case,
    step: str,
    form: Form,
    model: type[M],
    action: Callable[[], M],
    words: Words,
    *,
    template: str = "cases/step_form.html",
    **context: Any,
) -> HttpResponseBase:
    """One form that takes one step of ``case``, then back to the case. A step that is not open is refused at once.

    A form sent twice is answered with what the first one did, although the step is no longer open.
    """
    if request.method == "POST":
        if run(request, form, model, action) is not None:
            messages.success(request, words.done)
            return redirect("cases:show", case.pk)
    else:
        api.check_step(request.user, case, step)
    return page_with_form(request, template, form, case=case, words=words, **context)


def button(
    request: Request, case: Case, record: Model, model: type[M], action: Callable[[int | None], M], done: Text
) -> HttpResponseBase:
    """A button without fields about ``record`` of ``case``: run once, say so, back to the case.

    ``action`` gets the version that the page showed. What the domain refuses becomes a message on the case's page.
    """
    form = Form(request.POST, record=record)
    made = run(request, form, model, lambda: action(form.cleaned_data.get("version")))
    if made is not None:
        messages.success(request, done)
    else:
        for error in form.non_field_errors():
            messages.error(request, str(error))
    return redirect("cases:show", case.pk)
