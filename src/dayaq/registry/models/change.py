"""A request to correct a person's data: what it was, what it shall be, on what evidence, and who approved it."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from dayaq.core.api import track
from dayaq.core.classification import classify
from dayaq.core.models import Stateful
from dayaq.registry.change_classes import PROTECTION
from dayaq.registry.models.life import LifeEvent
from dayaq.registry.models.person import IdentityDocument, Person
from dayaq.registry.states import OPEN_CHANGES, ChangeState
from dayaq.registry.visibility import RESTRICTED, RelatedQuerySet

if TYPE_CHECKING:
    from dayaq.accounts.models import User


class ChangeQuerySet(RelatedQuerySet):
    """Requests, chainable."""

    def visible_to(self, user: User, permission: str = "person.view") -> Self:
        """Requests about visible persons; one that touched the protection of a person only for whoever may know."""
        found = super().visible_to(user, permission)
        if user.may(RESTRICTED) or user.is_system:
            return found
        return found.exclude(changes__has_any_keys=list(PROTECTION.fields))

    def open(self) -> Self:
        """Requests that can still change the person."""
        return self.filter(state__in=OPEN_CHANGES)


@track()
class ChangeRequest(Stateful):
    """A correction asked for (``changes``: field → ``{"before", "after"}``, and ``"typed"`` where it was cleaned).

    Values are JSON: dates as ISO text, the district by its key. ``before`` is what stood there when it was asked: a
    request whose ``before`` is no longer true is in conflict (``conflicts``: codes) and changes nothing. Requests that
    need no approval begin as applied. ``document`` is the identity document shown as evidence; ``event`` the life event
    out of which the request came.
    """

    class Conflict(models.TextChoices):
        CHANGED = "changed", _("The value has changed since")
        OTHER_REQUEST = "other_request", _("Another open request touches the same field")
        FIN_TAKEN = "fin_taken", _("This FİN is already registered for somebody else")
        SHARED_DOCUMENT = "shared_document", _("The document shown is also recorded for somebody else")
        AFTER_CHILD = "after_child", _("Born after a child of theirs, or on the same day")
        BEFORE_PARENT = "before_parent", _("Born before a parent of theirs, or on the same day")
        DEAD_BEFORE_BIRTH = "dead_before_birth", _("Dead before being born")
        STATUS_BEFORE_BIRTH = "status_before_birth", _("A status holds from a day before the birth")

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="change_requests")
    state = models.CharField(max_length=12, choices=ChangeState.choices, default=ChangeState.SUBMITTED)
    changes = models.JSONField()
    needs_approval = models.BooleanField()
    reason = models.CharField(max_length=500)
    evidence = models.CharField(max_length=500, blank=True)
    document = models.ForeignKey(IdentityDocument, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    event = models.ForeignKey(
        LifeEvent, on_delete=models.PROTECT, null=True, blank=True, related_name="change_requests"
    )
    conflicts = ArrayField(models.CharField(max_length=20, choices=Conflict.choices), default=list, blank=True)
    requested_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    decided_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decision_note = models.CharField(max_length=500, blank=True)

    objects = ChangeQuerySet.as_manager()

    PERSONAL_DATA: ClassVar = classify(
        none="id person state state_at version created_at needs_approval document event conflicts requested_by "
        "decided_by",
        personal="changes reason evidence decision_note",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=ChangeState.values), name="change_state"),
            models.CheckConstraint(condition=~Q(changes={}), name="change_of_something"),
            models.CheckConstraint(
                condition=Q(state__in=[ChangeState.APPLIED, ChangeState.REFUSED], decided_by__isnull=False)
                | (~Q(state__in=[ChangeState.APPLIED, ChangeState.REFUSED]) & Q(decided_by__isnull=True)),
                name="change_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(needs_approval=False) | Q(decided_by__isnull=True) | ~Q(decided_by=F("requested_by")),
                name="change_four_eyes",
            ),
            models.CheckConstraint(
                condition=Q(needs_approval=True) | Q(state=ChangeState.APPLIED), name="change_at_once_is_applied"
            ),
        ]
        indexes = [
            models.Index(fields=["created_at", "id"], name="change_open", condition=Q(state__in=OPEN_CHANGES)),
            models.Index(fields=["person", "-id"], name="change_person"),
        ]

    @property
    def fields(self) -> list[str]:
        """Names of the fields it touches, in alphabetical order."""
        return sorted(self.changes)

    @property
    def is_open(self) -> bool:
        """Whether it can still change the person."""
        return self.state in OPEN_CHANGES
