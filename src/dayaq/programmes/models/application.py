"""An application: one person asks for one programme."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.db import models
from django.db.models import BigIntegerField, Func, Q

from dayaq.core.classification import classify
from dayaq.core.history import track
from dayaq.core.models import Created, Stateful
from dayaq.programmes.states import DUE_STATES, OPEN_STATES, ApplicationState, Basis, Channel, WaitingReason
from dayaq.registry.api import in_units

if TYPE_CHECKING:
    from dayaq.accounts.models import User

RESTRICTED = "person.restricted"
_QUEUED = (ApplicationState.APPROVED, ApplicationState.WAITLISTED, ApplicationState.ENROLLED)
QUEUE_ORDER = ("priority_statutory", "priority_policy", "submitted_at", "pk")
"""Statutory layer, policy layer, moment of submission, order of receipt (inventory PRI-01)."""
_UNNUMBERED = (ApplicationState.DRAFT, ApplicationState.WITHDRAWN)


class ApplicationQuerySet(models.QuerySet[Any]):
    """Applications, narrowed."""

    def visible_to(self, user: User, permission: str = "application.view") -> Self:
        """Those in the districts for which ``user`` holds ``permission``; none for whoever does not hold it.

        Applications of protected persons need ``person.restricted``.
        """
        if not user.may(permission):
            return self.none()
        found = self
        districts = user.district_ids(permission)
        if districts is not None:
            found = found.filter(in_units("unit", districts))
        if not user.may(RESTRICTED):
            found = found.filter(person__is_restricted=False)
        return found

    def open(self) -> Self:
        """Those that can still lead to something."""
        return self.filter(state__in=OPEN_STATES)

    def waiting(self) -> Self:
        """The queue, first place first: statutory layer, policy layer, date of submission, receipt (PRI-01)."""
        return self.filter(state=ApplicationState.WAITLISTED).order_by(*QUEUE_ORDER)

    def before(self, application: Application) -> Self:
        """Those that come before ``application`` in the order of the queue."""
        return self.filter(_before(*(getattr(application, name) for name in QUEUE_ORDER)))

    def with_place(self) -> Self:
        """Each with its ``place`` in the whole queue of its programme, from 1.

        A function of the database counts, because row security hides from a reader those who stand before.
        """
        return self.annotate(
            place=Func("programme_id", *QUEUE_ORDER, function="programmes_place", output_field=BigIntegerField())
        )


def _before(statutory: Any, policy: Any, moment: Any, key: Any) -> Q:
    """The condition of standing before a place in the queue."""
    same_statutory = Q(priority_statutory=statutory)
    same_policy = same_statutory & Q(priority_policy=policy)
    same_moment = same_policy & Q(submitted_at=moment)
    return (
        Q(priority_statutory__lt=statutory)
        | (same_statutory & Q(priority_policy__lt=policy))
        | (same_policy & Q(submitted_at__lt=moment))
        | (same_moment & Q(pk__lt=key))
    )


@track()
class Application(Stateful):
    """One person's application to a programme (workflows.md section 1).

    ``due_on`` is the day by which somebody must decide now: that deadline, then that of an appeal, else null.
    ``answers`` holds what the person says and no register gives, by fact name. ``basis_consent`` or ``legal_basis``
    says why their data may be examined. ``deadline`` is the last day for the
    decision, in working days from a dated parameter. ``priority_*`` are ranks of the rules (lower comes first),
    ``priority_detail`` the reasons behind them, ``queued_at`` when it joined the queue, ``waiting_reason`` for what.
    """

    number = models.CharField(max_length=30, unique=True, null=True, blank=True)
    programme = models.ForeignKey("programmes.Programme", on_delete=models.PROTECT, related_name="applications")
    person = models.ForeignKey("registry.Person", on_delete=models.PROTECT, related_name="applications")
    unit = models.ForeignKey("places.AdministrativeUnit", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=20, choices=ApplicationState.choices, default=ApplicationState.DRAFT)
    channel = models.CharField(max_length=20, choices=Channel.choices, default=Channel.OPERATOR)
    basis = models.CharField(max_length=30, choices=Basis.choices)
    answers = models.JSONField(default=dict, blank=True)
    basis_consent = models.ForeignKey(
        "registry.Consent", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    legal_basis = models.CharField(max_length=200, blank=True)
    drafted_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    submitted_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    submitted_at = models.DateTimeField(null=True, blank=True)
    deadline = models.DateField(null=True, blank=True)
    due_on = models.DateField(null=True, blank=True)
    taken_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    assessed_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    decided_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    decided_on = models.DateField(null=True, blank=True)
    priority_statutory = models.IntegerField(null=True, blank=True)
    priority_policy = models.IntegerField(null=True, blank=True)
    priority_detail = models.JSONField(default=list, blank=True)
    queued_at = models.DateTimeField(null=True, blank=True)
    waiting_reason = models.CharField(max_length=20, choices=WaitingReason.choices, blank=True)

    objects = ApplicationQuerySet.as_manager()

    PERSONAL_DATA: ClassVar = classify(
        none="id number programme unit state state_at version created_at channel drafted_by submitted_by submitted_at "
        "deadline due_on taken_by assessed_by decided_by decided_on queued_at waiting_reason basis_consent legal_basis",
        personal="person basis answers",
        special="priority_statutory priority_policy priority_detail",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "programme"], condition=Q(state__in=OPEN_STATES), name="application_one_open"
            ),
            models.CheckConstraint(
                condition=Q(state__in=_UNNUMBERED)
                | Q(number__isnull=False, submitted_at__isnull=False, deadline__isnull=False),
                name="application_numbered",
            ),
            models.CheckConstraint(
                condition=Q(state__in=DUE_STATES, due_on__isnull=False)
                | (~Q(state__in=DUE_STATES) & Q(due_on__isnull=True)),
                name="application_due_while_open",
            ),
            models.CheckConstraint(
                condition=Q(state=ApplicationState.WAITLISTED, waiting_reason__in=WaitingReason.values)
                | (~Q(state=ApplicationState.WAITLISTED) & Q(waiting_reason="")),
                name="application_waits_for_something",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=_QUEUED)
                | Q(priority_statutory__isnull=False, priority_policy__isnull=False, decided_by__isnull=False),
                name="application_ranked",
            ),
        ]
        indexes = [
            models.Index(
                fields=["programme", "priority_statutory", "priority_policy", "submitted_at", "id"],
                name="application_queue",
                condition=Q(state=ApplicationState.WAITLISTED),
            ),
            models.Index(fields=["due_on", "id"], name="application_due"),
            models.Index(fields=["unit", "due_on", "id"], name="application_unit"),
            models.Index(fields=["state", "id"], name="application_state"),
            models.Index(fields=["person", "-id"], name="application_person"),
        ]


class InformationRequest(Created):
    """What is missing, asked in the applicant's language; while it is open the application waits."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="information_requests")
    facts = models.JSONField(default=list)
    text = models.TextField()
    language = models.CharField(max_length=5)
    asked_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    answer = models.TextField(blank=True)

    PERSONAL_DATA: ClassVar = classify(
        none="id application facts language asked_by created_at answered_at answered_by", personal="text answer"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["application"], condition=Q(answered_at__isnull=True), name="information_one_open"
            )
        ]
