"""Units that come with the software (``data/<country>.json``), loaded as often as one likes.

A row is known by its code and the day from which it holds. New rows are added and changed ones brought up to date; none
is removed, because old records keep the unit in which they were made.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from dayaq.core.api import Actor, audit
from dayaq.core.aztext import sort_key
from dayaq.places.models import AdministrativeUnit, UnitSuccession

DATA = Path(__file__).parent / "data"
FIELDS = (
    "kind", "label", "parent_id", "aliases", "former_names", "source", "is_unconfirmed", "valid_to", "sort_key",
)  # fmt: skip


@dataclass(frozen=True)
class _Installation:
    """Who loads places where nobody is named: accounts stand above this room and may not exist yet."""

    pk: int = 0

    def get_username(self) -> str:
        return "system"


def data_file() -> Path:
    """The file of the country this installation is for."""
    return DATA / f"{settings.COUNTRY.lower()}.json"


@transaction.atomic
def load_places(*, by: Actor | None = None) -> int:
    """Load the country's units; returns how many rows were added or changed (0: all were as the file has them)."""
    raw = data_file().read_bytes()
    data = json.loads(raw)
    changed = _load_units(data["units"]) + _load_successions(data["successions"])
    if changed:
        audit.record_batch(
            by=by or _Installation(),
            event="places.loaded",
            object_type=AdministrativeUnit._meta.label_lower,
            count=changed,
            digest=hashlib.sha256(raw).hexdigest(),
        )
    return changed


def _load_units(entries: list[dict[str, Any]]) -> int:
    """Parents stand before their children in the file."""
    known = {(unit.code, unit.valid_from): unit for unit in AdministrativeUnit.objects.select_for_update()}
    today_of_code: dict[str, int] = {}
    changed = 0
    for entry in entries:
        key = (entry["code"], date.fromisoformat(entry["from"]))
        unit = known.get(key)
        wanted = {
            "kind": entry["kind"],
            "label": {"az": entry["az"], "en": entry["en"]},
            "parent_id": today_of_code[entry["parent"]] if entry["parent"] else None,
            "aliases": entry.get("aliases", []),
            "former_names": entry.get("former_names", []),
            "source": entry.get("source", ""),
            "is_unconfirmed": entry.get("unconfirmed", False),
            "valid_to": date.fromisoformat(entry["to"]) if "to" in entry else None,
            "sort_key": sort_key(entry["az"]),
        }
        if unit is None:
            unit = AdministrativeUnit.objects.create(code=key[0], valid_from=key[1], **wanted)
            changed += 1
        elif any(getattr(unit, name) != value for name, value in wanted.items()):
            for name, value in wanted.items():
                setattr(unit, name, value)
            unit.save(update_fields=FIELDS)
            changed += 1
        today_of_code[entry["code"]] = unit.pk
    return changed


def _load_successions(entries: list[dict[str, Any]]) -> int:
    keys = {(unit.code, unit.valid_from.isoformat()): unit.pk for unit in AdministrativeUnit.objects.all()}
    added = 0
    for entry in entries:
        _succession, created = UnitSuccession.objects.get_or_create(
            predecessor_id=keys[entry["from"], entry["from_valid"]],
            successor_id=keys[entry["to"], entry["to_valid"]],
            defaults={"on_date": date.fromisoformat(entry["on"]), "act": entry["act"]},
        )
        added += created
    return added
