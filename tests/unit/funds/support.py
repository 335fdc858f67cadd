"""Funds for tests."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import count
from typing import Any

from dayaq.accounts.models import Organisation, User
from dayaq.funds import actions
from dayaq.funds.models import FundSource
from tests import make

_number = count(1)


def officer() -> User:
    return make.user("fund_officer")


def draft_fund(by: User | None = None, **changes: Any) -> FundSource:
    """A fund in draft, of 1,000 manat unless told otherwise, since 2020."""
    number = next(_number)
    fields: dict[str, Any] = {
        "code": f"fund-{number}",
        "label": {"az": f"Fond {number}", "en": f"Fund {number}"},
        "kind": "grant",
        "organisation": make.organisation(),
        "amount": Decimal("1000"),
        "valid_from": date(2020, 1, 1),
    }
    return actions.create_fund(by=by or officer(), **{**fields, **changes})


def open_fund(allocated: str = "1000", by: User | None = None, **changes: Any) -> FundSource:
    """An open fund with this much available."""
    by = by or officer()
    fund = draft_fund(by, **{"amount": Decimal(allocated), **changes})
    actions.allocate(by=by, fund=fund, amount=Decimal(allocated))
    return actions.open_fund(by=by, fund=fund)


def reference() -> Organisation:
    """Any record may be what money is for: here, an organisation."""
    return make.organisation(f"reference-{next(_number)}", "other")
