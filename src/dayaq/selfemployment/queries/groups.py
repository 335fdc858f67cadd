"""Reads about training groups."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, F, Q, QuerySet

from dayaq.accounts.models import User
from dayaq.core.api import clock
from dayaq.registry.api import in_units
from dayaq.selfemployment import training_hours
from dayaq.selfemployment.models import Attendance, Case, TrainingGroup, TrainingSession
from dayaq.selfemployment.states import CaseState


@dataclass(frozen=True)
class Participant:
    """A case with a place in a group, and how far it is with its hours."""

    case: Case
    attended: Decimal
    required: int

    @property
    def enough(self) -> bool:
        return self.attended >= self.required

    @property
    def missing(self) -> Decimal:
        return max(Decimal(self.required) - self.attended, Decimal(0))


def participants_of(group: TrainingGroup) -> list[Participant]:
    """Who has a place, in alphabetical order. Three statements."""
    cases = list(
        Case.objects.filter(training_places__group=group)
        .select_related("person", "enrolment__application")
        .order_by("person__sort_key", "pk")
    )
    return _participants(cases)


def progress_of(case: Case) -> Participant:
    """How far one participant is. Two statements."""
    return _participants([case])[0]


def _participants(cases: list[Case]) -> list[Participant]:
    attended = training_hours.attended([case.pk for case in cases])
    required = training_hours.required(case.enrolment.enrolled_on for case in cases)
    return [
        Participant(case, attended.get(case.pk, Decimal(0)), required[case.enrolment.enrolled_on]) for case in cases
    ]


def attendance_grid(session: TrainingSession) -> dict[int, Decimal]:
    """Hours recorded for a session by key of the case. One statement."""
    return dict(Attendance.objects.filter(session=session).values_list("case", "hours"))


def candidates_for(group: TrainingGroup, user: User) -> QuerySet[Case]:
    """Cases of the group's district, which ``user`` may train, that wait for a place and have none in this group."""
    return (
        Case.objects.visible_to(user, "case.training")
        .filter(
            in_units("unit", frozenset({group.unit_id})),
            state__in=[CaseState.DIRECTION_CHOSEN, CaseState.IN_TRAINING],
        )
        .exclude(training_places__group=group)
        .select_related("person", "line", "enrolment__application")
        .order_by("person__sort_key", "pk")
    )


def groups_for(case: Case, user: User) -> QuerySet[TrainingGroup]:
    """Groups with a place left that ``user`` runs and in which ``case`` could learn."""
    around = in_units("unit", frozenset({case.unit_id}))
    if case.unit.parent_id is not None:
        around |= Q(unit=case.unit.parent_id)
    return (
        TrainingGroup.objects.visible_to(user)
        .filter(around, ends_on__gte=clock.today())
        .annotate(taken=Count("places"))
        .filter(taken__lt=F("capacity"))
        .exclude(places__case=case)
        .order_by("starts_on", "pk")
    )
