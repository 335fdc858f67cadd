"""The extract: everything that is held about a person, handed to that person."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from dayaq.documents.api import render_unkept
from dayaq.registry.api import Extract, make_extract
from dayaq.registry.models import Person
from dayaq.registry.policies import check_extract
from dayaq.web.errors import form_errors
from dayaq.web.forms import form_page
from dayaq.web.guard import guard
from dayaq.web.privacy.forms import ExtractForm
from dayaq.web.records import get_visible
from dayaq.web.requests import Request


@guard("person.extract")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def extract(request: Request, pk: int) -> HttpResponseBase:
    """Identity is checked and written down, then the file is made; that it was is recorded."""
    person = get_visible(Person.objects, request.user, pk=pk)
    check_extract(request.user, person)
    form = ExtractForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        wanted = form.data_for_action
        with form_errors(form):
            made = make_extract(by=request.user, person=person, **wanted)
            return _file(made, wanted, request)
    return form_page(
        request,
        form,
        title=_("Extract for the person"),
        caption=person.full_name,
        lead=_("Everything that is held about the person, what it was before, who did what, and who looked."),
        back=reverse("people:show", args=[pk]),
        submit=_("Make the extract"),
        consequence=_("The extract is not kept. That you made it is recorded, and the person sees it."),
    )


def _file(made: Extract, wanted: dict[str, Any], request: Request) -> HttpResponse:
    name = f"extract-{made.person.pk}-{made.made_at:%Y%m%d}"
    if wanted["form"] == "json":
        text = json.dumps(made.to_dict(), ensure_ascii=False, indent=1, default=str)
        return _download(text.encode(), "application/json; charset=utf-8", f"{name}.json")
    membership = min(request.user.memberships_today, key=lambda one: one.organisation_id, default=None)
    data = {
        "issuer": membership.organisation.name if membership else "Dayaq",
        "recipient": {"name": made.person.full_name},
        "made_by": request.user.display_name,
        "identity_check": wanted["identity_check"],
        "sections": made.sections(),
    }
    language = (get_language() or "az").split("-")[0]
    content = render_unkept("extract", language, data, number=name)
    return _download(content, "application/pdf", f"{name}.pdf")


def _download(content: bytes, content_type: str, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=content_type)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = "no-store"
    return answer
