"""Recording a life event: it is kept with its evidence, and what follows from it happens in the same transaction."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from dayaq.accounts.models import User
from dayaq.core.api import Invalid, emit
from dayaq.registry import life, policies
from dayaq.registry.actions.life import families
from dayaq.registry.actions.life.households import move_household
from dayaq.registry.actions.life.kin import Kind, part
from dayaq.registry.actions.life.statuses import end_by_rule, start_by_rule
from dayaq.registry.actions.life.steps import correct, leave
from dayaq.registry.cleaning import clean_text
from dayaq.registry.effects import Effects, reason_of
from dayaq.registry.locking import lock_membership, lock_person
from dayaq.registry.models import HouseholdMember, LifeEvent, Person
from dayaq.registry.queries.life import check_day
from dayaq.registry.states import LIFE_EVENT

K = LifeEvent.Kind
DAY = timedelta(days=1)


@transaction.atomic
def record_life_event(
    *,
    by: User,
    person: Person,
    on: date,
    details: life.Details,
    evidence: str,
    issuer: str = "",
    version: int | None = None,
) -> LifeEvent:
    """Record that something happened to ``person`` on the day ``on``, and do what follows from it: all or nothing.

    ``details`` say what happened and what is chosen (:mod:`dayaq.registry.life`); of a birth ``person`` is a parent and
    the event is the child's. ``evidence``: kind, number and date of the certificate. Stale when ``version`` is not the
    person's any more; Invalid, with the field, for what cannot be.
    """
    policies.check_edit(by, person)
    proof, source = clean_text(evidence, "evidence", 500), clean_text(issuer, "issuer", 200)
    if not proof:
        raise Invalid(
            _("A life event is recorded on evidence."),
            code="no_evidence",
            field="evidence",
            remedy=_("Enter the kind, number and date of the certificate."),
        )
    _lock(person, details, version)
    kind = life.KIND_OF[type(details)]
    check_day(person, on, kind)
    effects = Effects()
    event = LifeEvent(kind=kind, person=person, on=on, evidence=proof, issuer=source, recorded_by=by)
    _APPLY[kind](by=by, event=event, details=details, effects=effects)
    event.effects = effects.rows
    event.save()
    detail = {"kind": kind, "person": event.person_id}
    LIFE_EVENT.start(event, by=by, detail=detail, on=on, evidence=proof)
    emit(event.told_as, id=event.pk, person=event.person_id, on=on.isoformat())
    return event


def _lock(person: Person, details: life.Details, version: int | None) -> None:
    """Lock everybody concerned, always in the same order."""
    other = getattr(details, "spouse", None) or getattr(details, "other_parent", None)
    for one in sorted([person, *([other] if other else [])], key=lambda found: found.pk):
        lock_person(one, version if one is person else None)


@transaction.atomic
def death(*, by: User, event: LifeEvent, details: life.Death, effects: Effects) -> None:
    person = event.person
    if LifeEvent.objects.standing().filter(person=person, kind=K.DEATH).exists() or person.death_date not in (
        None,
        event.on,
    ):
        raise Invalid(
            _("The death of this person is recorded already."),
            code="dead",
            field="on",
            remedy=_("Ask for a correction of the date if it is wrong."),
        )
    if person.death_date is None:
        correct(by=by, event=event, person=person, changes={"death_date": event.on}, effects=effects)
    end = event.on + DAY
    leave(by=by, event=event, person=person, end=end, new_head=details.new_head, effects=effects)
    part(by=by, event=event, kinds=(Kind.SPOUSE, Kind.GUARDIAN), end=end, effects=effects)
    end_by_rule(by=by, person=person, kind=event.kind, end=end, reason=reason_of(event), effects=effects)


@transaction.atomic
def move(*, by: User, event: LifeEvent, details: life.Move, effects: Effects) -> None:
    person = event.person
    if details.household not in (life.WHOLE, life.LEAVES, life.STAYS):
        raise Invalid(_("Choose what the household does."), field="household", value=details.household)
    address = clean_text(details.address, "address", 500)
    if (person.unit_id, person.address) == (details.unit.pk, address):
        raise Invalid(_("The person lives there already."), code="unchanged", field="unit")
    place = {"unit": details.unit, "address": address}
    own = lock_membership(person)
    along: list[Person] = []
    if own is not None and details.household == life.WHOLE:
        along = _living_with(by, own)
        move_household(by=by, household=own.household, unit=details.unit, address=address, on=event.on, effects=effects)
    elif details.household == life.LEAVES:
        leave(by=by, event=event, person=person, end=event.on, new_head=details.new_head, effects=effects)
    for one in (*along, person):
        lock_person(one)
        correct(by=by, event=event, person=one, changes=place, effects=effects)


def _living_with(by: User, own: HouseholdMember) -> list[Person]:
    """Other members whom ``by`` may change and who live where the person lives; the others stay as recorded."""
    person = own.person
    members = HouseholdMember.objects.filter(household=own.household_id, valid_to__isnull=True).exclude(pk=own.pk)
    return list(
        Person.objects.visible_to(by, policies.EDIT)
        .filter(pk__in=members.values("person"), unit=person.unit_id, address=person.address, death_date__isnull=True)
        .order_by("pk")
    )


@transaction.atomic
def disability(*, by: User, event: LifeEvent, details: life.Disability, effects: Effects) -> None:
    _end_statuses(by, event, effects)
    start_by_rule(by=by, event=event, effects=effects, disability=details)


@transaction.atomic
def disability_end(
    *,
    by: User,
    event: LifeEvent,
    details: life.DisabilityEnd,  # noqa: ARG001  # every kind is told its details
    effects: Effects,
) -> None:
    if not _end_statuses(by, event, effects):
        raise Invalid(
            _("No disability is recorded that could end on that day."), code="no_status", field="on", value=event.on
        )


@transaction.atomic
def status_change(
    *,
    by: User,
    event: LifeEvent,
    details: life.Release | life.CareExit,  # noqa: ARG001  # every kind is told its details
    effects: Effects,
) -> None:
    _end_statuses(by, event, effects)
    start_by_rule(by=by, event=event, effects=effects)


def _end_statuses(by: User, event: LifeEvent, effects: Effects) -> int:
    return end_by_rule(
        by=by, person=event.person, kind=event.kind, end=event.on, reason=reason_of(event), effects=effects
    )


_APPLY: dict[str, Callable[..., None]] = {
    K.BIRTH: families.birth,
    K.DEATH: death,
    K.MOVE: move,
    K.MARRIAGE: families.marriage,
    K.DIVORCE: families.divorce,
    K.DISABILITY: disability,
    K.DISABILITY_END: disability_end,
    K.RELEASE: status_change,
    K.CARE_EXIT: status_change,
}
