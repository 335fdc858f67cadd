"""Steps that several kinds of event share: change the person, ask for a new surname, leave the household."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction

from dayaq.accounts.models import User
from dayaq.registry.actions.changes import request_change
from dayaq.registry.actions.life.households import leave_household
from dayaq.registry.actions.persons import write_correction
from dayaq.registry.changing import present
from dayaq.registry.effects import Effects, reason_of
from dayaq.registry.models import LifeEvent, Person


@transaction.atomic
def correct(*, by: User, event: LifeEvent, person: Person, changes: dict[str, Any], effects: Effects) -> None:
    """Change fields of a person because of the event."""
    before = {name: present(person, name) for name in changes}
    write_correction(by=by, person=person, changes=changes, reason=reason_of(event), evidence=event.evidence)
    after = {name: present(person, name) for name in changes}
    effects.rows.append(
        {
            "code": "person",
            "type": "registry.person",
            "id": person.pk,
            "person": person.pk,
            "before": before,
            "after": after,
        }
    )


@transaction.atomic
def rename(*, by: User, event: LifeEvent, surname: str, effects: Effects) -> None:
    """Ask for the new surname: identity data, which another person approves."""
    if not surname.strip() or surname.strip() == event.person.surname:
        return
    event.save()
    asked = request_change(
        by=by,
        person=event.person,
        changes={"surname": surname},
        reason=reason_of(event),
        evidence=event.evidence,
        event=event,
    )
    effects.add("change_requested", asked.one)


@transaction.atomic
def leave(*, by: User, event: LifeEvent, person: Person, end: date, new_head: Person | None, effects: Effects) -> None:
    """Let ``person`` leave their household because of the event."""
    leave_household(by=by, person=person, end=end, new_head=new_head, reason=reason_of(event), effects=effects)
