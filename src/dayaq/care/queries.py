"""Reads of the catalogue, each with a fixed number of statements."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Prefetch

from dayaq.care.models import ServiceTerms, ServiceType

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from dayaq.accounts.models import User


def catalogue(user: User, on: date) -> QuerySet[ServiceType, Any]:
    """Services that ``user`` may see, with their kind, and in ``terms_then`` their terms on ``on`` (one or none).

    Two statements when it is read.
    """
    then = Prefetch("terms", queryset=ServiceTerms.objects.on(on), to_attr="terms_then")
    rows: QuerySet[ServiceType, Any] = (
        ServiceType.objects.visible_to(user).select_related("kind").prefetch_related(then)
    )
    return rows


def terms_of(service: ServiceType) -> list[ServiceTerms]:
    """All terms of a service, newest first, with act and standards. Two statements."""
    return list(service.terms.select_related("act").prefetch_related("standards").order_by("-valid_from"))


def terms_on(terms: list[ServiceTerms], on: date) -> ServiceTerms | None:
    """Those of ``terms`` in force on a day; None when none are."""
    return next((one for one in terms if one.valid_from <= on and (one.valid_to is None or one.valid_to > on)), None)
