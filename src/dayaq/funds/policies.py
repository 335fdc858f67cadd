"""Who may move the money of a fund, and when."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from dayaq.accounts.models import User
from dayaq.core.api import Denied, WrongState, clock
from dayaq.funds.models import FundSource
from dayaq.funds.states import FundState


def check_manage(user: User) -> None:
    """Making, opening and closing funds; allocations."""
    if not user.may("fund.manage"):
        raise Denied(_("Only a fund officer may do this."), code="fund_manage")


def check_pay(user: User) -> None:
    """Payments and refunds."""
    if not user.may("fund.pay"):
        raise Denied(_("Only a fund officer may record payments."), code="fund_pay")


def check_allocating(fund: FundSource) -> None:
    """Money is allocated until the fund is closed."""
    if fund.state == FundState.CLOSED:
        raise WrongState(_("The fund is closed; nothing can be allocated to it."), code="fund_closed")


def check_reserving(fund: FundSource) -> None:
    """Something new is promised only from an open fund, within its period."""
    if fund.state != FundState.OPEN:
        raise WrongState(
            _("The fund is not open; nothing can be reserved from it."),
            code="fund_not_open",
            remedy=_("Choose another fund, or ask the fund officer to open this one."),
        )
    today = clock.today()
    if today < fund.valid_from or (fund.valid_to is not None and today >= fund.valid_to):
        raise WrongState(
            _("Today lies outside the period of the fund; nothing can be reserved from it."),
            code="fund_period",
            remedy=_("Choose another fund."),
        )
