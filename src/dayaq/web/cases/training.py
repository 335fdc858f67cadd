"""Training groups: making one, its participants, its sessions, and attendance of a whole group on one screen."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from dayaq.core import clock
from dayaq.places.models import AdministrativeUnit
from dayaq.registry.api import units_within
from dayaq.selfemployment import api
from dayaq.selfemployment.models import Case, TrainingGroup, TrainingPlace, TrainingSession
from dayaq.web.cases.common import group_of
from dayaq.web.cases.forms import AttendanceForm, GroupForm, SessionForm, today_shown
from dayaq.web.errors import form_errors
from dayaq.web.forms import Form, form_page, page_with_form, run
from dayaq.web.guard import guard
from dayaq.web.records import get_visible
from dayaq.web.requests import Request

CANDIDATES = 50


@guard("case.training")
def new(request: Request) -> HttpResponseBase:
    """A new group."""
    kinds = AdministrativeUnit.Kind
    units = AdministrativeUnit.objects.on(clock.today()).filter(
        kind__in=(kinds.DISTRICT, kinds.CITY, kinds.CITY_DISTRICT)
    )
    allowed = request.user.district_ids("case.training")
    if allowed is not None:
        units = units.filter(pk__in=units_within(allowed))
    form = GroupForm(request.POST or None, units=units.order_by("sort_key", "pk"))
    if request.method == "POST":
        made = run(
            request, form, TrainingGroup, lambda: api.create_training_group(by=request.user, **form.data_for_action)
        )
        if made is not None:
            messages.success(request, _("The group is there; give places to participants."))
            return redirect("cases:group", made.pk)
    return form_page(
        request,
        form,
        title=_("New training group"),
        back=reverse("cases:groups"),
        submit=_("Make the group"),
        columns=True,
    )


@guard("case.training")
@require_safe
def show(request: Request, pk: int) -> HttpResponseBase:
    """A group: who has a place and how many hours, its sessions, and who could still come."""
    group = group_of(request, pk)
    participants = api.participants_of(group)
    running = group.ends_on >= clock.today() and len(participants) < group.capacity
    context = {
        "group": group,
        "participants": participants,
        "sessions": group.sessions.order_by("-held_on", "-pk"),
        "candidates": list(api.candidates_for(group, request.user)[:CANDIDATES]) if running else [],
        "running": running,
    }
    return render(request, "cases/group_show.html", context)


@guard("case.training")
@require_POST
def add(request: Request, pk: int, case: int) -> HttpResponseBase:
    """Give a participant a place in this group."""
    group = group_of(request, pk)
    found: Case = get_visible(Case.objects, request.user, pk=case)
    form = Form(request.POST, record=found)
    done = run(request, form, TrainingPlace, lambda: api.add_to_group(by=request.user, case=found, group=group))
    if done is not None:
        messages.success(request, _("The participant has a place and is invited."))
    for error in form.non_field_errors():
        messages.error(request, str(error))
    return redirect("cases:group", group.pk)


@guard("case.training")
def session_new(request: Request, pk: int) -> HttpResponseBase:
    """A session was held; attendance follows at once."""
    group = group_of(request, pk)
    form = SessionForm(request.POST or None, initial={"held_on": today_shown()})
    if request.method == "POST":
        made = run(
            request,
            form,
            TrainingSession,
            lambda: api.record_session(by=request.user, group=group, **form.data_for_action),
        )
        if made is not None:
            return redirect("cases:session", made.pk)
    return form_page(
        request,
        form,
        title=_("Record a session"),
        caption=group.name,
        back=reverse("cases:group", args=[group.pk]),
        submit=_("Go on to attendance"),
    )


@guard("case.training")
def attendance(request: Request, pk: int) -> HttpResponseBase:
    """Hours of everybody in one session, on one screen."""
    session = get_object_or_404(TrainingSession.objects.select_related("group__unit"), pk=pk)
    if not TrainingGroup.objects.visible_to(request.user).filter(pk=session.group_id).exists():
        raise Http404
    form = AttendanceForm(
        request.POST or None,
        participants=api.participants_of(session.group),
        full=session.hours,
        known=api.attendance_grid(session),
    )
    if request.method == "POST" and form.is_valid():
        with form_errors(form):
            api.record_attendance(by=request.user, session=session, hours=form.hours)
            messages.success(request, _("Attendance is recorded."))
            return redirect("cases:group", session.group_id)
    return page_with_form(request, "cases/attendance_form.html", form, session=session, group=session.group)
