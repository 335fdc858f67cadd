"""What events do to statuses, by the table of kinds (:mod:`dayaq.registry.life`)."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from dayaq.accounts.api import system_user
from dayaq.accounts.models import User
from dayaq.core.api import Invalid
from dayaq.core.periods import add_months, years_between
from dayaq.law.api import parameter
from dayaq.registry.actions.statuses import add_status, end_status
from dayaq.registry.effects import Effects
from dayaq.registry.life import DISABILITIES, EVERY, KINDS, Disability
from dayaq.registry.models import LifeEvent, Person, Status, StatusKind

RESTRICTED = StatusKind.Sensitivity.RESTRICTED
ADULT = 18


@transaction.atomic
def end_by_rule(*, by: User, person: Person, kind: str, end: date, reason: str, effects: Effects) -> int:
    """End what an event of ``kind`` ends; ``end`` is the first day without it. Returns how many.

    A status of which ``by`` may not know is ended by the system: nobody learns of it, and it goes with its cause.
    """
    ending = KINDS[kind].ends
    rows = Status.objects.on(end).filter(person=person, valid_from__lt=end).exclude(verification="refuted")
    if ending != EVERY:
        rows = rows.filter(kind__code__in=ending)
    found = list(rows.select_related("kind", "person").order_by("pk"))
    for status in found:
        before = {"valid_to": status.valid_to}
        actor = system_user() if status.kind.sensitivity == RESTRICTED else by
        end_status(by=actor, status=status, on=end, reason=reason)
        effects.add("status_ended", status, before, {"valid_to": end})
    return len(found)


@transaction.atomic
def start_by_rule(*, by: User, event: LifeEvent, effects: Effects, disability: Disability | None = None) -> Status:
    """Begin the status that the kind of ``event`` begins, until the day that a dated rule or the certificate gives."""
    rule = KINDS[event.kind]
    code, until = rule.starts, None
    if disability is not None:
        until = disability.until
        code = DISABILITIES[_is_child(event)]
        if until is not None and until <= event.on:
            raise Invalid(_("The day of review is not after the day of the event."), code="until", field="until")
    elif rule.months:
        until = add_months(event.on, int(str(parameter(rule.months, event.on).value)))
    status = add_status(
        by=by,
        person=event.person,
        kind=code,
        valid_from=event.on,
        valid_to=until,
        percent=disability.percent if disability else None,
        evidence=event.evidence,
        issuer=event.issuer,
    )
    effects.add("status_added", status, None, {"valid_from": event.on, "valid_to": until})
    return status


def _is_child(event: LifeEvent) -> bool:
    born = event.person.birth_date
    return born is not None and years_between(born, event.on) < ADULT
