"""The decision: a second officer, a complete record, a letter. Nothing here recomputes who is served afterwards."""

from __future__ import annotations

import hashlib
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dayaq.accounts.models import User
from dayaq.core import audit, clock
from dayaq.core.errors import Invalid, WrongState
from dayaq.core.transitions import lock
from dayaq.law import api as law
from dayaq.programmes import letters, policies
from dayaq.programmes.models import Application, Assessment, DecisionRecord
from dayaq.programmes.queries import latest_assessment, recompute
from dayaq.programmes.ranking import ranks
from dayaq.programmes.reasons import articles_of, default_reason
from dayaq.programmes.states import APPLICATION, ApplicationState, Outcome
from dayaq.rules.api import Decision, Eligibility, RuleError

APPEAL_TERM = "appeal.days"


@transaction.atomic
def decide_application(
    *,
    by: User,
    application: Application,
    approve: bool,
    reason_az: str = "",
    reason_en: str = "",
    version: int | None = None,
) -> DecisionRecord:
    """Decide on the latest assessment; another officer than its author (four eyes).

    The reason may be left empty where the decision is what the rules say: then their own words stand. Invalid when
    approval is not what the rules say (fail closed), or when a decision against the recommendation gives no reason.
    """
    lock(application, version=version)
    policies.check_decide(by, application)
    assessment = latest_assessment(application)
    _check_unaltered(assessment)
    outcome = Outcome.APPROVED if approve else Outcome.REFUSED
    decision = assessment.result
    _check_outcome(decision, outcome)
    record = write_record(
        by=by,
        assessment=assessment,
        outcome=outcome,
        reasons=_reasons(decision, outcome, assessment, reason_az, reason_en),
        author=assessment.by,
    )
    changes = ranks(decision, application) if approve else {}
    APPLICATION.move(
        application,
        ApplicationState.APPROVED if approve else ApplicationState.REFUSED,
        by=by,
        detail={"record": record.pk},
        decided_by=by,
        decided_on=clock.today(),
        due_on=None,
        **changes,
    )
    letters.send_decision(by=by, record=record)
    return record


@transaction.atomic
def correct_decision(
    *, by: User, record: DecisionRecord, reason_az: str, reason_en: str, why: str, version: int | None = None
) -> DecisionRecord:
    """A new record, with other words of reason, that supersedes ``record``; ``why`` says what was wrong.

    The outcome stays: another outcome is reached only by an appeal, or by a new application.
    """
    application = lock(record.application, version=version)
    policies.check_correct(by, application)
    if not why.strip():
        raise Invalid(_("Say what was wrong with the earlier record."), field="why")
    if not (reason_az.strip() and reason_en.strip()):
        raise Invalid(_("The reason is needed in Azerbaijani and in English."), field="reason_az")
    if DecisionRecord.objects.filter(supersedes=record).exists():
        raise WrongState(_("This record was superseded already; correct the one that holds."), code="superseded")
    corrected = DecisionRecord.objects.create(
        application=application,
        kind=DecisionRecord.Kind.CORRECTION,
        programme=record.programme,
        rule_version=record.rule_version,
        outcome=record.outcome,
        facts=record.facts,
        decision=record.decision,
        articles=record.articles,
        reason_az=reason_az.strip(),
        reason_en=reason_en.strip(),
        author=record.author,
        approver=by,
        decided_at=clock.now(),
        appeal_deadline=_appeal_deadline(record.outcome),
        digest=record.digest,
        supersedes=record,
    )
    application.version += 1
    application.save(update_fields=["version"])
    audit.record(
        by=by,
        event="application.decision_corrected",
        obj=application,
        reason=why.strip(),
        before={"record": record.pk},
        after={"record": corrected.pk},
        detail={"record": corrected.pk, "supersedes": record.pk},
    )
    letters.send_decision(by=by, record=corrected)
    return corrected


def write_record(
    *,
    by: User,
    assessment: Assessment,
    outcome: str,
    reasons: tuple[str, str],
    author: User,
    kind: str = DecisionRecord.Kind.FIRST,
    supersedes: DecisionRecord | None = None,
) -> DecisionRecord:
    """Store what was decided on ``assessment``; ``reasons`` in Azerbaijani and English."""
    application = assessment.application
    content = [assessment.rule_version.digest, assessment.facts, assessment.decision]
    return DecisionRecord.objects.create(
        application=application,
        kind=kind,
        programme=application.programme,
        rule_version=assessment.rule_version,
        outcome=outcome,
        facts=assessment.facts,
        decision=assessment.decision,
        articles=articles_of(assessment.result, outcome),
        reason_az=reasons[0],
        reason_en=reasons[1],
        author=author,
        approver=by,
        decided_at=clock.now(),
        appeal_deadline=_appeal_deadline(outcome),
        digest=hashlib.sha256(audit.canonical(content)).hexdigest(),
        supersedes=supersedes,
    )


def _check_unaltered(assessment: Assessment) -> None:
    """What was assessed must compute to the same again, from its own facts under its own rules."""
    try:
        same = recompute(assessment) == assessment.result
    except RuleError:
        same = False
    if not same:
        raise WrongState(
            _("The assessment no longer computes to what was stored."),
            code="altered",
            remedy=_("Have the application assessed again, and tell whoever looks after the audit log."),
        )


def _check_outcome(decision: Decision, outcome: str) -> None:
    if outcome == Outcome.APPROVED and decision.outcome is not Eligibility.ELIGIBLE:
        raise Invalid(
            _("The rules do not find this person eligible; approval is not possible."),
            code=decision.outcome.value,
            field="approve",
            remedy=_("Refuse, or send the application back to have the facts completed or corrected."),
        )


def _reasons(
    decision: Decision, outcome: str, assessment: Assessment, reason_az: str, reason_en: str
) -> tuple[str, str]:
    given = reason_az.strip(), reason_en.strip()
    if all(given):
        return given
    agrees = assessment.recommendation == outcome and decision.outcome is (
        Eligibility.ELIGIBLE if outcome == Outcome.APPROVED else Eligibility.NOT_ELIGIBLE
    )
    if any(given) or not agrees:
        raise Invalid(
            _("The reason is needed in Azerbaijani and in English."),
            code="reason",
            field="reason_en" if given[0] else "reason_az",
            remedy=_("It stands in the letter that the applicant receives."),
        )
    return default_reason(decision, "az"), default_reason(decision, "en")


def _appeal_deadline(outcome: str) -> Any:
    if outcome != Outcome.REFUSED:
        return None
    today = timezone.localdate(clock.now())
    return law.deadline(today, APPEAL_TERM, today)
