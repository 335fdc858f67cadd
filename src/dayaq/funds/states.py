"""The states of a fund, and the kinds of ledger entry with the two accounts each one moves money between."""

from __future__ import annotations

from typing import NamedTuple

from django.db import models
from django.utils.translation import gettext_lazy as _

from dayaq.core.api import Transition, Workflow


class FundState(models.TextChoices):
    """Where a fund stands. Closed means that nothing new is promised; what was obliged may still be paid."""

    DRAFT = "draft", _("Draft")
    OPEN = "open", _("Open")
    CLOSED = "closed", _("Closed")


FUND = Workflow(
    name="fund",
    initial={FundState.DRAFT: "fund.created"},
    transitions=(
        Transition(FundState.DRAFT, FundState.OPEN, "fund.opened", by="fund officer"),
        Transition(FundState.OPEN, FundState.CLOSED, "fund.closed", by="fund officer"),
    ),
)


class Account(models.TextChoices):
    """The accounts of a fund. ``allocated`` is the contra account: the others together are its negative."""

    ALLOCATED = "allocated", _("Allocated")
    AVAILABLE = "available", _("Available")
    RESERVED = "reserved", _("Reserved")
    OBLIGED = "obliged", _("Obliged")
    PAID = "paid", _("Paid")


class EntryKind(models.TextChoices):
    """What an entry does to the money of a fund."""

    ALLOCATE = "allocate", _("Allocated")
    WITHDRAW = "withdraw", _("Allocation withdrawn")
    RESERVE = "reserve", _("Reserved")
    RELEASE = "release", _("Reservation released")
    OBLIGE = "oblige", _("Obliged")
    CANCEL = "cancel", _("Obligation cancelled")
    PAY = "pay", _("Paid")
    REFUND = "refund", _("Payment refunded")


class Move(NamedTuple):
    """Money goes from ``source`` to ``target``."""

    source: Account
    target: Account


# The database holds the same table (funds_moves() in migrations/0002_ledger.sql); a test compares the two.
MOVES: dict[EntryKind, Move] = {
    EntryKind.ALLOCATE: Move(Account.ALLOCATED, Account.AVAILABLE),
    EntryKind.WITHDRAW: Move(Account.AVAILABLE, Account.ALLOCATED),
    EntryKind.RESERVE: Move(Account.AVAILABLE, Account.RESERVED),
    EntryKind.RELEASE: Move(Account.RESERVED, Account.AVAILABLE),
    EntryKind.OBLIGE: Move(Account.RESERVED, Account.OBLIGED),
    EntryKind.CANCEL: Move(Account.OBLIGED, Account.RESERVED),
    EntryKind.PAY: Move(Account.OBLIGED, Account.PAID),
    EntryKind.REFUND: Move(Account.PAID, Account.AVAILABLE),
}
FUND_LEVEL = (EntryKind.ALLOCATE, EntryKind.WITHDRAW)
"""Kinds that concern the fund itself; every other kind names what the money is for."""
