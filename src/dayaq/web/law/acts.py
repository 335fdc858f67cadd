"""Legal acts: the register, one act with what rests on it, a new one."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from dayaq.law.api import register_act
from dayaq.law.models import LegalAct
from dayaq.web.forms import form_page, run
from dayaq.web.guard import guard
from dayaq.web.law.forms import ActForm
from dayaq.web.law.words import tabs, value_words
from dayaq.web.lists import Choice, Column, ListPage
from dayaq.web.requests import Request

ACTS = ListPage(
    code="acts",
    title=_("Legal acts"),
    intro=_("What decisions, rules and parameters rest on."),
    columns=(
        Column("name", _("Name"), lambda a: a.name, note=lambda a: a.code, sort=("code", "pk")),
        Column("kind", _("Kind"), lambda a: a.get_kind_display()),
        Column("number", _("Number"), lambda a: a.number, kind="code"),
        Column("adopted", _("Adopted on"), lambda a: a.adopted_on, kind="date", sort=("adopted_on", "pk")),
        Column("source", _("Source"), lambda a: a.source, on_phone=False),
    ),
    order="name",
    row_url=lambda a: reverse("law:act", args=[a.code]),
    search=lambda rows, text: rows.filter(
        Q(code__icontains=text) | Q(number__iexact=text) | Q(label__az__icontains=text) | Q(label__en__icontains=text)
    ),
    search_label=_("Name, number or code"),
    filters=(Choice("kind", _("Kind"), LegalAct.Kind.choices, field="kind"),),
    empty=_("Acts come with the software; further ones are registered here."),
    empty_action=("law.manage", "law:register_act", _("Register an act")),
    actions=(("law.manage", "law:register_act", _("Register an act")),),
    template="law/list.html",
)


@guard("law.view")
def index(request: Request) -> HttpResponseBase:
    """The register."""
    return ACTS.respond(request, LegalAct.objects.all(), tabs=tabs("acts"))


@guard("law.view")
@require_safe
def show(request: Request, code: str) -> HttpResponse:
    """One act and the parameters that rest on it."""
    act = get_object_or_404(LegalAct, code=code)
    rows = act.parameters.order_by("code", "-valid_from")
    return render(request, "law/act.html", {"act": act, "values": [(row, value_words(row)) for row in rows]})


@guard("law.manage")
@require_http_methods(["GET", "HEAD", "POST"])
def register(request: Request) -> HttpResponseBase:
    """A new act."""
    form = ActForm(request.POST or None)

    def action() -> LegalAct:
        data = form.cleaned_data
        return register_act(
            by=request.user,
            code=data["code"],
            label=form.both("label"),
            kind=data["kind"],
            number=data["number"],
            adopted_on=data["adopted_on"],
            in_force_from=data["in_force_from"],
            source=data["source"],
        )

    if request.method == "POST":
        act = run(request, form, LegalAct, action)
        if act is not None:
            messages.success(request, _("The act is registered."))
            return redirect("law:act", act.code)
    return form_page(request, form, title=_("Register an act"), back=reverse("law:acts"), columns=True)
