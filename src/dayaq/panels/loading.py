"""The criteria that come with Dayaq, published at the first loading; ``data/`` says where they are from."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

from django.db import transaction

from dayaq.accounts.models import User
from dayaq.panels.actions import CriterionData, draft_criteria, publish_criteria
from dayaq.panels.models import CriteriaSet
from dayaq.panels.queries import current_criteria

DATA = Path(__file__).parent / "data"


@transaction.atomic
def load_criteria(*, by: User) -> list[CriteriaSet]:
    """Draft and publish each set in ``data/`` whose code has no published version; what exists is left as it is."""
    loaded = []
    for path in sorted(DATA.glob("criteria_*.json")):
        row = json.loads(path.read_text(encoding="utf-8"))
        found = current_criteria(row["code"])
        if found is None:
            criteria = [
                CriterionData(
                    code=item["code"],
                    label=item["label"],
                    max_points=item["max_points"],
                    weight=Decimal(item.get("weight", "1")),
                    anchors=item["anchors"],
                )
                for item in row["criteria"]
            ]
            drafted = draft_criteria(by=by, code=row["code"], label=row["label"], criteria=criteria, note=row["note"])
            found = publish_criteria(by=by, criteria_set=drafted)
        loaded.append(found)
    return loaded
