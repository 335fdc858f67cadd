"""Requests for erasure: taken in, examined, done or refused, each with a letter; and legal holds."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from dayaq.accounts.models import User
from dayaq.core.api import Invalid, WrongState, audit, clock, lock
from dayaq.documents.api import DocumentKind, issue_document, next_number
from dayaq.documents.models import Document
from dayaq.law.api import deadline
from dayaq.registry import policies
from dayaq.registry.actions.erasing import erase_persons
from dayaq.registry.cleaning import clean_text
from dayaq.registry.holdings import ground_label, grounds_against
from dayaq.registry.models import ErasureRequest, LegalHold, Person
from dayaq.registry.states import ERASURE, ErasureState

ANSWER: Final = "erasure.answer_working_days"


@transaction.atomic
def request_erasure(*, by: User, person: Person, identity_check: str, wish: str = "") -> ErasureRequest:
    """Take in that ``person`` asks for erasure. ``identity_check``: how it was made sure that it is them.

    Invalid without it; WrongState when a request is open, or when there is nothing left to erase.
    """
    policies.check_request_erasure(by, person)
    checked = clean_text(identity_check, "identity_check", 300)
    if not checked:
        raise Invalid(
            _("Say how you made sure that it is the person themselves."), code="identity", field="identity_check"
        )
    person.refresh_from_db(from_queryset=Person.objects.select_for_update(of=("self",)))
    if person.erased_at is not None:
        raise WrongState(_("The data of this person are erased already."), code="erased")
    today = clock.today()
    try:
        with transaction.atomic():
            erasure = ErasureRequest.objects.create(
                number=next_number("ER", today),
                person=person,
                identity_check=checked,
                wish=wish.strip(),
                requested_on=today,
                due_on=deadline(today, ANSWER),
                taken_by=by,
            )
    except IntegrityError as error:
        if "erasure_one_open" not in str(error):
            raise
        raise WrongState(_("A request of this person is open already."), code="request_open") from None
    return ERASURE.start(erasure, by=by, detail={"person": person.pk, "number": erasure.number})


@transaction.atomic
def examine_erasure(*, by: User, erasure: ErasureRequest, finding: str, version: int | None = None) -> ErasureRequest:
    """Look for legal grounds against it and write down what was found. May be done again until it is decided."""
    policies.check_decide_erasure(by)
    policies.check_person(by, erasure.person, policies.VIEW)
    if not finding.strip():
        raise Invalid(_("Write what you found."), code="finding", field="finding")
    found = grounds_against([erasure.person_id]).get(erasure.person_id, [])
    return ERASURE.move(
        erasure,
        ErasureState.EXAMINED,
        by=by,
        version=version,
        detail={"person": erasure.person_id, "grounds": found},
        grounds=found,
        finding=finding.strip(),
        examined_by=by,
    )


@transaction.atomic
def refuse_erasure(
    *, by: User, erasure: ErasureRequest, legal_basis: str, reason: str, version: int | None = None
) -> ErasureRequest:
    """Refuse on an article of a law, for a reason in words that the person reads in the letter."""
    _check_decision(by, erasure)
    article = clean_text(legal_basis, "legal_basis", 200)
    if not article:
        raise Invalid(_("Name the article on which it is refused."), code="article", field="legal_basis")
    if not reason.strip():
        raise Invalid(_("Say why it is refused."), code="reason", field="reason")
    lock(erasure, version=version)
    ERASURE.check(erasure, ErasureState.REFUSED)
    grounds = [str(ground_label(code)) for code in erasure.grounds]
    letter = _letter(by, erasure, "refused", reason=reason.strip(), legal_basis=[article, *grounds])
    return _decide(by, erasure, ErasureState.REFUSED, letter, legal_basis=article)


@transaction.atomic
def carry_out_erasure(
    *, by: User, erasure: ErasureRequest, legal_basis: str, version: int | None = None
) -> ErasureRequest:
    """Erase, for good. The letter names the request and nobody, since nothing of the person is kept.

    WrongState while a legal ground stands against it, as found now and not only when it was examined.
    """
    _check_decision(by, erasure)
    article = clean_text(legal_basis, "legal_basis", 200)
    if not article:
        raise Invalid(_("Name the article on which it is done."), code="article", field="legal_basis")
    lock(erasure, version=version)
    ERASURE.check(erasure, ErasureState.DONE)
    counts = erase_persons(by=by, persons=[erasure.person_id], why=f"erasure:{erasure.pk}")
    erasure.refresh_from_db()
    letter = _letter(by, erasure, "done", reason="", legal_basis=[article])
    return _decide(by, erasure, ErasureState.DONE, letter, legal_basis=article, counts=counts)


def _check_decision(by: User, erasure: ErasureRequest) -> None:
    policies.check_decide_erasure(by)
    policies.check_person(by, erasure.person, policies.VIEW)
    policies.check_other_eyes(by, erasure.taken_by)


def _decide(by: User, erasure: ErasureRequest, state: ErasureState, letter: Document, **changes: Any) -> ErasureRequest:
    detail = {"person": erasure.person_id, "letter": letter.number}
    return ERASURE.move(
        erasure,
        state,
        by=by,
        detail=detail,
        decided_by=by,
        decided_on=clock.today(),
        due_on=None,
        letter=letter,
        **changes,
    )


def _letter(by: User, erasure: ErasureRequest, outcome: str, *, reason: str, legal_basis: list[str]) -> Document:
    """The answer in the person's language; only a refusal says to whom it is."""
    person = erasure.person
    named = outcome == "refused"
    membership = min(by.memberships_today, key=lambda one: one.organisation_id, default=None)
    data: dict[str, Any] = {
        "issuer": membership.organisation.name if membership else "Dayaq",
        "recipient": {"name": person.full_name, "address": person.address} if named else {"name": erasure.number},
        "request_number": erasure.number,
        "requested_on": erasure.requested_on,
        "decided_on": clock.today(),
        "outcome": outcome,
        "reason": reason,
        "legal_basis": legal_basis,
    }
    return issue_document(
        by=by,
        kind=DocumentKind.LETTER_ERASURE,
        language=person.language if person.language in ("az", "en") else "az",
        template="letter_erasure",
        data=data,
        subject=erasure,
    )


@transaction.atomic
def place_hold(*, by: User, person: Person, reason: str, valid_to: date | None = None) -> LegalHold:
    """Forbid to erase or anonymise ``person`` from today until the day before ``valid_to``; open without it."""
    policies.check_data_protection(by)
    policies.check_person(by, person, policies.VIEW)
    why = clean_text(reason, "reason", 500)
    if not why:
        raise Invalid(_("Say what the data are held for."), code="reason", field="reason")
    today = clock.today()
    if valid_to is not None and valid_to <= today:
        raise Invalid(_("The hold ends before it begins."), code="period", field="valid_to", value=valid_to)
    Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
    hold = LegalHold.objects.create(person=person, reason=why, valid_from=today, valid_to=valid_to, placed_by=by)
    audit.record(by=by, event="hold.placed", obj=hold, after={"reason": why}, detail={"person": person.pk})
    return hold


@transaction.atomic
def end_hold(*, by: User, hold: LegalHold, reason: str, version: int | None = None) -> LegalHold:
    """End a hold today."""
    policies.check_data_protection(by)
    policies.check_person(by, hold.person, policies.VIEW)
    lock(hold, version=version)
    today = clock.today()
    if hold.valid_to is not None and hold.valid_to <= today:
        raise WrongState(_("This hold has ended already."), code="ended")
    if not reason.strip():
        raise Invalid(_("Say why the hold ends."), code="reason", field="reason")
    before = {"valid_to": hold.valid_to}
    hold.valid_to, hold.ended_by, hold.version = today, by, hold.version + 1
    hold.save(update_fields=["valid_to", "ended_by", "version"])
    audit.record(
        by=by, event="hold.ended", obj=hold, reason=reason.strip(), before=before, after={"valid_to": today},
        detail={"person": hold.person_id},
    )  # fmt: skip
    return hold
