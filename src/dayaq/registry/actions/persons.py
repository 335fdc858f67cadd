"""Registering a person, correcting what is known of one, adding a document."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from dayaq.accounts.models import User
from dayaq.core.api import Invalid, audit, emit
from dayaq.places.models import AdministrativeUnit
from dayaq.registry import policies
from dayaq.registry.actions.access import record_access
from dayaq.registry.actions.collisions import collide
from dayaq.registry.change_classes import CLASS_OF, CORRECTABLE
from dayaq.registry.cleaning import NAME_FIELDS, check_life, clean_document_number, clean_person, clean_text
from dayaq.registry.dictionary import apply_derived, index_names
from dayaq.registry.locking import lock_person
from dayaq.registry.models import AccessRecord, IdentityDocument, Person


@transaction.atomic
def register_person(
    *,
    by: User,
    surname: str = "",
    given_name: str = "",
    father_name: str = "",
    sex: str = "",
    birth_date: date | None = None,
    birth_date_original: str = "",
    fin: str | None = None,
    phone: str = "",
    email: str = "",
    unit: AdministrativeUnit | None = None,
    address: str = "",
    language: str = "az",
    origin: str = "window",
    judged_different: Collection[int] = (),
) -> Person:
    """Register one person.

    ``judged_different`` are persons who look alike and were shown to ``by``, who said that this is somebody else; kept
    in the audit event. Invalid with code ``fin_taken`` when the FİN is somebody's already, wherever they live.
    """
    policies.check_register(by, unit)
    cleaned = clean_person(
        {
            "sex": sex, "surname": surname, "given_name": given_name, "father_name": father_name, "fin": fin,
            "phone": phone, "email": email, "address": address, "birth_date": birth_date,
            "birth_date_original": birth_date_original,
        }
    )  # fmt: skip
    person = Person(**cleaned.values, name_original=cleaned.original, unit=unit, language=language, origin=origin)
    check_life(person)
    _save_with_free_fin(apply_derived(person))
    index_names([person])
    audit.record(
        by=by,
        event="person.registered",
        obj=person,
        after=_values(person, CORRECTABLE),
        detail={"origin": origin, "judged_different": sorted(judged_different)},
    )
    emit("person.registered", id=person.pk)
    return person


def _save_with_free_fin(person: Person) -> None:
    try:
        with transaction.atomic():
            person.save()
    except IntegrityError as error:
        if "fin" not in str(error):
            raise
        raise Invalid(
            _("This FİN is already registered."),
            code="fin_taken",
            field="fin",
            remedy=_("Search for the person by FİN; if they live in another district, ask an office there."),
        ) from None


@transaction.atomic
def correct_person(
    *,
    by: User,
    person: Person,
    changes: Mapping[str, Any],
    reason: str,
    evidence: str = "",
    version: int | None = None,
) -> Person:
    """Change fields of ``person`` (names of ``CORRECTABLE``) for a ``reason``, on ``evidence``.

    The write itself, for whoever may edit; pages and machines ask for a change (``request_change``), which knows which
    fields another person must approve. The old row stays in history. Stale when ``version`` is no longer the person's;
    Invalid for a bad value, a taken FİN or when nothing changes.
    """
    policies.check_edit(by, person)
    policies.check_fields(by, changes)
    return write_correction(by=by, person=person, changes=changes, reason=reason, evidence=evidence, version=version)


@transaction.atomic
def write_correction(
    *,
    by: User,
    person: Person,
    changes: Mapping[str, Any],
    reason: str,
    evidence: str = "",
    version: int | None = None,
    approved: int | None = None,
) -> Person:
    """Write ``changes``; who may is for the caller to have checked. ``approved`` is the key of the request, if any.

    Other open requests that touch the same fields are in conflict from here on.
    """
    unknown = set(changes) - set(CORRECTABLE)
    if unknown:
        raise Invalid(_("These fields cannot be corrected."), field=min(unknown))
    if not reason.strip():
        raise Invalid(_("Say why the data are corrected."), code="reason", field="reason")
    lock_person(person, version)
    given = {"sex": person.sex, **changes} if "father_name" in changes else changes
    cleaned = clean_person(given)
    changed = {name: value for name, value in cleaned.values.items() if getattr(person, name) != value}
    fields = sorted(name for name in changed if name in CORRECTABLE)
    if not fields:
        raise Invalid(_("Nothing was changed."), code="unchanged", remedy=_("Change a value, or leave the page."))
    before = _values(person, fields)
    for name, value in changed.items():
        setattr(person, name, value)
    person.name_original = {**person.name_original, **cleaned.original}
    check_life(person)
    person.version += 1
    _save_with_free_fin(apply_derived(person))
    if any(name in NAME_FIELDS for name in fields):
        index_names([person])
    detail = {"fields": fields} | ({"request": approved} if approved else {})
    audit.record(
        by=by,
        event="person.corrected",
        obj=person,
        reason=reason.strip(),
        before=before,
        after={**_values(person, fields), "evidence": evidence},
        detail=detail,
    )
    emit("person.corrected", id=person.pk, fields=fields)
    for event in sorted({CLASS_OF[name].event for name in fields} - {""}):
        emit(event, id=person.pk, fields=fields, unit_before=before.get("unit"), unit=person.unit_id)
    collide(by=by, person=person, fields=fields, spare=approved)
    return person


def _values(person: Person, fields: Collection[str]) -> dict[str, Any]:
    return {name: getattr(person, "unit_id" if name == "unit" else name) for name in fields}


@transaction.atomic
def open_person(*, by: User, person: Person, how: str = AccessRecord.How.PAGE) -> Person:
    """Look at a person: who looked, when, how and what for is recorded, and the look fails when that fails.

    For a restricted person it stands in the audit log besides. ``how``: :class:`AccessRecord.How`.
    """
    record_access(by=by, person=person, how=how)
    if person.is_restricted:
        audit.record(by=by, event="person.viewed", obj=person)
    return person


@transaction.atomic
def add_document(
    *,
    by: User,
    person: Person,
    kind: str,
    number: str,
    series: str = "",
    issuer: str = "",
    valid_from: date | None = None,
    valid_to: date | None = None,
) -> IdentityDocument:
    """Record an identity document; a number that others hold too is flagged on all of them, never refused."""
    policies.check_person(by, person, policies.REGISTER)
    if kind not in IdentityDocument.Kind.values:
        raise Invalid(_("Choose the kind of document."), field="kind", value=kind)
    if valid_from and valid_to and valid_to < valid_from:
        raise Invalid(_("The document ends before it begins."), field="valid_to")
    stored = clean_document_number(number)
    same = IdentityDocument.objects.filter(number=stored, kind=kind, series=series).exclude(person=person)
    shared = same.update(flag_shared=True) > 0
    document, created = IdentityDocument.objects.get_or_create(
        person=person,
        kind=kind,
        series=clean_text(series, "series", 20),
        number=stored,
        defaults={
            "number_original": clean_text(number, "number", 100) if number != stored else "",
            "issuer": clean_text(issuer, "issuer", 200),
            "valid_from": valid_from,
            "valid_to": valid_to,
            "flag_shared": shared,
        },
    )
    if not created:
        raise Invalid(_("This document is already recorded for the person."), code="document_known", field="number")
    audit.record(
        by=by,
        event="document.recorded",
        obj=document,
        after={"kind": kind, "series": series, "number": stored},
        detail={"person": person.pk, "shared": shared},
    )
    return document
