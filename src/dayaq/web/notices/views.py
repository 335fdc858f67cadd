"""The outbox: letters, SMS and e-mails to people the account may see."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from dayaq.core.api import can
from dayaq.documents.api import check_view as check_view_document
from dayaq.notices.api import NoticeState, requeue_notice
from dayaq.notices.models import Channel, Notice
from dayaq.web.documents.subjects import page_of
from dayaq.web.forms import Form, run
from dayaq.web.guard import guard
from dayaq.web.lists import Choice, Column, ListPage, Period
from dayaq.web.records import get_visible
from dayaq.web.requests import Request


def _numbered(text: str) -> Q:
    """The number of a document that goes along, or of the notice itself."""
    found = Q(document__number__iexact=text)
    return found | Q(pk=int(text)) if text.isdecimal() and len(text) < 19 else found


NOTICES = ListPage(
    code="letters",
    title=_("Letters and messages"),
    intro=_("What people were told by letter, SMS or e-mail, and whether it went out."),
    columns=(
        Column("subject", _("Subject"), lambda n: n.subject, note=lambda n: n.recipient_name),
        Column("channel", _("Channel"), lambda n: n.get_channel_display()),
        Column("created", _("Written on"), lambda n: n.created_at, kind="datetime", sort=("pk",)),
        Column("sent", _("Sent"), lambda n: n.sent_at, kind="datetime", on_phone=False),
        Column("state", _("State"), lambda n: n, kind="tag", note=lambda n: n.error),
    ),
    order="-created",
    row_url=lambda n: reverse("notices:show", args=[n.pk]),
    search=lambda rows, text: rows.filter(_numbered(text)),
    search_label=_("Number of the letter or of its document"),
    filters=(
        Choice("state", _("State"), NoticeState.choices, field="state"),
        Choice("channel", _("Channel"), Channel.choices, field="channel"),
        Period("written", _("Written on"), field="created_at__date"),
    ),
    empty=_("A letter stands here once somebody is told something: that an application came in, what was decided."),
)


@guard("notice.view")
def index(request: Request) -> HttpResponseBase:
    """The list."""
    return NOTICES.respond(request, Notice.objects.visible_to(request.user))


@guard("notice.view")
@require_safe
def show(request: Request, pk: int) -> HttpResponse:
    """One notice as the person reads it."""
    rows = Notice.objects.select_related("document").defer("document__content")
    notice = get_visible(rows, request.user, pk=pk)
    return render(
        request,
        "notices/show.html",
        {
            "notice": notice,
            "person_url": page_of(notice.recipient_type, notice.recipient_id),
            "may_open": notice.document is not None and can(check_view_document, request.user, notice.document),
            "failed": notice.state == NoticeState.FAILED,
        },
    )


@guard("notice.view")
@require_POST
def requeue(request: Request, pk: int) -> HttpResponseBase:
    """Try again to deliver a notice that failed."""
    notice = get_visible(Notice.objects, request.user, pk=pk)
    form = Form(request.POST, record=notice)
    if run(request, form, Notice, lambda: requeue_notice(by=request.user, notice=notice)) is not None:
        messages.success(request, _("The letter is queued again and goes out with the next round."))
    else:
        messages.error(request, _("This letter did not fail; there is nothing to send again."))
    return redirect("notices:show", pk)
