"""Rows of lists, and what their search box understands; whatever is shown is joined, so that a page stays fixed."""

from __future__ import annotations

from typing import TypeVar

from django.db.models import Model, Q, QuerySet

from dayaq.accounts.models import User
from dayaq.registry.api import named_somehow
from dayaq.selfemployment.models import Asset, Case, MonitoringVisit
from dayaq.selfemployment.models.monitoring import VisitQuerySet

M = TypeVar("M", bound=Model)


def cases_list(user: User) -> QuerySet[Case]:
    """Cases that ``user`` may see."""
    return Case.objects.visible_to(user).select_related(
        "person", "unit", "line", "assigned_to", "enrolment__application", "enrolment__fund"
    )


def assets_list(user: User) -> QuerySet[Asset]:
    """Assets that ``user`` may see."""
    return Asset.objects.visible_to(user).select_related(
        "case__person", "case__unit", "case__enrolment__application", "fund", "supplier", "holder"
    )


def visits_list(user: User) -> VisitQuerySet:
    """Visits, made and to be made, of cases that ``user`` may see."""
    return MonitoringVisit.objects.visible_to(user).select_related(
        "case__person", "case__unit", "case__line", "case__enrolment__application", "assigned_to", "made_by"
    )


def search_cases(rows: QuerySet[M], text: str, path: str = "") -> QuerySet[M]:
    """``rows`` whose case is meant by ``text``: number of application or contract, FİN, or name in any spelling.

    ``path`` leads from the row to its case ("case__"). No statement of its own.
    """
    text = text.strip()
    numbers = Q(**{f"{path}enrolment__application__number__istartswith": text}) | Q(
        **{f"{path}contract__number__istartswith": text}
    )
    fin = Q(**{f"{path}person__fin": text.replace(" ", "").upper()})
    names = named_somehow(text, f"{path}person")
    return rows.filter(numbers | fin | names if names else numbers | fin)


def search_assets(rows: QuerySet[Asset], text: str) -> QuerySet[Asset]:
    """Assets by serial number, invoice, description, or whatever finds their case."""
    own = Q(serial_number__iexact=text) | Q(invoice_number__iexact=text) | Q(description__icontains=text)
    found = search_cases(Asset.objects.all(), text, "case__").values("pk")
    return rows.filter(own | Q(pk__in=found))
