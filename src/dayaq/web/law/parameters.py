"""Parameters of the law: what is in force, since when, by which act, and what it was before."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from dayaq.core import clock
from dayaq.law.api import read_value, set_parameter
from dayaq.law.models import Certainty, Parameter
from dayaq.web.forms import page_with_form, run
from dayaq.web.guard import guard
from dayaq.web.law.forms import ParameterForm
from dayaq.web.law.words import certainty_tag, tabs, value_words
from dayaq.web.lists import Choice, Column, Flag, ListPage
from dayaq.web.requests import Request

PARAMETERS = ListPage(
    code="law",
    title=_("Law"),
    intro=_("Numbers and terms that acts set, as they are in force today. Each has its dates and its source."),
    columns=(
        Column("name", _("Parameter"), lambda p: p.name, note=lambda p: p.code, sort=("code", "pk")),
        Column("value", _("Value"), value_words),
        Column("from", _("In force from"), lambda p: p.valid_from, kind="date", sort=("valid_from", "pk")),
        Column(
            "act",
            _("Legal act"),
            lambda p: p.act.name if p.act else "",
            note=lambda p: " · ".join(filter(None, [p.article, p.source])),
            on_phone=False,
        ),
        Column("certainty", _("How sure is it?"), certainty_tag, kind="tag"),
    ),
    order="name",
    row_url=lambda p: reverse("law:parameter", args=[p.code]),
    search=lambda rows, text: rows.filter(
        Q(code__icontains=text) | Q(label__az__icontains=text) | Q(label__en__icontains=text)
    ),
    search_label=_("Name or code"),
    filters=(
        Flag("unconfirmed", _("Not confirmed"), Q(certainty=Certainty.UNCONFIRMED)),
        Choice("certainty", _("How sure is it?"), Certainty.choices, field="certainty"),
    ),
    empty=_("Parameters come with the software and are loaded at installation."),
    template="law/list.html",
)


@guard("law.view")
def index(request: Request) -> HttpResponseBase:
    """Parameters in force today."""
    rows = Parameter.objects.on(clock.today()).select_related("act")
    return PARAMETERS.respond(request, rows, tabs=tabs("index"))


def _history(code: str) -> list[Parameter]:
    """All values of the parameter, newest first; 404 when there is none."""
    known = Parameter.objects.filter(code=code) if code.isprintable() else Parameter.objects.none()
    rows = list(known.select_related("act").order_by("-valid_from"))
    if not rows:
        raise Http404
    return rows


@guard("law.view")
@require_safe
def show(request: Request, code: str) -> HttpResponse:
    """One parameter: every value it had and has, with act, source, certainty and note."""
    rows, today = _history(code), clock.today()
    shown = [
        {
            "row": row,
            "words": value_words(row),
            "certainty": certainty_tag(row),
            "last": row.valid_to - timedelta(days=1) if row.valid_to else None,
            "now": row.valid_from <= today and (row.valid_to is None or row.valid_to > today),
            "later": row.valid_from > today,
        }
        for row in rows
    ]
    current = next((entry for entry in shown if entry["now"]), None)
    context = {"parameter": rows[0], "values": shown, "current": current, "may_change": request.user.may("law.manage")}
    return render(request, "law/parameter.html", context)


@guard("law.manage")
@require_http_methods(["GET", "HEAD", "POST"])
def set_value(request: Request, code: str) -> HttpResponseBase:
    """Give a parameter a new value from a day on."""
    latest = _history(code)[0]
    form = ParameterForm(request.POST or None, unit=latest.unit)

    def act() -> Parameter:
        data = form.cleaned_data
        return set_parameter(
            by=request.user,
            code=code,
            value=read_value(latest.unit, data["value"]),
            valid_from=data["valid_from"],
            act=data["act"],
            article=data["article"],
            source=data["source"],
            certainty=data["certainty"],
            note=form.both("note"),
        )

    if request.method == "POST" and run(request, form, Parameter, act) is not None:
        messages.success(request, _("The new value is registered. What was computed before stays as it was."))
        return redirect("law:parameter", code)
    return page_with_form(request, "law/parameter_form.html", form, parameter=latest, words=value_words(latest))
