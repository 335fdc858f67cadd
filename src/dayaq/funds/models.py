"""The money: funds, their append-only double-entry ledger, and the balances that the database keeps from it.

A fund is what one sponsor gives for a period (workflows 4; inventory PRG-05, QTY-01). Its money passes through five
accounts: *allocated* (what the sponsor has made available; the contra account), *available*, *reserved* (set aside
for somebody), *obliged* (ordered, so it must be paid) and *paid*. Every movement is one :class:`LedgerEntry` with two
:class:`Posting` rows that sum to zero. An entry that concerns somebody names the record it is for, its reference:
``(reference_type, reference_id)``, for instance an enrolment.

Two tables are kept by trigger from the postings, and their constraints are the promise of the ledger: what is
reserved, obliged and paid together never exceeds what is allocated (:class:`FundBalance`), and nobody is paid more
than was obliged for them, or obliged more than was reserved (:class:`Reservation`). The
triggers are plain SQL: ``migrations/0002_ledger.sql``.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any, ClassVar, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from dayaq.accounts.models import Organisation, User
from dayaq.core.api import clock, track
from dayaq.core.classification import classify
from dayaq.core.models import Dated, DatedQuerySet, Labelled, MoneyField, Stateful
from dayaq.funds import scope
from dayaq.funds.states import FUND_LEVEL, Account, EntryKind, FundState


def default_currency() -> str:
    """The currency of the country this installation serves."""
    return str(settings.CURRENCY)


class FundQuerySet(DatedQuerySet["FundSource"]):
    """Funds, as far as somebody may see them."""

    def visible_to(self, user: User) -> Self:
        """All of them with ``fund.view``; a partner's officer sees those of their own organisation (see ``scope``)."""
        return self.filter(scope.visible_funds(user))


@track()
class FundSource(Labelled, Stateful, Dated):
    """What one organisation gives, for which period, and for whom.

    ``amount`` is what was promised in all; allocations make it available in parts and never exceed it. ``targeting``
    holds codes of status kinds (empty: everybody). Where several funds could pay, the lowest ``order`` is asked first.
    """

    class Kind(models.TextChoices):
        STATE_BUDGET = "state_budget", _("State budget")
        MEMORANDUM = "memorandum", _("Memorandum")
        GRANT = "grant", _("Grant")

    code = models.SlugField(max_length=50, unique=True)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="funds")
    amount = MoneyField()
    currency = models.CharField(max_length=3, default=default_currency)
    targeting = ArrayField(models.CharField(max_length=50), default=list, blank=True)
    order = models.PositiveSmallIntegerField(default=100)
    state = models.CharField(max_length=10, choices=FundState.choices, default=FundState.DRAFT)

    objects = FundQuerySet.as_manager()

    PERSONAL_DATA: ClassVar = classify(
        none="id code kind organisation amount currency targeting order state label valid_from valid_to created_at "
        "state_at version",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="fund_amount_positive"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")), name="fund_period"
            ),
            models.CheckConstraint(condition=Q(currency__regex=r"^[A-Z]{3}$"), name="fund_currency"),
            models.CheckConstraint(condition=Q(state__in=FundState.values), name="fund_state"),
        ]
        indexes = [models.Index(fields=["order", "id"], name="fund_order")]


class LedgerEntry(models.Model):
    """One movement of money, once and for all: a mistake is put right by a further entry. Append-only.

    ``amount`` is positive; from which account to which, ``kind`` says (``states.MOVES``).
    """

    fund = models.ForeignKey(FundSource, on_delete=models.PROTECT, related_name="entries", db_index=False)
    kind = models.CharField(max_length=10, choices=EntryKind.choices)
    amount = MoneyField()
    reference_type = models.CharField(max_length=100, blank=True)
    reference_id = models.BigIntegerField(null=True)
    memo = models.CharField(max_length=500, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField(default=clock.now)

    PERSONAL_DATA: ClassVar = classify(
        none="id fund kind amount reference_type reference_id by at",
        personal="memo",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="entry_amount_positive"),
            models.CheckConstraint(condition=Q(kind__in=EntryKind.values), name="entry_kind"),
            models.CheckConstraint(
                condition=(
                    Q(kind__in=FUND_LEVEL, reference_type="", reference_id__isnull=True)
                    | (~Q(kind__in=FUND_LEVEL) & ~Q(reference_type="") & Q(reference_id__isnull=False))
                ),
                name="entry_reference",
            ),
        ]
        indexes = [
            models.Index(fields=["fund", "-at", "-id"], name="entry_fund_at"),
            models.Index(fields=["reference_type", "reference_id"], name="entry_for"),
        ]


class Posting(models.Model):
    """What an entry does to one account; the postings of an entry sum to zero. Append-only."""

    entry = models.ForeignKey(LedgerEntry, on_delete=models.PROTECT, related_name="postings", db_index=False)
    account = models.CharField(max_length=10, choices=Account.choices)
    amount = MoneyField()

    PERSONAL_DATA: ClassVar = classify(none="id entry account amount")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["entry", "account"], name="posting_once")]


class FundBalance(models.Model):
    """Where the money of a fund stands now: sums of its postings, kept by trigger. Its row is the fund's lock."""

    fund = models.OneToOneField(FundSource, on_delete=models.PROTECT, primary_key=True, related_name="balance")
    allocated = MoneyField(default=0)
    reserved = MoneyField(default=0)
    obliged = MoneyField(default=0)
    paid = MoneyField(default=0)

    PERSONAL_DATA: ClassVar = classify(none="fund allocated reserved obliged paid")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(allocated__gte=F("reserved") + F("obliged") + F("paid")), name="fund_not_overspent"
            ),
            models.CheckConstraint(
                condition=Q(allocated__gte=0, reserved__gte=0, obliged__gte=0, paid__gte=0), name="fund_not_negative"
            ),
        ]

    @property
    def available(self) -> Decimal:
        """What is allocated and not promised to anybody: the residual."""
        return Decimal(self.allocated - self.reserved - self.obliged - self.paid)

    @property
    def free_percent(self) -> int:
        """The residual in whole hundredths of what is allocated, rounded down; 0 where nothing is allocated."""
        return int(self.available * 100 / self.allocated) if self.allocated else 0


class Reservation(models.Model):
    """What one fund holds for one record: sums of the postings that name it, kept by trigger."""

    fund = models.ForeignKey(FundSource, on_delete=models.PROTECT, related_name="reservations")
    reference_type = models.CharField(max_length=100)
    reference_id = models.BigIntegerField()
    reserved = MoneyField(default=0)
    obliged = MoneyField(default=0)
    paid = MoneyField(default=0)

    PERSONAL_DATA: ClassVar = classify(none="id fund reference_type reference_id reserved obliged paid")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["reference_type", "reference_id", "fund"], name="reservation_once"),
            models.CheckConstraint(
                condition=Q(reserved__gte=0, obliged__gte=0, paid__gte=0), name="reservation_not_negative"
            ),
        ]

    @property
    def total(self) -> Decimal:
        """Everything committed for the record: reserved, obliged and paid."""
        return Decimal(self.reserved + self.obliged + self.paid)


def reference_of(obj: models.Model) -> dict[str, Any]:
    """The fields by which entries and reservations name ``obj``."""
    return {"reference_type": obj._meta.label_lower, "reference_id": obj.pk}
