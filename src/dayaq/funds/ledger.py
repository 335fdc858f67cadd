"""How an entry is written: under the lock of the fund's balance, refused by the database, explained to a person."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from dayaq.accounts.models import User
from dayaq.core.api import Exhausted, Invalid, WrongState, clock
from dayaq.core.money import MoneyError, exact_qepik
from dayaq.funds.models import FundBalance, FundSource, LedgerEntry, Posting, Reservation, reference_of
from dayaq.funds.states import MOVES, Account, EntryKind

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

SHORTFALL: dict[Account, tuple[str, str | _StrPromise]] = {
    Account.AVAILABLE: ("fund_exhausted", _("There is not enough money available in the fund.")),
    Account.RESERVED: ("not_reserved", _("Less is reserved than this needs.")),
    Account.OBLIGED: ("not_obliged", _("Less is obliged than this needs.")),
    Account.PAID: ("not_paid", _("Less was paid than this needs.")),
}
REFUSALS = frozenset({"fund_not_overspent", "fund_not_negative", "reservation_not_negative"})


class Shortfall(Exhausted):
    """The money is not there: ``missing`` is how much more would be needed, in the fund's currency."""

    def __init__(self, account: Account, missing: Decimal) -> None:
        code, message = SHORTFALL[account]
        super().__init__(message, code=code, field="amount", value=missing)
        self.missing = missing


def to_amount(value: Decimal) -> Decimal:
    """``value`` as an amount of money; Invalid unless positive and without a fraction of a qəpik."""
    try:
        amount = exact_qepik(value)
    except MoneyError:
        amount = Decimal(0)
    if amount <= 0:
        raise Invalid(
            _("The amount must be more than zero, with two decimal places at most."), field="amount", value=value
        )
    return amount


def lock_balance(fund: FundSource) -> FundBalance:
    """Take the lock under which the money of ``fund`` moves, and bring the state of ``fund`` up to date."""
    balance = FundBalance.objects.select_for_update().get(fund=fund)
    fund.refresh_from_db(fields=["state", "valid_from", "valid_to", "amount"])
    return balance


def find_reservation(reference: Model, fund: FundSource | None) -> Reservation:
    """The reservation for ``reference`` (of ``fund``, when several funds hold money for it)."""
    found = Reservation.objects.filter(**reference_of(reference)).select_related("fund")
    held = list(found.filter(fund=fund) if fund else found)
    if not held:
        raise WrongState(_("No money was ever reserved for this."), code="no_reservation")
    if len(held) > 1:
        raise Invalid(_("Several funds hold money for this: say which one."), code="which_fund", field="fund")
    return held[0]


def write_entry(
    *, by: User, fund: FundSource, kind: EntryKind, amount: Decimal, reference: Model | None = None, memo: str = ""
) -> LedgerEntry:
    """Write the entry and its two postings; Shortfall when the database refuses. The balance is locked already."""
    move = MOVES[kind]
    naming = reference_of(reference) if reference is not None else {}
    try:
        with transaction.atomic():
            entry = LedgerEntry.objects.create(
                fund=fund, kind=kind, amount=amount, memo=memo, by=by, at=clock.now(), **naming
            )
            Posting.objects.bulk_create(
                [
                    Posting(entry=entry, account=move.source, amount=-amount),
                    Posting(entry=entry, account=move.target, amount=amount),
                ]
            )
    except IntegrityError as error:
        if refused_by(error) not in REFUSALS:
            raise
        raise Shortfall(move.source, amount - _held(fund, move.source, reference)) from error
    return entry


def refused_by(error: IntegrityError) -> str:
    """The name of the constraint that refused, or nothing."""
    diagnosis = getattr(error.__cause__, "diag", None)
    return getattr(diagnosis, "constraint_name", None) or ""


def _held(fund: FundSource, account: Account, reference: Model | None) -> Decimal:
    """What stands on ``account`` of the fund, or of its reservation for ``reference``."""
    if account is Account.AVAILABLE:
        return FundBalance.objects.get(fund=fund).available
    if reference is None:
        raise RuntimeError(f"{account} is held for a reference")
    found = Reservation.objects.filter(fund=fund, **reference_of(reference)).first()
    return Decimal(getattr(found, account)) if found else Decimal(0)
