"""Purposes of use and rules of retention, from ``data/``: what changed there is changed, nothing is deleted."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from dayaq.core.api import Invalid
from dayaq.registry.models import Purpose, RetentionRule

DATA = Path(__file__).resolve().parent / "data"


def load_purposes() -> int:
    """Write the purposes of ``data/purposes.json``; returns how many were new or changed."""
    return _load(Purpose, "purposes")


def load_retention() -> int:
    """Write the rules of ``data/retention.json``; returns how many were new or changed."""
    return _load(RetentionRule, "retention", key="rules")


@transaction.atomic
def _load(model: type[Purpose | RetentionRule], name: str, key: str = "") -> int:
    held: dict[str, Any] = {row.code: row for row in model._default_manager.all()}
    changed = 0
    rows = json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))[key or name]
    for order, values in enumerate(rows, start=1):
        row = held.get(values["code"]) or model(code=values["code"])
        wanted = {**values, "order": order}
        if row.pk is None or any(getattr(row, field) != value for field, value in wanted.items()):
            for field, value in wanted.items():
                setattr(row, field, value)
            row.save()
            changed += 1
    return changed


def purposes() -> list[Purpose]:
    """All purposes in their order; those that come with the software are there from their first use."""
    found = list(Purpose.objects.order_by("order", "code"))
    if not found:
        load_purposes()
        found = list(Purpose.objects.order_by("order", "code"))
    return found


def retention_rules() -> list[RetentionRule]:
    """All rules of the schedule in their order; those that come with the software are there from their first use."""
    found = list(RetentionRule.objects.order_by("order", "code"))
    if not found:
        load_retention()
        found = list(RetentionRule.objects.order_by("order", "code"))
    return found


def purpose(code: str) -> Purpose:
    """The purpose of this code; those that come with the software are there from first use. Invalid for others."""
    found = Purpose.objects.filter(code=code).first()
    if found is None and load_purposes():
        found = Purpose.objects.filter(code=code).first()
    if found is None:
        raise Invalid(_("Choose what the consent is for."), code="unknown_purpose", field="purpose", value=code)
    return found
