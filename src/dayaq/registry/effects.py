"""What an event changed, written down as it is changed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Model

from dayaq.registry.changing import to_json
from dayaq.registry.models import LifeEvent, PersonRelation

Effect = dict[str, Any]


class Effects:
    """The effects of one event, in order; ``rows`` is what the event keeps."""

    def __init__(self) -> None:
        self.rows: list[Effect] = []

    def add(
        self,
        code: str,
        obj: Model,
        before: Mapping[str, Any] | None = None,
        after: Mapping[str, Any] | None = None,
    ) -> None:
        """An effect on ``obj`` and whose it is; values as JSON keeps them."""
        self.rows.append(
            {
                "code": code,
                "type": obj._meta.label_lower,
                "id": obj.pk,
                "person": getattr(obj, "person_id", None),
                **({"relative": obj.relative_id} if isinstance(obj, PersonRelation) else {}),
                "before": _plain(before),
                "after": _plain(after),
            }
        )


def _plain(values: Mapping[str, Any] | None) -> dict[str, Any]:
    return {name: to_json(name, value) for name, value in (values or {}).items()}


def reason_of(event: LifeEvent) -> str:
    """The reason under which the records that follow from ``event`` are changed."""
    return str(event.get_kind_display())
