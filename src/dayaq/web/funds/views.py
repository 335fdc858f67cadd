"""A fund: its money by stage, its entries, allocations, opening and closing."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dayaq.core import clock
from dayaq.funds import api
from dayaq.funds.models import FundSource, LedgerEntry
from dayaq.web import formats
from dayaq.web.forms import Form, page_with_form, run
from dayaq.web.funds import lists
from dayaq.web.funds.forms import AmountForm, FundForm, ReasonForm
from dayaq.web.guard import guard
from dayaq.web.lists.page import Listing
from dayaq.web.records import get_visible
from dayaq.web.requests import Request


def fund_of(request: Request, pk: int) -> FundSource:
    """The fund, or 404 where it is not the account's to see."""
    funds = FundSource.objects.select_related("organisation", "balance")
    return get_visible(funds, request.user, pk=pk)


@guard("fund.view")
def index(request: Request) -> HttpResponseBase:
    """The funds that the account may see."""
    funds = FundSource.objects.visible_to(request.user).select_related("organisation", "balance")
    return lists.funds_page().respond(request, funds)


@guard("fund.view")
def show(request: Request, pk: int) -> HttpResponseBase:
    """One fund: where its money stands, and its entries; POST makes a file of the entries."""
    fund = fund_of(request, pk)
    entries = Listing(lists.ENTRIES, request, LedgerEntry.objects.filter(fund=fund).select_related("by"))
    if request.method == "POST":
        return entries.file()
    context = {
        "fund": fund,
        "bars": stage_bars(fund),
        "whom": lists.whom(fund, lists.status_names() if fund.targeting else {}),
        "period": lists.period(fund),
        "entries": entries,
        "manages": request.user.may("fund.manage"),
        "today": clock.today(),
    }
    return render(request, "funds/show.html", context)


def stage_bars(fund: FundSource) -> list[dict[str, Any]]:
    """Where the allocated money stands, for the chart."""
    balance = fund.balance
    stages = (
        (_("Free"), balance.available),
        (_("Reserved"), balance.reserved),
        (_("Obliged"), balance.obliged),
        (_("Paid"), balance.paid),
    )
    return [{"label": label, "value": value, "words": formats.money(value)} for label, value in stages]


@guard("fund.manage")
def create(request: Request) -> HttpResponseBase:
    """A new fund, in draft."""
    form = FundForm(request.POST or None)
    if request.method == "POST":
        fund = run(request, form, FundSource, lambda: api.create_fund(by=request.user, **form.fund_data))
        if fund is not None:
            messages.success(request, _("The fund is made. Allocate money to it, then open it."))
            return redirect("funds:show", fund.pk)
    return page_with_form(request, "funds/fund_form.html", form)


@guard("fund.manage")
def allocate(request: Request, pk: int) -> HttpResponseBase:
    """Make money of the promised amount available."""
    fund = fund_of(request, pk)
    form = AmountForm(request.POST or None)
    if request.method == "POST":
        entry = run(
            request, form, LedgerEntry, lambda: api.allocate(by=request.user, fund=fund, **form.data_for_action)
        )
        if entry is not None:
            messages.success(request, _("Allocated: %(amount)s.") % {"amount": formats.money(entry.amount)})
            return redirect("funds:show", fund.pk)
    words = {
        "title": _("Allocate money"),
        "submit": _("Allocate"),
        "lead": _("What is allocated can be reserved at once, while the fund is open."),
        "most": fund.amount - fund.balance.allocated,
        "most_label": _("Promised and not yet allocated"),
    }
    return page_with_form(request, "funds/amount_form.html", form, fund=fund, **words)


@guard("fund.manage")
def withdraw(request: Request, pk: int) -> HttpResponseBase:
    """Take back what nobody has reserved."""
    fund = fund_of(request, pk)
    form = AmountForm(request.POST or None)
    if request.method == "POST":
        entry = run(
            request,
            form,
            LedgerEntry,
            lambda: api.withdraw_allocation(by=request.user, fund=fund, **form.data_for_action),
        )
        if entry is not None:
            messages.success(request, _("Taken back: %(amount)s.") % {"amount": formats.money(entry.amount)})
            return redirect("funds:show", fund.pk)
    words = {
        "title": _("Take an allocation back"),
        "submit": _("Take back"),
        "lead": _("Only money that nobody has reserved can be taken back."),
        "most": fund.balance.available,
        "most_label": _("Free"),
    }
    return page_with_form(request, "funds/amount_form.html", form, fund=fund, **words)


@guard("fund.manage")
@require_POST
def open_fund(request: Request, pk: int) -> HttpResponseBase:
    """From now on money can be reserved."""
    fund = fund_of(request, pk)
    form = Form(request.POST, record=fund)
    done = run(
        request,
        form,
        FundSource,
        lambda: api.open_fund(by=request.user, fund=fund, version=form.cleaned_data.get("version")),
    )
    if done is not None:
        messages.success(request, _("The fund is open: money can be reserved from it."))
        return redirect("funds:show", fund.pk)
    return refused(request, form, fund)


@guard("fund.manage")
def close(request: Request, pk: int) -> HttpResponseBase:
    """Nothing new is reserved from it any more."""
    fund = fund_of(request, pk)
    form = ReasonForm(request.POST or None, record=fund)
    if request.method == "POST":
        done = run(
            request,
            form,
            FundSource,
            lambda: api.close_fund(
                by=request.user,
                fund=fund,
                reason=form.cleaned_data["reason"],
                version=form.cleaned_data.get("version"),
            ),
        )
        if done is not None:
            messages.success(request, _("The fund is closed."))
            return redirect("funds:show", fund.pk)
    return page_with_form(request, "funds/close_form.html", form, fund=fund)


def refused(request: Request, form: Form, fund: FundSource) -> HttpResponse:
    """Back to the fund with the words of the refusal: a button has no page of its own."""
    for error in form.non_field_errors():
        messages.error(request, str(error))
    return redirect("funds:show", fund.pk)
