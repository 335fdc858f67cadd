"""The front page for visitors; for those signed in, the way to their work."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from dayaq.web.context import THEME_COOKIE, THEMES
from dayaq.web.guard import public
from dayaq.web.navigation import known_address

YEAR = 365 * 24 * 60 * 60


@public
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """What Dayaq is, and the three doors: sign in, verify a document, public figures."""
    if request.user.is_authenticated and (work := known_address("work:index")):
        return HttpResponseRedirect(work)
    doors = {
        "verify_url": known_address("verify:index"),
        "figures_url": known_address("figures:index"),
        "gallery_url": known_address("gallery:index"),
    }
    return render(request, "home/index.html", doors)


@public
@require_POST
def choose_theme(request: HttpRequest) -> HttpResponse:
    """Remember light or dark in a cookie; anything else goes back to what the device prefers."""
    back = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}, require_https=request.is_secure()):
        back = "/"
    answer = HttpResponseRedirect(back)
    theme = request.POST.get("theme", "")
    if theme in THEMES:
        answer.set_cookie(THEME_COOKIE, theme, max_age=YEAR, samesite="Lax", secure=request.is_secure())
    else:
        answer.delete_cookie(THEME_COOKIE)
    return answer
