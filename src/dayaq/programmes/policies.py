"""Who may do what with an application. ``check_*`` raise; ``core.policies.can`` turns one into yes or no.

Three things are asked each time: does the role allow it, does the application lie where the account works, and have
these eyes seen it before. What the state allows stands in ``states.py``.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from dayaq.accounts.api import same_human
from dayaq.core import clock
from dayaq.core.errors import Denied, WrongState
from dayaq.programmes.models import Application, Enrolment
from dayaq.programmes.states import ApplicationState

if TYPE_CHECKING:
    from dayaq.accounts.models import User
    from dayaq.registry.models import Person


def check_place(user: User, application: Application, permission: str) -> None:
    """The role allows ``permission`` and holds it for the application's district; protected persons need more."""
    if not user.may(permission):
        raise Denied(
            _("Your role does not allow this."),
            remedy=_("If your work needs it, ask whoever looks after accounts in your organisation."),
        )
    if not Application.objects.visible_to(user, permission).filter(pk=application.pk).exists():
        raise Denied(_("This application is not open to you."), code="hidden")


def check_draft(user: User, person: Person) -> None:
    """An application is drafted by whoever receives people, for a person they may see."""
    if not user.may("application.draft"):
        raise Denied(_("Your role does not draft applications."), remedy=_("Ask an operator or a caseworker."))
    if not user.is_system and not type(person)._default_manager.visible_to(user).filter(pk=person.pk).exists():
        raise Denied(_("This person is not open to you."), code="hidden")


def check_edit_draft(user: User, application: Application) -> None:
    check_place(user, application, "application.draft")
    _check_state(application, ApplicationState.DRAFT)


def check_submit(user: User, application: Application) -> None:
    check_place(user, application, "application.submit")
    _check_state(application, ApplicationState.DRAFT)


def check_take(user: User, application: Application) -> None:
    check_place(user, application, "application.assess")
    _check_state(application, ApplicationState.SUBMITTED)


def check_assess(user: User, application: Application) -> None:
    check_place(user, application, "application.assess")
    _check_state(application, ApplicationState.IN_ASSESSMENT)


def check_request_information(user: User, application: Application) -> None:
    check_assess(user, application)


def check_record_information(user: User, application: Application) -> None:
    if not user.may("application.submit"):
        check_place(user, application, "application.assess")
    else:
        check_place(user, application, "application.submit")
    _check_state(application, ApplicationState.NEEDS_INFORMATION)


def check_decide(user: User, application: Application) -> None:
    """A second officer decides: nobody decides what they assessed, under whichever of their accounts."""
    check_place(user, application, "application.decide")
    _check_state(application, ApplicationState.IN_ASSESSMENT)
    if application.assessed_by is None:
        raise WrongState(
            _("Nobody has assessed this application yet."),
            code="not_assessed",
            remedy=_("A caseworker assesses it first and recommends a decision."),
        )
    _check_other_eyes(
        user,
        [application.assessed_by],
        _("You assessed this application; another officer must decide it."),
    )


def check_correct(user: User, application: Application) -> None:
    """A record is corrected by a decision officer who did not assess the application."""
    check_place(user, application, "application.decide")
    if application.assessed_by is not None:
        _check_other_eyes(
            user,
            [application.assessed_by],
            _("You assessed this application; another officer must decide it."),
        )


def check_enrol(user: User, application: Application) -> None:
    check_place(user, application, "application.enrol")
    _check_state(application, ApplicationState.APPROVED, ApplicationState.WAITLISTED)


def check_withdraw(user: User, application: Application) -> None:
    check_place(user, application, "application.withdraw")


def check_appeal(user: User, application: Application) -> None:
    check_place(user, application, "application.appeal")
    _check_state(application, ApplicationState.REFUSED)


def check_decide_appeal(user: User, application: Application, *, took_part: Iterable[User]) -> None:
    """An appeal is decided by somebody who neither drafted, nor assessed, nor decided before (workflows.md 1)."""
    check_place(user, application, "appeal.decide")
    _check_state(application, ApplicationState.APPEALED)
    _check_other_eyes(
        user,
        took_part,
        _("You took part in this case before; somebody who took no part must decide the appeal."),
    )


def check_end_enrolment(user: User, enrolment: Enrolment) -> None:
    """Whoever enrols may also end; so may whoever closes, breaches or exits the case above."""
    permissions = ("application.enrol", "case.complete", "case.breach")
    held = [permission for permission in permissions if user.may(permission)]
    if not held:
        raise Denied(_("Your role does not end an enrolment."))
    check_place(user, enrolment.application, held[0])


def check_lawful(application: Application) -> None:
    """Nobody's data are examined without their consent or a basis in law (inventory 2.10): WrongState otherwise."""
    if application.legal_basis:
        return
    consent = application.basis_consent
    today = clock.today()
    if consent is not None and consent.withdrawn_on is None and (consent.valid_to is None or consent.valid_to > today):
        return
    raise WrongState(
        _("Neither a consent in force nor a legal basis is recorded for examining this application."),
        code="no_consent",
        remedy=_("Record the applicant's consent, or name the legal basis."),
    )


def check_manage_programmes(user: User) -> None:
    """Rules and funds of a programme change with the law: who looks after it, and the system at installation."""
    if not user.may("law.manage"):
        raise Denied(_("Only whoever looks after legal acts and parameters changes a programme."))


def _check_state(application: Application, *states: str) -> None:
    if application.state not in states:
        raise WrongState(
            _("This cannot be done now: the application is in another state."),
            field="state",
            value=application.state,
            remedy=_("Reload the page to see where it stands."),
        )


def _check_other_eyes(user: User, others: Iterable[User], message: object) -> None:
    if any(same_human(user, other) for other in others):
        raise Denied(str(message), code="same_eyes", remedy=_("Leave it to a colleague."))
