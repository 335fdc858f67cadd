"""The one door to funds for other apps."""

from dayaq.funds.actions import (
    adjust_reservation,
    allocate,
    cancel_obligation,
    close_fund,
    create_fund,
    oblige,
    open_fund,
    pay,
    release,
    release_amount,
    reserve,
    reverse_payment,
    withdraw_allocation,
)
from dayaq.funds.ledger import Shortfall
from dayaq.funds.states import Account, EntryKind, FundState

__all__ = [
    "Account",
    "EntryKind",
    "FundState",
    "Shortfall",
    "adjust_reservation",
    "allocate",
    "cancel_obligation",
    "close_fund",
    "create_fund",
    "oblige",
    "open_fund",
    "pay",
    "release",
    "release_amount",
    "reserve",
    "reverse_payment",
    "withdraw_allocation",
]
