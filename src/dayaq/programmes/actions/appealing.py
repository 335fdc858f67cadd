"""Appeals: a refusal is looked at again by somebody who neither drafted, assessed nor decided."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from dayaq.accounts.models import User
from dayaq.core import clock
from dayaq.core.errors import Invalid, WrongState
from dayaq.core.transitions import lock
from dayaq.law import api as law
from dayaq.programmes import facts, letters, policies
from dayaq.programmes.actions.deciding import write_record
from dayaq.programmes.actions.drafting import DECISION_TERM
from dayaq.programmes.models import Appeal, Application, Assessment, DecisionRecord
from dayaq.programmes.queries import latest_record, took_part
from dayaq.programmes.ranking import ranks
from dayaq.programmes.states import APPLICATION, ApplicationState, Outcome
from dayaq.rules.api import Eligibility


@transaction.atomic
def appeal_application(*, by: User, application: Application, grounds: str, version: int | None = None) -> Appeal:
    """Appeal a refusal, until the last day that its record names (parameter ``appeal.days``)."""
    lock(application, version=version)
    policies.check_appeal(by, application)
    if not grounds.strip():
        raise Invalid(_("Write why the applicant does not agree."), field="grounds")
    record = latest_record(application)
    today = clock.today()
    if record.appeal_deadline is not None and today > record.appeal_deadline:
        raise WrongState(
            _("The term for an appeal has passed."),
            code="too_late",
            field="grounds",
            value=record.appeal_deadline,
            remedy=_("The applicant may turn to a court, or apply anew when the facts have changed."),
        )
    appeal = Appeal.objects.create(
        application=application,
        record=record,
        grounds=grounds.strip(),
        submitted_by=by,
        submitted_at=clock.now(),
        deadline=law.deadline(today, DECISION_TERM, today),
    )
    APPLICATION.move(
        application, ApplicationState.APPEALED, by=by, detail={"appeal": appeal.pk}, due_on=appeal.deadline
    )
    letters.tell(by=by, application=application, template="appeal_received", deadline=appeal.deadline)
    return appeal


@transaction.atomic
def decide_appeal(
    *, by: User, appeal: Appeal, overturn: bool, reason_az: str, reason_en: str, version: int | None = None
) -> DecisionRecord:
    """Uphold the refusal, or overturn it on the facts of today: then a new record supersedes it (workflows.md 1).

    Overturning too fails closed: the rules must find the person eligible now, so wrong facts are corrected first.
    Returns the record that holds.
    """
    application = appeal.application
    lock(application, version=version)
    policies.check_decide_appeal(by, application, took_part=took_part(application))
    if not (reason_az.strip() and reason_en.strip()):
        raise Invalid(_("The reason is needed in Azerbaijani and in English."), code="reason", field="reason_az")
    appeal.result = Appeal.Result.OVERTURNED if overturn else Appeal.Result.UPHELD
    appeal.reason_az, appeal.reason_en = reason_az.strip(), reason_en.strip()
    appeal.decided_by, appeal.decided_at = by, clock.now()
    appeal.save(update_fields=["result", "reason_az", "reason_en", "decided_by", "decided_at"])
    detail = {"appeal": appeal.pk}
    if overturn:
        record = _overturn(by, appeal)
    else:
        APPLICATION.move(application, ApplicationState.UPHELD, by=by, detail=detail, due_on=None)
        record = appeal.record
    letters.send_appeal_answer(by=by, appeal=appeal, record=record)
    if overturn:
        letters.send_decision(by=by, record=record)
    return record


def _overturn(by: User, appeal: Appeal) -> DecisionRecord:
    application = appeal.application
    today = clock.today()
    examined = facts.examine(application, on=today)
    if examined.decision.outcome is not Eligibility.ELIGIBLE:
        raise Invalid(
            _("On the facts recorded today the rules still do not find this person eligible."),
            code=examined.decision.outcome.value,
            field="overturn",
            remedy=_("Where a fact is wrong, have it corrected or verified first; then decide the appeal."),
        )
    assessment = Assessment.objects.create(
        application=application,
        rule_version=examined.rule_version,
        by=by,
        on_date=today,
        facts={name: fact.to_dict() for name, fact in examined.facts.items()},
        decision=examined.decision.to_dict(),
        outcome=examined.decision.outcome.value,
        recommendation=Outcome.APPROVED,
        reason=appeal.reason_en,
    )
    record = write_record(
        by=by,
        assessment=assessment,
        outcome=Outcome.APPROVED,
        reasons=(appeal.reason_az, appeal.reason_en),
        author=by,
        kind=DecisionRecord.Kind.APPEAL,
        supersedes=latest_record(application),
    )
    detail = {"appeal": appeal.pk, "record": record.pk}
    APPLICATION.move(application, ApplicationState.OVERTURNED, by=by, detail=detail, due_on=None)
    APPLICATION.move(
        application,
        ApplicationState.APPROVED,
        by=by,
        detail=detail,
        decided_by=by,
        decided_on=today,
        **ranks(examined.decision, application),
    )
    return record
