"""Queue a notice, and queue again one that could not be delivered."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol, cast

from django.conf import settings
from django.db import transaction
from django.db.models import Model

from dayaq.accounts.models import User
from dayaq.core.subjects import label_of
from dayaq.documents.models import Document
from dayaq.notices import wording
from dayaq.notices.models import Channel, Notice
from dayaq.notices.policies import check_view
from dayaq.notices.states import NOTICE, NoticeState


class Addressee(Protocol):
    """A person to whom something can be told (registry.Person)."""

    pk: Any
    phone: Any
    email: Any
    address: Any

    @property
    def full_name(self) -> str: ...


@transaction.atomic
def notify(
    *,
    by: User,
    template: str,
    language: str,
    context: Mapping[str, Any],
    person: Addressee | None = None,
    user: User | None = None,
    channel: str = "",
    document: Document | None = None,
) -> Notice:
    """Write a notice to ``person`` or to ``user`` in the transaction of what it tells of; the worker delivers it.

    ``context`` holds what the text names, and ``name`` is added. Without ``channel``: e-mail where there is an address,
    else a letter when a document goes with it, else an SMS where there is a telephone, else a letter. A language
    without texts falls back to the installation's. Whether ``by`` may is for the caller's policy: a notice belongs to
    an action. Raises wording.MissingValue (nothing queued) when the text names what ``context`` does not hold.
    """
    recipient, name, addresses = _recipient(person, user)
    written_in = language if language in wording.LANGUAGES else settings.LANGUAGE_CODE
    chosen = channel or _channel(addresses, document)
    text = wording.fill(template, written_in, {"name": name, **context})
    notice = Notice.objects.create(
        recipient_type=label_of(recipient),
        recipient_id=recipient.pk,
        recipient_name=name,
        address=addresses.get(chosen, ""),
        channel=chosen,
        language=written_in,
        template=template,
        subject=text.subject,
        body=text.sms if chosen == Channel.SMS else text.body,
        document=document,
    )
    NOTICE.start(notice, by=by, detail={"template": template, "channel": chosen})
    return notice


def _recipient(person: Addressee | None, user: User | None) -> tuple[Model, str, dict[str, str]]:
    """The row, the name, and the address for each channel that can be used."""
    if user is not None and person is None:
        return user, user.display_name, {Channel.EMAIL.value: user.email} if user.email else {}
    if person is None or user is not None:
        raise TypeError("a notice goes to a person or to a user, to one of them")
    found = {Channel.EMAIL: person.email, Channel.SMS: person.phone, Channel.LETTER: person.address}
    return cast(Model, person), person.full_name, {key.value: value for key, value in found.items() if value}


def _channel(addresses: Mapping[str, str], document: Document | None) -> str:
    if Channel.EMAIL in addresses:
        return Channel.EMAIL
    if document is None and Channel.SMS in addresses:
        return Channel.SMS
    return Channel.LETTER


@transaction.atomic
def requeue_notice(*, by: User, notice: Notice) -> Notice:
    """Try once more to deliver a notice that failed; WrongState when it did not fail."""
    check_view(by, notice)
    return NOTICE.move(notice, NoticeState.QUEUED, by=by, attempts=0, retry_at=None, error="")
