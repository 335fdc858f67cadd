"""A case opens when somebody is enrolled, and somebody looks after it."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from dayaq.accounts.models import User
from dayaq.core.api import Invalid, audit, clock, lock
from dayaq.programmes.models import Enrolment
from dayaq.selfemployment.changes import revise
from dayaq.selfemployment.models import Case, MonitoringVisit
from dayaq.selfemployment.policies import check_step
from dayaq.selfemployment.states import CASE, CaseState
from dayaq.selfemployment.steps import due_after


@transaction.atomic
def open_case(*, by: User, enrolment: Enrolment) -> Case:
    """The case of ``enrolment``; the one there is, when it was opened before. Called by the handler, as the system."""
    enrolment = Enrolment.objects.select_for_update(of=("self",)).select_related("application").get(pk=enrolment.pk)
    earlier = Case.objects.filter(enrolment=enrolment).first()
    if earlier is not None:
        return earlier
    case = Case.objects.create(
        enrolment=enrolment,
        person=enrolment.person,
        unit=enrolment.application.unit,
        due_on=due_after(CaseState.ENROLLED, enrolment.enrolled_on),
    )
    return CASE.start(case, by=by, detail={"enrolment": enrolment.pk})


@transaction.atomic
def assign_case(*, by: User, case: Case, to: User, version: int | None = None) -> Case:
    """``to`` looks after the case from now on. Invalid when they may not work with it."""
    lock(case, version=version)
    check_step(by, case, "assign")
    if not any(_works_with(to, case, permission) for permission in ("case.direction", "case.monitoring")):
        raise Invalid(
            _("This colleague does not work with cases in this district."),
            code="not_theirs",
            field="to",
            remedy=_("Choose somebody whose role covers it."),
        )
    return revise(case, by=by, event="case.assigned", detail={"to": to.pk}, assigned_to=to)


@transaction.atomic
def assign_visit(*, by: User, visit: MonitoringVisit, to: User) -> MonitoringVisit:
    """``to`` makes the visit."""
    visit = MonitoringVisit.objects.select_for_update().get(pk=visit.pk)
    check_step(by, visit.case, "plan_visit")
    if not _works_with(to, visit.case, "case.visit"):
        raise Invalid(_("This colleague does not visit participants in this district."), code="not_theirs", field="to")
    before = visit.assigned_to_id
    visit.assigned_to = to
    visit.save(update_fields=["assigned_to"])
    audit.record(
        by=by,
        event="visit.assigned",
        obj=visit,
        before={"to": before},
        after={"to": to.pk},
        detail={"case": visit.case_id, "on": clock.today()},
    )
    return visit


def _works_with(user: User, case: Case, permission: str) -> bool:
    return (
        user.is_active
        and user.may(permission)
        and Case.objects.visible_to(user, permission).filter(pk=case.pk).exists()
    )
