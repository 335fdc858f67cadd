"""Requests to change data where they wait: in the work of an account, and on the page of the person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dayaq.core.work import WorkItem
from dayaq.registry import policies
from dayaq.registry.change_classes import FIELD_LABELS
from dayaq.registry.models import ChangeRequest, Person
from dayaq.registry.panels import PanelRow, PersonPanel
from dayaq.registry.queries.changes import changes_of, changes_to_decide
from dayaq.registry.states import ChangeState

if TYPE_CHECKING:
    from dayaq.accounts.models import User
    from dayaq.core.errors import Text


def waiting_changes(user: User, limit: int) -> list[WorkItem]:
    """Requests on which ``user`` may decide, oldest first. One statement."""
    if user.is_system or not user.may(policies.DECIDE):
        return []
    rows = changes_to_decide(user).select_related("person").order_by("created_at", "pk")[:limit]
    return [_item(change, _("Decide on a change of data")) for change in rows]


def own_conflicts(user: User, limit: int) -> list[WorkItem]:
    """What ``user`` asked for and ran into a conflict, oldest first. One statement."""
    if user.is_system or not user.may(policies.EDIT):
        return []
    clashing = {"state": ChangeState.CONFLICTING, "requested_by__human_id": user.human_id}
    rows = ChangeRequest.objects.visible_to(user, policies.EDIT).filter(**clashing).select_related("person")
    found = rows.order_by("created_at", "pk")[:limit]
    return [_item(change, _("Your change of data ran into a conflict")) for change in found]


def _item(change: ChangeRequest, title: Text) -> WorkItem:
    return WorkItem(
        due_on=None,
        title=title,
        subject=change.person.full_name,
        url_name="people:change",
        pk=change.pk,
        since=timezone.localdate(change.created_at),
    )


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
