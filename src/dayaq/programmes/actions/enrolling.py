"""Enrolment: a place in the programme and the money for it, in one transaction, strictly in the order of the queue.

All movement of a programme's queue happens under one lock, its own row, taken first; then the application, then the
balance of the fund. Nothing takes them in another order, so nothing waits for itself.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from dayaq.accounts.api import system_user
from dayaq.accounts.models import User
from dayaq.core import audit, clock
from dayaq.core.errors import Exhausted, Invalid, WrongState
from dayaq.core.events import emit
from dayaq.core.transitions import lock
from dayaq.funds import api as funds
from dayaq.funds.models import FundSource
from dayaq.law import api as law
from dayaq.programmes import letters, policies
from dayaq.programmes.models import Application, Enrolment, Programme, ProgrammeFund
from dayaq.programmes.queries.queue import CapState, ahead, cap_state, fits, fitting, open_funds
from dayaq.programmes.states import APPLICATION, ApplicationState, Basis, WaitingReason

BATCH = 50
"""So many enrolments in one transaction of :func:`advance_queue`; the rest follow in the next."""

ADVANCE = "queue.advance"


@transaction.atomic
def enrol_application(
    *, by: User, application: Application, fund: FundSource | None = None, version: int | None = None
) -> Enrolment | None:
    """Enrol, or keep waiting (None): no money, or no place under the cap. ``fund``: None tries each in order.

    Nobody jumps the queue: an application that waits is enrolled only when nobody whom the fund could pay for stands
    before it (WrongState ``not_first`` says how many do); one that does not wait yet then joins the queue.
    Invalid: the fund is not this programme's, not open today, or not given for such a person.
    """
    programme = _lock_queue(application.programme_id)
    lock(application, version=version)
    policies.check_enrol(by, application)
    today = clock.today()
    _check_person(application)
    offered = _offered(application, fund, today)
    cap = cap_state(programme, today)
    if _capped(application, cap):
        _wait(by, application, WaitingReason.CAP)
        return None
    ceiling = law.decimal_parameter(programme.ceiling_parameter, today)
    blocked = 0
    for source in offered:
        if before := ahead(application, source, today, cap):
            blocked = max(blocked, before)
            continue
        enrolment = _reserve(by, application, source, ceiling, today, strict=fund is not None)
        if enrolment is not None:
            return _enrolled(by, enrolment)
    if blocked and application.state == ApplicationState.WAITLISTED:
        raise WrongState(
            ngettext(
                "%(count)s applicant whom this fund could pay for stands before this one in the queue.",
                "%(count)s applicants whom this fund could pay for stand before this one in the queue.",
                blocked,
            )
            % {"count": blocked},
            code="not_first",
            value=blocked,
            remedy=_("Enrol the first in the queue."),
        )
    if blocked:
        emit(ADVANCE, programme_id=programme.pk)
    _wait(by, application, WaitingReason.NO_MONEY)
    return None


@transaction.atomic
def advance_queue(*, programme: Programme, fund: FundSource, by: User | None = None) -> int:
    """Enrol from the head of the queue while the money of ``fund`` lasts; returns how many. Run by the system.

    Strictly in order: when the first whom the fund may serve cannot be paid, nobody behind is. At most ``BATCH`` in one
    transaction; then an event asks for the next.
    """
    actor = by or system_user()
    programme = _lock_queue(programme.pk)
    today = clock.today()
    if not open_funds(programme, today).filter(pk=fund.pk).exists():
        return 0
    ceiling = law.decimal_parameter(programme.ceiling_parameter, today)
    for count in range(BATCH):
        head = fitting(programme, fund, today, cap_state(programme, today)).first()
        if head is None:
            return count
        lock(head)
        if head.state != ApplicationState.WAITLISTED:
            continue
        policies.check_enrol(actor, head)
        enrolment = _reserve(actor, head, fund, ceiling, today)
        if enrolment is None:
            return count
        _enrolled(actor, enrolment)
    emit(ADVANCE, programme_id=programme.pk, fund_id=fund.pk)
    return BATCH


@transaction.atomic
def end_enrolment(*, by: User, enrolment: Enrolment, reason: str, note: str = "") -> Enrolment:
    """End participation and give back what is still only reserved. ``reason``: a code of ``Enrolment.EndReason``."""
    enrolment = Enrolment.objects.select_for_update(of=("self",)).get(pk=enrolment.pk)
    policies.check_end_enrolment(by, enrolment)
    if reason not in Enrolment.EndReason.values:
        raise Invalid(_("Say why participation ends."), field="reason", value=reason)
    if enrolment.ended_on is not None:
        raise WrongState(_("This participation has ended already."), code="ended", value=enrolment.ended_on)
    enrolment.ended_on = clock.today()
    enrolment.end_reason = reason
    enrolment.save(update_fields=["ended_on", "end_reason"])
    audit.record(
        by=by,
        event="enrolment.ended",
        obj=enrolment,
        reason=note,
        before={"ended_on": None},
        after={"ended_on": enrolment.ended_on},
        detail={"application": enrolment.application_id, "reason": reason},
    )
    _release(by, enrolment)
    emit("enrolment.ended", id=enrolment.pk, application_id=enrolment.application_id, reason=reason)
    return enrolment


def _lock_queue(programme_id: int) -> Programme:
    """Take the lock under which the queue of a programme moves. It does not hold up drafts or decisions."""
    return Programme.objects.select_for_update(no_key=True).get(pk=programme_id)


def _check_person(application: Application) -> None:
    running = Enrolment.objects.running().filter(person=application.person_id, programme=application.programme_id)
    if running.exists():
        raise WrongState(_("This person takes part in the programme already."), code="enrolled")
    if application.person.death_date is not None:
        raise WrongState(
            _("This person has died."), code="dead", remedy=_("Withdraw the application, with this as its reason.")
        )


def _capped(application: Application, cap: CapState | None) -> bool:
    return cap is not None and application.basis == Basis.LANDOWNER_JOBSEEKER and cap.is_full


def _offered(application: Application, fund: FundSource | None, today: date) -> list[FundSource]:
    """The funds that could pay: the one that was chosen, or each open one that was given for such a person."""
    programme = application.programme
    if fund is None:
        return [source for source in open_funds(programme, today) if fits(application, source, today)]
    if not ProgrammeFund.objects.filter(programme=programme, fund=fund).exists():
        raise Invalid(_("This fund does not pay for this programme."), code="other_programme", field="fund")
    if not open_funds(programme, today).filter(pk=fund.pk).exists():
        raise Invalid(
            _("This fund is not open today."), code="fund_not_open", field="fund", remedy=_("Choose another fund.")
        )
    if not fits(application, fund, today):
        raise Invalid(
            _("This fund was given for other categories than those verified for this person."),
            code="fund_targeting",
            field="fund",
            remedy=_("Choose another fund, or have the person's status verified."),
        )
    return [fund]


def _reserve(
    by: User, application: Application, fund: FundSource, ceiling: Decimal, today: date, *, strict: bool = False
) -> Enrolment | None:
    """The enrolment with its money, or None when the fund has not got it (or was closed meanwhile, unless strict)."""
    try:
        with transaction.atomic():
            enrolment = Enrolment.objects.create(
                application=application,
                person=application.person,
                programme=application.programme,
                fund=fund,
                basis=application.basis,
                enrolled_on=today,
                enrolled_by=by,
                amount_reserved=ceiling,
            )
            funds.reserve(by=by, fund=fund, amount=ceiling, reference=enrolment)
    except Exhausted:
        return None
    except WrongState:
        if strict:
            raise
        return None
    return enrolment


def _enrolled(by: User, enrolment: Enrolment) -> Enrolment:
    application = enrolment.application
    APPLICATION.move(
        application,
        ApplicationState.ENROLLED,
        by=by,
        detail={"enrolment_id": enrolment.pk, "fund_id": enrolment.fund_id, "amount": str(enrolment.amount_reserved)},
        waiting_reason="",
    )
    letters.tell(by=by, application=application, template="application_enrolled")
    return enrolment


def _wait(by: User, application: Application, reason: WaitingReason) -> None:
    """Join the queue, or stay in it for another reason."""
    if application.state == ApplicationState.APPROVED:
        APPLICATION.move(
            application,
            ApplicationState.WAITLISTED,
            by=by,
            detail={"waiting_reason": str(reason)},
            waiting_reason=reason,
            queued_at=clock.now(),
        )
        words = letters.waiting_reason(application, reason)
        letters.tell(by=by, application=application, template="application_waitlisted", reason=words)
    elif application.waiting_reason != reason:
        before = application.waiting_reason
        application.waiting_reason = reason
        application.version += 1
        application.save(update_fields=["waiting_reason", "version"])
        audit.record(
            by=by,
            event="application.waiting_reason_changed",
            obj=application,
            before={"waiting_reason": before},
            after={"waiting_reason": str(reason)},
            detail={"waiting_reason": str(reason)},
        )


def _release(by: User, enrolment: Enrolment) -> None:
    """Give back what is only reserved; an enrolment that never held money has nothing to give back."""
    try:
        funds.release(by=by, reference=enrolment, fund=enrolment.fund)
    except WrongState as error:
        if error.code != "no_reservation":
            raise
