"""Assets: one row a physical thing, from order to ownership; and the acts by which they change hands."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

from django.db import models
from django.db.models import Q

from dayaq.core.classification import classify
from dayaq.core.fields import MoneyField
from dayaq.core.history import track
from dayaq.core.models import Created, Stateful
from dayaq.selfemployment.models.case import Case, KitItem
from dayaq.selfemployment.models.contract import Contract
from dayaq.selfemployment.states import AssetState

if TYPE_CHECKING:
    from dayaq.accounts.models import User

_IN_HAND = (AssetState.HANDED_OVER, AssetState.TRANSFERRED)


class Supplier(Created):
    """Who sells assets; ``voen`` is the taxpayer number (10 digits, checked)."""

    name = models.CharField(max_length=200)
    voen = models.CharField(max_length=10, unique=True)

    PERSONAL_DATA: ClassVar = classify(none="id voen created_at name")


class AssetQuerySet(models.QuerySet["Asset"]):
    """Assets, as far as somebody may see them."""

    def visible_to(self, user: User) -> Self:
        """Assets of the cases that ``user`` may see."""
        return self.filter(case__in=Case.objects.visible_to(user))


@track()
class Asset(Stateful):
    """One physical thing bought for a case from the fund that reserved the money for it.

    ``price`` is what the plan says; ``invoice_price`` what was paid. ``holder`` is whoever has it in hand, and null
    while nobody has: the database refuses a thing handed over to nobody.
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
    invoice_number = models.CharField(max_length=50, blank=True)
    invoice_price = MoneyField(null=True, blank=True)
    received_on = models.DateField(null=True, blank=True)
    paid_on = models.DateField(null=True, blank=True)
    holder = models.ForeignKey(
        "registry.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="assets_in_hand"
    )
    handed_over_on = models.DateField(null=True, blank=True)

    objects = AssetQuerySet.as_manager()

    PERSONAL_DATA: ClassVar = classify(
        none="id fund kit_item description serial_number state state_at version created_at price supplier ordered_on "
        "invoice_number invoice_price received_on paid_on handed_over_on",
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
                condition=Q(state=AssetState.PLANNED) | Q(supplier__isnull=False, ordered_on__isnull=False),
                name="asset_ordered_from_somebody",
            ),
            models.UniqueConstraint(
                fields=["supplier", "serial_number"], condition=~Q(serial_number=""), name="asset_serial"
            ),
        ]
        indexes = [models.Index(fields=["fund", "state"], name="asset_fund")]


class HandoverAct(Created):
    """Handover of assets to a participant: numbered, itemised, witnessed, with two signatures (DOC-07).

    ``category`` and ``line`` say under which category of the population and for which business, as they were then.
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
