"""Enrolments: a person takes part in a programme, and a fund holds money for it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.db import models
from django.db.models import F, Q

from dayaq.accounts.api import ROLES
from dayaq.core.classification import classify
from dayaq.core.fields import MoneyField
from dayaq.core.history import track
from dayaq.core.models import Created
from dayaq.funds.models import FundSource
from dayaq.programmes.models.application import RESTRICTED, Application
from dayaq.programmes.states import Basis
from dayaq.registry.api import agreed, in_units

if TYPE_CHECKING:
    from dayaq.accounts.models import User


class EnrolmentQuerySet(models.QuerySet[Any]):
    """Enrolments, narrowed."""

    def visible_to(self, user: User) -> Self:
        """Those in the account's districts; for a partner those alone that funds open to them pay for, of people who
        agree that partners see them (or a law lets them)."""
        seen = Q(pk__in=())
        districts = _staff_districts(user)
        if districts is None:
            seen = Q()
        elif districts:
            seen = in_units("application__unit", districts)
        if districts is not None and user.may("partner.view"):
            paid = Q(fund__in=FundSource.objects.visible_to(user))
            seen |= paid & agreed("person", user.organisation_ids("partner.view"), also="fund__organisation")
        found = self.filter(seen)
        return found if user.may(RESTRICTED) else found.filter(person__is_restricted=False)

    def running(self) -> Self:
        """Those that have not ended."""
        return self.filter(ended_on__isnull=True)

    def enrolled_between(self, start: date, end: date) -> Self:
        """Those enrolled from ``start`` until the day before ``end``."""
        return self.filter(enrolled_on__gte=start, enrolled_on__lt=end)


def _staff_districts(user: User) -> frozenset[int] | None:
    """Districts of the memberships through which staff see cases; None is the whole country, empty is nowhere."""
    if user.is_system:
        return None
    units = [
        membership.unit_id
        for membership in user.memberships_today
        if "partner.view" not in (held := ROLES[membership.role].permissions)
        and held & {"application.view", "case.view"}
    ]
    if None in units:
        return None
    return frozenset(unit for unit in units if unit is not None)


@track()
class Enrolment(Created):
    """A person takes part in a programme. Enrolled is not equipped: the two are dated and counted apart.

    ``amount_reserved`` is the ceiling of the day (a dated parameter), held in ``fund`` under this record's name in the
    ledger. ``basis`` is what the cap of inventory 2.1 SE-7 counts. A person has one running enrolment in a programme.
    """

    class EndReason(models.TextChoices):
        COMPLETED = "completed"
        EXITED = "exited"
        BREACHED = "breached"
        REFUSED = "refused"

    application = models.OneToOneField(Application, on_delete=models.PROTECT, related_name="enrolment")
    person = models.ForeignKey("registry.Person", on_delete=models.PROTECT, related_name="enrolments")
    programme = models.ForeignKey("programmes.Programme", on_delete=models.PROTECT, related_name="enrolments")
    fund = models.ForeignKey("funds.FundSource", on_delete=models.PROTECT, related_name="enrolments")
    basis = models.CharField(max_length=30, choices=Basis.choices)
    enrolled_on = models.DateField()
    enrolled_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    amount_reserved = MoneyField()
    ended_on = models.DateField(null=True, blank=True)
    end_reason = models.CharField(max_length=20, choices=EndReason.choices, blank=True)

    objects = EnrolmentQuerySet.as_manager()

    PERSONAL_DATA: ClassVar = classify(
        none="id application programme fund enrolled_on enrolled_by amount_reserved ended_on end_reason created_at",
        personal="person basis",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "programme"], condition=Q(ended_on__isnull=True), name="enrolment_one_running"
            ),
            models.CheckConstraint(condition=Q(amount_reserved__gte=0), name="enrolment_amount"),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True, end_reason="")
                | (Q(ended_on__gte=F("enrolled_on")) & ~Q(end_reason="")),
                name="enrolment_end",
            ),
        ]
        indexes = [
            models.Index(fields=["programme", "basis", "enrolled_on"], name="enrolment_cap"),
            models.Index(fields=["fund", "-id"], name="enrolment_fund"),
            models.Index(fields=["enrolled_on", "id"], name="enrolment_date"),
        ]
