"""Reading the audit log. Verifying the whole chain is a command (`dayaq audit verify`): it reads every event."""

from __future__ import annotations

from django.db.models import F
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from dayaq.core import audit
from dayaq.core.models import AuditEvent, AuditSeal
from dayaq.web.guard import guard
from dayaq.web.lists import Column, ListPage, Period
from dayaq.web.requests import Request

EVENTS = ListPage(
    code="audit",
    title=_("Audit log"),
    intro=_("Every write and every decision, newest first. Values are not kept here: a digest of them is."),
    columns=(
        Column("at", _("When"), lambda e: e.at, kind="datetime", sort=("at", "pk")),
        Column("event", _("What"), lambda e: e.event, kind="code"),
        Column("actor", _("Who"), lambda e: e.actor_name),
        Column("object", _("Record"), lambda e: f"{e.object_type} {e.object_id or ''}".strip(), kind="code"),
        Column("reason", _("Why"), lambda e: e.reason, on_phone=False),
        Column("sealed", _("Link of the chain"), lambda e: getattr(e, "position", None), kind="number"),
    ),
    order="-at",
    row_url=lambda e: reverse("audit:show", args=[e.pk]),
    search=lambda rows, text: rows.filter(event__startswith=text) | rows.filter(actor_name=text),
    search_label=_("Event (application.approved) or user name"),
    filters=(Period("at", _("When"), field="at"),),
    empty=_("Nothing was done yet."),
)


@guard("audit.view")
def index(request: Request) -> HttpResponseBase:
    """The log as a list."""
    return EVENTS.respond(request, AuditEvent.objects.annotate(position=F("seal__position")))


@guard("audit.view")
@require_safe
def show(request: Request, pk: int) -> HttpResponse:
    """One event, and whether its link still holds."""
    event = get_object_or_404(AuditEvent, pk=pk)
    seal = AuditSeal.objects.filter(event=event).first()
    before = AuditSeal.objects.filter(position=seal.position - 1).first() if seal else None
    holds = seal is not None and audit.link(before.hash if before else audit.GENESIS, event) == seal.hash
    return render(request, "audit/show.html", {"event": event, "seal": seal, "holds": holds})
