"""Queueing and delivering notices."""

import smtplib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.db import IntegrityError, transaction

from dayaq.core import clock, subjects
from dayaq.core.api import Denied, WrongState, run_worker_once
from dayaq.core.models import AuditEvent
from dayaq.documents.api import DocumentKind, issue_document
from dayaq.notices import adapters, delivery
from dayaq.notices.api import deliver_pending, notify, requeue_notice
from dayaq.notices.models import Notice
from dayaq.notices.wording import MissingValue
from dayaq.places.models import AdministrativeUnit
from tests import make
from tests.unit.documents.support import DATA
from tests.unit.notices.test_wording import CONTEXT

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


@dataclass
class Person:
    """Somebody to write to, of any table: notices know nothing of the registry."""

    pk: int
    full_name: str = "Nümunəyev Vüqar Əli oğlu"
    phone: str = ""
    email: str = ""
    address: str = "Sumqayıt şəhəri"
    _meta: Any = AdministrativeUnit._meta


LABEL = "places.administrativeunit"


@pytest.fixture
def officer():
    return make.user("operator")


@pytest.fixture
def person() -> Person:
    return Person(make.unit().pk)


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> set[int]:
    allowed: set[int] = set()
    monkeypatch.setitem(
        subjects._registered,
        LABEL,
        lambda user: AdministrativeUnit.objects.filter(pk__gt=0 if user.pk in allowed else 10**9),
    )
    return allowed


def tell(officer, person, **changes: Any) -> Notice:
    given = {"template": "application_received", "language": "az", "context": CONTEXT, **changes}
    return notify(by=officer, person=person, **given)


def events(name: str) -> list[AuditEvent]:
    return list(AuditEvent.objects.filter(event=name).order_by("pk"))


def files(settings) -> list[Path]:
    return sorted(path for path in Path(settings.OUTBOX_PATH).rglob("*") if path.is_file())


def receipt(officer, person):
    return issue_document(
        by=officer, kind=DocumentKind.RECEIPT, language="az", template="receipt", data=DATA["receipt"], subject=person
    )


def test_a_notice_is_queued_with_the_name_and_address_of_that_moment(officer, person) -> None:
    notice = tell(officer, person)
    assert (notice.state, notice.recipient_type, notice.recipient_id) == ("queued", LABEL, person.pk)
    assert (notice.recipient_name, notice.address) == (person.full_name, "Sumqayıt şəhəri")
    assert "SE-2026-000001" in notice.body
    (event,) = events("notice.queued")
    assert event.detail == {"template": "application_received", "channel": "letter"}


def test_nothing_is_queued_when_the_change_is_rolled_back(officer, person) -> None:
    with transaction.atomic():
        tell(officer, person)
        transaction.set_rollback(True)
    assert not Notice.objects.exists()


def test_nothing_is_queued_when_a_value_is_missing(officer, person) -> None:
    with pytest.raises(MissingValue):
        tell(officer, person, context={})
    assert not Notice.objects.exists()


def test_the_channel_follows_from_what_is_known_and_whether_a_document_goes_along(officer, person) -> None:
    assert tell(officer, person).channel == "letter"
    person.phone = "+994501234567"
    short = tell(officer, person)
    assert (short.channel, short.address) == ("sms", "+994501234567")
    assert len(short.body) < 200
    assert tell(officer, person, document=receipt(officer, person)).channel == "letter"
    person.email = "vuqar@example.org"
    assert tell(officer, person).channel == "email"
    assert tell(officer, person, channel="letter").address == "Sumqayıt şəhəri"


def test_a_language_without_texts_falls_back_to_the_installations(officer, person) -> None:
    assert tell(officer, person, language="ru").language == "az"
    assert "Dear" in tell(officer, person, language="en").body


def test_a_notice_goes_to_a_person_or_to_a_user_and_never_to_both(officer, person) -> None:
    to_user = notify(by=officer, user=officer, template="application_received", language="az", context=CONTEXT)
    assert (to_user.recipient_type, to_user.recipient_id) == ("accounts.user", officer.pk)
    with pytest.raises(TypeError):
        notify(by=officer, template="application_received", language="az", context=CONTEXT)
    with pytest.raises(TypeError):
        tell(officer, person, user=officer)


def test_the_worker_delivers_into_the_outbox_with_the_document_beside(officer, person, settings) -> None:
    document = receipt(officer, person)
    notice = tell(officer, person, document=document)
    run_worker_once()
    notice.refresh_from_db()
    assert (notice.state, notice.attempts) == ("sent", 1)
    assert notice.sent_at is not None
    written = files(settings)
    stem = f"letter-{notice.pk:06d}"
    assert [path.name for path in written] == [f"{stem}-{document.file_name}", f"{stem}.txt"]
    assert written[0].read_bytes() == bytes(document.content)
    text = written[1].read_text(encoding="utf-8")
    assert person.full_name in text
    assert notice.subject in text
    assert [event.detail for event in events("notice.sent")] == [{"adapter": "folder", "attempt": 1}]


def test_file_names_say_nothing_of_the_person_and_only_the_owner_reads_them(officer, person, settings) -> None:
    tell(officer, person, document=receipt(officer, person))
    deliver_pending()
    for path in files(settings):
        assert not any(word.lower() in path.name.lower() for word in (*person.full_name.split(), "5AB12CD"))
        assert path.stat().st_mode & 0o077 == 0


def test_delivering_twice_sends_once(officer, person, settings) -> None:
    tell(officer, person)
    assert [deliver_pending(), deliver_pending()] == [1, 0]
    assert len(files(settings)) == 1


@dataclass
class Broken:
    name: str = "broken"

    def deliver(self, notice: Notice) -> None:
        raise smtplib.SMTPServerDisconnected("vuqar@example.org is not known here")


def test_a_failed_attempt_waits_longer_each_time_and_then_the_notice_has_failed(officer, person, monkeypatch) -> None:
    monkeypatch.setattr(delivery, "adapter_for", lambda channel: Broken())
    with clock.frozen(AT):
        notice = tell(officer, person)
        waits = []
        for _attempt in range(delivery.MAX_ATTEMPTS - 1):
            assert deliver_pending() == 1
            assert deliver_pending() == 0
            notice.refresh_from_db()
            waits.append(int((notice.retry_at - clock.now()).total_seconds() // 60))
            clock.advance(timedelta(minutes=waits[-1]))
        assert deliver_pending() == 1
    notice.refresh_from_db()
    assert waits == [1, 2, 4, 8, 16]
    assert (notice.state, notice.attempts, notice.error) == ("failed", 6, "SMTPServerDisconnected")
    assert [len(events(name)) for name in ("notice.attempt_failed", "notice.failed")] == [5, 1]
    assert "vuqar" not in str([event.detail for event in AuditEvent.objects.all()])


def test_one_notice_that_fails_does_not_hold_up_the_next(officer, person, monkeypatch, settings) -> None:
    first, second = tell(officer, person), tell(officer, person)
    folder = adapters.FolderAdapter()
    bad = Broken()

    @dataclass
    class Some:
        name: str = "some"

        def deliver(self, notice: Notice) -> None:
            (bad if notice.pk == first.pk else folder).deliver(notice)

    monkeypatch.setattr(delivery, "adapter_for", lambda channel: Some())
    deliver_pending()
    second.refresh_from_db()
    assert second.state == "sent"


def test_a_failed_notice_is_tried_again_by_whoever_may_see_it(officer, person, monkeypatch, seen) -> None:
    monkeypatch.setattr(delivery, "adapter_for", lambda channel: Broken())
    monkeypatch.setattr(delivery, "MAX_ATTEMPTS", 1)
    notice = tell(officer, person)
    deliver_pending()
    with pytest.raises(Denied):
        requeue_notice(by=officer, notice=notice)
    seen.add(officer.pk)
    requeue_notice(by=officer, notice=notice)
    assert (notice.state, notice.attempts, notice.error) == ("queued", 0, "")
    assert [event.object_id for event in events("notice.requeued")] == [notice.pk]
    with pytest.raises(WrongState):
        requeue_notice(by=officer, notice=notice)


def test_notices_are_seen_by_whoever_may_see_their_recipient(officer, person, seen) -> None:
    notice = tell(officer, person)
    assert not Notice.objects.visible_to(officer).exists()
    seen.add(officer.pk)
    assert list(Notice.objects.visible_to(officer)) == [notice]
    administrator = make.user("administrator")
    seen.add(administrator.pk)
    assert not Notice.objects.visible_to(administrator).exists()
    assert list(Notice.objects.to(person)) == [notice]


def test_sent_without_a_moment_is_refused_by_the_database(officer, person) -> None:
    notice = tell(officer, person)
    with pytest.raises(IntegrityError, match="notice_sent_at"), transaction.atomic():
        Notice.objects.filter(pk=notice.pk).update(state="sent")


def test_an_email_goes_by_smtp_once_a_server_is_set(officer, person, settings, monkeypatch) -> None:
    settings.SMTP_URL = "smtp://office:s%40cret@mail.example.org:2525/?tls=none&from=office@example.org"
    backends: list[Any] = []

    def send(backend: Any, messages: list[mail.EmailMessage]) -> int:
        backends.append((backend, messages))
        return len(messages)

    monkeypatch.setattr(adapters.EmailBackend, "send_messages", send)
    person.email = "vuqar@example.org"
    notice = tell(officer, person, document=receipt(officer, person))
    deliver_pending()
    notice.refresh_from_db()
    ((backend, (message,)),) = backends
    assert notice.state == "sent"
    assert (backend.host, backend.port, backend.password, backend.use_tls) == (
        "mail.example.org",
        2525,
        "s@cret",
        False,
    )
    assert (message.to, message.from_email) == (["vuqar@example.org"], "office@example.org")
    assert message.extra_headers["Message-ID"] == f"<notice-{notice.pk}@localhost>"
    assert message.attachments[0][0] == notice.document.file_name
    assert not files(settings)


@pytest.mark.parametrize(
    ("query", "tls", "ssl", "port"),
    [("", True, False, 587), ("?tls=ssl", False, True, 465), ("?tls=none", False, False, 587)],
)
def test_the_mail_server_is_read_from_its_address(query: str, tls: bool, ssl: bool, port: int) -> None:
    backend = adapters.SmtpAdapter(f"smtp://mail.example.org/{query}")._backend()
    assert (backend.use_tls, backend.use_ssl, backend.port) == (tls, ssl, port)
