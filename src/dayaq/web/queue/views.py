"""The queue: everybody's place and why, what each waits for, and the button that enrols the first."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from dayaq.accounts.models import User
from dayaq.core import clock
from dayaq.core.fields import label_in
from dayaq.core.rowsecurity import lifted
from dayaq.funds.models import FundSource
from dayaq.law.api import decimal_parameter, parameter
from dayaq.programmes import api
from dayaq.programmes.models import Application, Programme
from dayaq.web.forms import Form, run
from dayaq.web.guard import guard
from dayaq.web.lists import Choice, Column, ListPage, Order
from dayaq.web.requests import Request


def _why(application: Any) -> str:
    """The reasons for the place: those of the law, then those of the programme's policy."""
    reasons = [label_in(item["label"]) for layer in application.priority_detail for item in layer["matched"]]
    return "; ".join(reasons) or _("no preference: by date")


QUEUE = ListPage(
    code="queue",
    title=gettext_lazy("Queue"),
    columns=(
        Column("person", gettext_lazy("Applicant"), lambda a: a.person.full_name, note=lambda a: a.number),
        Column("place", gettext_lazy("Place"), lambda a: a.place, kind="number"),
        Column("why", gettext_lazy("Why this place"), _why),
        Column("since", gettext_lazy("Submitted"), lambda a: a.submitted_at, kind="datetime"),
        Column("waits", gettext_lazy("Waits for"), lambda a: ("waiting", a.get_waiting_reason_display()), kind="tag"),
        Column("queued", gettext_lazy("In the queue since"), lambda a: a.queued_at, kind="datetime", on_phone=False),
    ),
    order=Order.by(("priority_statutory", "priority_policy", "submitted_at", "pk")),
    row_url=lambda a: reverse("applications:show", args=[a.pk]),
    filters=(Choice("waits", gettext_lazy("Waits for"), api.WaitingReason.choices, field="waiting_reason"),),
    intro=gettext_lazy("First the preference given by law, then that of the programme, then the day of submission."),
    empty=gettext_lazy("Nobody waits."),
    export_permission="queue.view",
    template="queue/index.html",
    reads="person",
)


@dataclass(frozen=True)
class FundLine:
    """A fund, what it has, how many it could enrol, and the first whom it may serve."""

    fund: FundSource
    available: Decimal
    places: int
    first: Application | None


@guard("queue.view")
def index(request: Request) -> HttpResponseBase:
    """The queue of the programme, in the order in which it moves."""
    programme = _programme()
    today = clock.today()
    if programme is None:
        return QUEUE.respond(request, Application.objects.none(), funds=[], cap=None, programme=None)
    visible = Application.objects.visible_to(request.user, "queue.view").order_by().values("pk")
    rows = api.queue_places(programme).filter(pk__in=visible).select_related("person")
    return QUEUE.respond(
        request,
        rows,
        programme=programme,
        funds=_funds(programme, request.user),
        cap=api.cap_state(programme, today),
        cap_period=parameter(programme.cap_period_parameter, today) if programme.cap_period_parameter else None,
        ceiling=parameter(programme.ceiling_parameter, today),
        ceiling_amount=decimal_parameter(programme.ceiling_parameter, today),
    )


@guard("application.enrol")
@require_POST
def enrol_first(request: Request, fund: int) -> HttpResponse:
    """Enrol the first whom the fund may serve."""
    source = get_object_or_404(FundSource.objects.visible_to(request.user), pk=fund)
    programme = _programme()
    form = Form(request.POST)
    today = clock.today()
    with lifted():  # whoever is first is first, wherever they live; the action asks whether this account may enrol them
        head = api.fitting(programme, source, today, api.cap_state(programme, today)).first() if programme else None
    if head is None:
        messages.info(request, _("Nobody in the queue waits for this fund."))
        return redirect("queue:index")

    first: Application = head

    def action() -> Application:
        api.enrol_application(by=request.user, application=first, fund=source)
        return first

    done = run(request, form, Application, action)
    if done is not None and Application.objects.get(pk=done.pk).state == api.ApplicationState.ENROLLED:
        messages.success(request, _("Enrolled: %(number)s. The money is reserved.") % {"number": done.number})
    elif done is not None:
        messages.warning(request, _("The fund has not enough money for one more; nobody was enrolled."))
    for errors in form.errors.values():
        for error in errors:
            messages.error(request, str(error))
    return redirect("queue:index")


def _programme() -> Programme | None:
    return Programme.objects.order_by("pk").first()


def _funds(programme: Programme, user: User) -> list[FundLine]:
    """Open funds of the programme, each with the first whom it may pay for; a fixed number of statements."""
    if not user.may("application.enrol"):
        return []
    today = clock.today()
    ceiling = decimal_parameter(programme.ceiling_parameter, today)
    return [
        FundLine(fund, fund.balance.available, int(fund.balance.available // ceiling), first)
        for fund, first in api.heads(programme, today)
    ]
