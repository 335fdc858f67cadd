"""The catalogue that comes with Dayaq: lines of business with their standard kits, and the clauses of the contract."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from django.db import transaction

from dayaq.accounts.api import system_user
from dayaq.core.api import audit
from dayaq.selfemployment.models import BusinessLine, KitItem

DATA = Path(__file__).parent / "data"


@transaction.atomic
def load_business_lines() -> int:
    """Bring in the lines of ``data/business_lines.json`` that are not there yet, with their kits; returns how many.

    What the ministry changed stays: a line is known by its code. A second run changes nothing and returns 0.
    """
    raw = (DATA / "business_lines.json").read_bytes()
    known = set(BusinessLine.objects.values_list("code", flat=True))
    entries = [entry for entry in json.loads(raw)["lines"] if entry["code"] not in known]
    lines = BusinessLine.objects.bulk_create(
        BusinessLine(
            code=entry["code"],
            label=entry["label"],
            sector=entry["sector"],
            price_from=Decimal(entry["price_from"]),
            price_to=Decimal(entry["price_to"]),
            valid_from=date.fromisoformat(entry["valid_from"]),
            source=entry["source"],
        )
        for entry in entries
    )
    KitItem.objects.bulk_create(
        KitItem(line=line, label=item["label"], quantity=item["quantity"], price=Decimal(item["price"]), order=order)
        for line, entry in zip(lines, entries, strict=True)
        for order, item in enumerate(entry["kit"], start=1)
    )
    if lines:
        audit.record_batch(
            by=system_user(),
            event="business_line.loaded",
            object_type=BusinessLine._meta.label_lower,
            count=len(lines),
            digest=hashlib.sha256(raw).hexdigest(),
        )
    return len(lines)


@cache
def _clauses() -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads((DATA / "contract_clauses.json").read_text(encoding="utf-8"))["clauses"]
    return rows


def clauses_on(day: date) -> list[dict[str, Any]]:
    """The clauses of a contract signed on ``day``: ``{"code", "text": {"az", "en"}}`` (inventory SE-13 [U])."""
    return [
        {"code": row["code"], "text": row["text"]}
        for row in _clauses()
        if row["valid_from"] <= day.isoformat() < row.get("valid_to", "9999")
    ]
