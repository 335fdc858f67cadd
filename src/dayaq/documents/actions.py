"""Every write about documents: issue, supersede, revoke, and the record of who opened one."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from dayaq.accounts.api import holder_of
from dayaq.accounts.models import Office, User
from dayaq.core.api import Invalid, WrongState, audit, clock, label_in, lock
from dayaq.core.subjects import label_of
from dayaq.documents import rendering, verification
from dayaq.documents.contracts import check_data
from dayaq.documents.models import Document
from dayaq.documents.numbering import PREFIXES, next_number
from dayaq.documents.policies import check_view
from dayaq.documents.states import DOCUMENT, DocumentState


@transaction.atomic
def issue_document(
    *,
    by: User,
    kind: str,
    language: str,
    template: str,
    data: Mapping[str, Any],
    subject: Model,
    supersedes: Document | None = None,
    office: str = "",
) -> Document:
    """Number, render and keep a document about ``subject``; with ``supersedes`` the earlier one stops holding.

    ``data`` follows the contract of ``template`` (documents/contracts.py), in ``language``. ``office`` is the code of
    the office that signs: its holder today stands in the signature slot, which is left blank when there is none.
    Whether ``by`` may is for the caller's own policy: every document belongs to an action of its subject. Raises
    TypeError for data of another shape, Invalid for a character that cannot be printed or a document about something
    else, WrongState when the superseded document does not hold any more.
    """
    check_data(template, data)
    if supersedes is not None:
        _lock_superseded(supersedes, kind, subject)
    issued_on = clock.today()
    number, token = next_number(PREFIXES[kind], issued_on), verification.new_token()
    meta = {
        "number": number,
        "issued_on": issued_on,
        "url": verification.url_of(token),
        "verify_page": verification.page_url(),
        "check_code": verification.check_code(token),
        "replaces": supersedes.number if supersedes else "",
        **_signatory(office, language),
    }
    content = rendering.render(template, language, data, meta=meta, at=clock.now())
    document = Document.objects.create(
        kind=kind,
        number=number,
        issued_on=issued_on,
        issued_by=by,
        language=language,
        template=template,
        subject_type=label_of(subject),
        subject_id=subject.pk,
        content=content,
        digest=hashlib.sha256(content).hexdigest(),
        token=token,
    )
    DOCUMENT.start(document, by=by, detail={"kind": kind, "number": number, "digest": document.digest})
    if supersedes is not None:
        DOCUMENT.move(supersedes, DocumentState.SUPERSEDED, by=by, detail={"by": number}, superseded_by=document)
    return document


def _lock_superseded(earlier: Document, kind: str, subject: Model) -> None:
    lock(earlier)
    DOCUMENT.check(earlier, DocumentState.SUPERSEDED)
    if (earlier.kind, earlier.subject_type, earlier.subject_id) != (kind, label_of(subject), subject.pk):
        raise Invalid(
            _("A document can be superseded only by one of the same kind about the same matter."),
            code="other_subject",
            field="supersedes",
            value=earlier.number,
        )


def _signatory(office: str, language: str) -> dict[str, str]:
    """Title of the office and name of its holder today, as they stand in the signature slot."""
    if not office:
        return {"office": "", "holder": ""}
    holding = holder_of(office)
    found = holding.office if holding else Office.objects.get(code=office)
    return {"office": label_in(found.label, language), "holder": holding.holder_name if holding else ""}


@transaction.atomic
def revoke_document(*, by: User, document: Document, reason: str) -> Document:
    """Declare that a document no longer holds, without a replacement. The caller's own policy decides who may."""
    if not reason.strip():
        raise Invalid(
            _("Say why the document no longer holds."), code="no_reason", field="reason", remedy=_("Write the reason.")
        )
    return DOCUMENT.move(document, DocumentState.REVOKED, by=by, reason=reason)


@transaction.atomic
def open_document(*, by: User, document: Document) -> bytes:
    """The PDF, for whoever may see what it is about; each opening is recorded. WrongState once it was erased."""
    check_view(by, document)
    if not document.content:
        raise WrongState(
            _("The text of this document was erased at the person's request."),
            code="erased",
            remedy=_("Its number and digest stay: the paper itself can still be verified."),
        )
    audit.record(by=by, event="document.opened", obj=document, detail={"number": document.number})
    return bytes(document.content)
