"""Documents: those about something the account may see."""

from __future__ import annotations

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_safe

from dayaq.documents.api import DocumentKind, DocumentState, check_code, open_document, url_of
from dayaq.documents.models import Document
from dayaq.web.documents.subjects import page_of
from dayaq.web.guard import guard
from dayaq.web.lists import Choice, Column, ListPage, Period
from dayaq.web.records import get_visible
from dayaq.web.requests import Request

DOCUMENTS = ListPage(
    code="documents",
    title=_("Documents"),
    intro=_("Receipts, letters, contracts and acts about what you may see, newest first."),
    columns=(
        Column("number", _("Number"), lambda d: d.number, kind="code", sort=("number", "pk")),
        Column("kind", _("Kind"), lambda d: d.get_kind_display()),
        Column("issued", _("Date of issue"), lambda d: d.issued_on, kind="date", sort=("issued_on", "pk")),
        Column("state", _("State"), lambda d: d, kind="tag"),
    ),
    order="-issued",
    row_url=lambda d: reverse("documents:show", args=[d.pk]),
    search=lambda rows, text: rows.filter(number__istartswith=text),
    search_label=_("Number of the document"),
    filters=(
        Choice("kind", _("Kind"), DocumentKind.choices, field="kind"),
        Choice("state", _("State"), DocumentState.choices, field="state"),
        Period("issued", _("Date of issue"), field="issued_on"),
    ),
    empty=_("A document stands here once it is issued: a receipt with an application, a letter with a decision."),
)


@guard("document.view")
def index(request: Request) -> HttpResponseBase:
    """The list."""
    return DOCUMENTS.respond(request, Document.objects.visible_to(request.user).defer("content"))


@guard("document.view")
@require_safe
def show(request: Request, pk: int) -> HttpResponse:
    """What a document is, whether it holds, and how anyone can check it."""
    visible = Document.objects.visible_to(request.user).defer("content")
    document = get_visible(visible.select_related("superseded_by", "issued_by"), request.user, pk=pk)
    return render(
        request,
        "documents/show.html",
        {
            "document": document,
            "verify_url": url_of(document.token),
            "check_code": check_code(document.token),
            "subject_url": page_of(document.subject_type, document.subject_id),
        },
    )


@guard("document.view")
@never_cache
@require_GET
def download(request: Request, pk: int) -> HttpResponse:
    """The PDF; that it was opened is recorded."""
    document = get_visible(Document.objects, request.user, pk=pk)
    content = open_document(by=request.user, document=document)
    return HttpResponse(
        content,
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{document.file_name}"'},
    )
