"""What approval fixes: the places in both layers of priority with their reasons, and the ground of taking part."""

from __future__ import annotations

from typing import Any

from dayaq.programmes.models import Application
from dayaq.programmes.states import Basis
from dayaq.rules.api import Decision, Layer


def ranks(decision: Decision, application: Application) -> dict[str, Any]:
    """Places in the two layers, why, and on which ground the person takes part: what approval fixes."""
    by_layer = {layer.layer: layer for layer in decision.priority}
    statutory, policy = by_layer.get(Layer.STATUTORY), by_layer.get(Layer.POLICY)
    detail = [
        {
            "layer": layer.layer.value,
            "label": layer.label.to_dict(),
            "rank": layer.rank,
            "matched": [
                {
                    "id": item.id,
                    "label": item.label.to_dict(),
                    "article": item.article.text.to_dict(),
                    "weight": item.weight,
                }
                for item in layer.matched
            ],
        }
        for layer in decision.priority
    ]
    return {
        "priority_statutory": statutory.rank if statutory else 0,
        "priority_policy": policy.rank if policy else 0,
        "priority_detail": detail,
        "basis": _basis(decision, application),
    }


def _basis(decision: Decision, application: Application) -> str:
    """The ground that the facts show; what was claimed counts only where the programme knows no such fact."""
    name = application.programme.unemployed_fact
    if not name:
        return application.basis
    return Basis.UNEMPLOYED if decision.facts.get(name) is True else Basis.LANDOWNER_JOBSEEKER
