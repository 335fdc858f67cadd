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
from dayaq.funds.history import HistoryRow, record_history
from dayaq.funds.ledger import Shortfall
from dayaq.funds.queries import (
    Amounts,
    BookFault,
    Statement,
    balance,
    check_books,
    entries_of,
    funds_for,
    residual,
    statement,
    statements,
)
from dayaq.funds.states import Account, EntryKind, FundState

__all__ = [
    "Account",
    "Amounts",
    "BookFault",
    "EntryKind",
    "FundState",
    "HistoryRow",
    "Shortfall",
    "Statement",
    "adjust_reservation",
    "allocate",
    "balance",
    "cancel_obligation",
    "check_books",
    "close_fund",
    "create_fund",
    "entries_of",
    "funds_for",
    "oblige",
    "open_fund",
    "pay",
    "record_history",
    "release",
    "release_amount",
    "reserve",
    "residual",
    "reverse_payment",
    "statement",
    "statements",
    "withdraw_allocation",
]
