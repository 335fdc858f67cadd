"""What comes with the software as data: kinds of status, sources of income. Loaded again, it changes what changed."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.db import transaction

from dayaq.registry.models import IncomeSource, StatusKind

FOLDER = Path(__file__).resolve().parent / "data"
DATA = FOLDER / "status_kinds.json"
INCOME_SOURCES = FOLDER / "income_sources.json"


@transaction.atomic
def load_status_kinds() -> int:
    """Write the kinds of the data file; returns how many were new or changed. A kind is never deleted."""
    return _load(
        StatusKind,
        json.loads(DATA.read_text(encoding="utf-8"))["kinds"],
        lambda row: {
            "label": row["label"],
            "aliases": row.get("aliases", []),
            "sensitivity": row.get("sensitivity", "none"),
            "legal_basis": row.get("legal_basis", ""),
            "asks_conflict": row.get("asks_conflict", False),
            "asks_percent": row.get("asks_percent", False),
            "term": row.get("term", ""),
        },
    )


@transaction.atomic
def load_income_sources() -> int:
    """Write the sources of the data file; returns how many were new or changed. A source is never deleted."""
    return _load(
        IncomeSource,
        json.loads(INCOME_SOURCES.read_text(encoding="utf-8"))["sources"],
        lambda row: {"label": row["label"], "is_total": row.get("total", False)},
    )


def _load(
    model: type[StatusKind] | type[IncomeSource],
    rows: list[dict[str, Any]],
    values_of: Callable[[dict[str, Any]], dict[str, Any]],
) -> int:
    """Bring the table of ``model`` to the rows of a file, by code; their order in the file is the order shown."""
    known = {one.code: one for one in model._default_manager.all()}
    changed = 0
    for order, row in enumerate(rows, start=1):
        values = {**values_of(row), "order": order}
        one = known.get(row["code"]) or model(code=row["code"])
        if one.pk is None or any(getattr(one, name) != value for name, value in values.items()):
            for name, value in values.items():
                setattr(one, name, value)
            one.save()
            changed += 1
    return changed
