"""Assessment: the caseworker takes an application, asks for what is missing, and recommends a decision."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dayaq.accounts.models import User
from dayaq.core import audit, clock
from dayaq.core.errors import Invalid
from dayaq.core.transitions import lock
from dayaq.law import api as law
from dayaq.programmes import facts, letters, policies
from dayaq.programmes.models import Application, Assessment, InformationRequest
from dayaq.programmes.states import APPLICATION, ApplicationState, Outcome
from dayaq.registry.models import Consent
from dayaq.rules.api import Eligibility

CLOCK_RULE = "application.information_clock"
"""Whether the term of the decision ``"runs"`` on or ``"stops"`` while information is awaited: a dated parameter."""


@transaction.atomic
def take_for_assessment(
    *,
    by: User,
    application: Application,
    consent: Consent | None = None,
    legal_basis: str = "",
    version: int | None = None,
) -> Application:
    """Take a submitted application; refused without a consent in force or a legal basis (given here or before)."""
    lock(application, version=version)
    policies.check_take(by, application)
    changes: dict[str, Any] = {"taken_by": by}
    if consent is not None:
        if consent.person_id != application.person_id:
            raise Invalid(_("This consent is somebody else's."), code="consent", field="consent")
        changes["basis_consent"] = application.basis_consent = consent
    if legal_basis.strip():
        changes["legal_basis"] = application.legal_basis = legal_basis.strip()
    policies.check_lawful(application)
    return APPLICATION.move(application, ApplicationState.IN_ASSESSMENT, by=by, **changes)


@transaction.atomic
def request_information(
    *, by: User, application: Application, names: Sequence[str], text: str, version: int | None = None
) -> InformationRequest:
    """Ask the applicant for the facts ``names``; ``text`` is in the applicant's language and goes out as a notice.

    Once only: a fact that a register already gives is never asked for.
    """
    lock(application, version=version)
    policies.check_request_information(by, application)
    if not text.strip():
        raise Invalid(_("Write what is missing, in the applicant's language."), field="text")
    if not names:
        raise Invalid(_("Choose which facts are missing."), field="names")
    rules = facts.rule_version(application.programme, facts.day_of_application(application)).rules
    known = facts.from_registers(application, rules, on=clock.today()) & set(names)
    if known:
        raise Invalid(
            _("A register answers this already: %(facts)s.")
            % {"facts": ", ".join(facts.label_of(rules, name) for name in sorted(known))},
            code="once_only",
            field="names",
            value=sorted(known),
            remedy=_("Do not ask the applicant for what the state already knows."),
        )
    unknown = set(names) - {fact.name for fact in rules.facts}
    if unknown:
        raise Invalid(_("The rules do not ask for this."), code="not_asked", field="names", value=sorted(unknown))
    asked = InformationRequest.objects.create(
        application=application,
        facts=sorted(set(names)),
        text=text.strip(),
        language=application.person.language,
        asked_by=by,
    )
    APPLICATION.move(
        application, ApplicationState.NEEDS_INFORMATION, by=by, detail={"request": asked.pk, "facts": asked.facts}
    )
    letters.tell(by=by, application=application, template="information_requested", text=asked.text)
    return asked


@transaction.atomic
def record_information(
    *,
    by: User,
    application: Application,
    text: str = "",
    answers: Mapping[str, Any] | None = None,
    version: int | None = None,
) -> Application:
    """What the applicant brought. The deadline moves by the days waited where the law says that the clock stops."""
    lock(application, version=version)
    policies.check_record_information(by, application)
    rules = facts.rule_version(application.programme, facts.day_of_application(application)).rules
    read = facts.read_answers(application.programme, rules, answers or {})
    if not text.strip() and not read:
        raise Invalid(_("Record what the applicant answered."), field="text")
    asked = InformationRequest.objects.select_for_update().get(application=application, answered_at=None)
    asked.answered_at = clock.now()
    asked.answered_by = by
    asked.answer = text.strip()
    asked.save(update_fields=["answered_at", "answered_by", "answer"])
    deadline = _deadline_after(application, asked)
    return APPLICATION.move(
        application,
        ApplicationState.IN_ASSESSMENT,
        by=by,
        detail={"request": asked.pk, "facts": sorted(read)},
        answers={**application.answers, **read},
        deadline=deadline,
        due_on=deadline,
    )


def _deadline_after(application: Application, asked: InformationRequest) -> date | None:
    rule = law.parameter(CLOCK_RULE, facts.day_of_application(application))
    if application.deadline is None or rule.value != "stops":
        return application.deadline
    calendar = law.working_calendar()
    waited = calendar.working_days_between(timezone.localdate(asked.created_at), clock.today())
    return calendar.add_working_days(application.deadline, waited) if waited else application.deadline


@transaction.atomic
def assess_application(
    *, by: User, application: Application, recommendation: str = "", reason: str = "", version: int | None = None
) -> Assessment:
    """Apply the rules to the facts of today and keep the result; with ``recommendation`` it goes to a second officer.

    Approval can be recommended only where the rules say eligible (fail closed): Invalid with code ``undetermined`` or
    ``not_eligible`` and, as its value, what is missing or not met. A refusal against the rules needs a reason.
    """
    lock(application, version=version)
    policies.check_assess(by, application)
    policies.check_lawful(application)
    if recommendation and recommendation not in Outcome.values:
        raise Invalid(_("Recommend approval or refusal."), field="recommendation", value=recommendation)
    today = clock.today()
    examined = facts.examine(application, on=today)
    if recommendation:
        _check_outcome(examined.decision.outcome, recommendation, reason, examined)
    assessment = Assessment.objects.create(
        application=application,
        rule_version=examined.rule_version,
        by=by,
        on_date=today,
        facts={name: fact.to_dict() for name, fact in examined.facts.items()},
        decision=examined.decision.to_dict(),
        outcome=examined.decision.outcome.value,
        recommendation=recommendation,
        reason=reason.strip(),
    )
    application.assessed_by = by if recommendation else None
    application.version += 1
    application.save(update_fields=["assessed_by", "version"])
    audit.record(
        by=by,
        event="application.assessed",
        obj=application,
        after={"assessment": assessment.pk},
        detail={"assessment": assessment.pk, "outcome": assessment.outcome, "recommendation": recommendation},
    )
    return assessment


def _check_outcome(outcome: Eligibility, wanted: str, reason: str, examined: facts.Examination) -> None:
    """Fail closed: nobody is approved whom the rules do not find eligible; a refusal against the rules is explained."""
    if wanted == Outcome.APPROVED and outcome is Eligibility.UNDETERMINED:
        names = examined.missing
        raise Invalid(
            _("The rules cannot say yet: these facts are missing: %(facts)s.")
            % {"facts": ", ".join(facts.label_of(examined.rule_version.rules, name) for name in names)},
            code="undetermined",
            field="recommendation",
            value=list(names),
            remedy=_("Ask a register, or request the information from the applicant."),
        )
    if wanted == Outcome.APPROVED and outcome is Eligibility.NOT_ELIGIBLE:
        raise Invalid(
            _("The rules find this person not eligible; approval is not possible."),
            code="not_eligible",
            field="recommendation",
            remedy=_("Recommend refusal, or have the facts corrected where they are wrong."),
        )
    if wanted == Outcome.REFUSED and outcome is not Eligibility.NOT_ELIGIBLE and not reason.strip():
        raise Invalid(
            _("A refusal that the rules do not give by themselves needs a reason."), code="reason", field="reason"
        )
