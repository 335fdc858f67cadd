"""Committees and their members."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from dayaq.core import clock
from dayaq.panels import api
from dayaq.panels.models import Panel, PanelMember
from dayaq.web.forms import page_with_form, run
from dayaq.web.guard import guard
from dayaq.web.lists import Column, ListPage
from dayaq.web.panels.forms import MemberForm, PanelForm, ReasonForm
from dayaq.web.requests import Request

COMMITTEES = ListPage(
    code="committees",
    title=gettext_lazy("Committees"),
    columns=(
        Column("name", gettext_lazy("Name"), lambda p: p.name, note=lambda p: p.code, sort=("code",)),
        Column("organisation", gettext_lazy("Organisation"), lambda p: p.organisation.name),
        Column("members", gettext_lazy("Members today"), lambda p: p.seated, kind="number"),
        Column("quorum", gettext_lazy("Quorum"), lambda p: p.quorum, kind="number"),
    ),
    order="name",
    row_url=lambda p: reverse("panels:committee", args=[p.pk]),
    empty=gettext_lazy("Committees stand here once somebody sets one up."),
    empty_action=("panel.manage", "panels:committee_new", gettext_lazy("New committee")),
    actions=(("panel.manage", "panels:committee_new", gettext_lazy("New committee")),),
    export_permission="",
)


@guard("panel.manage")
def index(request: Request) -> HttpResponseBase:
    """All committees, with how many sit on each today."""
    today = clock.today()
    seated = Q(members__valid_from__lte=today) & (Q(members__valid_to__isnull=True) | Q(members__valid_to__gt=today))
    panels = Panel.objects.select_related("organisation").annotate(seated=Count("members", filter=seated))
    return COMMITTEES.respond(request, panels)


@guard("panel.manage")
@require_safe
def show(request: Request, pk: int) -> HttpResponse:
    """One committee: who sits on it, and who sat."""
    panel = get_object_or_404(Panel.objects.select_related("organisation"), pk=pk)
    members = list(panel.members.select_related("user").order_by("-valid_from", "-pk"))
    context = {
        "panel": panel,
        "seated": [member for member in members if member.valid_to is None],
        "former": [member for member in members if member.valid_to is not None],
    }
    return render(request, "panels/committee.html", context)


@guard("panel.manage")
def create(request: Request) -> HttpResponse:
    """A new committee."""
    form = PanelForm(request.POST or None)
    if request.method == "POST":
        panel = run(request, form, Panel, lambda: api.create_panel(by=request.user, **form.panel_data))
        if panel is not None:
            messages.success(request, _("The committee is set up. Appoint its members."))
            return redirect("panels:committee", panel.pk)
    return page_with_form(request, "panels/committee_form.html", form)


@guard("panel.manage")
def appoint(request: Request, pk: int) -> HttpResponse:
    """Somebody joins the committee."""
    panel = get_object_or_404(Panel, pk=pk)
    form = MemberForm(request.POST or None, panel=panel)
    if request.method == "POST":
        member = run(
            request,
            form,
            PanelMember,
            lambda: api.appoint_member(by=request.user, panel=panel, **form.data_for_action),
        )
        if member is not None:
            messages.success(request, _("The member is appointed."))
            return redirect("panels:committee", panel.pk)
    return page_with_form(request, "panels/member_form.html", form, panel=panel)


@guard("panel.manage")
def end(request: Request, pk: int) -> HttpResponse:
    """Somebody leaves the committee."""
    member = get_object_or_404(PanelMember.objects.select_related("panel", "user"), pk=pk)
    form = ReasonForm(request.POST or None)
    if request.method == "POST":
        ended = run(
            request,
            form,
            PanelMember,
            lambda: api.end_appointment(by=request.user, member=member, reason=form.cleaned_data["reason"]),
        )
        if ended is not None:
            messages.success(request, _("The appointment has ended."))
            return redirect("panels:committee", member.panel_id)
    return page_with_form(request, "panels/end_form.html", form, member=member)
