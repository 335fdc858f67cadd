"""The line of business: chosen, and changed, with the advice given (inventory PRC-02)."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from dayaq.accounts.models import User
from dayaq.core.api import Invalid, clock, lock
from dayaq.selfemployment.changes import revise
from dayaq.selfemployment.models import BusinessLine, Case, DirectionChoice
from dayaq.selfemployment.policies import check_step
from dayaq.selfemployment.states import CASE, CaseState
from dayaq.selfemployment.steps import due_after


@transaction.atomic
def choose_direction(
    *, by: User, case: Case, line: BusinessLine, advice: str, reason: str = "", version: int | None = None
) -> Case:
    """The participant's choice, and what they were advised. A change, until the plan is with the committee, says why.

    Every choice stays in the history; the latest counts. Invalid: the line is not offered today, it is the present one,
    no advice, or no reason for a change.
    """
    lock(case, version=version)
    check_step(by, case, "direction")
    today = clock.today()
    if not BusinessLine.objects.on(today).filter(pk=line.pk).exists():
        raise Invalid(_("This line of business is not offered today."), code="not_offered", field="line")
    if not advice.strip():
        raise Invalid(_("Write down the advice that was given."), code="no_advice", field="advice")
    first = case.line_id is None
    if case.line_id == line.pk:
        raise Invalid(_("This is the line of business chosen already."), code="unchanged", field="line")
    if not first and not reason.strip():
        raise Invalid(_("Say why the line of business changes."), code="no_reason", field="reason")
    DirectionChoice.objects.create(
        case=case, line=line, chosen_on=today, advice=advice.strip(), reason=reason.strip(), by=by
    )
    detail = {"line": line.code}
    if first:
        due = due_after(CaseState.DIRECTION_CHOSEN, today)
        return CASE.move(case, CaseState.DIRECTION_CHOSEN, by=by, detail=detail, line=line, due_on=due)
    return revise(case, by=by, event="case.direction_changed", reason=reason, detail=detail, line=line)
