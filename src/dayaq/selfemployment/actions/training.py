"""Training: groups and their places, sessions, hours attended, and waivers (inventory PRC-04, SE-11, SE-24)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from dayaq.accounts.api import system_user
from dayaq.accounts.models import User
from dayaq.core.api import Exhausted, Invalid, WrongState, audit, clock, lock
from dayaq.documents.api import next_number
from dayaq.law.models import LegalAct
from dayaq.places.models import AdministrativeUnit
from dayaq.registry.api import units_within
from dayaq.selfemployment import training_hours
from dayaq.selfemployment.models import (
    Attendance,
    Case,
    TrainingGroup,
    TrainingPlace,
    TrainingSession,
    TrainingWaiver,
)
from dayaq.selfemployment.papers import tell
from dayaq.selfemployment.policies import check_group, check_step
from dayaq.selfemployment.states import CASE, CaseState
from dayaq.selfemployment.steps import due_after

LONGEST_SESSION = Decimal("12")


@transaction.atomic
def create_training_group(
    *,
    by: User,
    label: Mapping[str, str],
    unit: AdministrativeUnit,
    place: str,
    trainer: str,
    starts_on: date,
    ends_on: date,
    capacity: int,
) -> TrainingGroup:
    """A group for participants of ``unit``'s district; ``label`` has az and en. Denied outside one's own districts."""
    if any(not label.get(language, "").strip() for language in ("az", "en")):
        raise Invalid(_("The name is needed in Azerbaijani and in English."), field="label")
    if ends_on < starts_on:
        raise Invalid(_("The last day lies before the first."), field="ends_on", value=ends_on)
    if capacity < 1:
        raise Invalid(_("A group has at least one place."), field="capacity", value=capacity)
    group = TrainingGroup.objects.create(
        code=next_number("TG", clock.today()),
        label=dict(label),
        unit=unit,
        place=place.strip(),
        trainer=trainer.strip(),
        starts_on=starts_on,
        ends_on=ends_on,
        capacity=capacity,
    )
    check_group(by, group)
    audit.record(by=by, event="training.group_created", obj=group, detail={"unit": unit.code, "capacity": capacity})
    return group


@transaction.atomic
def add_to_group(*, by: User, case: Case, group: TrainingGroup, version: int | None = None) -> TrainingPlace:
    """A place for the participant; the first one begins the training. Exhausted when the group is full.

    Participants learn in their own district: the group's place lies in the district of the case, or around it.
    """
    lock(case, version=version)
    check_step(by, case, "train")
    group = TrainingGroup.objects.select_for_update().get(pk=group.pk)
    check_group(by, group)
    today = clock.today()
    if group.ends_on < today:
        raise WrongState(_("This training group has ended."), code="group_ended")
    if not _in_reach(group.unit_id, case.unit_id):
        raise Invalid(
            _("The group is in another district than the participant."),
            code="other_district",
            field="group",
            remedy=_("Choose a group in the participant's district."),
        )
    if TrainingPlace.objects.filter(group=group, case=case).exists():
        raise WrongState(_("The participant has a place in this group already."), code="has_place")
    if group.places.count() >= group.capacity:
        raise Exhausted(
            _("No place is left in this group."), code="group_full", field="group", remedy=_("Choose another group.")
        )
    place = TrainingPlace.objects.create(group=group, case=case)
    audit.record(by=by, event="training.place_given", obj=place, detail={"group": group.pk, "case": case.pk})
    if case.state == CaseState.DIRECTION_CHOSEN:
        due = max(group.ends_on, today)
        CASE.move(case, CaseState.IN_TRAINING, by=by, detail={"group": group.pk}, due_on=due)
    hours = training_hours.required([case.enrolment.enrolled_on])[case.enrolment.enrolled_on]
    tell(by=by, case=case, template="training_invitation", starts_on=group.starts_on, place=group.place, hours=hours)
    return place


def _in_reach(group_unit: int, case_unit: int) -> bool:
    """One of the two lies within the other."""
    if group_unit == case_unit:
        return True
    around = units_within(frozenset({group_unit})).filter(pk=case_unit)
    return around.exists() or units_within(frozenset({case_unit})).filter(pk=group_unit).exists()


@transaction.atomic
def record_session(*, by: User, group: TrainingGroup, held_on: date, hours: Decimal, topic: str) -> TrainingSession:
    """A meeting of the group on a day of its course that has come, with its hours."""
    group = TrainingGroup.objects.select_for_update().get(pk=group.pk)
    check_group(by, group)
    topic = topic.strip()
    if not topic:
        raise Invalid(_("Say what the session was about."), field="topic")
    if not group.starts_on <= held_on <= group.ends_on:
        raise Invalid(_("This day is outside the course."), field="held_on", value=held_on)
    if held_on > clock.today():
        raise Invalid(_("A session is recorded once it was held."), field="held_on", value=held_on)
    if not 0 < hours <= LONGEST_SESSION:
        raise Invalid(_("A session lasts up to 12 hours."), field="hours", value=hours)
    if TrainingSession.objects.filter(group=group, held_on=held_on, topic=topic).exists():
        raise Invalid(_("This session is recorded already."), code="taken", field="topic")
    session = TrainingSession.objects.create(group=group, held_on=held_on, hours=hours, topic=topic)
    audit.record(by=by, event="training.session_held", obj=session, detail={"group": group.pk, "hours": str(hours)})
    return session


@transaction.atomic
def record_attendance(*, by: User, session: TrainingSession, hours: Mapping[int, Decimal]) -> TrainingSession:
    """Hours attended by case key, zero for who was absent; recorded anew, the later entry counts.

    Whoever reaches the required hours is trained from now on, and stays so. Invalid: a case that has no place in the
    group, that has gone on from training, or more hours than the session had.
    """
    session = TrainingSession.objects.select_for_update(of=("self",)).select_related("group").get(pk=session.pk)
    check_group(by, session.group)
    cases = {
        case.pk: case
        for case in Case.objects.select_for_update(of=("self",))
        .filter(pk__in=hours, training_places__group=session.group)
        .select_related("enrolment")
        .order_by("pk")
    }
    for pk, attended in hours.items():
        if pk not in cases:
            raise Invalid(_("Somebody listed has no place in this group."), code="no_place", field="hours", value=pk)
        if not 0 <= attended <= session.hours:
            raise Invalid(
                _("Nobody attends more hours than the session had."), code="hours", field="hours", value=attended
            )
    known = dict(session.attendance.values_list("case_id", "hours"))
    changed = {pk: attended for pk, attended in hours.items() if known.get(pk) != attended}
    if any(cases[pk].state != CaseState.IN_TRAINING for pk in changed):
        raise WrongState(_("Somebody listed is not in training any more; their hours stand."), code="not_in_training")
    Attendance.objects.bulk_create(
        [Attendance(session=session, case_id=pk, hours=attended, by=by) for pk, attended in changed.items()],
        update_conflicts=True,
        unique_fields=["session", "case"],
        update_fields=["hours", "by"],
    )
    audit.record(
        by=by,
        event="training.attendance_recorded",
        obj=session,
        before={str(pk): known.get(pk) for pk in changed},
        after={str(pk): attended for pk, attended in changed.items()},
        detail={"cases": sorted(changed)},
    )
    _graduate([cases[pk] for pk in changed], session.held_on)
    return session


def _graduate(cases: list[Case], day: date) -> None:
    """Whoever has the hours that were required on the day of their enrolment is trained."""
    attended = training_hours.attended([case.pk for case in cases])
    required = training_hours.required({case.enrolment.enrolled_on for case in cases})
    for case in cases:
        hours = attended.get(case.pk, Decimal(0))
        if hours >= required[case.enrolment.enrolled_on]:
            due = due_after(CaseState.TRAINED, clock.today())
            CASE.move(
                case, CaseState.TRAINED, by=system_user(), detail={"hours": str(hours)}, trained_on=day, due_on=due
            )


@transaction.atomic
def waive_training(
    *,
    by: User,
    case: Case,
    act: LegalAct,
    valid_from: date,
    valid_to: date,
    reason: str,
    version: int | None = None,
) -> TrainingWaiver:
    """Training is not asked of the participant: by an act in force, for days that include today (inventory SE-24).

    ``valid_to`` is the day after the last. Invalid when the act, or the waiver, is not in force today.
    """
    lock(case, version=version)
    check_step(by, case, "waive")
    today = clock.today()
    if act.in_force_from is None or act.in_force_from > today or (act.in_force_to and act.in_force_to <= today):
        raise Invalid(_("This act is not in force today."), code="act_not_in_force", field="act")
    if not valid_from <= today < valid_to:
        raise Invalid(_("The waiver does not hold today."), code="not_in_force", field="valid_from")
    if valid_from < act.in_force_from or (act.in_force_to and valid_to > act.in_force_to):
        raise Invalid(_("The waiver reaches beyond its act."), code="beyond_act", field="valid_to")
    if not reason.strip():
        raise Invalid(_("Say why the training is waived."), code="no_reason", field="reason")
    waiver = TrainingWaiver.objects.create(
        case=case, act=act, valid_from=valid_from, valid_to=valid_to, reason=reason.strip(), by=by
    )
    due = due_after(CaseState.TRAINED, today)
    CASE.move(case, CaseState.TRAINED, by=by, reason=reason, detail={"waiver": waiver.pk, "act": act.code}, due_on=due)
    return waiver
