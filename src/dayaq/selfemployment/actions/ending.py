"""How a case ends well, or before its time: ownership passes on, or the participant leaves."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from dayaq.accounts.models import User
from dayaq.core.api import Invalid, WrongState, audit, clock, lock
from dayaq.documents.models import Document
from dayaq.panels import api as panels
from dayaq.programmes.api import end_enrolment
from dayaq.selfemployment.models import Asset, BusinessPlan, Case, Contract
from dayaq.selfemployment.papers import issue_ownership, tell
from dayaq.selfemployment.policies import check_step, check_term_over
from dayaq.selfemployment.states import ASSET, CASE, PLAN, AssetState, CaseState, PlanState
from dayaq.selfemployment.stock import TO_COME, drop, locked_in_hand


@transaction.atomic
def transfer_ownership(*, by: User, case: Case, version: int | None = None) -> Case:
    """The term is over and the activity matched the plan: the things become the participant's own (inventory SE-12).

    WrongState while the contract runs, a visit that was due within its term is missing, the last visit did not match
    the plan, a breach is open, or nothing is in the participant's hands. Later visits stay: they follow up.
    """
    lock(case, version=version)
    check_step(by, case, "transfer")
    today = clock.today()
    contract = Contract.objects.select_related("plan__line").get(case=case)
    check_term_over(case, contract)
    assets = locked_in_hand(case)
    if not assets:
        raise WrongState(_("The participant has nothing in hand that could become their own."), code="nothing_in_hand")
    document = issue_ownership(by=by, case=case, contract=contract, assets=assets, on=today)
    for asset in assets:
        ASSET.move(asset, AssetState.TRANSFERRED, by=by, detail={"case": case.pk, "document": document.number})
    return _complete(case, contract, document, by)


def _complete(case: Case, contract: Contract, document: Document, by: User) -> Case:
    today = clock.today()
    detail = {"contract": contract.pk, "document": document.number}
    CASE.move(case, CaseState.COMPLETED, by=by, detail=detail, due_on=None, ended_on=today)
    end_enrolment(by=by, enrolment=case.enrolment, reason="completed")
    tell(by=by, case=case, template="ownership_transferred", document=document, number=contract.number)
    return case


@transaction.atomic
def exit_case(*, by: User, case: Case, reason: str, version: int | None = None) -> Case:
    """The participant leaves the programme, at any stage; what was reserved or ordered for them is free again.

    WrongState while a breach is open or things are in the participant's hands: they come back first. Things that were
    received stay in store and can be handed over to somebody else.
    """
    lock(case, version=version)
    check_step(by, case, "exit")
    if not reason.strip():
        raise Invalid(_("Say why participation ends."), code="no_reason", field="reason")
    if case.breaches.open().exists():
        raise WrongState(_("A breach is open."), code="breach_open", remedy=_("Decide it first."))
    if locked_in_hand(case):
        raise WrongState(
            _("The participant still has things in hand."),
            code="in_hand",
            remedy=_("Record what becomes of each of them first."),
        )
    for plan in BusinessPlan.objects.filter(case=case, state=PlanState.SUBMITTED):
        _withdraw(plan, by, reason)
    for asset in Asset.objects.select_for_update().filter(case=case, state__in=TO_COME).order_by("pk"):
        drop(asset, case=case, by=by, reason=reason)
    visits = list(case.visits.due())
    for visit in visits:
        visit.called_off = True
        visit.save(update_fields=["called_off"])
    if visits:
        audit.record(by=by, event="case.visits_called_off", obj=case, detail={"visits": [v.pk for v in visits]})
    CASE.move(
        case,
        CaseState.EXITED,
        by=by,
        reason=reason,
        due_on=None,
        ended_on=clock.today(),
        end_reason=reason.strip(),
    )
    end_enrolment(by=by, enrolment=case.enrolment, reason="exited", note=reason)
    return case


def _withdraw(plan: BusinessPlan, by: User, reason: str) -> None:
    sitting = panels.sitting_about(plan)
    if sitting is not None and sitting.state == panels.SittingState.OPEN:
        panels.cancel_sitting(by=by, sitting=sitting, reason=reason)
    PLAN.move(plan, PlanState.RETURNED, by=by, reason=reason, detail={"case": plan.case_id}, decision_note=reason)
