"""Criteria: versions, what each criterion brings, publication."""

from __future__ import annotations

from decimal import Decimal

from django.contrib import messages
from django.db.models import Count, F, Sum
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from dayaq.core.fields import label_in
from dayaq.panels import api
from dayaq.panels.api import CriteriaState
from dayaq.panels.models import CriteriaSet
from dayaq.web.forms import Form, page_with_form, run
from dayaq.web.guard import guard
from dayaq.web.lists import Choice, Column, ListPage, Order
from dayaq.web.panels.forms import CriteriaForm, anchor
from dayaq.web.panels.sittings import short
from dayaq.web.requests import Request

CRITERIA = ListPage(
    code="criteria",
    title=gettext_lazy("Criteria"),
    columns=(
        Column("name", gettext_lazy("Name"), lambda c: c.name, note=lambda c: c.code, sort=("code",)),
        Column("number", gettext_lazy("Version"), lambda c: c.number, kind="number"),
        Column("state", gettext_lazy("State"), lambda c: c, kind="tag", sort=("state",)),
        Column("criteria", gettext_lazy("Criteria"), lambda c: c.how_many, kind="number"),
        Column("most", gettext_lazy("Most points"), lambda c: None if c.most is None else short(c.most), kind="number"),
    ),
    order=Order.by(("code", "-number")),
    row_url=lambda c: reverse("panels:criteria_set", args=[c.pk]),
    filters=(Choice("state", gettext_lazy("State"), CriteriaState.choices, field="state"),),
    empty=gettext_lazy("Criteria stand here once somebody drafts them."),
    empty_action=("panel.manage", "panels:criteria_new", gettext_lazy("New criteria")),
    actions=(("panel.manage", "panels:criteria_new", gettext_lazy("New criteria")),),
    export_permission="",
)


@guard("panel.view")
def index(request: Request) -> HttpResponseBase:
    """Published criteria for everybody on a panel; drafts for whoever prepares them."""
    rows = CriteriaSet.objects.annotate(
        how_many=Count("criteria"), most=Sum(F("criteria__max_points") * F("criteria__weight"))
    )
    if not request.user.may("panel.manage"):
        rows = rows.filter(state=CriteriaState.PUBLISHED)
    return CRITERIA.respond(request, rows)


@guard("panel.view")
@require_safe
def show(request: Request, pk: int) -> HttpResponse:
    """One version with its criteria and their anchors."""
    criteria_set = get_object_or_404(CriteriaSet, pk=pk)
    manages = request.user.may("panel.manage")
    if criteria_set.state != CriteriaState.PUBLISHED and not manages:
        raise Http404
    criteria = list(criteria_set.criteria.all())
    context = {
        "criteria_set": criteria_set,
        "note": label_in(criteria_set.note) if criteria_set.note else "",
        "rows": [{"criterion": criterion, "anchor": anchor(criterion)} for criterion in criteria],
        "most": short(sum((one.max_points * one.weight for one in criteria), start=Decimal(0))),
        "manages": manages,
    }
    return render(request, "panels/criteria_set.html", context)


@guard("panel.manage")
def create(request: Request) -> HttpResponse:
    """Criteria for something that had none."""
    return _draft(request, None)


@guard("panel.manage")
def create_version(request: Request, pk: int) -> HttpResponse:
    """The next version, beginning with the words of this one."""
    return _draft(request, get_object_or_404(CriteriaSet, pk=pk))


def _draft(request: Request, earlier: CriteriaSet | None) -> HttpResponse:
    form = CriteriaForm(request.POST or None, earlier=earlier)
    if request.method == "POST":
        drafted = run(request, form, CriteriaSet, lambda: api.draft_criteria(by=request.user, **form.criteria_data))
        if drafted is not None:
            messages.success(request, _("The draft is saved. Read it through, then publish it."))
            return redirect("panels:criteria_set", drafted.pk)
    return page_with_form(request, "panels/criteria_form.html", form, earlier=earlier)


@guard("panel.manage")
@require_POST
def publish(request: Request, pk: int) -> HttpResponse:
    """From now on it can be used and never changes."""
    criteria_set = get_object_or_404(CriteriaSet, pk=pk)
    form = Form(request.POST, record=criteria_set)
    done = run(request, form, CriteriaSet, lambda: api.publish_criteria(by=request.user, criteria_set=criteria_set))
    if done is not None:
        messages.success(request, _("The criteria are published."))
    for error in form.non_field_errors():
        messages.error(request, str(error))
    return redirect("panels:criteria_set", criteria_set.pk)
