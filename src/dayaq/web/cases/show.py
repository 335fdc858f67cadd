"""The page of a case: where it stands, the one thing to do next, and everything else not far away."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.views.decorators.http import require_safe

from dayaq.selfemployment import api
from dayaq.selfemployment.models import Asset
from dayaq.web.cases.common import case_of
from dayaq.web.guard import guard
from dayaq.web.requests import Request

#: step → the address that takes the case's key
PAGES = {
    "assign": "assign",
    "direction": "direction",
    "train": "train",
    "waive": "waive",
    "draft_plan": "plan",
    "submit_plan": "plan_submit",
    "conclude_plan": "plan_conclude",
    "contract": "contract",
    "order": "order",
    "receive": "delivery",
    "hand_over": "hand_over",
    "take_back": "take_back",
    "plan_visit": "plan_visit",
    "raise_breach": "breach",
    "transfer": "transfer",
    "exit": "exit",
}
#: steps that end something for good
GRAVE = {"exit"}


@dataclass(frozen=True)
class Button:
    """A step as a link: its verb and its page."""

    code: str
    label: object
    url: str
    grave: bool = False


@dataclass(frozen=True)
class Invoice:
    """Things that came under one invoice and are not paid."""

    supplier: int
    supplier_name: str
    number: str
    since: date | None
    amount: Decimal
    pieces: int


@guard("case.view")
@require_safe
def show(request: Request, pk: int) -> HttpResponse:
    """One case."""
    case = case_of(request, pk)
    view = api.view_case(case, request.user)
    buttons = [button for code in view.open if (button := _button(code, view)) is not None]
    first, others = _sorted(buttons, view.next)
    context = {
        "case": case,
        "view": view,
        "next_buttons": first,
        "other_buttons": others,
        "invoices": _invoices(view.assets),
        "may_pay": "pay" in view.open,
        "may_visit": "visit" in view.open,
        "sitting_url": _sitting_url(view),
        "person_url": reverse("people:show", args=[case.person_id]) if view.details else "",
    }
    return render(request, "cases/case_show.html", context)


def _button(code: str, view: api.CaseView) -> Button | None:
    """The link that takes the step, where it has a page of its own and there is something to take it on."""
    case = view.case
    if code == "visit":
        due = next((visit for visit in view.visits if visit.made_on is None and not visit.called_off), None)
        url = reverse("cases:visit", args=[due.pk]) if due else ""
        return Button(code, api.STEPS[code].label, url) if due else None
    nothing = {
        "submit_plan": view.draft is None,
        "draft_plan": view.plan is not None and view.plan.state in (api.PlanState.SUBMITTED, api.PlanState.APPROVED),
        "order": not any(asset.state == api.AssetState.PLANNED for asset in view.assets),
        "receive": not any(asset.state == api.AssetState.ORDERED for asset in view.assets),
        "take_back": not view.in_hand,
        "raise_breach": view.breach is not None,
        "transfer": view.next is None or "transfer" not in view.next.steps,
    }
    if code not in PAGES or nothing.get(code, False):
        return None
    return Button(code, api.STEPS[code].label, reverse(f"cases:{PAGES[code]}", args=[case.pk]), code in GRAVE)


def _sorted(buttons: list[Button], coming: api.NextStep | None) -> tuple[list[Button], list[Button]]:
    """The buttons of the next step, foremost first; and the rest."""
    order = list(coming.steps) if coming else []
    first = sorted((b for b in buttons if b.code in order), key=lambda b: order.index(b.code))
    return first, [button for button in buttons if button not in first]


def _invoices(assets: list[Asset]) -> list[Invoice]:
    """What is to be paid, one line an invoice."""
    found: dict[tuple[int, str], Invoice] = {}
    for asset in assets:
        if asset.invoice_price is None or asset.paid_on is not None or asset.supplier is None:
            continue
        key = (asset.supplier.pk, asset.invoice_number)
        earlier = found.get(key)
        found[key] = Invoice(
            supplier=asset.supplier.pk,
            supplier_name=asset.supplier.name,
            number=asset.invoice_number,
            since=earlier.since if earlier else asset.received_on,
            amount=asset.invoice_price + (earlier.amount if earlier else Decimal(0)),
            pieces=1 + (earlier.pieces if earlier else 0),
        )
    return list(found.values())


def _sitting_url(view: api.CaseView) -> str:
    """The committee's page about the plan, where it is installed."""
    if view.plan is None or view.plan.sitting_id is None:
        return ""
    try:
        return reverse("panels:sitting", args=[view.plan.sitting_id])
    except NoReverseMatch:
        return ""
