"""Tokens with which machines act for an account: one's own, and all of them for administrators."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from dayaq.accounts import api
from dayaq.accounts.models import ApiToken
from dayaq.core import clock
from dayaq.web.account.forms import TokenForm
from dayaq.web.forms import Form, page_with_form, run
from dayaq.web.guard import guard
from dayaq.web.lists import Column, ListPage, Order
from dayaq.web.records import get_visible
from dayaq.web.requests import Request

OWN = "interface.use"
ALL = "account.manage"
STATES = {
    "active": ("done", _("Works")),
    "expired": ("neutral", _("Expired")),
    "revoked": ("danger", _("Revoked")),
}

TOKENS = ListPage(
    code="tokens",
    title=_("Tokens for machines"),
    columns=(
        Column("name", _("What it is for"), lambda t: t.name),
        Column("owner", _("Owner of the token"), lambda t: t.owner.display_name),
        Column("state", _("State"), lambda t: STATES[t.state], kind="tag"),
        Column("last_day", _("Last day"), lambda t: t.last_day, kind="date"),
        Column("used", _("Used last"), lambda t: t.last_used_at, kind="datetime", on_phone=False),
    ),
    order=Order.by(("-pk",)),
    row_url=lambda t: reverse("account:token", args=[t.pk]),
    intro=_("With a token a machine reads and writes here in the name of an account, within what that account may."),
    empty=_("No token was made yet."),
    empty_action=(OWN, "account:token_new", _("Make a token")),
    actions=((OWN, "account:token_new", _("Make a token")),),
    export_permission="",
)


@guard(OWN, ALL)
def index(request: Request) -> HttpResponseBase:
    """One's own tokens; for administrators those of everybody."""
    return TOKENS.respond(request, ApiToken.objects.visible_to(request.user).select_related("owner"))


@guard(OWN)
def create(request: Request) -> HttpResponseBase:
    """Make a token; its secret is on the next page and nowhere else."""
    form = TokenForm(request.POST or None, user=request.user)
    if request.method == "POST":
        token = run(request, form, ApiToken, lambda: api.create_token(by=request.user, **form.data_for_action))
        if token is not None:
            return render(request, "account/token_made.html", {"token": token, "scopes": _words(token)})
    return page_with_form(request, "account/token_form.html", form)


def _words(token: ApiToken) -> list[str]:
    """What the token may do, in words."""
    return [str(words) for code, words in api.SCOPES.items() if code in token.scopes]


@guard(OWN, ALL)
@require_safe
def show(request: Request, pk: int) -> HttpResponse:
    """One token: whose it is, what it may do, until when, and when it was used."""
    token = get_visible(ApiToken.objects.select_related("owner", "revoked_by"), request.user, pk=pk)
    tone, word = STATES[token.state]
    context = {"token": token, "scopes": _words(token), "tone": tone, "word": word}
    return render(request, "account/token_show.html", {**context, "works": token.works_at(clock.now())})


@guard(OWN, ALL)
@require_POST
def revoke(request: Request, pk: int) -> HttpResponseBase:
    """Let a token work no more."""
    token = get_visible(ApiToken.objects, request.user, pk=pk)
    if run(request, Form(request.POST), ApiToken, lambda: api.revoke_token(by=request.user, token=token)) is not None:
        messages.success(request, _g("The token is revoked. The machine that uses it is refused from now on."))
    return redirect("account:token", token.pk)
