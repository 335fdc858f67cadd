"""Visits: planned, made, called off (inventory PRC-07)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from dayaq.accounts.models import User
from dayaq.core.api import Invalid, WrongState, audit, clock, lock
from dayaq.selfemployment.changes import refresh_due
from dayaq.selfemployment.models import Case, Contract, MonitoringVisit
from dayaq.selfemployment.papers import tell
from dayaq.selfemployment.policies import check_step


@transaction.atomic
def plan_visit(*, by: User, case: Case, due_on: date) -> MonitoringVisit:
    """A visit out of turn; the participant is told."""
    lock(case)
    check_step(by, case, "plan_visit")
    if due_on < clock.today():
        raise Invalid(_("A visit is planned for today or later."), field="due_on", value=due_on)
    visit = MonitoringVisit.objects.create(case=case, month=0, due_on=due_on)
    audit.record(by=by, event="visit.planned", obj=visit, detail={"case": case.pk, "due_on": due_on})
    refresh_due(case)
    contract = Contract.objects.filter(case=case).first()
    number = contract.number if contract else case.number
    tell(by=by, case=case, template="visit_announced", number=number, visit_on=due_on)
    return visit


@transaction.atomic
def record_visit(
    *,
    by: User,
    visit: MonitoringVisit,
    made_on: date,
    trading: bool,
    matches_plan: bool,
    assets_present: bool,
    income: Decimal | None = None,
    employed: int | None = None,
    findings: str = "",
) -> MonitoringVisit:
    """What was seen, once and for all. ``income`` is monthly; ``employed`` counts the participant too.

    Whoever visits says in words what was found where something is not as it should be.
    """
    case = lock(visit.case)
    check_step(by, case, "visit")
    visit = _locked(visit)
    if visit.made_on is not None or visit.called_off:
        raise WrongState(_("This visit is recorded already."), code="visit_made")
    if made_on > clock.today() or (case.equipped_on is not None and made_on < case.equipped_on):
        raise Invalid(_("A visit is made after the handover and before tomorrow."), field="made_on", value=made_on)
    if income is not None and income < 0:
        raise Invalid(_("An income is never below zero."), field="income", value=income)
    if not (trading and matches_plan and assets_present) and not findings.strip():
        raise Invalid(_("Say what was found."), code="no_findings", field="findings")
    seen = {
        "made_on": made_on,
        "made_by": by,
        "trading": trading,
        "matches_plan": matches_plan,
        "assets_present": assets_present,
        "income": income,
        "employed": employed,
        "findings": findings.strip(),
    }
    for name, value in seen.items():
        setattr(visit, name, value)
    visit.save(update_fields=list(seen))
    audit.record(
        by=by,
        event="visit.made",
        obj=visit,
        after=seen | {"made_by": by.pk},
        detail={"case": case.pk, "month": visit.month, "on": made_on},
    )
    refresh_due(case)
    return visit


@transaction.atomic
def call_off_visit(*, by: User, visit: MonitoringVisit, reason: str) -> MonitoringVisit:
    """The visit will not take place."""
    case = lock(visit.case)
    check_step(by, case, "plan_visit")
    visit = _locked(visit)
    if visit.made_on is not None or visit.called_off:
        raise WrongState(_("This visit is recorded already."), code="visit_made")
    if not reason.strip():
        raise Invalid(_("Say why the visit does not take place."), code="no_reason", field="reason")
    visit.called_off = True
    visit.save(update_fields=["called_off"])
    audit.record(by=by, event="visit.called_off", obj=visit, reason=reason, detail={"case": case.pk})
    refresh_due(case)
    return visit


def _locked(visit: MonitoringVisit) -> MonitoringVisit:
    return MonitoringVisit.objects.select_for_update().get(pk=visit.pk)
