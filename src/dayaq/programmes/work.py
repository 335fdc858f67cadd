"""What waits for an account: applications to take, to decide, to enrol, to answer."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from dayaq.core.work import WorkItem
from dayaq.programmes.models import Application
from dayaq.programmes.states import OPEN_STATES, ApplicationState

if TYPE_CHECKING:
    from dayaq.accounts.models import User
    from dayaq.core.errors import Text

_S = ApplicationState
TITLES: Final[dict[str, Text]] = {
    ApplicationState.DRAFT: _("Submit the application"),
    ApplicationState.SUBMITTED: _("Take the application for assessment"),
    ApplicationState.IN_ASSESSMENT: _("Examine the conditions and recommend a decision"),
    ApplicationState.NEEDS_INFORMATION: _("Record what the applicant answers"),
    ApplicationState.APPROVED: _("Enrol in the programme"),
    ApplicationState.APPEALED: _("Decide the appeal"),
}
DECIDE: Final = _("Decide on the recommendation")
DIED: Final = _("The applicant has died: decide what becomes of the application")


def waiting_applications(user: User, limit: int) -> list[WorkItem]:
    """Applications of the living on which ``user`` can act next, earliest deadline first; one statement."""
    mine = _next_is(user)
    if mine is None:
        return []
    found = (
        Application.objects.visible_to(user)
        .filter(mine, person__death_date__isnull=True)
        .select_related("person", "programme")
        .order_by(F("due_on").asc(nulls_last=True), "pk")[:limit]
    )
    return [_item(application) for application in found]


def waiting_after_death(user: User, limit: int) -> list[WorkItem]:
    """Open applications of the dead: for whoever has the next step, enrols, or can withdraw them; one statement."""
    mine = _next_is(user)
    ends = {"application.enrol": (_S.APPROVED, _S.WAITLISTED), "application.withdraw": OPEN_STATES}
    for permission, states in ends.items():
        if user.may(permission):
            mine = Q(state__in=states) if mine is None else mine | Q(state__in=states)
    if mine is None or user.is_system:
        return []
    found = (
        Application.objects.visible_to(user)
        .open()
        .filter(mine, person__death_date__isnull=False)
        .select_related("person", "programme")
        .order_by(F("due_on").asc(nulls_last=True), "pk")[:limit]
    )
    return [replace(_item(application), title=DIED) for application in found]


def _next_is(user: User) -> Q | None:
    """The states in which the next step is this account's; None when no state is."""
    asked: list[Q] = []
    if user.may("application.submit"):
        asked.append(Q(state=ApplicationState.DRAFT, drafted_by=user))
        asked.append(Q(state=ApplicationState.NEEDS_INFORMATION))
    if user.may("application.assess"):
        asked.append(Q(state=ApplicationState.SUBMITTED))
        asked.append(Q(state=ApplicationState.IN_ASSESSMENT, assessed_by__isnull=True))
    if user.may("application.decide"):
        recommended = Q(state=ApplicationState.IN_ASSESSMENT, assessed_by__isnull=False)
        asked.append(recommended & ~Q(assessed_by__human_id=user.human_id))
    if user.may("appeal.decide"):
        seen = Q(decided_by__human_id=user.human_id) | Q(drafted_by__human_id=user.human_id)
        asked.append(Q(state=ApplicationState.APPEALED) & ~seen)
    if user.may("application.enrol"):
        asked.append(Q(state=ApplicationState.APPROVED))
    if not asked or user.is_system:
        return None
    condition = asked[0]
    for one in asked[1:]:
        condition |= one
    return condition


def _item(application: Application) -> WorkItem:
    recommended = application.state == ApplicationState.IN_ASSESSMENT and application.assessed_by_id is not None
    return WorkItem(
        due_on=application.due_on,
        title=DECIDE if recommended else TITLES.get(application.state, DIED),
        subject=application.person.full_name,
        url_name="applications:show",
        pk=application.pk,
        since=application.state_at.date(),
        note=application.number or application.programme.name,
    )
