"""The catalogue that comes with the software (``data/services.json``), loaded as often as one likes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, Final

from django.db import transaction

from dayaq.accounts.api import system_user
from dayaq.accounts.models import User
from dayaq.care.actions.catalogue import Terms, add_service
from dayaq.care.actions.headings import add_kind, add_standard
from dayaq.care.models import ServiceKind, ServiceType, Standard
from dayaq.care.policies import check_manage_services
from dayaq.law.models import LegalAct

DATA: Final = Path(__file__).resolve().parents[1] / "data" / "services.json"


@transaction.atomic
def load_services(*, by: User | None = None) -> int:
    """Add the kinds, standards and services of the data file that are not there; returns how many were added.

    What is known by its code stays as the ministry has it, ended or not. The acts come from
    :func:`dayaq.law.api.load_law`, which goes before.
    """
    actor = by or system_user()
    check_manage_services(actor)
    data = json.loads(DATA.read_text(encoding="utf-8"))
    acts = {act.code: act for act in LegalAct.objects.all()}
    added = 0
    for row in _missing(ServiceKind, data["kinds"]):
        add_kind(by=actor, code=row["code"], label=row["label"], valid_from=_day(row), **_cited(row, acts))
        added += 1
    for row in _missing(Standard, data["standards"]):
        add_standard(
            by=actor,
            code=row["code"],
            label=row["label"],
            requirement=row["requirement"],
            valid_from=_day(row),
            **_cited(row, acts),
        )
        added += 1
    kinds = {kind.code: kind for kind in ServiceKind.objects.all()}
    standards = {standard.code: standard for standard in Standard.objects.all()}
    for row in _missing(ServiceType, data["services"]):
        add_service(
            by=actor,
            code=row["code"],
            kind=kinds[row["kind"]],
            label=row["label"],
            description=row["description"],
            terms=_terms(row["terms"], standards, acts),
        )
        added += 1
    return added


def _missing(model: Any, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    known = set(model.objects.values_list("code", flat=True))
    return [row for row in rows if row["code"] not in known]


def _terms(row: Mapping[str, Any], standards: Mapping[str, Standard], acts: Mapping[str, LegalAct]) -> Terms:
    return Terms(
        valid_from=_day(row),
        forms=row["forms"],
        modes=row["modes"],
        rule=row["rule"],
        served=row["served"],
        times_a_month=row.get("times_a_month"),
        minutes=row.get("minutes"),
        standards=[standards[code] for code in row.get("standards", [])],
        note=row.get("note", {}),
        **_cited(row, acts),
    )


def _cited(row: Mapping[str, Any], acts: Mapping[str, LegalAct]) -> dict[str, Any]:
    return {
        "act": acts[row["act"]] if "act" in row else None,
        "article": row.get("article", ""),
        "source": row.get("source", ""),
        "certainty": row["certainty"],
    }


def _day(row: Mapping[str, Any]) -> date:
    return date.fromisoformat(row["from"])
