"""Buying: ordered from a supplier, received with an invoice, paid by somebody else (inventory PRC-05).

What is ordered is obliged in the fund that holds the participant's money; what the invoice leaves over goes back into
the reservation; paying is the fund officer's.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from dayaq.accounts.models import User
from dayaq.core.api import Invalid, WrongState, audit, clock, lock
from dayaq.core.identifiers import normalise_voen
from dayaq.core.money import MoneyError, exact_qepik
from dayaq.funds import api as funds
from dayaq.selfemployment.changes import revise
from dayaq.selfemployment.equipping import equip_when_complete
from dayaq.selfemployment.models import Asset, Case, Supplier
from dayaq.selfemployment.policies import check_payer, check_step, check_supplier
from dayaq.selfemployment.states import ASSET, CASE, AssetState, CaseState
from dayaq.selfemployment.steps import due_after
from dayaq.selfemployment.stock import drop


@transaction.atomic
def register_supplier(*, by: User, name: str, voen: str) -> Supplier:
    """The supplier of this taxpayer number (VÖEN, checked), entered at first use; the name then stays."""
    check_supplier(by)
    read = normalise_voen(voen)
    if read.value is None:
        raise Invalid(
            _("This is not a VÖEN: it has ten digits and a check digit that agrees."),
            code="voen",
            field="voen",
            value=voen,
            remedy=_("Copy it from the supplier's invoice."),
        )
    if not name.strip():
        raise Invalid(_("Give the name of the supplier."), field="supplier_name")
    supplier, created = Supplier.objects.get_or_create(voen=read.value, defaults={"name": name.strip()})
    if created:
        audit.record(by=by, event="supplier.registered", obj=supplier, detail={"voen": supplier.voen})
    return supplier


@transaction.atomic
def order_assets(
    *,
    by: User,
    case: Case,
    supplier: Supplier,
    prices: Mapping[int, Decimal],
    reason: str = "",
    version: int | None = None,
) -> Case:
    """Order planned things of this case: ``prices`` maps their keys to what each is ordered for.

    So much of the reservation is obliged; Exhausted (a Shortfall) when it does not suffice. A price above the plan's
    needs a ``reason``.
    """
    lock(case, version=version)
    check_step(by, case, "order")
    assets = _locked(case, prices)
    for asset in assets:
        price = _positive(prices[asset.pk], "prices")
        if price > asset.price and not reason.strip():
            raise Invalid(
                _("Something is ordered above the price in the plan: say why."),
                code="above_plan",
                field="reason",
                value=asset.pk,
            )
    today = clock.today()
    for asset in assets:
        price = _positive(prices[asset.pk], "prices")
        ASSET.move(
            asset,
            AssetState.ORDERED,
            by=by,
            reason=reason,
            detail={"case": case.pk, "supplier": supplier.pk, "price": str(price)},
            supplier=supplier,
            order_price=price,
            ordered_on=today,
            ordered_by=by,
        )
        _oblige(by, case, asset, price)
    if case.state == CaseState.CONTRACT_SIGNED:
        due = due_after(CaseState.ASSETS_ORDERED, today)
        CASE.move(case, CaseState.ASSETS_ORDERED, by=by, detail={"assets": len(assets)}, due_on=due)
    return case


@transaction.atomic
def drop_asset(*, by: User, asset: Asset, reason: str) -> Asset:
    """It will not be bought after all: what was ordered is cancelled, and its money is in the reservation again."""
    case = lock(asset.case)
    lock(asset)
    check_step(by, case, "order")
    if not reason.strip():
        raise Invalid(_("Say why it is not bought."), code="no_reason", field="reason")
    drop(asset, case=case, by=by, reason=reason)
    equip_when_complete(case, by)
    return asset


@transaction.atomic
def receive_asset(
    *,
    by: User,
    asset: Asset,
    invoice_number: str,
    invoice_price: Decimal,
    serial_number: str = "",
    received_on: date | None = None,
) -> Asset:
    """An ordered thing came, with its invoice; never for more than it was ordered for. What is left over is freed."""
    case = lock(asset.case)
    lock(asset)
    check_step(by, case, "receive")
    day = received_on or clock.today()
    price = _positive(invoice_price, "invoice_price")
    ASSET.check(asset, AssetState.RECEIVED)
    ordered = asset.order_price or asset.price
    if price > ordered:
        raise Invalid(
            _("The invoice is higher than the order."),
            code="above_order",
            field="invoice_price",
            value=price - ordered,
            remedy=_("Send it back to the supplier, or cancel the order and order anew."),
        )
    if not invoice_number.strip():
        raise Invalid(_("Give the number of the invoice."), code="no_invoice", field="invoice_number")
    if not (asset.ordered_on or day) <= day <= clock.today():
        raise Invalid(_("It came between the order and today."), field="received_on", value=day)
    detail = {"case": case.pk, "price": str(price), "invoice": invoice_number.strip()}
    try:
        with transaction.atomic():
            ASSET.move(
                asset,
                AssetState.RECEIVED,
                by=by,
                detail=detail,
                invoice_number=invoice_number.strip(),
                invoice_price=price,
                serial_number=serial_number.strip(),
                received_on=day,
                received_by=by,
            )
    except IntegrityError as error:
        raise Invalid(
            _("This supplier has delivered a thing with this serial number already."),
            code="serial_taken",
            field="serial_number",
            value=serial_number,
        ) from error
    if price < ordered:
        enrolment = case.enrolment
        funds.cancel_obligation(
            by=by, reference=enrolment, amount=ordered - price, fund=asset.fund, memo=f"asset {asset.pk}"
        )
    return asset


@transaction.atomic
def record_delivery(
    *,
    by: User,
    case: Case,
    invoice_number: str,
    prices: Mapping[int, Decimal],
    serials: Mapping[int, str],
    received_on: date | None = None,
    version: int | None = None,
) -> Case:
    """Several ordered things came under one invoice: ``prices`` and ``serials`` by key of the asset."""
    lock(case, version=version)
    check_step(by, case, "receive")
    if not prices:
        raise Invalid(_("Choose what came."), code="nothing", field="prices")
    found = list(Asset.objects.filter(case=case, pk__in=prices).order_by("pk"))
    if len(found) < len(prices):
        raise Invalid(_("Something chosen does not belong to this case."), code="other_case", field="prices")
    for asset in found:
        receive_asset(
            by=by,
            asset=asset,
            invoice_number=invoice_number,
            invoice_price=prices[asset.pk],
            serial_number=serials.get(asset.pk, ""),
            received_on=received_on,
        )
    return case


@transaction.atomic
def pay_invoice(*, by: User, case: Case, supplier: Supplier, invoice_number: str) -> Case:
    """Pay all that came under this invoice for this case. Denied for whoever recorded the delivery."""
    lock(case)
    check_step(by, case, "pay")
    assets = list(
        Asset.objects.unpaid()
        .filter(case=case, supplier=supplier, invoice_number=invoice_number)
        .select_for_update(of=("self",))
        .select_related("received_by", "fund")
        .order_by("pk")
    )
    if not assets:
        raise WrongState(_("Nothing is left to pay under this invoice."), code="paid")
    check_payer(by, assets)
    today = clock.today()
    for asset in assets:
        amount = asset.invoice_price or Decimal(0)
        revise(asset, by=by, event="asset.paid", detail={"case": case.pk, "amount": str(amount)}, paid_on=today)
        funds.pay(by=by, reference=case.enrolment, amount=amount, fund=asset.fund, memo=f"asset {asset.pk}")
    return case


def _locked(case: Case, keys: Iterable[int]) -> list[Asset]:
    """The planned assets of ``case`` with these keys, locked in order of key."""
    wanted = set(keys)
    if not wanted:
        raise Invalid(_("Choose what is ordered."), code="nothing", field="prices")
    found = list(Asset.objects.select_for_update().filter(case=case, pk__in=wanted).order_by("pk"))
    if len(found) < len(wanted):
        raise Invalid(_("Something chosen does not belong to this case."), code="other_case", field="prices")
    for asset in found:
        ASSET.check(asset, AssetState.ORDERED)
    return found


def _oblige(by: User, case: Case, asset: Asset, price: Decimal) -> None:
    funds.oblige(by=by, reference=case.enrolment, amount=price, fund=asset.fund, memo=f"asset {asset.pk}")


def _positive(amount: Decimal, field: str) -> Decimal:
    try:
        value = exact_qepik(amount)
    except MoneyError as error:
        raise Invalid(_("An amount has two decimal places at most."), code="amount", field=field) from error
    if value <= 0:
        raise Invalid(_("A price is more than zero."), code="price", field=field, value=amount)
    return value
