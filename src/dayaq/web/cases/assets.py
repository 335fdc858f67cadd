"""Assets: ordering, deliveries, payment, handover, return; and the page of one thing."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from dayaq.core.policies import can
from dayaq.selfemployment import api
from dayaq.selfemployment.models import Asset, Case, HandoverAct, HandoverItem, Supplier
from dayaq.web.cases.asset_forms import DeliveryForm, HandOverForm, OrderForm, OutcomesForm, StoreForm
from dayaq.web.cases.common import Words, asset_of, button, case_of, step_page
from dayaq.web.cases.forms import NoteForm, today_shown
from dayaq.web.forms import form_page, run
from dayaq.web.guard import guard
from dayaq.web.requests import Request

STOCK = 50
"""Things in store that one page offers; the others are searched for."""


@guard("case.view")
@require_safe
def show(request: Request, pk: int) -> HttpResponse:
    """One thing: where it came from, what it cost, whose hands it went through."""
    asset = asset_of(request, pk)
    items = HandoverItem.objects.filter(asset=asset).select_related("act__case__person", "act__unit").order_by("-pk")
    in_store = asset.state in (api.AssetState.RECEIVED, api.AssetState.RECOVERED)
    to_come = asset.state in (api.AssetState.PLANNED, api.AssetState.ORDERED)
    seen = set(Case.objects.visible_to(request.user).filter(handovers__items__asset=asset).values_list("pk", flat=True))
    context = {
        "asset": asset,
        "items": [item for item in items if item.act.case_id in seen],
        "may_drop": to_come and can(api.check_step, request.user, asset.case, "order"),
        "may_write_off": in_store and can(api.check_step, request.user, asset.case, "write_off"),
    }
    return render(request, "cases/asset_show.html", context)


@guard("case.asset")
def order(request: Request, pk: int) -> HttpResponseBase:
    """Order planned things from a supplier."""
    case = case_of(request, pk)
    planned = case.assets.filter(state=api.AssetState.PLANNED).order_by("pk")
    form = OrderForm(request.POST or None, record=case, assets=planned)

    def action() -> Case:
        typed = form.cleaned_data
        supplier = typed["supplier"] or api.register_supplier(
            by=request.user, name=typed["supplier_name"], voen=typed["voen"]
        )
        return api.order_assets(
            by=request.user,
            case=case,
            supplier=supplier,
            prices=form.values("price"),
            reason=typed["reason"],
            version=typed.get("version"),
        )

    words = Words(
        _("Order assets"),
        _("Order"),
        _("The assets are ordered."),
        consequence=_("So much of the money reserved for the participant is obliged to the supplier."),
    )
    return step_page(request, case, "order", form, Case, action, words, template="cases/order_form.html")


@guard("case.asset")
def delivery(request: Request, pk: int) -> HttpResponseBase:
    """Record what came, with its invoice."""
    case = case_of(request, pk)
    ordered = case.assets.filter(state=api.AssetState.ORDERED).select_related("supplier").order_by("pk")
    form = DeliveryForm(request.POST or None, record=case, assets=ordered, initial={"received_on": today_shown()})

    def action() -> Case:
        typed = form.cleaned_data
        return api.record_delivery(
            by=request.user,
            case=case,
            invoice_number=typed["invoice_number"],
            prices=form.values("price"),
            serials=form.values("serial"),
            received_on=typed["received_on"],
            version=typed.get("version"),
        )

    words = Words(
        _("Record a delivery"),
        _("Record the delivery"),
        _("The delivery is recorded."),
        consequence=_("What the invoice leaves over of the order is free again. Another officer pays the invoice."),
    )
    return step_page(request, case, "receive", form, Case, action, words, template="cases/delivery_form.html")


@guard("fund.pay")
@require_POST
def pay(request: Request, pk: int) -> HttpResponseBase:
    """Pay an invoice."""
    case = case_of(request, pk)
    supplier = get_object_or_404(Supplier, pk=_whole(request.POST.get("supplier", "")))
    number = request.POST.get("invoice", "")
    return button(
        request,
        case,
        case,
        Case,
        lambda _version: api.pay_invoice(by=request.user, case=case, supplier=supplier, invoice_number=number),
        _("The invoice is paid."),
    )


def _whole(text: str) -> int:
    return int(text) if text.isdecimal() else 0


@guard("case.handover")
def hand_over(request: Request, pk: int) -> HttpResponseBase:
    """Give things into the participant's hands."""
    case = case_of(request, pk)
    own = list(case.assets.filter(state=api.AssetState.RECEIVED).order_by("pk"))
    asked = request.GET.get("thing", "").strip()
    free = api.free_stock(request.user).exclude(case=case)
    stock = list(_nearest(api.search_assets(free, asked) if asked else free, case)[: STOCK + 1])
    more = len(stock) > STOCK
    del stock[STOCK:]
    form = HandOverForm(request.POST or None, record=case, assets=[*own, *stock], initial={"place": case.unit.name})

    def action() -> HandoverAct:
        typed = form.cleaned_data
        return api.hand_over(
            by=request.user,
            case=case,
            assets=form.taken(),
            place=typed["place"],
            witnesses=form.witnesses(),
            partner_attendance=typed["partner_attendance"],
            version=typed.get("version"),
        )

    words = Words(
        _("Hand over assets"),
        _("Hand over"),
        _("The assets are handed over; the act can be printed and signed."),
        consequence=_(
            "A handover act is issued with its number. The things are in the participant's hands from now on and "
            "cannot be handed over a second time; the act cannot be undone."
        ),
        kind="danger",
    )
    return step_page(
        request,
        case,
        "hand_over",
        form,
        HandoverAct,
        action,
        words,
        template="cases/hand_over_form.html",
        own=len(own),
        asked=asked,
        more=more,
        searchable=more or bool(asked),
    )


def _nearest(things: QuerySet[Asset], case: Case) -> QuerySet[Asset]:
    """Those in the district of ``case`` first."""
    here = Exists(Case.objects.filter(pk=OuterRef("case"), unit=case.unit_id))
    return things.annotate(near=here).order_by("-near", "description", "pk")


@guard("case.handover")
def take_back(request: Request, pk: int) -> HttpResponseBase:
    """Record what becomes of things in the participant's hands."""
    case = case_of(request, pk)
    held = Asset.objects.in_hand_of(case).filter(state=api.AssetState.HANDED_OVER).order_by("pk")
    form = OutcomesForm(request.POST or None, record=case, assets=held, partly=True)

    def action() -> Case:
        return api.take_back(
            by=request.user,
            case=case,
            outcomes=form.outcomes,
            reason=form.cleaned_data["note"],
            version=form.cleaned_data.get("version"),
        )

    words = Words(
        _("Take assets back"),
        _("Record it"),
        _("It is recorded what became of the assets."),
        consequence=_(
            "What is recovered can be handed over to another participant. What is lost or written off is not."
        ),
        kind="danger",
    )
    return step_page(
        request, case, "take_back", form, Case, action, words, template="cases/outcomes_form.html", may_stay=True
    )


@guard("case.asset")
def drop(request: Request, pk: int) -> HttpResponseBase:
    """Do not buy a thing after all."""
    asset = asset_of(request, pk)
    form = NoteForm(request.POST or None, record=asset, label=_("Why it is not bought"))

    def action() -> Asset:
        return api.drop_asset(by=request.user, asset=asset, reason=form.cleaned_data["note"])

    words = Words(
        _("Drop from the plan"),
        _("Drop"),
        _("It will not be bought."),
        lead=asset.description,
        consequence=_("An order is cancelled and its money is in the reservation again. This cannot be undone."),
        kind="danger",
    )
    return step_page(request, asset.case, "order", form, Asset, action, words)


@guard("case.asset")
def write_off(request: Request, pk: int) -> HttpResponseBase:
    """A thing in store is lost or written off."""
    asset = asset_of(request, pk)
    form = StoreForm(request.POST or None, record=asset)

    def action() -> Asset:
        return api.write_off(by=request.user, asset=asset, **form.data_for_action)

    if request.method == "POST" and run(request, form, Asset, action) is not None:
        messages.success(request, _("It is recorded what became of the asset."))
        return redirect("cases:asset", asset.pk)
    return form_page(
        request,
        form,
        title=_("Write off what is in store"),
        caption=asset.description,
        back=request.path.removesuffix("write-off/"),
        submit=_("Record it"),
        kind="danger",
        consequence=_("The thing is not handed over any more. This cannot be undone."),
    )
