"""Where things are: what is still to come, what is in whose hands, and how it comes back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from dayaq.accounts.models import User
from dayaq.core.api import Invalid, clock
from dayaq.funds import api as funds
from dayaq.selfemployment.models import Asset, Case, HandoverItem
from dayaq.selfemployment.states import ASSET, ENDED, AssetState

TO_COME = (AssetState.PLANNED, AssetState.ORDERED)
RETURNS = (AssetState.RECOVERED, AssetState.WRITTEN_OFF, AssetState.LOST)
"""What can become of a thing that a participant had."""


def drop(asset: Asset, *, case: Case, by: User, reason: str) -> None:
    """A thing that was planned or ordered will not come; an order gives its money back to the reservation."""
    ordered = asset.order_price if asset.state == AssetState.ORDERED else None
    ASSET.move(asset, AssetState.DROPPED, by=by, reason=reason, detail={"case": case.pk})
    if ordered is not None:
        memo = f"asset {asset.pk}"
        funds.cancel_obligation(by=by, reference=case.enrolment, amount=ordered, fund=asset.fund, memo=memo)


def locked_in_hand(case: Case) -> list[Asset]:
    """What the participant has in hand and does not own, locked in order of key."""
    held = Asset.objects.in_hand_of(case).filter(state=AssetState.HANDED_OVER)
    return list(held.select_for_update(of=("self",)).order_by("pk"))


def end_holding(
    assets: Iterable[Asset], outcomes: Mapping[int, str], *, case: Case, by: User, reason: str
) -> list[Asset]:
    """Each of ``assets`` comes back, is written off or is lost, as ``outcomes`` says by its key; none is left out.

    The entry of the handover act ends today, so that a thing that came back can be handed over again.
    """
    wanted = list(assets)
    if {asset.pk for asset in wanted} != set(outcomes):
        raise Invalid(_("Say of each thing what became of it."), code="undecided", field="outcomes")
    if any(outcome not in RETURNS for outcome in outcomes.values()):
        raise Invalid(_("A thing is recovered, written off or lost."), code="outcome", field="outcomes")
    today = clock.today()
    for asset in wanted:
        outcome = outcomes[asset.pk]
        ASSET.move(asset, outcome, by=by, reason=reason, detail={"case": case.pk}, holder=None)
        HandoverItem.objects.filter(asset=asset, ended_on__isnull=True).update(ended_on=today)
    return wanted


def is_free(asset: Asset, case: Case) -> bool:
    """Whether ``asset`` can be handed over in ``case``: its own, or in store with no participant waiting for it."""
    if asset.state == AssetState.RECOVERED:
        return True
    own = asset.case_id == case.pk
    return asset.state == AssetState.RECEIVED and (own or asset.case.state in ENDED)


def free_stock(user: User) -> QuerySet[Asset]:
    """Things that came back, or were never handed over, and that ``user`` sees: they can go to another participant."""
    free = Q(state=AssetState.RECOVERED) | Q(state=AssetState.RECEIVED, case__state__in=ENDED)
    return Asset.objects.visible_to(user).filter(free).select_related("case").order_by("description", "pk")
