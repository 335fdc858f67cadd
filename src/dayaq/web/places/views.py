"""Administrative units: what holds today, what it was called, what it came from."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db.models import Q
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from dayaq.core import clock
from dayaq.core.aztext import sort_key
from dayaq.core.dates import parse_date
from dayaq.places.api import line_of
from dayaq.places.models import AdministrativeUnit
from dayaq.web.guard import guard
from dayaq.web.lists import Choice, Column, Flag, ListPage
from dayaq.web.requests import Request


def _today() -> Q:
    today = clock.today()
    return Q(valid_from__lte=today) & (Q(valid_to__isnull=True) | Q(valid_to__gt=today))


def _last_day(unit: AdministrativeUnit) -> date | None:
    """The last day on which the unit held, as people read a period."""
    return unit.valid_to - timedelta(days=1) if unit.valid_to else None


UNITS = ListPage(
    code="places",
    title=_("Places"),
    intro=_("Regions, districts, cities and settlements with the days between which they hold."),
    columns=(
        Column("name", _("Name"), lambda u: u.name, sort=("sort_key", "pk"), note=lambda u: u.code),
        Column("kind", _("Kind"), lambda u: u.get_kind_display()),
        Column("parent", _("Part of"), lambda u: u.parent.name if u.parent else ""),
        Column("from", _("Since"), lambda u: u.valid_from, kind="date", sort=("valid_from", "pk"), on_phone=False),
        Column("to", _("Until"), lambda u: _last_day(u), kind="date", on_phone=False),
        Column(
            "sure",
            _("Source"),
            lambda u: ("unconfirmed", _("not confirmed")) if u.is_unconfirmed else None,
            kind="tag",
        ),
    ),
    order="name",
    row_url=lambda u: reverse("places:show", args=[u.pk]),
    search=lambda rows, text: rows.filter(Q(sort_key__startswith=sort_key(text)) | Q(code__iexact=text)),
    search_label=_("Name or code"),
    filters=(
        Choice("kind", _("Kind"), AdministrativeUnit.Kind.choices, field="kind"),
        Flag("today", _("In force today"), _today),
        Flag("unconfirmed", _("Not confirmed"), Q(is_unconfirmed=True)),
    ),
    empty=_("Places come with the software and are loaded at installation."),
)


@guard("place.view")
def index(request: Request) -> HttpResponseBase:
    """All units."""
    return UNITS.respond(request, AdministrativeUnit.objects.select_related("parent"))


@guard("place.view")
@require_safe
def show(request: Request, pk: int) -> HttpResponse:
    """One unit: where it stands, what it consisted of on a day, what it was called and what it came from."""
    whole_line = AdministrativeUnit.objects.select_related("parent__parent__parent__parent")
    unit = get_object_or_404(whole_line, pk=pk)
    read = parse_date(request.GET.get("on", ""), order="dmy", today=clock.today())
    day = read.value or clock.today()
    versions = AdministrativeUnit.objects.filter(code=unit.code).order_by("valid_from")
    context: dict[str, Any] = {
        "unit": unit,
        "on": day,
        "line": line_of(unit),
        "versions": [(one, _last_day(one)) for one in versions],
        "last_day": _last_day(unit),
        "children": AdministrativeUnit.objects.on(day)
        .filter(parent__code=unit.code)
        .order_by("kind", "sort_key", "pk"),
        "successions": unit.successions.select_related("successor").order_by("on_date", "pk"),
        "precedents": unit.precedents.select_related("predecessor").order_by("on_date", "pk"),
    }
    return render(request, "places/show.html", context)
