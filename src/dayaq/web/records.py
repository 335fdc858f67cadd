"""Fetching one record for a page: whoever may not see it learns nothing, not even that it exists."""

from __future__ import annotations

from typing import Any, Protocol, TypeVar

from django.db.models import Model, QuerySet
from django.http import Http404

M = TypeVar("M", bound=Model, covariant=True)


class Visible(Protocol[M]):
    """A manager or queryset that narrows itself to what an account may see."""

    def visible_to(self, user: Any, /) -> QuerySet[Any, M]: ...


def get_visible(records: Visible[M], user: Any, **lookup: Any) -> M:
    """The one record of ``records.visible_to(user)`` that matches ``lookup``; Http404 when there is none."""
    found = records.visible_to(user).filter(**lookup).first()
    if found is None:
        raise Http404
    return found
