"""Requests to change data where they wait: in the work of an account, and on the page of the person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dayaq.core.work import WorkItem
from dayaq.registry import policies
from dayaq.registry.change_classes import FIELD_LABELS
from dayaq.registry.models import ChangeRequest, Person
from dayaq.registry.panels import PanelRow, PersonPanel
from dayaq.registry.queries.changes import changes_of
from dayaq.registry.states import ChangeState

if TYPE_CHECKING:
    from dayaq.accounts.models import User


def waiting_changes(user: User, limit: int) -> list[WorkItem]:
    """Requests on which ``user`` may decide, and their own that are in conflict, oldest first. One statement."""
    mine = Q(pk__in=[])
    if user.may(policies.DECIDE):
        asked_by_others = Q(state=ChangeState.SUBMITTED) & ~Q(requested_by__human_id=user.human_id)
        mine |= asked_by_others & Q(pk__in=ChangeRequest.objects.visible_to(user, policies.DECIDE).values("pk"))
    if user.may(policies.EDIT):
        clashing = Q(state=ChangeState.CONFLICTING, requested_by__human_id=user.human_id)
        mine |= clashing & Q(pk__in=ChangeRequest.objects.visible_to(user, policies.EDIT).values("pk"))
    if user.is_system or not (user.may(policies.DECIDE) or user.may(policies.EDIT)):
        return []
    rows = ChangeRequest.objects.open().filter(mine).select_related("person").order_by("created_at", "pk")[:limit]
    return [
        WorkItem(
            due_on=None,
            title=_("Decide on a change of data")
            if change.state == ChangeState.SUBMITTED
            else _("Your change of data ran into a conflict"),
            subject=change.person.full_name,
            url_name="people:change",
            pk=change.pk,
            since=timezone.localdate(change.created_at),
        )
        for change in rows
    ]


def changes_panel(person: Person, user: User) -> PersonPanel | None:
    """Open requests about ``person``; None where there are none or ``user`` does not see data. One statement."""
    if not user.may(policies.VIEW):
        return None
    found = changes_of(person, user)
    if not found:
        return None
    return PersonPanel(
        title=_("Changes of data"),
        rows=[
            PanelRow(
                title=", ".join(str(FIELD_LABELS[name]) for name in FIELD_LABELS if name in change.changes),
                state=change.state,
                state_label=change.get_state_display(),
                on=timezone.localdate(change.created_at),
                url_name="people:change",
                pk=change.pk,
                note=change.requested_by.display_name,
            )
            for change in found
        ],
    )
