"""Why two records cannot be merged now, as far as the registry's own rows go. Nothing of it is decided silently."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dayaq.core.api import clock
from dayaq.registry.merging.rooms import register_objection
from dayaq.registry.models import ChangeRequest, LifeEvent, Person, PersonRelation

if TYPE_CHECKING:
    from dayaq.core.errors import Text

K = LifeEvent.Kind


def changes_wait(one: Person, other: Person) -> list[Text]:
    """A correction that waits was asked for on what that record says: it is decided first. One statement."""
    if not ChangeRequest.objects.open().filter(person__in=[one, other]).exists():
        return []
    return [_("A correction of one of the records waits for a decision: approve, refuse or withdraw it first.")]


def born_or_dead_twice(one: Person, other: Person) -> list[Text]:
    """Nobody is born twice or dies twice. One statement."""
    found = LifeEvent.objects.standing().filter(person__in=[one, other], kind__in=[K.BIRTH, K.DEATH])
    persons: dict[str, set[int]] = {}
    for kind, person in found.values_list("kind", "person"):
        persons.setdefault(kind, set()).add(person)
    return [
        _("Both records have the life event “%(event)s”: take the one that is mistaken back first.")
        % {"event": K(kind).label}
        for kind, both in sorted(persons.items())
        if len(both) == 2
    ]


def two_in_one_event(one: Person, other: Person) -> list[Text]:
    """Who married whom, or who is whose parent, says that they are two people. One statement."""
    parts = ("person", "mother", "father", "spouse")
    apart = Q()
    for mine in parts:
        for theirs in parts:
            if mine != theirs:
                apart |= Q(**{mine: one, theirs: other})
    if not LifeEvent.objects.standing().filter(apart).exists():
        return []
    return [_("Both records stand in one life event as two people: take that event back first, if it is mistaken.")]


def related(one: Person, other: Person) -> list[Text]:
    """Nobody is a relative of themselves. One statement."""
    between = Q(person=one, relative=other) | Q(person=other, relative=one)
    if not PersonRelation.objects.on(clock.today()).filter(between).exists():
        return []
    return [_("The two records are recorded as relatives of each other: end that relation first, if it is mistaken.")]


def join() -> None:
    """Register them."""
    for objection in (changes_wait, born_or_dead_twice, two_in_one_event, related):
        register_objection(objection)
