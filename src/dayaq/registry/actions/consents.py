"""Consent: given for one purpose, withdrawn at once."""

from __future__ import annotations

from datetime import date

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from dayaq.accounts.models import User
from dayaq.core.api import Invalid, WrongState, audit, clock, emit
from dayaq.registry import policies
from dayaq.registry.models import Consent, Person

DEFAULT_BASIS = "998-IIIQ"


@transaction.atomic
def give_consent(
    *,
    by: User,
    person: Person,
    purpose: str,
    form: str = Consent.Form.WRITTEN,
    legal_basis: str = DEFAULT_BASIS,
    given_on: date | None = None,
    valid_to: date | None = None,
) -> Consent:
    """Record the consent of ``person`` for ``purpose``; WrongState when one is open already."""
    policies.check_person(by, person, policies.REGISTER)
    if purpose not in Consent.Purpose.values:
        raise Invalid(_("Choose what the consent is for."), field="purpose", value=purpose)
    if form not in Consent.Form.values:
        raise Invalid(_("Choose how the consent was given."), field="form", value=form)
    day = given_on or clock.today()
    if day > clock.today():
        raise Invalid(_("The date lies in the future."), code="future", field="given_on", value=day)
    if valid_to is not None and valid_to <= day:
        raise Invalid(_("The consent ends before it begins."), field="valid_to", value=valid_to)
    try:
        with transaction.atomic():
            consent = Consent.objects.create(
                person=person, purpose=purpose, form=form, legal_basis=legal_basis, given_on=day, valid_to=valid_to
            )
    except IntegrityError as error:
        if "one_open_consent_a_purpose" not in str(error):
            raise
        raise WrongState(_("The person has given this consent already."), code="consent_open") from None
    audit.record(by=by, event="consent.given", obj=consent, detail={"person": person.pk, "purpose": purpose})
    emit("consent.given", id=consent.pk, person=person.pk, purpose=purpose)
    return consent


@transaction.atomic
def withdraw_consent(*, by: User, consent: Consent, reason: str = "") -> Consent:
    """Withdraw from today on."""
    policies.check_person(by, consent.person, policies.REGISTER)
    consent.refresh_from_db(from_queryset=Consent.objects.select_for_update(of=("self",)))
    if consent.withdrawn_on is not None:
        raise WrongState(_("This consent was withdrawn already."), code="withdrawn")
    consent.withdrawn_on = clock.today()
    consent.save(update_fields=["withdrawn_on"])
    detail = {"person": consent.person_id, "purpose": consent.purpose}
    audit.record(by=by, event="consent.withdrawn", obj=consent, reason=reason, detail=detail)
    emit("consent.withdrawn", id=consent.pk, **detail)
    return consent
