"""Equipped: the day the last planned thing was handed over, and what begins then."""

from __future__ import annotations

from dayaq.accounts.api import system_user
from dayaq.accounts.models import User
from dayaq.core.api import audit, clock
from dayaq.core.periods import add_months
from dayaq.funds import api as funds
from dayaq.law import api as law
from dayaq.selfemployment.changes import refresh_due
from dayaq.selfemployment.models import Asset, Case, MonitoringVisit
from dayaq.selfemployment.states import CASE, AssetState, CaseState
from dayaq.selfemployment.stock import TO_COME


def equip_when_complete(case: Case, by: User) -> None:
    """Move a case on whose participant has things in hand while nothing is still to come or in store for them.

    Equipped is dated once and never mixed with enrolled. What is left of the reservation is released; visits are
    planned so many months ahead as the dated parameter ``se.visit_months`` says; monitoring begins.
    """
    if case.state not in (CaseState.CONTRACT_SIGNED, CaseState.ASSETS_ORDERED):
        return
    waiting = Asset.objects.filter(case=case, state__in=[*TO_COME, AssetState.RECEIVED])
    if waiting.exists() or not Asset.objects.in_hand_of(case).exists():
        return
    today = clock.today()
    if case.state == CaseState.CONTRACT_SIGNED:
        CASE.move(case, CaseState.ASSETS_ORDERED, by=by, detail={"assets": 0})
    CASE.move(case, CaseState.EQUIPPED, by=by, equipped_on=today)
    funds.release(by=by, reference=case.enrolment, fund=case.enrolment.fund, memo="equipped")
    system = system_user()
    months = law.parameter("se.visit_months", today).value
    visits = MonitoringVisit.objects.bulk_create(
        MonitoringVisit(case=case, month=month, due_on=add_months(today, month)) for month in months
    )
    detail = {"months": months, "visits": [visit.pk for visit in visits]}
    audit.record(by=system, event="case.visits_planned", obj=case, detail=detail)
    CASE.move(case, CaseState.IN_MONITORING, by=system)
    refresh_due(case)
