"""Requests to change a person's data: asked for with a reason and evidence, approved by another person, or applied at
once where the class of the field allows it (:mod:`dayaq.registry.change_classes`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from dayaq.accounts.models import User
from dayaq.core.api import Invalid, lock
from dayaq.registry import policies
from dayaq.registry.actions.persons import write_correction
from dayaq.registry.change_classes import CLASS_OF
from dayaq.registry.changing import Changes, as_given, compare, present
from dayaq.registry.cleaning import clean_text
from dayaq.registry.locking import lock_person
from dayaq.registry.models import ChangeRequest, IdentityDocument, LifeEvent, Person
from dayaq.registry.queries.changes import clashes_of
from dayaq.registry.states import CHANGE, ChangeState

LONGEST = 500


@dataclass(frozen=True)
class Requested:
    """What came of asking: the request that was applied at once, and the one that waits for approval; one at least."""

    applied: ChangeRequest | None
    waiting: ChangeRequest | None

    @property
    def one(self) -> ChangeRequest:
        """The one that waits, else the applied one."""
        found = self.waiting or self.applied
        if found is None:
            raise ValueError("a request changes something")
        return found


@transaction.atomic
def request_change(
    *,
    by: User,
    person: Person,
    changes: Mapping[str, Any],
    reason: str,
    evidence: str = "",
    document: IdentityDocument | None = None,
    event: LifeEvent | None = None,
    version: int | None = None,
) -> Requested:
    """Ask for ``changes`` (field → value as typed) of ``person``, for a ``reason``, on ``evidence`` or a ``document``.

    Fields of a class without approval are written at once; the others wait as one request. Stale when ``version`` is no
    longer the person's; Invalid: a bad value, a taken FİN, nothing changes, no reason, no evidence for identity data.
    """
    policies.check_edit(by, person)
    policies.check_fields(by, changes)
    said, proof = clean_text(reason, "reason", LONGEST), clean_text(evidence, "evidence", LONGEST)
    if not said:
        raise Invalid(_("Say why the data are corrected."), code="reason", field="reason")
    if document is not None and document.person_id != person.pk:
        raise Invalid(_("This document is somebody else's."), code="document", field="document")
    lock_person(person, version)
    found = compare(person, changes)
    if not found.changes:
        raise Invalid(_("Nothing was changed."), code="unchanged", remedy=_("Change a value, or leave the page."))
    needing = {name for name in found.changes if CLASS_OF[name].approval}
    waits, at_once = found.only(needing), found.only(set(found.changes) - needing)
    _check_waiting(person, waits, has_proof=bool(proof) or document is not None)
    shared = {
        "person": person, "reason": said, "evidence": proof, "document": document, "event": event, "requested_by": by,
    }  # fmt: skip
    applied = waiting = None
    if at_once:
        applied = ChangeRequest.objects.create(
            **shared, changes=at_once, needs_approval=False, state=ChangeState.APPLIED, decided_by=by
        )
        CHANGE.start(applied, by=by, reason=said, detail=_ids(applied))
        write_correction(
            by=by, person=person, changes=as_given(at_once), reason=said, evidence=proof, approved=applied.pk
        )
    if waits:
        waiting = ChangeRequest.objects.create(**shared, changes=waits, needs_approval=True)
        CHANGE.start(waiting, by=by, reason=said, detail=_ids(waiting), changes=waits)
    return Requested(applied, waiting)


def _check_waiting(person: Person, waits: Changes, *, has_proof: bool) -> None:
    """Identity data need evidence, and a FİN that is free: one that is taken means two records of one person."""
    if waits and not has_proof:
        raise Invalid(
            _("Identity data are changed on evidence."),
            code="no_evidence",
            field="evidence",
            remedy=_("Enter the kind and number of the document, or choose one that is recorded."),
        )
    fin = waits.get("fin", {}).get("after")
    if fin and Person.objects.filter(fin=fin).exclude(pk=person.pk).exists():
        raise Invalid(
            _("This FİN is already registered."),
            code="fin_taken",
            field="fin",
            remedy=_("Search for the person by FİN; if they live in another district, ask an office there."),
        )


@transaction.atomic
def approve_change(*, by: User, change: ChangeRequest, note: str = "", version: int | None = None) -> ChangeRequest:
    """Apply what was asked for; when something stands against it, put it in conflict instead and change nothing.

    The state of what is returned says which. Denied for whoever asked, under any of their accounts.
    """
    policies.check_decide_change(by, change)
    person = lock_person(Person.objects.get(pk=change.person_id))
    lock(change, version=version)
    CHANGE.check(change, ChangeState.APPLIED)
    stopping = [clash for clash in clashes_of(person, change.changes, change=change) if clash.blocking]
    if stopping:
        codes = sorted({str(clash.code) for clash in stopping})
        detail = {**_ids(change), "conflicts": codes}
        return CHANGE.move(change, ChangeState.CONFLICTING, by=by, detail=detail, conflicts=codes)
    write_correction(
        by=by,
        person=person,
        changes=as_given(change.changes),
        reason=change.reason,
        evidence=change.evidence,
        approved=change.pk,
    )
    said = clean_text(note, "note", LONGEST)
    return CHANGE.move(
        change, ChangeState.APPLIED, by=by, reason=said, detail=_ids(change), decided_by=by, decision_note=said
    )


@transaction.atomic
def refuse_change(*, by: User, change: ChangeRequest, reason: str, version: int | None = None) -> ChangeRequest:
    """Refuse what was asked for, and say why; the person stays as they are."""
    policies.check_decide_change(by, change)
    said = clean_text(reason, "reason", LONGEST)
    if not said:
        raise Invalid(_("Say why the change is refused."), code="reason", field="reason")
    return CHANGE.move(
        change,
        ChangeState.REFUSED,
        by=by,
        reason=said,
        version=version,
        detail=_ids(change),
        decided_by=by,
        decision_note=said,
    )


@transaction.atomic
def withdraw_change(*, by: User, change: ChangeRequest, version: int | None = None) -> ChangeRequest:
    """Take back one's own request while nobody has decided on it."""
    policies.check_own_change(by, change)
    return CHANGE.move(change, ChangeState.WITHDRAWN, by=by, version=version, detail=_ids(change))


@transaction.atomic
def renew_change(*, by: User, change: ChangeRequest, version: int | None = None) -> ChangeRequest:
    """Ask again after a conflict, against the values of today. Invalid when they are already as asked for."""
    policies.check_own_change(by, change)
    person = lock_person(Person.objects.get(pk=change.person_id))
    lock(change, version=version)
    CHANGE.check(change, ChangeState.SUBMITTED)
    changes = {
        name: {**one, "before": present(person, name)}
        for name, one in change.changes.items()
        if present(person, name) != one["after"]
    }
    if not changes:
        raise Invalid(
            _("The data are already as this request asks."), code="unchanged", remedy=_("Withdraw the request.")
        )
    return CHANGE.move(change, ChangeState.SUBMITTED, by=by, detail=_ids(change), changes=changes, conflicts=[])


def _ids(change: ChangeRequest) -> dict[str, object]:
    return {"person": change.person_id, "fields": change.fields}
