"""Who may run panels, and who may score what."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from dayaq.accounts.models import User
from dayaq.core.api import Denied, WrongState, clock
from dayaq.panels.models import PanelMember, Sitting
from dayaq.panels.states import SittingState


def check_manage(user: User) -> None:
    """Panels, members, criteria; opening, closing and cancelling sittings."""
    if not user.may("panel.manage"):
        raise Denied(_("Only a programme officer may do this."), code="panel_manage")


def check_member(user: User, sitting: Sitting) -> None:
    """The person sits on the panel today and did not take part in what it looks at."""
    if not user.may("panel.score"):
        raise Denied(_("Only a committee member may do this."), code="panel_score")
    if user.human_id in sitting.excluded_human_ids:
        raise Denied(_("You took part in preparing this, so you cannot judge it."), code="took_part")
    if not PanelMember.objects.on(clock.today()).filter(panel=sitting.panel_id, user=user).exists():
        raise Denied(_("You are not a member of this panel today."), code="not_a_member")


def check_declare(user: User, sitting: Sitting) -> None:
    """A conflict is declared while the sitting is open, once."""
    check_member(user, sitting)
    check_open(sitting)
    check_impartial(user, sitting)


def check_score(user: User, sitting: Sitting) -> None:
    """A member scores while the sitting is open, without a conflict, and through one account only."""
    check_member(user, sitting)
    check_open(sitting)
    check_impartial(user, sitting)
    if sitting.sheets.filter(human_id=user.human_id).exclude(member=user).exists():
        raise Denied(_("You have scored this already through another account."), code="two_accounts")


def check_impartial(user: User, sitting: Sitting) -> None:
    """The person has declared no conflict of interest, under whichever account."""
    if sitting.conflicts.filter(human_id=user.human_id).exists():
        raise Denied(_("You have declared a conflict of interest here."), code="conflict")


def check_open(sitting: Sitting) -> None:
    """The sitting still takes scores."""
    if sitting.state != SittingState.OPEN:
        raise WrongState(_("The sitting is over; nothing in it changes any more."), code="sitting_over")
