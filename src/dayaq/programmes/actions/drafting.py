"""From the first word at the window to a receipt with a number and a deadline; and withdrawing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from dayaq.accounts.models import User
from dayaq.core import audit, clock
from dayaq.core.errors import Invalid
from dayaq.core.transitions import lock
from dayaq.documents import api as documents
from dayaq.law import api as law
from dayaq.places.models import AdministrativeUnit
from dayaq.programmes import facts, letters, policies
from dayaq.programmes.models import Appeal, Application, Enrolment, Programme
from dayaq.programmes.states import APPLICATION, ApplicationState, Basis, Channel
from dayaq.registry import api as registry
from dayaq.registry.models import Consent, Person

DECISION_TERM = "application.decision_working_days"


@transaction.atomic
def draft_application(
    *,
    by: User,
    person: Person,
    programme: Programme,
    basis: str,
    answers: Mapping[str, Any] | None = None,
    channel: str = Channel.OPERATOR,
    consent: Consent | None = None,
    legal_basis: str = "",
) -> Application:
    """A draft for ``person``. ``answers``: fact name → value, only what the programme asks (``asked_facts``).

    Invalid: an application of this person is open already, they take part already, or nobody knows the district.
    """
    policies.check_draft(by, person)
    registry.hold_person(person)
    unit = _unit_of(by, person)
    _check_basis(basis)
    _check_consent(person, consent)
    if person.death_date is not None:
        raise Invalid(_("This person has died."), code="dead", field="person")
    if Enrolment.objects.running().filter(person=person, programme=programme).exists():
        raise Invalid(_("This person takes part in the programme already."), code="enrolled", field="person")
    rules = facts.rule_version(programme, clock.today()).rules
    try:
        with transaction.atomic():
            application = Application.objects.create(
                programme=programme,
                person=person,
                unit=unit,
                channel=channel,
                basis=basis,
                answers=facts.read_answers(programme, rules, answers or {}),
                basis_consent=consent,
                legal_basis=legal_basis.strip(),
                drafted_by=by,
            )
    except IntegrityError as error:
        if "application_one_open" not in str(error):
            raise
        raise Invalid(
            _("This person has an open application to the programme already."),
            code="open_already",
            field="person",
            remedy=_("Continue with that one, or withdraw it first."),
        ) from error
    return APPLICATION.start(application, by=by, detail={"programme": programme.code, "channel": str(channel)})


@transaction.atomic
def edit_draft(
    *,
    by: User,
    application: Application,
    basis: str,
    answers: Mapping[str, Any],
    consent: Consent | None = None,
    legal_basis: str = "",
    version: int | None = None,
) -> Application:
    """Change what a draft says; after submission only new information is recorded."""
    lock(application, version=version)
    policies.check_edit_draft(by, application)
    _check_basis(basis)
    _check_consent(application.person, consent)
    rules = facts.rule_version(application.programme, clock.today()).rules
    before = {"basis": application.basis, "answers": application.answers}
    application.basis = basis
    application.answers = facts.read_answers(application.programme, rules, answers)
    application.basis_consent = consent
    application.legal_basis = legal_basis.strip()
    application.version += 1
    application.save(update_fields=["basis", "answers", "basis_consent", "legal_basis", "version"])
    after = {"basis": application.basis, "answers": application.answers}
    audit.record(by=by, event="application.edited", obj=application, before=before, after=after)
    return application


@transaction.atomic
def submit_application(*, by: User, application: Application, version: int | None = None) -> Application:
    """Number it, start the clock, hand out a receipt. The deadline is in working days, from a dated parameter."""
    lock(application, version=version)
    policies.check_submit(by, application)
    today = clock.today()
    deadline = law.deadline(today, DECISION_TERM, today)
    application = APPLICATION.move(
        application,
        ApplicationState.SUBMITTED,
        by=by,
        number=documents.next_number(application.programme.number_code, today),
        submitted_by=by,
        submitted_at=clock.now(),
        deadline=deadline,
        due_on=deadline,
    )
    letters.send_receipt(by=by, application=application)
    return application


@transaction.atomic
def withdraw_application(
    *, by: User, application: Application, reason: str = "", version: int | None = None
) -> Application:
    """The applicant takes it back, from any open state; a reason may be given."""
    lock(application, version=version)
    policies.check_withdraw(by, application)
    if application.state == ApplicationState.APPEALED:
        now = clock.now()
        Appeal.objects.filter(application=application, result="").update(
            result=Appeal.Result.WITHDRAWN, decided_by=by, decided_at=now
        )
    application = APPLICATION.move(
        application, ApplicationState.WITHDRAWN, by=by, reason=reason, waiting_reason="", due_on=None
    )
    if application.number:
        letters.tell(by=by, application=application, template="application_withdrawn")
    return application


def _unit_of(by: User, person: Person) -> AdministrativeUnit:
    """Where the person lives; else the one district in which the operator works."""
    if person.unit is not None:
        return person.unit
    districts = by.district_ids("application.draft")
    if districts is not None and len(districts) == 1:
        return AdministrativeUnit.objects.get(pk=next(iter(districts)))
    raise Invalid(
        _("The district where this person lives is not recorded."),
        code="no_district",
        field="person",
        remedy=_("Record it on the page of the person first: it says which office examines the application."),
    )


def _check_basis(basis: str) -> None:
    if basis not in Basis.values:
        raise Invalid(_("Choose the ground on which the person applies."), field="basis", value=basis)


def _check_consent(person: Person, consent: Consent | None) -> None:
    if consent is not None and consent.person_id != person.pk:
        raise Invalid(_("This consent is somebody else's."), code="consent", field="consent")
