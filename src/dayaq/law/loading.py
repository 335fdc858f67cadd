"""Acts and parameters that come with the software (``data/<country>.json``), loaded as often as one likes.

What the ministry entered stays: a value is added only where no value of its code begins on that day, and an act only
where its code is not registered.
"""

from __future__ import annotations

import hashlib
import json
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from dayaq.accounts.api import system_user
from dayaq.core.api import audit
from dayaq.law.models import LegalAct, Parameter
from dayaq.law.placing import place
from dayaq.law.units import check_value

DATA = Path(__file__).parent / "data"


def data_file() -> Path:
    """The file of the country this installation is for."""
    return DATA / f"{settings.COUNTRY.lower()}.json"


@transaction.atomic
def load_law() -> int:
    """Load the country's acts and parameter values; returns how many rows were added (0: all were there)."""
    raw = data_file().read_bytes()
    data = json.loads(raw)
    added = _load_acts(data["acts"])
    acts = {act.code: act for act in LegalAct.objects.all()}
    rows: dict[str, list[Parameter]] = {}
    for row in Parameter.objects.select_for_update().order_by("code", "valid_from"):
        rows.setdefault(row.code, []).append(row)
    for entry in data["parameters"]:
        known = rows.setdefault(entry["code"], [])
        for value in entry["values"]:
            row = _row(entry, value, acts)
            if all(other.valid_from != row.valid_from for other in known):
                place(row, known)
                known.append(row)
                known.sort(key=lambda other: other.valid_from)
                added += 1
    if added:
        audit.record_batch(
            by=system_user(),
            event="law.loaded",
            object_type=Parameter._meta.label_lower,
            count=added,
            digest=hashlib.sha256(raw).hexdigest(),
        )
    return added


def _load_acts(entries: list[dict[str, Any]]) -> int:
    known = set(LegalAct.objects.values_list("code", flat=True))
    new = [
        LegalAct(
            code=entry["code"],
            label=entry["label"],
            kind=entry["kind"],
            number=entry.get("number", ""),
            adopted_on=_day(entry.get("adopted_on")),
            in_force_from=_day(entry.get("in_force_from") or entry.get("adopted_on")),
            source=entry.get("source", ""),
        )
        for entry in entries
        if entry["code"] not in known
    ]
    LegalAct.objects.bulk_create(new)
    return len(new)


def _row(entry: dict[str, Any], value: dict[str, Any], acts: dict[str, LegalAct]) -> Parameter:
    return Parameter(
        code=entry["code"],
        label=entry["label"],
        unit=entry["unit"],
        value=check_value(entry["unit"], value["value"]),
        valid_from=date.fromisoformat(value["from"]),
        valid_to=_day(value.get("to")),
        act=acts[value["act"]] if "act" in value else None,
        article=value.get("article", ""),
        source=value.get("source", ""),
        certainty=value["certainty"],
        note=value.get("note", {}),
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
