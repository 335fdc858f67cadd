"""Statements to sponsors: one fund, or all funds of a sponsor, at any date."""

from __future__ import annotations

import csv
import io
from datetime import date
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from dayaq.accounts.models import Organisation
from dayaq.core import clock
from dayaq.funds import api
from dayaq.funds.models import FundSource
from dayaq.web import formats
from dayaq.web.forms import DateField, Form
from dayaq.web.funds.views import fund_of
from dayaq.web.guard import guard
from dayaq.web.lists.export import BOM, safe
from dayaq.web.requests import Request


class DatesForm(Form):
    """The days of a statement, asked for in the address so that a statement can be sent as a link."""

    since = DateField(label=gettext_lazy("From"), required=False)
    on = DateField(label=gettext_lazy("To the end of"), required=False)

    def days(self) -> tuple[date | None, date]:
        """First day (None: since the fund began) and last; today where nothing sensible was asked for."""
        asked = self.cleaned_data if self.is_valid() else {}
        since, on = asked.get("since"), asked.get("on") or clock.today()
        return (since if since is not None and since <= on else None), on


def _asked(request: Request) -> DatesForm:
    form = DatesForm({"since": request.GET.get("since", ""), "on": request.GET.get("on", "")})
    if form.is_valid() and not form.cleaned_data["on"]:
        form = DatesForm({"since": request.GET.get("since", ""), "on": formats.day(clock.today())})
    return form


def stages(statement: api.Statement) -> list[tuple[str, Any, Any]]:
    """Where the money stood: words, at the opening, at the closing."""
    names = {
        "allocated": _("Allocated"),
        "reserved": _("Reserved"),
        "obliged": _("Obliged"),
        "paid": _("Paid"),
        "residual": _("Residual"),
    }
    return [
        (words, getattr(statement.opening, name), getattr(statement.closing, name)) for name, words in names.items()
    ]


@guard("fund.view")
@require_safe
def show(request: Request, pk: int) -> HttpResponse:
    """The statement of one fund, to be read or printed."""
    fund = fund_of(request, pk)
    form = _asked(request)
    since, on = form.days()
    statement = api.statement(fund, on, since=since)
    context = {
        "fund": fund,
        "form": form,
        "statement": statement,
        "stages": stages(statement),
        "query": request.GET.urlencode(),
        "made_at": clock.now(),
    }
    return render(request, "funds/statement.html", context)


@guard("fund.view")
@require_safe
def as_csv(request: Request, pk: int) -> HttpResponse:
    """The same numbers as a file; sums only, no person."""
    fund = fund_of(request, pk)
    since, on = _asked(request).days()
    statement = api.statement(fund, on, since=since)
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=";", lineterminator="\r\n")
    rows: list[list[object]] = [
        [_("Fund"), fund.name],
        [_("Sponsor"), fund.organisation.name],
        [_("From"), formats.day(statement.since)],
        [_("To the end of"), formats.day(statement.on)],
        [_("Currency"), fund.currency],
        [],
        ["", _("At the start"), _("At the end")],
        *[[words, opening, closing] for words, opening, closing in stages(statement)],
        [],
        [_("What"), _("Entries"), _("Amount")],
        *[[row.kind.label, row.entries, row.amount] for row in statement.turnover],
    ]
    for row in rows:
        writer.writerow([safe(cell) if isinstance(cell, str) else str(cell).replace(".", ",") for cell in row])
    answer = HttpResponse(BOM + buffer.getvalue(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{fund.code}-{statement.on.isoformat()}.csv"'
    return answer


@guard("fund.view")
@require_safe
def sponsor(request: Request, pk: int) -> HttpResponse:
    """All funds of one sponsor that the account may see, at one date."""
    funds = list(
        FundSource.objects.visible_to(request.user)
        .filter(organisation=pk)
        .select_related("organisation")
        .order_by("order", "pk")
    )
    if not funds:
        raise Http404
    form = _asked(request)
    since, on = form.days()
    made = api.statements(funds, on, since=since)
    context = {
        "organisation": Organisation.objects.get(pk=pk),
        "form": form,
        "statements": made,
        "total": total(made),
        "made_at": clock.now(),
        "on": on,
    }
    return render(request, "funds/sponsor.html", context)


def total(made: list[api.Statement]) -> api.Amounts:
    """The closing amounts of several statements together."""
    names = ("allocated", "reserved", "obliged", "paid")
    return api.Amounts(**{name: sum((getattr(one.closing, name) for one in made), start=0) for name in names})
