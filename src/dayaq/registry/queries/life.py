"""Reads about life events: what an event changed, in words and names that the reader may know."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from dayaq.accounts.models import User
from dayaq.core.api import Invalid, clock
from dayaq.registry.changing import from_json
from dayaq.registry.life import EFFECT_LABELS, VALUE_LABELS
from dayaq.registry.models import LifeEvent, Person, PersonRelation, Status

if TYPE_CHECKING:
    from dayaq.core.errors import Text


@dataclass(frozen=True)
class EffectValue:
    """One value that changed; as Python has it (a district as the unit)."""

    name: str
    label: Text
    before: Any
    after: Any


@dataclass(frozen=True)
class EffectView:
    """What an event did: in words, to whom or what (``subject``), the values before and after."""

    code: str
    label: Text
    subject: str
    values: list[EffectValue]
    person: int | None = None
    change: int | None = None
    household: int | None = None


def check_day(person: Person, on: date, kind: str) -> None:
    """Whether something of ``kind`` can have happened to ``person`` on ``on``; Invalid with the reason otherwise."""
    if on > clock.today():
        raise Invalid(_("The date lies in the future."), code="future", field="on", value=on)
    if person.birth_date is not None and on < person.birth_date:
        raise Invalid(_("The day is before the birth of the person."), code="before_birth", field="on", value=on)
    outlived = (LifeEvent.Kind.DEATH, LifeEvent.Kind.BIRTH)  # a child may be born after its father's death
    if person.death_date is not None and kind not in outlived and on > person.death_date:
        raise Invalid(_("The person had died by that day."), code="dead", field="on", value=on)


def effects_of(event: LifeEvent, user: User) -> list[EffectView]:
    """Effects of ``event`` that ``user`` may know of, in order. At most two statements, and one a district.

    Persons whom ``user`` may not see are numbers; statuses of a restricted kind are not there.
    """
    effects: list[dict[str, Any]] = event.effects
    statuses = {
        status.pk: status
        for status in Status.objects.filter(pk__in=_ids(effects, "registry.status"))
        .visible_to(user)
        .select_related("kind")
    }
    wanted = {effect.get(side) for effect in effects for side in ("person", "relative")} | set(
        _ids(effects, "registry.person")
    )
    names = {one.pk: one.full_name for one in Person.objects.visible_to(user).filter(pk__in=wanted)}
    found = []
    for effect in effects:
        kind, pk = effect["type"], effect["id"]
        person: int | None = None
        household: int | None = None
        subject = ""
        if kind == "registry.status":
            if pk not in statuses:
                continue
            subject = statuses[pk].kind.name
        elif kind == "registry.person":
            person, subject = pk, names.get(pk, f"№ {pk}")
        elif kind == "registry.householdmember":
            person = effect["person"]
            subject = names.get(effect["person"], f"№ {person}")
        elif kind == "registry.personrelation":
            person = effect["person"]
            subject = " – ".join(names.get(one, f"№ {one}") for one in (person, effect["relative"]))
        elif kind == "registry.household":
            household = pk
        found.append(
            EffectView(
                code=effect["code"],
                label=EFFECT_LABELS[effect["code"]],
                subject=subject,
                values=[_value(name, effect) for name in effect["after"]],
                person=person if person in names else None,
                change=pk if kind == "registry.changerequest" else None,
                household=household,
            )
        )
    return found


def _ids(effects: Iterable[dict[str, Any]], kind: str) -> list[int]:
    return [effect["id"] for effect in effects if effect["type"] == kind]


def _value(name: str, effect: dict[str, Any]) -> EffectValue:
    before, after = (_plain(name, side.get(name)) for side in (effect["before"], effect["after"]))
    return EffectValue(name, VALUE_LABELS[name], before, after)


def _plain(name: str, stored: Any) -> Any:
    """A value as Python has it: memberships and statuses keep days besides what persons have."""
    if name in ("valid_from", "valid_to") and stored:
        return date.fromisoformat(stored)
    if name == "kind":
        return PersonRelation.Kind(stored).label if stored else None
    return from_json(name, stored)


def events_of(person: Person, user: User) -> list[LifeEvent]:
    """Life events in which ``person`` has a part, newest first, as far as ``user`` may see them. One statement."""
    rows = LifeEvent.objects.about(person, user).select_related("person", "spouse", "mother", "father", "recorded_by")
    return list(rows.order_by("-on", "-pk"))
