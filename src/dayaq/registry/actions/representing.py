"""Who speaks for a household before the ministry."""

from __future__ import annotations

from datetime import date
from typing import Final

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from dayaq.accounts.models import User
from dayaq.core.api import Invalid, WrongState, audit, clock, emit
from dayaq.core.periods import years_between
from dayaq.registry import policies
from dayaq.registry.cleaning import clean_text
from dayaq.registry.homes.membership import RESIDENT, lock_households
from dayaq.registry.models import Household, HouseholdMember, Person, Representative

ADULT: Final = 18  # full capacity to act, of which no act of social protection departs


@transaction.atomic
def set_representative(
    *,
    by: User,
    household: Household,
    person: Person,
    basis: str,
    evidence: str = "",
    valid_from: date | None = None,
    valid_to: date | None = None,
) -> Representative:
    """Let ``person`` speak for ``household`` before the ministry; whoever did so until then no longer does.

    ``basis`` "member": an adult who lives there. Otherwise ``evidence`` names the power of attorney or the decision.
    ``valid_to`` is the first day on which it no longer holds (a power of attorney has a term).
    """
    policies.check_household(by, household, policies.EDIT)
    policies.check_person(by, person, policies.EDIT)
    lock_households(household)
    day = valid_from or clock.today()
    _check_representative(household, person, basis, evidence, day)
    if valid_to is not None and valid_to <= day:
        raise Invalid(_("The last day is before the first."), code="period", field="valid_to", value=valid_to)
    before = Representative.objects.on(day).select_for_update().filter(household=household).first()
    if before is not None:
        if before.valid_from == day:
            raise WrongState(
                _("A representative was named from that day already."), code="representative_known", field="valid_from"
            )
        before.valid_to = day
        before.save(update_fields=["valid_to"])
    try:
        with transaction.atomic():
            made = Representative.objects.create(
                household=household,
                person=person,
                basis=basis,
                evidence=clean_text(evidence, "evidence", 500),
                valid_from=day,
                valid_to=valid_to,
            )
    except IntegrityError as error:
        if "one_representative_at_a_time" not in str(error):
            raise
        raise WrongState(
            _("Somebody else represents the household on some of these days."),
            code="representative_known",
            field="valid_from",
        ) from None
    audit.record(
        by=by,
        event="household.representative_named",
        obj=household,
        after={"person": person.pk, "basis": basis, "valid_from": day, "valid_to": valid_to},
        detail={"person": person.pk, "before": before.person_id if before else None},
    )
    emit("household.representative_named", id=household.pk, person=person.pk)
    return made


def _check_representative(household: Household, person: Person, basis: str, evidence: str, day: date) -> None:
    if basis not in Representative.Basis.values:
        raise Invalid(_("Choose on what the representation rests."), field="basis", value=basis)
    if person.birth_date is None or person.birth_date > day or years_between(person.birth_date, day) < ADULT:
        raise Invalid(_("A representative is of age; the date of birth is recorded."), code="not_adult", field="person")
    if basis != Representative.Basis.MEMBER:
        if not evidence.strip():
            raise Invalid(_("Enter the number and date of the document."), code="no_evidence", field="evidence")
        return
    lives = HouseholdMember.objects.on(day).filter(household=household, person=person, kind=RESIDENT)
    if not lives.exists():
        raise Invalid(_("This person does not live in the household on that day."), code="not_member", field="basis")
