"""Words for what happens to a case."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from dayaq.core.errors import Text

EVENTS: Final[dict[str, Text]] = {
    "case.opened": _("Case opened"),
    "case.assigned": _("Case assigned"),
    "case.direction_chosen": _("Line of business chosen"),
    "case.direction_changed": _("Line of business changed"),
    "case.training_started": _("Training began"),
    "case.training_waived": _("Training waived"),
    "case.trained": _("Training completed"),
    "case.plan_submitted": _("Plan put before the committee"),
    "case.plan_resubmitted": _("Plan put before the committee again"),
    "case.plan_returned": _("Plan returned for revision"),
    "case.plan_approved": _("Plan approved"),
    "case.plan_refused": _("Plan refused"),
    "case.contract_signed": _("Contract signed"),
    "case.assets_ordered": _("Assets ordered"),
    "case.equipped": _("Equipped: all assets handed over"),
    "case.visits_planned": _("Visits planned"),
    "case.visits_called_off": _("Visits called off"),
    "case.monitoring_started": _("Monitoring began"),
    "case.assets_taken_back": _("Assets taken back"),
    "case.completed": _("Property passed on, case completed"),
    "case.breached": _("Contract ended after a breach"),
    "case.exited": _("Left the programme"),
    "plan.drafted": _("Business plan drafted"),
    "plan.updated": _("Business plan changed"),
    "plan.submitted": _("Business plan submitted"),
    "plan.committee_convened": _("Committee called together again"),
    "plan.returned": _("Business plan returned"),
    "plan.approved": _("Business plan approved"),
    "plan.refused": _("Business plan refused"),
    "training.place_given": _("Place in a training group"),
    "contract.signed": _("Contract issued"),
    "asset.planned": _("Asset planned"),
    "asset.ordered": _("Asset ordered"),
    "asset.order_cancelled": _("Order of an asset cancelled"),
    "asset.dropped": _("Asset dropped from the plan"),
    "asset.received": _("Asset received"),
    "asset.paid": _("Asset paid for"),
    "asset.handed_over": _("Asset handed over"),
    "asset.handed_over_again": _("Recovered asset handed over"),
    "asset.transferred": _("Asset became the participant's own"),
    "asset.recovered": _("Asset recovered"),
    "asset.written_off": _("Asset written off"),
    "asset.written_off_after_recovery": _("Recovered asset written off"),
    "asset.lost": _("Asset lost"),
    "asset.lost_in_store": _("Asset lost in store"),
    "handover.signed": _("Handover act signed"),
    "visit.planned": _("Visit planned"),
    "visit.assigned": _("Visit assigned"),
    "visit.made": _("Visit made"),
    "visit.called_off": _("Visit called off"),
    "breach.found": _("Breach found"),
    "breach.notified": _("Notice of breach served"),
    "breach.remedied": _("Breach put right"),
    "breach.confirmed": _("Breach confirmed"),
    "breach.dismissed": _("Breach dismissed"),
    "breach.dismissed_after_notice": _("Breach dismissed after notice"),
}
