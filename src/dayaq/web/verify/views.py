"""Is this paper genuine, and does it still hold? Nobody signs in, and nothing is said of the person."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from dayaq.documents.api import find_token, verify
from dayaq.web.forms import page_with_form
from dayaq.web.guard import public
from dayaq.web.verify.forms import PaperForm


@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def index(request: HttpRequest) -> HttpResponse:
    """The form for number and check code."""
    form = PaperForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        token = find_token(form.cleaned_data["number"], form.cleaned_data["code"])
        if token:
            return redirect("verify:show", token)
        form.add_error("code", _("No document has this number and this check code. Compare both with the paper."))
    return page_with_form(request, "verify/index.html", form)  # type: ignore[arg-type]  # a visitor is enough here


@public
@never_cache
@require_safe
def show(request: HttpRequest, token: str) -> HttpResponse:
    """What may be said of the document behind a QR code; 404 with advice when there is none."""
    found = verify(token)
    if found is None:
        return render(request, "verify/unknown.html", status=404)
    return render(request, "verify/show.html", {"found": found})
