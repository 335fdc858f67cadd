"""The calendar: days that the ministry declared working or free, against the week and the list of holidays."""

from __future__ import annotations

from dataclasses import replace

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from dayaq.law.api import add_calendar_override, withdraw_calendar_override
from dayaq.law.models import CalendarOverride
from dayaq.web import formats
from dayaq.web.errors import form_errors
from dayaq.web.forms import form_page, run
from dayaq.web.guard import guard
from dayaq.web.law.forms import DayForm, WithdrawForm
from dayaq.web.law.words import tabs
from dayaq.web.lists import Column, ListPage, Period
from dayaq.web.requests import Request

DAYS = ListPage(
    code="calendar",
    title=_("Calendar"),
    intro=_(
        "Weekends and public holidays are known. Days declared otherwise stand here, and deadlines follow them from "
        "then on."
    ),
    columns=(
        Column("date", _("Day"), lambda d: d.date, kind="date", sort=("date",)),
        Column(
            "is_working",
            _("What is it?"),
            lambda d: ("progress", _("a working day")) if d.is_working else ("neutral", _("a free day")),
            kind="tag",
        ),
        Column("reason", _("Reason"), lambda d: d.reason),
        Column("act", _("Legal act"), lambda d: d.act.name if d.act else "", on_phone=False),
    ),
    order="-date",
    filters=(Period("date", _("Day"), field="date"),),
    empty=_("No day was declared: weekends and public holidays hold as they are."),
    empty_action=("law.manage", "law:declare_day", _("Declare a day")),
    actions=(("law.manage", "law:declare_day", _("Declare a day")),),
    template="law/list.html",
)
DAYS_FOR_MANAGERS = replace(DAYS, row_url=lambda d: reverse("law:withdraw_day", args=[d.pk]))


@guard("law.view")
def index(request: Request) -> HttpResponseBase:
    """Declared days; whoever looks after the calendar opens one to take it back."""
    page = DAYS_FOR_MANAGERS if request.user.may("law.manage") else DAYS
    return page.respond(request, CalendarOverride.objects.select_related("act"), tabs=tabs("calendar"))


@guard("law.manage")
@require_http_methods(["GET", "HEAD", "POST"])
def declare(request: Request) -> HttpResponseBase:
    """Declare a day working or free."""
    form = DayForm(request.POST or None)

    def action() -> CalendarOverride:
        data = form.cleaned_data
        return add_calendar_override(
            by=request.user,
            date=data["date"],
            is_working=data["is_working"],
            reason=form.both("reason"),
            act=data["act"],
        )

    if request.method == "POST" and run(request, form, CalendarOverride, action) is not None:
        messages.success(request, _("The day is declared. Deadlines computed from now on follow it."))
        return redirect("law:calendar")
    return form_page(request, form, title=_("Declare a day"), back=reverse("law:calendar"))


@guard("law.manage")
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: Request, pk: int) -> HttpResponseBase:
    """Take a declaration back, with a reason."""
    override = get_object_or_404(CalendarOverride, pk=pk)
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with form_errors(form):
            withdraw_calendar_override(by=request.user, override=override, reason=form.cleaned_data["reason"])
            messages.success(request, _("The declaration is withdrawn."))
            return redirect("law:calendar")
    return _withdraw_page(request, form, override)


def _withdraw_page(request: Request, form: WithdrawForm, override: CalendarOverride) -> HttpResponse:
    return form_page(
        request,
        form,
        title=_("Withdraw the declaration"),
        caption=formats.day(override.date),
        back=reverse("law:calendar"),
        submit=_("Withdraw"),
        kind="danger",
        consequence=_("The day counts again as the week and the holidays say. Deadlines computed meanwhile stay."),
    )
