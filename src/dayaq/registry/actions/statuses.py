"""Statuses: declared, verified, refuted, ended."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from dayaq.accounts.models import User
from dayaq.core.api import Invalid, WrongState, audit, emit, lock
from dayaq.documents.models import Document
from dayaq.registry import policies
from dayaq.registry.cleaning import clean_text
from dayaq.registry.derived.terms import end_of_term
from dayaq.registry.models import Person, Status, StatusKind
from dayaq.registry.states import VERIFICATION, Verification


@transaction.atomic
def add_status(
    *,
    by: User,
    person: Person,
    kind: StatusKind | str,
    valid_from: date,
    valid_to: date | None = None,
    conflict: str = "",
    percent: int | None = None,
    evidence: str = "",
    evidence_document: Document | None = None,
    issuer: str = "",
    origin: str = "window",
) -> Status:
    """Record that ``person`` is said to be of ``kind`` (or its code); declared until somebody verifies it.

    ``valid_to`` is the first day on which it no longer holds; by default that of the kind's term, if it has one.
    ``percent`` is the impairment, 0 to 100.
    """
    policies.check_person(by, person, policies.REGISTER)
    kind = kind if isinstance(kind, StatusKind) else _status_kind(kind)
    policies.check_kind(by, kind)
    _check_details(kind, valid_from, valid_to, conflict, percent)
    status = Status(
        person=person,
        kind=kind,
        conflict=conflict,
        percent=percent,
        evidence=clean_text(evidence, "evidence", 500),
        evidence_document=evidence_document,
        issuer=clean_text(issuer, "issuer", 200),
        valid_from=valid_from,
        valid_to=valid_to or end_of_term(kind, valid_from),
        origin=origin,
    )
    try:
        with transaction.atomic():
            status.save()
    except IntegrityError as error:
        if "status_once_from_a_day" not in str(error):
            raise
        raise Invalid(
            _("The person has this status from that day already."), code="status_known", field="valid_from"
        ) from None
    VERIFICATION.start(status, by=by, detail={"person": person.pk, "kind": kind.code}, valid_from=valid_from)
    return status


def _status_kind(code: str) -> StatusKind:
    """The kind with this code; Invalid when there is none."""
    kind = StatusKind.objects.filter(code=code).first()
    if kind is None:
        raise Invalid(_("There is no such status."), code="unknown_kind", field="kind", value=code)
    return kind


def _check_details(
    kind: StatusKind, valid_from: date, valid_to: date | None, conflict: str, percent: int | None
) -> None:
    if valid_to is not None and valid_to <= valid_from:
        raise Invalid(_("The status ends before it begins."), code="period", field="valid_to", value=valid_to)
    if conflict and (not kind.asks_conflict or conflict not in Status.Conflict.values):
        raise Invalid(_("This status has no such conflict."), code="conflict", field="conflict", value=conflict)
    if percent is not None and (not kind.asks_percent or not 0 <= percent <= 100):
        raise Invalid(
            _("Enter a percentage from 0 to 100, for a disability only."),
            code="percent",
            field="percent",
            value=percent,
        )


@transaction.atomic
def verify_status(
    *, by: User, status: Status, evidence: str = "", issuer: str = "", version: int | None = None
) -> Status:
    """Say that ``status`` holds, on ``evidence``; Invalid when no evidence is known at all."""
    policies.check_verify(by, status)
    if status.is_derived and status.verification != Verification.REFUTED:
        raise _computed()
    proof = clean_text(evidence, "evidence", 500) or status.evidence
    if not proof and status.evidence_document_id is None:
        raise Invalid(
            _("A status is verified on evidence."),
            code="no_evidence",
            field="evidence",
            remedy=_("Enter the number and date of the certificate, or the register that confirms it."),
        )
    changes: dict[str, Any] = {"evidence": proof, "verified_by": by}
    if issuer:
        changes["issuer"] = clean_text(issuer, "issuer", 200)
    return VERIFICATION.move(status, Verification.VERIFIED, by=by, version=version, detail=_ids(status), **changes)


@transaction.atomic
def refute_status(*, by: User, status: Status, reason: str, version: int | None = None) -> Status:
    """Say that ``status`` does not hold, and why; it stays in sight as refuted."""
    policies.check_verify(by, status)
    if not reason.strip():
        raise Invalid(_("Say why the status does not hold."), code="reason", field="reason")
    return VERIFICATION.move(
        status,
        Verification.REFUTED,
        by=by,
        reason=reason.strip(),
        version=version,
        detail=_ids(status),
        verified_by=by,
    )


@transaction.atomic
def end_status(*, by: User, status: Status, on: date, reason: str, version: int | None = None) -> Status:
    """End ``status``: ``on`` is the first day on which it no longer holds."""
    policies.check_person(by, status.person, policies.EDIT)
    policies.check_kind(by, status.kind)
    if status.is_derived:
        raise _computed()
    lock(status, version=version)
    if status.valid_to is not None and status.valid_to <= on:
        raise WrongState(_("This status ends earlier already."), code="ended")
    if on <= status.valid_from:
        raise Invalid(
            _("The status ends before it begins."),
            field="on",
            value=on,
            remedy=_("If it never held, refute it instead."),
        )
    before = {"valid_to": status.valid_to}
    status.valid_to = on
    status.version += 1
    status.save(update_fields=["valid_to", "version"])
    audit.record(
        by=by,
        event="status.ended",
        obj=status,
        reason=reason,
        before=before,
        after={"valid_to": on},
        detail=_ids(status),
    )
    emit("status.ended", id=status.pk, **_ids(status))
    return status


def _computed() -> WrongState:
    return WrongState(
        _("This status follows from a rule."),
        code="derived",
        remedy=_(
            "Correct the facts on which it rests; it is computed anew every day. Refute it if the rule is wrong here."
        ),
    )


def _ids(status: Status) -> dict[str, object]:
    return {"person": status.person_id, "kind": status.kind.code}
