"""Breach: a finding, a notice, a chance to remedy, a decision by somebody else, and what becomes of the assets."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from dayaq.accounts.models import User
from dayaq.core.api import Invalid, WrongState, clock, lock
from dayaq.law import api as law
from dayaq.programmes.api import end_enrolment
from dayaq.selfemployment.changes import refresh_due
from dayaq.selfemployment.models import Breach, Case, Contract, MonitoringVisit
from dayaq.selfemployment.papers import issue_breach_notice, tell
from dayaq.selfemployment.policies import check_breach_eyes, check_step
from dayaq.selfemployment.states import BREACH, CASE, BreachState, CaseState
from dayaq.selfemployment.stock import end_holding, locked_in_hand


@transaction.atomic
def raise_breach(
    *, by: User, case: Case, kind: str, finding: str, visit: MonitoringVisit | None = None, version: int | None = None
) -> Breach:
    """The contract is not kept. One breach at a time: another is raised once this one is decided."""
    lock(case, version=version)
    check_step(by, case, "raise_breach")
    if kind not in Breach.Kind.values:
        raise Invalid(_("Say what kind of breach it is."), field="kind", value=kind)
    if not finding.strip():
        raise Invalid(_("Say what was found."), code="no_finding", field="finding")
    if visit is not None and visit.case_id != case.pk:
        raise Invalid(_("This visit belongs to another case."), code="other_case", field="visit")
    if case.breaches.open().exists():
        raise WrongState(_("A breach is open already."), code="breach_open", remedy=_("Decide that one first."))
    breach = Breach.objects.create(
        case=case, visit=visit, kind=kind, finding=finding.strip(), found_by=by, found_on=clock.today()
    )
    BREACH.start(breach, by=by, detail={"case": case.pk, "kind": kind})
    refresh_due(case)
    return breach


@transaction.atomic
def notify_breach(*, by: User, breach: Breach, version: int | None = None) -> Breach:
    """Serve notice: a document says what was found and until when it can be put right (``se.remedy_days``)."""
    case, contract = _locked(breach, version)
    check_step(by, case, "decide_breach")
    BREACH.check(breach, BreachState.NOTIFIED)
    today = clock.today()
    until = law.deadline(today, "se.remedy_days")
    document = issue_breach_notice(by=by, breach=breach, contract=contract, remedy_until=until)
    detail = {"case": case.pk, "until": until, "document": document.number}
    BREACH.move(
        breach,
        BreachState.NOTIFIED,
        by=by,
        detail=detail,
        notified_on=today,
        remedy_until=until,
        notice=document,
    )
    tell(by=by, case=case, template="breach_notice", document=document, number=contract.number, remedy_until=until)
    refresh_due(case)
    return breach


@transaction.atomic
def remedy_breach(*, by: User, breach: Breach, note: str, version: int | None = None) -> Breach:
    """It was put right; ``note`` says how that was seen."""
    case, _contract = _locked(breach, version)
    check_step(by, case, "remedy_breach")
    _move(breach, BreachState.REMEDIED, by=by, note=note)
    refresh_due(case)
    return breach


@transaction.atomic
def dismiss_breach(*, by: User, breach: Breach, reason: str, version: int | None = None) -> Breach:
    """There was no breach after all."""
    case, _contract = _locked(breach, version)
    check_step(by, case, "decide_breach")
    _move(breach, BreachState.DISMISSED, by=by, note=reason)
    refresh_due(case)
    return breach


@transaction.atomic
def confirm_breach(
    *, by: User, breach: Breach, decision: str, outcomes: Mapping[int, str], version: int | None = None
) -> Breach:
    """The notice ran out and nothing was put right: the contract ends, and every thing in hand is decided on.

    ``outcomes`` maps the key of each asset in the participant's hands to "recovered", "written_off" or "lost". Denied
    for whoever found the breach; WrongState while the chance to remedy runs.
    """
    case, contract = _locked(breach, version)
    check_step(by, case, "decide_breach")
    check_breach_eyes(by, breach)
    BREACH.check(breach, BreachState.CONFIRMED)
    today = clock.today()
    if breach.remedy_until is not None and today <= breach.remedy_until:
        raise WrongState(
            _("The participant still has time to put it right."),
            code="remedy_runs",
            value=breach.remedy_until,
            remedy=_("Decide after that day."),
        )
    assets = locked_in_hand(case)
    _move(breach, BreachState.CONFIRMED, by=by, note=decision)
    end_holding(assets, outcomes, case=case, by=by, reason=decision)
    for visit in case.visits.due():
        visit.called_off = True
        visit.save(update_fields=["called_off"])
    detail = {"breach": breach.pk, "assets": sorted(outcomes)}
    CASE.move(
        case,
        CaseState.BREACHED,
        by=by,
        reason=decision,
        detail=detail,
        due_on=None,
        ended_on=today,
        end_reason=decision.strip(),
    )
    end_enrolment(by=by, enrolment=case.enrolment, reason="breached", note=decision)
    tell(by=by, case=case, template="recovery_decided", number=contract.number, reason=decision)
    return breach


def _locked(breach: Breach, version: int | None) -> tuple[Case, Contract]:
    case = lock(breach.case)
    lock(breach, version=version)
    contract = Contract.objects.filter(case=case).first()
    if contract is None:
        raise WrongState(_("There is no contract yet."), code="no_contract")
    return case, contract


def _move(breach: Breach, state: BreachState, *, by: User, note: str) -> None:
    if not note.strip():
        raise Invalid(_("Write down the reason."), code="no_reason", field="note")
    BREACH.move(
        breach,
        state,
        by=by,
        reason=note,
        detail={"case": breach.case_id},
        decided_by=by,
        decided_on=clock.today(),
        decision=note.strip(),
    )
