"""Handover: things change hands by a numbered act, before witnesses, once (inventory PRC-06); and come back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from dayaq.accounts.models import User
from dayaq.core.api import Invalid, WrongState, audit, clock, lock
from dayaq.registry.models import Status
from dayaq.selfemployment.equipping import equip_when_complete
from dayaq.selfemployment.models import Asset, Case, Contract, HandoverAct, HandoverItem
from dayaq.selfemployment.papers import issue_handover
from dayaq.selfemployment.policies import check_step
from dayaq.selfemployment.states import ASSET, AssetState
from dayaq.selfemployment.stock import end_holding, is_free, locked_in_hand


@transaction.atomic
def hand_over(
    *,
    by: User,
    case: Case,
    assets: Sequence[Asset],
    place: str,
    witnesses: Sequence[Mapping[str, str]],
    partner_attendance: str = "",
    version: int | None = None,
) -> HandoverAct:
    """Give ``assets`` into the participant's hands: one act, one document whose number it bears.

    Each was received for this case, or recovered from somebody else and free. ``witnesses``: ``{"name",
    "organisation"}``, at least one. When nothing of the case is still to come or in store the participant is equipped:
    visits are planned, monitoring begins, and what is left of the reservation is released.
    WrongState for a thing that is in somebody's hands already; two at the same moment: the second is refused.
    """
    lock(case, version=version)
    check_step(by, case, "hand_over")
    contract = Contract.objects.select_related("plan__line").filter(case=case).first()
    if contract is None:
        raise WrongState(_("There is no contract yet."), code="no_contract")
    things = _locked_free(case, assets)
    present = [_witness(witness) for witness in witnesses if any(witness.values())]
    if not present:
        raise Invalid(_("Name at least one witness."), code="no_witness", field="witnesses")
    if not place.strip():
        raise Invalid(_("Say where the handover takes place."), field="place")
    today = clock.today()
    act = HandoverAct(
        case=case,
        contract=contract,
        recipient=case.person,
        handed_over_on=today,
        unit=case.unit,
        place=place.strip(),
        category=_category(case, today),
        line=contract.plan.line,
        witnesses=present,
        partner_attendance=partner_attendance.strip(),
        handed_over_by=by,
    )
    document = issue_handover(by=by, act=act, assets=things)
    act.document, act.number = document, document.number
    act.save()
    detail = {"case": case.pk, "number": act.number, "assets": [asset.pk for asset in things]}
    audit.record(by=by, event="handover.signed", obj=act, detail=detail)
    for asset in things:
        ASSET.move(
            asset,
            AssetState.HANDED_OVER,
            by=by,
            detail={"case": case.pk, "act": act.pk},
            holder=case.person,
            handed_over_on=today,
        )
        HandoverItem.objects.create(act=act, asset=asset)
    equip_when_complete(case, by)
    return act


@transaction.atomic
def take_back(*, by: User, case: Case, outcomes: Mapping[int, str], reason: str, version: int | None = None) -> Case:
    """Things the participant gives back, or that are written off or lost, without a breach.

    ``outcomes`` maps keys of assets in the participant's hands to "recovered", "written_off" or "lost".
    """
    lock(case, version=version)
    check_step(by, case, "take_back")
    if not reason.strip():
        raise Invalid(_("Say why the things come back."), code="no_reason", field="reason")
    held = [asset for asset in locked_in_hand(case) if asset.pk in outcomes]
    if not outcomes or len(held) < len(outcomes):
        raise Invalid(_("Choose things that the participant has in hand."), code="not_in_hand", field="outcomes")
    end_holding(held, outcomes, case=case, by=by, reason=reason)
    audit.record(by=by, event="case.assets_taken_back", obj=case, reason=reason, detail={"assets": sorted(outcomes)})
    return case


@transaction.atomic
def write_off(*, by: User, asset: Asset, outcome: str, reason: str) -> Asset:
    """A thing in store is lost, or a recovered one is written off. ``outcome``: "lost" or "written_off"."""
    case = lock(asset.case)
    lock(asset)
    check_step(by, case, "write_off")
    if not reason.strip():
        raise Invalid(_("Say what happened to it."), code="no_reason", field="reason")
    if outcome not in (AssetState.LOST, AssetState.WRITTEN_OFF):
        raise Invalid(_("A thing in store is lost or written off."), code="outcome", field="outcome")
    ASSET.move(asset, outcome, by=by, reason=reason, detail={"case": case.pk})
    equip_when_complete(case, by)
    return asset


def _locked_free(case: Case, assets: Sequence[Asset]) -> list[Asset]:
    """The assets, locked in order of key, each checked to be in store and free for this case."""
    wanted = {asset.pk for asset in assets}
    if not wanted:
        raise Invalid(_("Choose what is handed over."), code="nothing", field="assets")
    found = list(
        Asset.objects.filter(pk__in=wanted).select_for_update(of=("self",)).select_related("case").order_by("pk")
    )
    for asset in found:
        ASSET.check(asset, AssetState.HANDED_OVER)
        if not is_free(asset, case):
            raise Invalid(
                _("This thing was bought for another participant."), code="other_case", field="assets", value=asset.pk
            )
    return found


def _witness(row: Mapping[str, str]) -> dict[str, str]:
    name, organisation = row.get("name", "").strip(), row.get("organisation", "").strip()
    if not name or not organisation:
        raise Invalid(_("A witness has a name and an organisation."), code="witness", field="witnesses")
    return {"name": name, "organisation": organisation}


def _category(case: Case, today: date) -> str:
    """Under which category the participant receives: one for which the fund was given, else the first verified one.

    Protected categories are never written on a paper.
    """
    held = (
        Status.objects.on(today)
        .filter(person=case.person_id, verification="verified")
        .exclude(kind__sensitivity="restricted")
        .order_by("kind__order", "pk")
        .values_list("kind__code", flat=True)
    )
    codes = list(held)
    targeted = [code for code in codes if code in case.enrolment.fund.targeting]
    return next(iter(targeted or codes), "")
