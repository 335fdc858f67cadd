"""What comes next for an application: what, by whom, until when, and the button for whoever may press it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from dayaq.accounts.api import ROLES
from dayaq.accounts.models import User
from dayaq.core.policies import can
from dayaq.programmes import policies
from dayaq.programmes.api import ApplicationState, QueuePlace, took_part
from dayaq.programmes.models import Application, DecisionRecord


@dataclass(frozen=True)
class Next:
    """``url`` with ``label`` is the button, "" where the reader may not press one; ``posts``: it acts at once."""

    what: str
    by: str = ""
    until: date | None = None
    url: str = ""
    label: str = ""
    posts: bool = False
    consequence: str = ""
    done: bool = False


@dataclass(frozen=True)
class Standing:
    """What the page has read about an application, so that nothing is read twice."""

    application: Application
    record: DecisionRecord | None
    place: QueuePlace | None


def next_step(standing: Standing, user: User) -> Next:
    """The next step of the application in its present state."""
    step = _STEPS[standing.application.state]
    return step(standing, user)


def role(code: str) -> str:
    """The name of a role."""
    label: str | Promise = ROLES[code].label
    return str(label)


def _url(name: str, application: Application) -> str:
    return reverse(f"applications:{name}", args=[application.pk])


def _draft(standing: Standing, user: User) -> Next:
    application = standing.application
    allowed = can(policies.check_submit, user, application)
    return Next(
        _("Submit the application"),
        role("operator"),
        url=_url("submit", application) if allowed else "",
        label=_("Submit"),
        posts=True,
        consequence=_("The application gets a number and a receipt, and the term for the decision begins."),
    )


def _submitted(standing: Standing, user: User) -> Next:
    application = standing.application
    allowed = can(policies.check_take, user, application)
    return Next(
        _("Take the application for assessment"),
        role("caseworker"),
        application.due_on,
        url=_url("take", application) if allowed else "",
        label=_("Take for assessment"),
    )


def _in_assessment(standing: Standing, user: User) -> Next:
    application = standing.application
    if application.assessed_by is None:
        allowed = can(policies.check_assess, user, application)
        return Next(
            _("Examine the conditions and recommend a decision"),
            role("caseworker"),
            application.due_on,
            url=_url("assess", application) if allowed else "",
            label=_("Assess"),
        )
    allowed = can(policies.check_decide, user, application)
    return Next(
        _("Decide on the recommendation"),
        _("%(role)s, not %(name)s") % {"role": role("decision_officer"), "name": application.assessed_by.display_name},
        application.due_on,
        url=_url("decide", application) if allowed else "",
        label=_("Decide"),
    )


def _needs_information(standing: Standing, user: User) -> Next:
    application = standing.application
    allowed = can(policies.check_record_information, user, application)
    return Next(
        _("Record what the applicant answers"),
        role("operator"),
        application.due_on,
        url=_url("information", application) if allowed else "",
        label=_("Record the answer"),
    )


def _approved(standing: Standing, user: User) -> Next:
    application = standing.application
    allowed = can(policies.check_enrol, user, application)
    return Next(
        _("Enrol in the programme"),
        role("programme_officer"),
        url=_url("enrol", application) if allowed else "",
        label=_("Choose a fund and enrol"),
    )


def _waitlisted(standing: Standing, user: User) -> Next:
    application = standing.application
    allowed = can(policies.check_enrol, user, application)
    place = standing.place
    where = _("place %(place)s of %(waiting)s") % {"place": place.place, "waiting": place.waiting} if place else ""
    return Next(
        _("Waits in the queue, %(where)s: %(reason)s")
        % {"where": where, "reason": application.get_waiting_reason_display()},
        _("the queue moves by itself when this becomes free"),
        url=_url("enrol", application) if allowed else "",
        label=_("Look at the funds"),
    )


def _enrolled(_standing: Standing, _user: User) -> Next:
    return Next(_("Enrolled: the support goes on from here"), role("programme_officer"), done=True)


def _refused(standing: Standing, user: User) -> Next:
    application, record = standing.application, standing.record
    allowed = can(policies.check_appeal, user, application)
    return Next(
        _("The applicant may appeal"),
        role("operator"),
        record.appeal_deadline if record else None,
        url=_url("appeal", application) if allowed else "",
        label=_("Record an appeal"),
    )


def _appealed(standing: Standing, user: User) -> Next:
    application = standing.application
    allowed = user.may("appeal.decide") and can(
        policies.check_decide_appeal, user, application, took_part=took_part(application)
    )
    return Next(
        _("Decide the appeal"),
        _("%(role)s who took no part before") % {"role": role("decision_officer")},
        application.due_on,
        url=_url("decide_appeal", application) if allowed else "",
        label=_("Decide the appeal"),
    )


def _ended(_standing: Standing, _user: User) -> Next:
    return Next(_("Nothing more is to be done"), done=True)


_STEPS: dict[str, Callable[[Standing, User], Next]] = {
    ApplicationState.DRAFT: _draft,
    ApplicationState.SUBMITTED: _submitted,
    ApplicationState.IN_ASSESSMENT: _in_assessment,
    ApplicationState.NEEDS_INFORMATION: _needs_information,
    ApplicationState.APPROVED: _approved,
    ApplicationState.WAITLISTED: _waitlisted,
    ApplicationState.ENROLLED: _enrolled,
    ApplicationState.REFUSED: _refused,
    ApplicationState.APPEALED: _appealed,
    ApplicationState.UPHELD: _ended,
    ApplicationState.OVERTURNED: _ended,
    ApplicationState.WITHDRAWN: _ended,
}
