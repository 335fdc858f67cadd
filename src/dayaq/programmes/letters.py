"""What an applicant is told, in their language: receipt, decision, answer to an appeal, and short notices."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from dayaq.accounts.models import User
from dayaq.core.fields import label_in
from dayaq.documents import api as documents
from dayaq.documents.models import Document
from dayaq.notices import api as notices
from dayaq.programmes.models import Appeal, Application, DecisionRecord
from dayaq.programmes.states import Outcome, WaitingReason
from dayaq.rules.api import ConditionResult, Standing

VALID = "valid"
_MET = {Standing.MET: "yes", Standing.NOT_MET: "no", Standing.UNDETERMINED: "unknown"}


def language_of(application: Application) -> str:
    """The language of the person, where this installation speaks it; else its own."""
    spoken = {code for code, _name in settings.LANGUAGES}
    language: str = application.person.language
    return language if language in spoken else settings.LANGUAGE_CODE


def send_receipt(*, by: User, application: Application) -> Document:
    """The receipt with number and deadline, as PDF, and a notice that brings it."""
    language = language_of(application)
    with translation.override(language):
        channel = str(application.get_channel_display())
    received = timezone.localdate(application.submitted_at)
    data = _head(application, language) | {
        "received_on": received,
        "channel": channel,
        "answer_until": application.deadline,
    }
    document = _issue(by, application, documents.DocumentKind.RECEIPT, "receipt", data)
    tell(by=by, application=application, template="application_received", document=document)
    return document


def decision_data(record: DecisionRecord, language: str) -> dict[str, Any]:
    """What the letter of ``record`` says; also used to preview it. The record need not be saved."""
    application = record.application
    with translation.override(language):
        data = _head(application, language) | {
            "decided_on": timezone.localdate(record.decided_at),
            "outcome": record.outcome,
            "reason": record.reason_in(language),
            "legal_basis": [label_in(article["text"], language) for article in record.articles],
            "conditions": [_condition(condition, language) for condition in record.result.conditions],
        }
        if record.outcome == Outcome.REFUSED and record.appeal_deadline:
            data["appeal_until"] = record.appeal_deadline
            data["appeal_how"] = _(
                "Bring or send the appeal, with your reasons, to any office that receives applications. It is decided "
                "by an officer who took no part in this decision."
            )
        if record.outcome == Outcome.APPROVED:
            data["next_steps"] = [
                _("You are told when you are enrolled, or when your place in the queue is reached."),
                _("Tell the office when your address, telephone number or situation changes."),
            ]
    return data


def send_decision(*, by: User, record: DecisionRecord) -> Document:
    """The letter of decision; it supersedes the letter of the record that this one supersedes."""
    application = record.application
    earlier = _valid(application, documents.DocumentKind.LETTER_DECISION) if record.supersedes_id else None
    data = decision_data(record, language_of(application))
    document = _issue(by, application, documents.DocumentKind.LETTER_DECISION, "letter_decision", data, earlier)
    template = "application_approved" if record.outcome == Outcome.APPROVED else "application_refused"
    tell(by=by, application=application, template=template, document=document)
    return document


def send_appeal_answer(*, by: User, appeal: Appeal, record: DecisionRecord) -> Document:
    """The answer to an appeal. ``record`` is the one that now holds."""
    application = appeal.application
    language = language_of(application)
    with translation.override(language):
        steps = (
            [_("You are told when you are enrolled, or when your place in the queue is reached.")]
            if appeal.result == Appeal.Result.OVERTURNED
            else [_("You may turn to a court within the term that the law sets.")]
        )
    data = _head(application, language) | {
        "appealed_on": timezone.localdate(appeal.submitted_at),
        "decided_on": timezone.localdate(appeal.decided_at),
        "outcome": appeal.result,
        "reason": appeal.reason_en if language.startswith("en") else appeal.reason_az,
        "legal_basis": [label_in(article["text"], language) for article in record.articles],
        "next_steps": steps,
    }
    document = _issue(by, application, documents.DocumentKind.LETTER_APPEAL, "letter_appeal", data)
    tell(by=by, application=application, template=f"appeal_{appeal.result}", document=document)
    return document


def waiting_reason(application: Application, reason: WaitingReason) -> str:
    """What the person waits for, in their language."""
    with translation.override(language_of(application)):
        return str(reason.label)


def tell(
    *, by: User, application: Application, template: str, document: Document | None = None, **context: Any
) -> None:
    """Queue a notice to the applicant."""
    language = language_of(application)
    known: dict[str, Any] = {
        "number": application.number or "",
        "programme": label_in(application.programme.label, language),
        "deadline": application.deadline,
        **context,
    }
    notices.notify(
        by=by, person=application.person, template=template, language=language, context=known, document=document
    )


def _condition(condition: ConditionResult, language: str) -> dict[str, str]:
    said = label_in(condition.message.to_dict(), language)
    return {
        "text": said or label_in(condition.label.to_dict(), language),
        "met": _MET[condition.standing],
        "article": label_in(condition.article.text.to_dict(), language),
    }


def _issue(
    by: User,
    application: Application,
    kind: str,
    template: str,
    data: dict[str, Any],
    supersedes: Document | None = None,
) -> Document:
    office = application.programme.office
    return documents.issue_document(
        by=by,
        kind=kind,
        language=language_of(application),
        template=template,
        data=data,
        subject=application,
        supersedes=supersedes,
        office=office.code if office else "",
    )


def _valid(application: Application, kind: str) -> Document | None:
    found: Document | None = Document.objects.about(application).filter(kind=kind, state=VALID).first()
    return found


def _head(application: Application, language: str) -> dict[str, Any]:
    person, programme = application.person, application.programme
    recipient = {"name": person.full_name}
    if person.fin:
        recipient["fin"] = person.fin
    if person.address:
        recipient["address"] = person.address
    return {
        "issuer": label_in(programme.organisation.label, language),
        "recipient": recipient,
        "application_number": application.number or "",
        "programme": label_in(programme.label, language),
    }
