"""Kinds of service and standards: their lists, a new one, another name, the end."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from dayaq.care import api
from dayaq.care.models import ServiceKind, Standard
from dayaq.web.care.forms import EndForm, HeadingForm, NameForm, StandardForm
from dayaq.web.care.words import tabs
from dayaq.web.forms import form_page, page_with_form, run
from dayaq.web.guard import guard
from dayaq.web.law.words import certainty_tag
from dayaq.web.lists import Column, ListPage
from dayaq.web.requests import Request


def _search(rows: Any, text: str) -> Any:
    return rows.filter(Q(code__icontains=text) | Q(label__az__icontains=text) | Q(label__en__icontains=text))


def _last(row: Any) -> Any:
    return row.valid_to - timedelta(days=1) if row.valid_to else None


_NAME = Column("name", _("Name"), lambda r: r.name, note=lambda r: r.code, sort=("code", "pk"))
_DATED = (
    Column("from", _("In force from"), lambda r: r.valid_from, kind="date"),
    Column("last", _("Last day"), _last, kind="date", on_phone=False),
    Column(
        "act",
        _("Legal act"),
        lambda r: r.act.name if r.act else "",
        note=lambda r: " · ".join(filter(None, [r.article, r.source])),
        on_phone=False,
    ),
    Column("certainty", _("How sure is it?"), certainty_tag, kind="tag"),
)
KINDS = ListPage(
    code="service-kinds",
    title=_("Kinds of service"),
    intro=_("The law's list is open: a kind that it adds is entered here."),
    columns=(Column("order", _("Place"), lambda r: r.order, kind="number", sort=("order", "pk")), _NAME, *_DATED),
    order="order",
    row_url=lambda r: reverse("care:kind", args=[r.pk]),
    search=_search,
    search_label=_("Name or code"),
    empty=_("Kinds come with the software; further ones are added here."),
    actions=(("service.manage", "care:kind_new", _("Add a kind")),),
    template="care/list.html",
)
STANDARDS = ListPage(
    code="standards",
    title=_("Standards"),
    intro=_("What whoever gives a service must meet, and what an inspection looks for."),
    columns=(_NAME, Column("requirement", _("What must be so"), lambda r: r.requirement_words), *_DATED),
    order="name",
    row_url=lambda r: reverse("care:standard", args=[r.pk]),
    search=_search,
    search_label=_("Name or code"),
    empty=_("Standards come with the software; further ones are added here."),
    actions=(("service.manage", "care:standard_new", _("Add a standard")),),
    template="care/list.html",
)


@guard("service.manage")
def kinds(request: Request) -> HttpResponseBase:
    """All kinds there were and are."""
    return KINDS.respond(request, ServiceKind.objects.select_related("act"), tabs=tabs("kinds"))


@guard("service.manage")
def standards(request: Request) -> HttpResponseBase:
    """All standards there were and are."""
    return STANDARDS.respond(request, Standard.objects.select_related("act"), tabs=tabs("standards"))


@guard("service.manage")
@require_http_methods(["GET", "HEAD", "POST"])
def add_kind(request: Request) -> HttpResponseBase:
    """A further kind."""
    form = HeadingForm(request.POST or None)

    def act() -> ServiceKind:
        return api.add_kind(by=request.user, label=form.both("label"), **form.cited)

    if request.method == "POST" and run(request, form, ServiceKind, act) is not None:
        messages.success(request, _("The kind is added."))
        return redirect("care:kinds")
    return form_page(request, form, title=_("Add a kind"), back=reverse("care:kinds"), columns=True)


@guard("service.manage")
@require_http_methods(["GET", "HEAD", "POST"])
def add_standard(request: Request) -> HttpResponseBase:
    """A further standard."""
    form = StandardForm(request.POST or None)

    def act() -> Standard:
        return api.add_standard(
            by=request.user, label=form.both("label"), requirement=form.both("requirement"), **form.cited
        )

    if request.method == "POST" and run(request, form, Standard, act) is not None:
        messages.success(request, _("The standard is added."))
        return redirect("care:standards")
    return form_page(request, form, title=_("Add a standard"), back=reverse("care:standards"), columns=True)


@guard("service.manage")
@require_http_methods(["GET", "HEAD", "POST"])
def rename_kind(request: Request, pk: int) -> HttpResponseBase:
    """Another name of a kind."""
    return _rename(request, get_object_or_404(ServiceKind.objects.select_related("act"), pk=pk), "kind")


@guard("service.manage")
@require_http_methods(["GET", "HEAD", "POST"])
def rename_standard(request: Request, pk: int) -> HttpResponseBase:
    """Another name of a standard."""
    return _rename(request, get_object_or_404(Standard.objects.select_related("act"), pk=pk), "standard")


@guard("service.manage")
@require_http_methods(["GET", "HEAD", "POST"])
def end_kind(request: Request, pk: int) -> HttpResponseBase:
    """The last day of a kind."""
    return _end(request, get_object_or_404(ServiceKind, pk=pk), "care:kinds")


@guard("service.manage")
@require_http_methods(["GET", "HEAD", "POST"])
def end_standard(request: Request, pk: int) -> HttpResponseBase:
    """The last day of a standard."""
    return _end(request, get_object_or_404(Standard, pk=pk), "care:standards")


def _rename(request: Request, heading: Any, name: str) -> HttpResponseBase:
    back = f"care:{name}s"
    form = NameForm(request.POST or None, initial={f"label_{code}": heading.label[code] for code in ("az", "en")})

    def act() -> Any:
        return api.rename_heading(by=request.user, heading=heading, label=form.both("label"))

    if request.method == "POST" and run(request, form, type(heading), act) is not None:
        messages.success(request, _("It has another name."))
        return redirect(back)
    return page_with_form(
        request,
        "care/heading.html",
        form,
        heading=heading,
        requirement=getattr(heading, "requirement_words", ""),
        last=_last(heading),
        certainty=certainty_tag(heading),
        back=reverse(back),
        end=reverse(f"care:{name}_end", args=[heading.pk]),
    )


def _end(request: Request, heading: Any, back: str) -> HttpResponseBase:
    form = EndForm(request.POST or None)

    def act() -> Any:
        data = form.cleaned_data
        return api.end_heading(by=request.user, heading=heading, last_day=data["last_day"], reason=data["reason"])

    if request.method == "POST" and run(request, form, type(heading), act) is not None:
        messages.success(request, _("It has a last day."))
        return redirect(back)
    return form_page(
        request,
        form,
        title=_("Set the last day"),
        caption=heading.name,
        back=reverse(back),
        submit=_("Set the last day"),
        kind="danger",
        consequence=_("After that day it cannot be chosen any more. This cannot be undone."),
    )
