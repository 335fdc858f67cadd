"""Taking a mistaken event back: a record of its own that supersedes it, and everything it did undone in reverse.

Nothing is lost: the event stays, its rows stay in the row history. What somebody changed since stops it, because
putting the old value back would lose theirs.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from dayaq.accounts.models import User
from dayaq.core.api import Invalid, WrongState, audit, emit
from dayaq.registry import policies
from dayaq.registry.actions.persons import write_correction
from dayaq.registry.changing import from_json, present
from dayaq.registry.cleaning import clean_text
from dayaq.registry.effects import Effect
from dayaq.registry.locking import lock_person
from dayaq.registry.models import (
    ChangeRequest,
    FormerAddress,
    Household,
    HouseholdMember,
    LifeEvent,
    Person,
    PersonRelation,
    Status,
)
from dayaq.registry.states import (
    CHANGE,
    LIFE_EVENT,
    OPEN_CHANGES,
    VERIFICATION,
    ChangeState,
    LifeEventState,
    Verification,
)

STAYS = ("person_registered", "document_recorded", "no_head", "no_adult")
"""A person once registered stays, and so does their document; remarks have nothing to undo."""


@transaction.atomic
def undo_life_event(*, by: User, event: LifeEvent, reason: str, version: int | None = None) -> LifeEvent:
    """Take ``event`` back, for a ``reason``; returns the record that supersedes it.

    WrongState (``changed_since``) when something it did was changed afterwards; then nothing is undone.
    """
    policies.check_edit(by, event.person)
    said = clean_text(reason, "reason", 500)
    if not said:
        raise Invalid(_("Say why the event is taken back."), code="reason", field="reason")
    if event.undoes_id is not None:
        raise WrongState(_("This record takes another one back; record the event anew."), code="undoing")
    lock_person(event.person)
    detail = {"kind": event.kind, "person": event.person_id}
    LIFE_EVENT.move(event, LifeEventState.UNDONE, by=by, reason=said, version=version, detail=detail)
    undone = [effect for effect in reversed(event.effects) if effect["code"] not in STAYS]
    for effect in undone:
        _TAKE_BACK[effect["code"]](by, effect, said)
    return LifeEvent.objects.create(
        kind=event.kind,
        person=event.person,
        on=event.on,
        mother=event.mother,
        father=event.father,
        spouse=event.spouse,
        evidence=said,
        recorded_by=by,
        undoes=event,
        effects=[{**effect, "before": effect["after"], "after": effect["before"]} for effect in undone],
    )


def _changed_since() -> WrongState:
    return WrongState(
        _("Something that followed from this event was changed afterwards."),
        code="changed_since",
        remedy=_("Undo that change first, or correct what is wrong one by one."),
    )


def _unless(same: bool) -> None:
    """Refuse to put back what is no longer as the event left it."""
    if not same:
        raise _changed_since()


def _person(by: User, effect: Effect, reason: str) -> None:
    person = lock_person(Person.objects.get(pk=effect["id"]))
    _unless(all(present(person, name) == value for name, value in effect["after"].items()))
    earlier = {name: from_json(name, value) for name, value in effect["before"].items()}
    if effect["before"] != effect["after"]:
        write_correction(by=by, person=person, changes=earlier, reason=reason)


def _member(pk: int) -> HouseholdMember:
    found: HouseholdMember | None = (
        HouseholdMember.objects.select_for_update(of=("self",)).select_related("household").filter(pk=pk).first()
    )
    if found is None:
        raise _changed_since()
    return found


def _member_left(by: User, effect: Effect, reason: str) -> None:
    member = _member(effect["id"])
    _unless(member.valid_to == _day(effect["after"]["valid_to"]))
    others = HouseholdMember.objects.filter(valid_to__isnull=True)
    same = HouseholdMember.objects.filter(person=member.person_id, kind=member.kind).exclude(pk=member.pk)
    _unless(not same.exclude(valid_to__lte=member.valid_to).exists())
    _unless(not (member.is_head and others.filter(household=member.household_id, is_head=True).exists()))
    member.valid_to = None
    member.save(update_fields=["valid_to"])
    _record(by, "household.left_undone", member, reason)


def _member_joined(by: User, effect: Effect, reason: str) -> None:
    member = _member(effect["id"])
    _unless(member.valid_to is None and member.relation == effect["after"]["relation"])
    _record(by, "household.joined_undone", member, reason)
    member.delete()


def _relation_changed(by: User, effect: Effect, reason: str) -> None:
    member = _member(effect["id"])
    _unless(member.relation == effect["after"]["relation"])
    member.relation = effect["before"]["relation"]
    member.is_head = member.relation == HouseholdMember.Relation.HEAD
    member.save(update_fields=["relation", "is_head"])
    _record(by, "household.relation_changed", member, reason)


def _record(by: User, event: str, member: HouseholdMember, reason: str) -> None:
    audit.record(
        by=by,
        event=event,
        obj=member.household,
        reason=reason,
        after={"relation": member.relation, "valid_to": member.valid_to},
        detail={"person": member.person_id, "member": member.pk},
    )


def _household_moved(by: User, effect: Effect, reason: str) -> None:
    household = Household.objects.select_for_update(of=("self",)).get(pk=effect["id"])
    _unless(effect["after"] == {"unit": household.unit_id, "address": household.address})
    FormerAddress.objects.filter(pk=effect["former"]).delete()
    household.unit_id, household.address = effect["before"]["unit"], effect["before"]["address"]
    household.version += 1
    household.save(update_fields=["unit", "address", "version"])
    audit.record(
        by=by, event="household.moved", obj=household, reason=reason, before=effect["after"], after=effect["before"]
    )


def _relation(effect: Effect) -> PersonRelation:
    found: PersonRelation | None = (
        PersonRelation.objects.select_for_update(of=("self",)).filter(pk=effect["id"]).first()
    )
    if found is None:
        raise _changed_since()
    return found


def _relation_recorded(by: User, effect: Effect, reason: str) -> None:
    relation = _relation(effect)
    _unless(relation.valid_to is None)
    _tell(by, "relation.undone", relation, reason)
    relation.delete()


def _relation_ended(by: User, effect: Effect, reason: str) -> None:
    relation = _relation(effect)
    _unless(relation.valid_to == _day(effect["after"]["valid_to"]))
    relation.valid_to = None
    relation.save(update_fields=["valid_to"])
    _tell(by, "relation.end_undone", relation, reason)


def _tell(by: User, event: str, relation: PersonRelation, reason: str) -> None:
    ids = {"person": relation.person_id, "relative": relation.relative_id, "kind": relation.kind}
    audit.record(by=by, event=event, obj=relation, reason=reason, after={"valid_to": relation.valid_to}, detail=ids)
    emit(event, id=relation.pk, **ids)


def _status_ended(by: User, effect: Effect, reason: str) -> None:
    status = Status.objects.select_for_update(of=("self",)).get(pk=effect["id"])
    _unless(status.valid_to == _day(effect["after"]["valid_to"]))
    status.valid_to = _day(effect["before"]["valid_to"])
    status.version += 1
    status.save(update_fields=["valid_to", "version"])
    detail = {"person": status.person_id}
    audit.record(by=by, event="status.end_undone", obj=status, reason=reason, after=effect["before"], detail=detail)


def _status_added(by: User, effect: Effect, reason: str) -> None:
    status = Status.objects.select_related("kind").get(pk=effect["id"])
    if status.verification != Verification.REFUTED:
        detail = {"person": status.person_id, "kind": status.kind.code}
        VERIFICATION.move(status, Verification.REFUTED, by=by, reason=reason, detail=detail, verified_by=by)


def _change_requested(by: User, effect: Effect, reason: str) -> None:
    """An open request goes with the event; what was approved since stays, and is corrected by a request of its own."""
    change = ChangeRequest.objects.get(pk=effect["id"])
    if change.state in OPEN_CHANGES:
        detail = {"person": change.person_id, "fields": change.fields}
        CHANGE.move(change, ChangeState.WITHDRAWN, by=by, reason=reason, detail=detail)


def _day(text: Any) -> date | None:
    return date.fromisoformat(text) if text else None


_TAKE_BACK: dict[str, Callable[[User, Effect, str], None]] = {
    "person": _person,
    "member_left": _member_left,
    "member_joined": _member_joined,
    "relation_changed": _relation_changed,
    "household_moved": _household_moved,
    "relation_recorded": _relation_recorded,
    "relation_ended": _relation_ended,
    "status_ended": _status_ended,
    "status_added": _status_added,
    "change_requested": _change_requested,
}
