"""Assets: one row a physical thing, from order to ownership; and the acts by which they change hands."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from dayaq.core.classification import classify
from dayaq.core.fields import MoneyField
from dayaq.core.history import track
from dayaq.core.models import Created, Stateful
from dayaq.registry.api import pooled
from dayaq.selfemployment.models.case import Case, KitItem
from dayaq.selfemployment.models.contract import Contract
from dayaq.selfemployment.states import AssetState

if TYPE_CHECKING:
    from dayaq.accounts.models import User

_IN_HAND = (AssetState.HANDED_OVER, AssetState.TRANSFERRED)
_NEVER_ORDERED = (AssetState.PLANNED, AssetState.DROPPED)
_NEVER_CAME = (AssetState.PLANNED, AssetState.ORDERED, AssetState.DROPPED)


class Supplier(Created):
    """Who sells assets; ``voen`` is the taxpayer number (10 digits, checked)."""

    name = models.CharField(max_length=200)
    voen = models.CharField(max_length=10, unique=True)

    PERSONAL_DATA: ClassVar = classify(none="id voen created_at name")


class AssetQuerySet(models.QuerySet["Asset"]):
    """Assets, as far as somebody may see them."""

    def visible_to(self, user: User) -> Self:
        """Assets bought for, or now in hand of, the participants whose cases ``user`` may see."""
        cases = Case.objects.visible_to(user).order_by().values("pk")
        held = HandoverItem.objects.filter(asset=OuterRef("pk"), ended_on__isnull=True, act__case__in=cases)
        return self.filter(Q(case__in=cases) | Q(Exists(held)))

    def in_hand_of(self, case: Case) -> Self:
        """What the participant of ``case`` holds or owns through its handover acts, whoever it was bought for."""
        items = HandoverItem.objects.filter(act__case=case, ended_on__isnull=True)
        return self.filter(pooled(items.values("asset")))

    def unpaid(self) -> Self:
        """Received with an invoice that is not paid yet."""
        return self.filter(paid_on__isnull=True, invoice_price__isnull=False)


@track()
class Asset(Stateful):
    """One physical thing bought for a case from the fund that reserved the money for it.

    ``price`` is what the plan says, ``order_price`` what it was ordered for (so much of the reservation is obliged),
    ``invoice_price`` what the invoice says and is paid. ``case`` stays that for which it was bought, also when it is
    recovered and handed over to somebody else. ``holder`` is whoever has it in hand, and null while nobody has: the
    database refuses a thing handed over to nobody.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="assets")
    fund = models.ForeignKey("funds.FundSource", on_delete=models.PROTECT, related_name="+")
    kit_item = models.ForeignKey(KitItem, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    description = models.CharField(max_length=300)
    serial_number = models.CharField(max_length=100, blank=True)
    state = models.CharField(max_length=12, choices=AssetState.choices, default=AssetState.PLANNED)
    price = MoneyField()
    supplier = models.ForeignKey(Supplier, on_delete=models.PROTECT, null=True, blank=True, related_name="assets")
    ordered_on = models.DateField(null=True, blank=True)
    ordered_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    order_price = MoneyField(null=True, blank=True)
    invoice_number = models.CharField(max_length=50, blank=True)
    invoice_price = MoneyField(null=True, blank=True)
    received_on = models.DateField(null=True, blank=True)
    received_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    paid_on = models.DateField(null=True, blank=True)
    holder = models.ForeignKey(
        "registry.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="assets_in_hand"
    )
    handed_over_on = models.DateField(null=True, blank=True)

    objects = AssetQuerySet.as_manager()

    PERSONAL_DATA: ClassVar = classify(
        none="id fund kit_item description serial_number state state_at version created_at price supplier ordered_on "
        "ordered_by order_price invoice_number invoice_price received_on received_by paid_on handed_over_on",
        personal="case holder",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=AssetState.values), name="asset_state"),
            models.CheckConstraint(condition=Q(price__gt=0), name="asset_price"),
            models.CheckConstraint(
                condition=Q(state__in=_IN_HAND, holder__isnull=False, handed_over_on__isnull=False)
                | (~Q(state__in=_IN_HAND) & Q(holder__isnull=True)),
                name="asset_in_somebodys_hands",
            ),
            models.CheckConstraint(
                condition=Q(state__in=_NEVER_ORDERED) | Q(supplier__isnull=False, ordered_on__isnull=False),
                name="asset_ordered_from_somebody",
            ),
            models.CheckConstraint(
                condition=Q(state__in=_NEVER_CAME) | Q(received_on__isnull=False, invoice_price__gt=0),
                name="asset_received_with_invoice",
            ),
            models.CheckConstraint(
                condition=Q(order_price__isnull=True)
                | Q(order_price__gt=0, invoice_price__isnull=True)
                | Q(order_price__gt=0, invoice_price__lte=F("order_price")),
                name="asset_not_above_its_order",
            ),
            models.CheckConstraint(
                condition=Q(paid_on__isnull=True) | Q(invoice_price__isnull=False), name="asset_paid_by_invoice"
            ),
            models.UniqueConstraint(
                fields=["supplier", "serial_number"], condition=~Q(serial_number=""), name="asset_serial"
            ),
        ]
        indexes = [
            models.Index(fields=["fund", "state"], name="asset_fund"),
            models.Index(
                fields=["received_on", "id"],
                name="asset_unpaid",
                condition=Q(paid_on__isnull=True, invoice_price__isnull=False),
            ),
        ]


class HandoverActQuerySet(models.QuerySet["HandoverAct"]):
    """Acts, as far as somebody may see them."""

    def visible_to(self, user: User) -> Self:
        """Acts of the cases that ``user`` may see."""
        return self.filter(case__in=Case.objects.visible_to(user))


class HandoverAct(Created):
    """Handover of assets to a participant: numbered, itemised, witnessed, with two signatures (DOC-07).

    ``number`` is that of its document. ``witnesses`` is a list of ``{"name", "organisation"}``. ``category`` and
    ``line`` say under which category of the population and for which business, as they were then.
    """

    number = models.CharField(max_length=30, unique=True)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="handovers")
    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="handovers")
    recipient = models.ForeignKey("registry.Person", on_delete=models.PROTECT, related_name="+")
    handed_over_on = models.DateField()
    unit = models.ForeignKey("places.AdministrativeUnit", on_delete=models.PROTECT, related_name="+")
    place = models.CharField(max_length=200)
    category = models.CharField(max_length=50, blank=True)
    line = models.ForeignKey("selfemployment.BusinessLine", on_delete=models.PROTECT, related_name="+")
    witnesses = models.JSONField(default=list)
    partner_attendance = models.CharField(max_length=300, blank=True)
    handed_over_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    document = models.ForeignKey("documents.Document", on_delete=models.PROTECT, null=True, related_name="+")

    objects = HandoverActQuerySet.as_manager()

    PERSONAL_DATA: ClassVar = classify(
        none="id number contract handed_over_on unit line handed_over_by document created_at",
        personal="case recipient place witnesses partner_attendance",
        special="category",
    )


class HandoverItem(models.Model):
    """One asset in one act; ``ended_on`` is set when it came back, so that it can be handed over again."""

    act = models.ForeignKey(HandoverAct, on_delete=models.PROTECT, related_name="items")
    asset = models.ForeignKey(Asset, on_delete=models.PROTECT, related_name="handovers")
    ended_on = models.DateField(null=True, blank=True)

    PERSONAL_DATA: ClassVar = classify(none="id act asset ended_on")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["asset"], condition=Q(ended_on__isnull=True), name="asset_handed_over_once")
        ]
