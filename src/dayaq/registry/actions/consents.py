"""Consent: given for one purpose, withdrawn at once; and the laws that let an organisation do without."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from dayaq.accounts.models import Organisation, User
from dayaq.core.api import Invalid, WrongState, audit, clock, emit
from dayaq.law.models import LegalAct
from dayaq.registry import policies
from dayaq.registry.cleaning import clean_text
from dayaq.registry.models import Consent, DataClass, LegalBasis, Person, Purpose
from dayaq.registry.purposes import purpose as purpose_of

DEFAULT_BASIS = "998-IIIQ"


@transaction.atomic
def give_consent(
    *,
    by: User,
    person: Person,
    purpose: str,
    form: str = Consent.Form.WRITTEN,
    legal_basis: str = DEFAULT_BASIS,
    recipient: Organisation | None = None,
    data_classes: Collection[str] = (DataClass.PERSONAL,),
    given_on: date | None = None,
    valid_to: date | None = None,
) -> Consent:
    """Record the consent of ``person`` for ``purpose`` (its code), to ``recipient`` or to whomever it concerns.

    WrongState when one is open already; Invalid for a purpose that rests on a law alone.
    """
    policies.check_person(by, person, policies.REGISTER)
    meant = purpose_of(purpose)
    if meant.basis == Purpose.Basis.LAW:
        raise Invalid(
            _("This use rests on a law: no consent is asked for it."), code="law_alone", field="purpose", value=purpose
        )
    if form not in Consent.Form.values:
        raise Invalid(_("Choose how the consent was given."), field="form", value=form)
    classes = _classes(data_classes)
    day = given_on or clock.today()
    if day > clock.today():
        raise Invalid(_("The date lies in the future."), code="future", field="given_on", value=day)
    if valid_to is not None and valid_to <= day:
        raise Invalid(_("The consent ends before it begins."), field="valid_to", value=valid_to)
    try:
        with transaction.atomic():
            consent = Consent.objects.create(
                person=person,
                purpose=meant,
                recipient=recipient,
                data_classes=classes,
                form=form,
                legal_basis=legal_basis,
                given_on=day,
                valid_to=valid_to,
            )
    except IntegrityError as error:
        if "one_open_consent_a_purpose" not in str(error):
            raise
        raise WrongState(_("The person has given this consent already."), code="consent_open") from None
    detail = {"person": person.pk, "purpose": purpose, "recipient": recipient.code if recipient else None}
    audit.record(by=by, event="consent.given", obj=consent, detail=detail)
    emit("consent.given", id=consent.pk, person=person.pk, purpose=purpose)
    return consent


def _classes(given: Collection[str]) -> list[str]:
    classes = [value for value in DataClass.values if value in set(given)]
    if not classes or len(classes) != len(set(given)):
        raise Invalid(_("Choose which data may be used."), code="data_classes", field="data_classes")
    return classes


@transaction.atomic
def withdraw_consent(*, by: User, consent: Consent, reason: str = "") -> Consent:
    """Withdraw at once: whoever saw the person on this consent alone sees nothing with the next statement."""
    policies.check_person(by, consent.person, policies.REGISTER)
    consent.refresh_from_db(from_queryset=Consent.objects.select_for_update(of=("self",)))
    if consent.withdrawn_on is not None:
        raise WrongState(_("This consent was withdrawn already."), code="withdrawn")
    consent.withdrawn_on = clock.today()
    consent.save(update_fields=["withdrawn_on"])
    detail = {"person": consent.person_id, "purpose": consent.purpose_id}
    audit.record(by=by, event="consent.withdrawn", obj=consent, reason=reason, detail=detail)
    emit("consent.withdrawn", id=consent.pk, **detail)
    return consent


@transaction.atomic
def record_legal_basis(
    *,
    by: User,
    purpose: str,
    recipient: Organisation,
    act: LegalAct,
    article: str,
    data_classes: Collection[str],
    valid_from: date,
    valid_to: date | None = None,
) -> LegalBasis:
    """Record that ``article`` of ``act`` lets ``recipient`` use ``data_classes`` of anybody for ``purpose``.

    Invalid for a purpose that needs each person's consent, WrongState when the same is open already.
    """
    policies.check_data_protection(by)
    meant = purpose_of(purpose)
    if meant.basis == Purpose.Basis.CONSENT:
        raise Invalid(_("This use needs the consent of each person."), code="consent_alone", field="purpose")
    article = clean_text(article, "article", 200)
    if not article:
        raise Invalid(_("Name the article."), code="article", field="article")
    if valid_to is not None and valid_to <= valid_from:
        raise Invalid(_("It ends before it begins."), code="period", field="valid_to", value=valid_to)
    try:
        with transaction.atomic():
            basis = LegalBasis.objects.create(
                purpose=meant,
                recipient=recipient,
                act=act,
                article=article,
                data_classes=_classes(data_classes),
                valid_from=valid_from,
                valid_to=valid_to,
                recorded_by=by,
            )
    except IntegrityError as error:
        if "legal_basis_once" not in str(error):
            raise
        raise WrongState(_("This legal basis is recorded already."), code="basis_known") from None
    detail = {"purpose": purpose, "recipient": recipient.code, "act": act.code}
    audit.record(by=by, event="legal_basis.recorded", obj=basis, detail=detail)
    return basis


@transaction.atomic
def end_legal_basis(*, by: User, basis: LegalBasis, on: date, reason: str) -> LegalBasis:
    """End it: ``on`` is the first day on which it no longer holds."""
    policies.check_data_protection(by)
    basis.refresh_from_db(from_queryset=LegalBasis.objects.select_for_update(of=("self",)))
    if basis.valid_to is not None and basis.valid_to <= on:
        raise WrongState(_("This legal basis ends earlier already."), code="ended")
    if on <= basis.valid_from:
        raise Invalid(_("It ends before it begins."), code="period", field="on", value=on)
    if not reason.strip():
        raise Invalid(_("Say why it ends."), code="reason", field="reason")
    basis.valid_to = on
    basis.save(update_fields=["valid_to"])
    audit.record(by=by, event="legal_basis.ended", obj=basis, reason=reason.strip(), after={"valid_to": on})
    return basis
