"""What of the programmes is erased with a person. Who decided what kind of thing when, and the digest, stay."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from dayaq.core import clock
from dayaq.core.erasure import EMPTY_LIST, EMPTY_MAP, EMPTY_TEXT
from dayaq.core.periods import add_months
from dayaq.law.api import int_parameter
from dayaq.programmes.models import Appeal, Application, Assessment, DecisionRecord, Enrolment, InformationRequest
from dayaq.programmes.states import OPEN_STATES
from dayaq.registry import api as registry

NOTHING_FOUND: Final = (
    "jsonb_build_object('format', decision->'format', 'ruleset', decision->'ruleset', 'outcome', decision->'outcome',"
    " 'facts', '{}'::jsonb, 'parameters', '{}'::jsonb, 'missing_facts', '[]'::jsonb, 'missing_parameters', '[]'::jsonb,"
    " 'missing_for_priority', '[]'::jsonb, 'conditions', '[]'::jsonb, 'priority', '[]'::jsonb)"
)
"""A decision of the rules of which only the outcome and the version of the rules are left."""

ERASED: Final = "'—'"


def _with_open_matter(persons: registry.Persons) -> QuerySet[Any, Any]:
    open_ones = Application.objects.filter(person__in=list(persons), state__in=OPEN_STATES)
    return open_ones.values_list("person", flat=True)


def _to_be_kept(persons: registry.Persons) -> QuerySet[Any, Any]:
    """Who takes part, or whose support ended so lately that the papers about the money have to be kept."""
    months = int_parameter("retention.money_months", clock.today())
    since = add_months(clock.today(), -months)
    late = Q(ended_on__isnull=True) | Q(ended_on__gt=since)
    return Enrolment.objects.filter(late, person__in=list(persons)).values_list("person", flat=True)


def _active_since(day: date) -> QuerySet[Any, Any]:
    moved = Application.objects.filter(state_at__date__gt=day).values("person")
    supported = Enrolment.objects.filter(Q(ended_on__isnull=True) | Q(ended_on__gt=day)).values("person")
    return moved.union(supported)


def join() -> None:
    """Register with the registry."""
    for holding in (
        registry.Holding(
            Application, _("Applications"), order=20, erase={"answers": EMPTY_MAP, "priority_detail": EMPTY_LIST},
            keeps=frozenset({"person", "basis", "priority_statutory", "priority_policy"}),
        ),
        registry.Holding(
            InformationRequest, _("What you were asked"), path="application__person", order=21,
            erase={"text": EMPTY_TEXT, "answer": EMPTY_TEXT},
        ),
        registry.Holding(
            Assessment, _("Assessments"), path="application__person", order=22,
            erase={"facts": EMPTY_MAP, "decision": NOTHING_FOUND, "reason": EMPTY_TEXT},
        ),
        registry.Holding(
            DecisionRecord, _("Decisions"), path="application__person", order=23,
            erase={"facts": EMPTY_MAP, "decision": NOTHING_FOUND, "reason_az": ERASED, "reason_en": ERASED},
        ),
        registry.Holding(
            Appeal, _("Appeals"), path="application__person", order=24,
            erase={"grounds": EMPTY_TEXT, "reason_az": EMPTY_TEXT, "reason_en": EMPTY_TEXT},
        ),
        registry.Holding(Enrolment, _("Enrolments"), order=25, keeps=frozenset({"person", "basis"})),
    ):  # fmt: skip
        registry.register_holding(holding)
    registry.register_activity(_active_since)
    registry.register_ground(
        registry.Ground("application_open", _("An application is not finished."), _with_open_matter)
    )
    registry.register_ground(
        registry.Ground("money_papers", _("Papers about support that was paid have to be kept."), _to_be_kept)
    )
