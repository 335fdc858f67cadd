"""The kinds of status, from ``data/status_kinds.json``: loaded again, it changes what changed and nothing else."""

from __future__ import annotations

import json
from pathlib import Path

from django.db import transaction

from dayaq.registry.models import StatusKind

DATA = Path(__file__).resolve().parent / "data" / "status_kinds.json"


@transaction.atomic
def load_status_kinds() -> int:
    """Write the kinds of the data file; returns how many were new or changed. A kind is never deleted."""
    kinds = {kind.code: kind for kind in StatusKind.objects.all()}
    changed = 0
    for order, row in enumerate(json.loads(DATA.read_text(encoding="utf-8"))["kinds"], start=1):
        values = {
            "label": row["label"],
            "aliases": row.get("aliases", []),
            "sensitivity": row.get("sensitivity", "none"),
            "legal_basis": row.get("legal_basis", ""),
            "asks_conflict": row.get("asks_conflict", False),
            "asks_percent": row.get("asks_percent", False),
            "order": order,
        }
        kind = kinds.get(row["code"]) or StatusKind(code=row["code"])
        if kind.pk is None or any(getattr(kind, name) != value for name, value in values.items()):
            for name, value in values.items():
                setattr(kind, name, value)
            kind.save()
            changed += 1
    return changed
