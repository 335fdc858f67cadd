"""What the queue does when money or a place becomes free, and what other rooms may know of our records."""

from __future__ import annotations

from typing import Any

from dayaq.accounts.api import system_user
from dayaq.core import clock, subjects
from dayaq.core.api import chore, handles
from dayaq.core.events import emit
from dayaq.core.work import register_work
from dayaq.funds.models import FundSource
from dayaq.programmes import erasing, person
from dayaq.programmes.actions.enrolling import ADVANCE, advance_queue
from dayaq.programmes.actions.following import follow_life_event
from dayaq.programmes.models import Application, Enrolment, Programme, ProgrammeFund
from dayaq.programmes.queries.queue import cap_state, open_funds
from dayaq.programmes.states import ApplicationState, Basis, WaitingReason
from dayaq.programmes.work import waiting_after_death, waiting_applications

subjects.register("programmes.application", visible=lambda user: Application.objects.visible_to(user))
subjects.register("programmes.enrolment", visible=lambda user: Enrolment.objects.visible_to(user))
person.join()
erasing.join()
register_work(waiting_applications)
register_work(waiting_after_death)


@handles("funds.released")
@handles("funds.allocated")
def on_money(payload: dict[str, Any]) -> None:
    """A fund has money again: the queues of its programmes move."""
    _advance_by_fund(payload["fund_id"])


@handles("fund.opened")
def on_fund_opened(payload: dict[str, Any]) -> None:
    """A fund that had money before it opened can pay from now on."""
    _advance_by_fund(payload["id"])


@handles("application.enrolled")
def on_enrolled(payload: dict[str, Any]) -> None:
    """Each unemployed person enrolled makes room under the cap: landowners who wait for it may move."""
    enrolment = Enrolment.objects.select_related("programme").get(pk=payload["enrolment_id"])
    if enrolment.basis != Basis.UNEMPLOYED:
        return
    waiting = Application.objects.waiting().filter(programme=enrolment.programme, waiting_reason=WaitingReason.CAP)
    cap = cap_state(enrolment.programme, clock.today())
    if cap is not None and not cap.is_full and waiting.exists():
        emit(ADVANCE, programme_id=enrolment.programme_id)


@handles(ADVANCE)
def on_advance(payload: dict[str, Any]) -> None:
    """Move the queue with one fund, or ask for each open fund in a transaction of its own."""
    programme = Programme.objects.get(pk=payload["programme_id"])
    if "fund_id" in payload:
        advance_queue(programme=programme, fund=FundSource.objects.get(pk=payload["fund_id"]))
        return
    for fund in open_funds(programme, clock.today()):
        emit(ADVANCE, programme_id=programme.pk, fund_id=fund.pk)


@handles("person.died")
def on_died(payload: dict[str, Any]) -> None:
    """The open applications of the deceased say so; an officer decides what becomes of them."""
    _follow(payload["person"], "application.person_died", payload["id"])


@handles("person.moved")
def on_moved(payload: dict[str, Any]) -> None:
    """The open applications of somebody who moved say so; they stay with the office that received them."""
    _follow(payload["person"], "application.person_moved", payload["id"])


@handles("life_event.undone")
def on_undone(payload: dict[str, Any]) -> None:
    """What was told of a death or a move is taken back."""
    if payload["kind"] in ("death", "move"):
        _follow(payload["person"], "application.event_undone", payload["id"])


def _follow(person_id: int, event: str, life_event: int) -> None:
    follow_life_event(by=system_user(), person=person_id, event=event, life_event=life_event)


@chore
def advance_daily() -> int:
    """Once a day, for what no event tells of: a fund's period begins, a year's cap begins anew, the ceiling changes."""
    today = clock.today()
    due = Programme.objects.exclude(queue_advanced_on=today).filter(applications__state=ApplicationState.WAITLISTED)
    moved = 0
    for programme in due.distinct():
        Programme.objects.filter(pk=programme.pk).update(queue_advanced_on=today)
        for fund in open_funds(programme, today):
            moved += advance_queue(programme=programme, fund=fund)
    return moved


def _advance_by_fund(fund_id: int) -> None:
    for pays in ProgrammeFund.objects.filter(fund_id=fund_id).select_related("programme", "fund"):
        advance_queue(programme=pays.programme, fund=pays.fund)
