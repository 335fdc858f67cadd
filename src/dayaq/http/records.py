"""Fetching a record for a machine: whoever may not see it learns nothing, not even that it exists."""

from __future__ import annotations

from typing import Any, Protocol, TypeVar

from django.db.models import Model, QuerySet
from django.http import Http404
from django.utils.translation import gettext_lazy as _

from dayaq.core.errors import Invalid

M = TypeVar("M", bound=Model, covariant=True)


class Visible(Protocol[M]):
    """A manager or queryset that narrows itself to what an account may see."""

    def visible_to(self, user: Any, /) -> QuerySet[Any, M]: ...


def get_visible(records: Visible[M], user: Any, **lookup: Any) -> M:
    """The one record in the address; Http404 when there is none that ``user`` may see."""
    found = records.visible_to(user).filter(**lookup).first()
    if found is None:
        raise Http404
    return found


def referred(records: Visible[M], user: Any, field: str, pk: int) -> M:
    """The record that ``field`` of a body names; the same Invalid for one that is hidden and one that is not there."""
    found = records.visible_to(user).filter(pk=pk).first()
    if found is None:
        raise Invalid(_("There is no such record."), code="unknown_record", field=field, value=pk)
    return found
