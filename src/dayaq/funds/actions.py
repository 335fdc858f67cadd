"""Every movement of money.

``create_fund``, ``open_fund``, ``close_fund``, ``allocate`` and ``withdraw_allocation`` need ``fund.manage``; ``pay``
and ``reverse_payment`` need ``fund.pay``. The others (``reserve``, ``adjust_reservation``, ``oblige``,
``cancel_obligation``, ``release``) are steps of another room's action: they run in its transaction, under the
permission which that room has checked, and ask for none of their own. They are never called from a page.

``reference`` is the record the money is for. Where several funds hold money for one record, ``fund`` says which.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from dayaq.accounts.models import Organisation, User
from dayaq.core.api import Exhausted, Invalid, Workflow, audit
from dayaq.core.events import emit
from dayaq.funds import policies
from dayaq.funds.ledger import find_reservation, lock_balance, refused_by, to_amount, write_entry
from dayaq.funds.models import FundSource, LedgerEntry, Reservation, default_currency, reference_of
from dayaq.funds.states import FUND, EntryKind, FundState

EVENTS: dict[EntryKind, str] = {
    EntryKind.ALLOCATE: "fund.allocated",
    EntryKind.WITHDRAW: "fund.allocation_withdrawn",
    EntryKind.RESERVE: "fund.reserved",
    EntryKind.RELEASE: "fund.released",
    EntryKind.OBLIGE: "fund.obliged",
    EntryKind.CANCEL: "fund.obligation_cancelled",
    EntryKind.PAY: "fund.paid",
    EntryKind.REFUND: "fund.refunded",
}
FREEING = (EntryKind.RELEASE, EntryKind.REFUND, EntryKind.ALLOCATE)


@transaction.atomic
def create_fund(
    *,
    by: User,
    code: str,
    label: Mapping[str, str],
    kind: str,
    organisation: Organisation,
    amount: Decimal,
    valid_from: date,
    valid_to: date | None = None,
    targeting: Sequence[str] = (),
    order: int = 100,
    currency: str = "",
) -> FundSource:
    """A fund in draft. ``amount`` is the whole promise; ``valid_to`` is the day after the last."""
    policies.check_manage(by)
    if valid_to is not None and valid_to <= valid_from:
        raise Invalid(_("The last day lies before the first."), field="valid_to", value=valid_to)
    if any(not label.get(language) for language in ("az", "en")):
        raise Invalid(_("The name is needed in Azerbaijani and in English."), field="label")
    try:
        with transaction.atomic():
            fund = FundSource.objects.create(
                code=code,
                label=dict(label),
                kind=kind,
                organisation=organisation,
                amount=to_amount(amount),
                valid_from=valid_from,
                valid_to=valid_to,
                targeting=list(targeting),
                order=order,
                currency=currency or default_currency(),
            )
    except IntegrityError as error:
        if "code" not in refused_by(error):
            raise
        raise Invalid(_("A fund with this code exists already."), code="taken", field="code", value=code) from error
    return FUND.start(fund, by=by, detail={"organisation": organisation.pk, "amount": str(fund.amount)})


@transaction.atomic
def open_fund(*, by: User, fund: FundSource, version: int | None = None) -> FundSource:
    """From now on money can be reserved."""
    return _move(FUND, by=by, fund=fund, target=FundState.OPEN, version=version)


@transaction.atomic
def close_fund(*, by: User, fund: FundSource, reason: str, version: int | None = None) -> FundSource:
    """Nothing new is reserved; what is reserved can still be obliged, paid or released."""
    if not reason.strip():
        raise Invalid(_("Say why the fund is closed."), field="reason")
    return _move(FUND, by=by, fund=fund, target=FundState.CLOSED, version=version, reason=reason)


def _move(
    workflow: Workflow, *, by: User, fund: FundSource, target: FundState, version: int | None, reason: str = ""
) -> FundSource:
    policies.check_manage(by)
    lock_balance(fund)
    return workflow.move(fund, target, by=by, reason=reason, version=version)


@transaction.atomic
def allocate(*, by: User, fund: FundSource, amount: Decimal, memo: str = "") -> LedgerEntry:
    """Make ``amount`` available; never more in all than the fund's promised amount (Exhausted)."""
    policies.check_manage(by)
    amount = to_amount(amount)
    balance = lock_balance(fund)
    policies.check_allocating(fund)
    if (beyond := balance.allocated + amount - fund.amount) > 0:
        raise Exhausted(
            _("This would allocate more than the sponsor promised."),
            code="promise_exhausted",
            field="amount",
            value=beyond,
        )
    return _post(EntryKind.ALLOCATE, by=by, fund=fund, amount=amount, memo=memo)


@transaction.atomic
def withdraw_allocation(*, by: User, fund: FundSource, amount: Decimal, memo: str = "") -> LedgerEntry:
    """Take back what is not reserved."""
    policies.check_manage(by)
    lock_balance(fund)
    return _post(EntryKind.WITHDRAW, by=by, fund=fund, amount=to_amount(amount), memo=memo)


@transaction.atomic
def reserve(*, by: User, fund: FundSource, amount: Decimal, reference: Model, memo: str = "") -> LedgerEntry:
    """Set ``amount`` aside for ``reference``; Shortfall (an Exhausted) says how much is missing."""
    amount = to_amount(amount)
    lock_balance(fund)
    policies.check_reserving(fund)
    return _post(EntryKind.RESERVE, by=by, fund=fund, amount=amount, reference=reference, memo=memo)


@transaction.atomic
def adjust_reservation(
    *, by: User, reference: Model, new_amount: Decimal, fund: FundSource | None = None, memo: str = ""
) -> LedgerEntry | None:
    """Make ``new_amount`` the whole that is committed for ``reference``: reserved, obliged and paid together.

    Upwards needs money, downwards releases what is still only reserved. None when it stands there already.
    """
    new_amount = to_amount(new_amount)
    held = _locked(reference, fund)
    change = new_amount - held.total
    if change == 0:
        return None
    if change > 0:
        policies.check_reserving(held.fund)
    kind = EntryKind.RESERVE if change > 0 else EntryKind.RELEASE
    return _post(kind, by=by, fund=held.fund, amount=abs(change), reference=reference, memo=memo)


@transaction.atomic
def oblige(
    *, by: User, reference: Model, amount: Decimal, fund: FundSource | None = None, memo: str = ""
) -> LedgerEntry:
    """Part of the reservation must now be paid: something was ordered."""
    held = _locked(reference, fund)
    return _post(EntryKind.OBLIGE, by=by, fund=held.fund, amount=to_amount(amount), reference=reference, memo=memo)


@transaction.atomic
def cancel_obligation(
    *, by: User, reference: Model, amount: Decimal, fund: FundSource | None = None, memo: str = ""
) -> LedgerEntry:
    """What was ordered will not come: back into the reservation."""
    held = _locked(reference, fund)
    return _post(EntryKind.CANCEL, by=by, fund=held.fund, amount=to_amount(amount), reference=reference, memo=memo)


@transaction.atomic
def pay(*, by: User, reference: Model, amount: Decimal, fund: FundSource | None = None, memo: str = "") -> LedgerEntry:
    """An invoice for what was obliged was paid. Needs ``fund.pay``."""
    policies.check_pay(by)
    held = _locked(reference, fund)
    return _post(EntryKind.PAY, by=by, fund=held.fund, amount=to_amount(amount), reference=reference, memo=memo)


@transaction.atomic
def reverse_payment(
    *, by: User, reference: Model, amount: Decimal, fund: FundSource | None = None, memo: str = ""
) -> LedgerEntry:
    """Money that was paid came back (recovery): available again for somebody else. Needs ``fund.pay``."""
    policies.check_pay(by)
    held = _locked(reference, fund)
    return _post(EntryKind.REFUND, by=by, fund=held.fund, amount=to_amount(amount), reference=reference, memo=memo)


@transaction.atomic
def release(*, by: User, reference: Model, fund: FundSource | None = None, memo: str = "") -> LedgerEntry | None:
    """Give back all that is still only reserved; what was obliged or paid stays. None when there is nothing left."""
    held = _locked(reference, fund)
    if held.reserved == 0:
        return None
    return _post(EntryKind.RELEASE, by=by, fund=held.fund, amount=held.reserved, reference=reference, memo=memo)


@transaction.atomic
def release_amount(
    *, by: User, reference: Model, amount: Decimal, fund: FundSource | None = None, memo: str = ""
) -> LedgerEntry:
    """Give back part of the reservation."""
    held = _locked(reference, fund)
    return _post(EntryKind.RELEASE, by=by, fund=held.fund, amount=to_amount(amount), reference=reference, memo=memo)


def _locked(reference: Model, fund: FundSource | None) -> Reservation:
    held = find_reservation(reference, fund)
    lock_balance(held.fund)
    held.refresh_from_db(fields=["reserved", "obliged", "paid"])
    return held


def _post(
    kind: EntryKind, *, by: User, fund: FundSource, amount: Decimal, reference: Model | None = None, memo: str = ""
) -> LedgerEntry:
    """Write, audit, and tell whoever waits for money."""
    entry = write_entry(by=by, fund=fund, kind=kind, amount=amount, reference=reference, memo=memo)
    naming = reference_of(reference) if reference is not None else {}
    audit.record(by=by, event=EVENTS[kind], obj=fund, detail={"entry": entry.pk, "amount": amount, **naming})
    if kind in FREEING:
        name = "funds.allocated" if kind is EntryKind.ALLOCATE else "funds.released"
        emit(name, fund_id=fund.pk, amount=str(amount))
    return entry
