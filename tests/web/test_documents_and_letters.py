"""Documents and letters: only about what, and to whom, an account may see."""

from typing import Any

import pytest
from django.db import connection
from django.urls import reverse

from dayaq.core import subjects
from dayaq.core.models import AuditEvent
from dayaq.documents.api import DocumentKind, issue_document
from dayaq.documents.models import Document
from dayaq.notices import delivery
from dayaq.notices.api import deliver_pending
from dayaq.notices.models import Notice
from dayaq.places.models import AdministrativeUnit
from tests import make
from tests.unit.documents.support import DATA
from tests.unit.notices.test_notices import LABEL, Broken, Person, tell

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch, superuser: Any) -> set[int]:
    """Who may see the subject: a kind of these tests, which the second wall has to know like any other."""
    allowed: set[int] = set()
    with superuser(), connection.cursor() as cursor:
        for table, field in (("documents_document", "subject"), ("notices_notice", "recipient")):
            cursor.execute(
                f"create policy of_these_tests on {table} using ({field}_type = '{LABEL}') with check (true)"
            )

    def visible(user: Any) -> Any:
        units = AdministrativeUnit.objects.all()
        return units if user.pk in allowed else units.none()

    monkeypatch.setitem(subjects._registered, LABEL, visible)
    return allowed


@pytest.fixture
def officer(client, seen):
    """Sees documents, letters and the subject."""
    account = make.user("caseworker")
    seen.add(account.pk)
    client.force_login(account, backend=BACKEND)
    return account


@pytest.fixture
def stranger(client):
    """May see documents and letters, but not what these are about."""
    account = make.user("caseworker")
    client.force_login(account, backend=BACKEND)
    return account


def issue(subject=None) -> Document:
    kind = DocumentKind.HANDOVER_ACT
    return issue_document(
        by=make.user(),
        kind=kind,
        language="az",
        template=kind.value,
        data=DATA[kind.value],
        subject=subject or make.unit(),
    )


def letter(**changes) -> Notice:
    return tell(make.user(), Person(make.unit().pk), **changes)


def test_an_officer_finds_opens_and_reads_a_document(client, officer) -> None:
    document = issue()
    assert document.number in client.get(reverse("documents:index")).content.decode()
    text = client.get(reverse("documents:show", args=[document.pk])).content.decode()
    assert document.digest in text
    response = client.get(reverse("documents:download", args=[document.pk]))
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == f'inline; filename="handover_act-{document.number}.pdf"'
    assert response.content == bytes(document.content)
    (event,) = AuditEvent.objects.filter(event="document.opened")
    assert (event.actor_id, event.object_id) == (officer.pk, document.pk)


def test_whoever_may_not_see_the_subject_learns_nothing(client, stranger, seen) -> None:
    document, notice = issue(), letter()
    for name, record in (("documents", document), ("notices", notice)):
        assert f"{record.pk}/" not in client.get(reverse(f"{name}:index")).content.decode().split("<main")[1]
        assert client.get(reverse(f"{name}:show", args=[record.pk])).status_code == 404
    assert client.get(reverse("documents:download", args=[document.pk])).status_code == 404
    assert client.post(reverse("notices:requeue", args=[notice.pk])).status_code == 404
    assert not AuditEvent.objects.filter(event="document.opened").exists()


@pytest.mark.parametrize("role", ["administrator", "analyst", "committee_member"])
def test_roles_without_the_right_are_refused(client, role) -> None:
    client.force_login(make.user(role), backend=BACKEND)
    for name in ("documents:index", "notices:index"):
        assert client.get(reverse(name)).status_code == 403


def test_a_letter_is_shown_as_the_person_reads_it(client, officer) -> None:
    notice = letter(document=issue())
    text = client.get(reverse("notices:show", args=[notice.pk])).content.decode()
    for said in (notice.subject, "Nümunəyev Vüqar Əli oğlu", "Sumqayıt şəhəri", notice.document.number):
        assert said in text
    assert notice.subject in client.get(reverse("notices:index")).content.decode()


def test_a_letter_that_failed_is_visible_and_sent_again(client, officer, monkeypatch) -> None:
    notice = letter()
    with monkeypatch.context() as broken:
        broken.setattr(delivery, "adapter_for", lambda channel: Broken())
        broken.setattr(delivery, "MAX_ATTEMPTS", 1)
        deliver_pending()
    page = reverse("notices:show", args=[notice.pk])
    assert "SMTPServerDisconnected" in client.get(page).content.decode()
    assert "SMTPServerDisconnected" in client.get(reverse("notices:index") + "?state=failed").content.decode()
    sent = {"submission": "a" * 32, "version": notice.version + 1}
    for _twice in range(2):
        assert client.post(reverse("notices:requeue", args=[notice.pk]), sent).url == page
    notice.refresh_from_db()
    assert notice.state == "queued"
    assert AuditEvent.objects.filter(event="notice.requeued").count() == 1


def test_a_letter_that_did_not_fail_is_not_sent_again(client, officer) -> None:
    notice = letter()
    client.post(reverse("notices:requeue", args=[notice.pk]), {"submission": "b" * 32})
    notice.refresh_from_db()
    assert (notice.state, notice.version) == ("queued", 1)


def test_lists_are_searched_by_number(client, officer) -> None:
    first, second = issue(), issue()
    text = client.get(reverse("documents:index"), {"q": first.number.lower()}).content.decode().split("<main")[1]
    assert first.number in text
    assert second.number not in text
    with_document, bare = letter(document=second), letter(template="application_enrolled")
    page = client.get(reverse("notices:index"), {"q": second.number}).content.decode()
    assert with_document.subject in page
    assert bare.subject not in page
    assert bare.subject in client.get(reverse("notices:index"), {"q": str(bare.pk)}).content.decode()


@pytest.mark.parametrize("name", ["documents:index", "notices:index"])
def test_a_list_costs_the_same_with_ten_and_with_a_thousand_rows(client, officer, name) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    unit, document = make.unit(), issue()

    def fill(count: int) -> None:
        rows = [
            Document(
                **{
                    field: getattr(document, field)
                    for field in ("kind", "issued_on", "issued_by", "language", "template", "content", "digest")
                },
                subject_type=LABEL,
                subject_id=unit.pk,
                number=f"HA-2030-{Document.objects.count() + row:06d}",
                token=f"{name}-{Document.objects.count() + row}",
            )
            for row in range(count)
        ]
        Document.objects.bulk_create(rows)
        template = letter()
        Notice.objects.bulk_create(
            Notice(
                recipient_type=LABEL,
                recipient_id=unit.pk,
                recipient_name="x",
                channel="letter",
                language="az",
                template=template.template,
                subject=template.subject,
                body="x",
            )
            for _row in range(count)
        )

    counts = []
    for count in (10, 1_000):
        fill(count)
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert client.get(reverse(name)).status_code == 200
        counts.append(len(captured))
    assert counts[0] == counts[1]
    assert all("content" not in query["sql"].lower() for query in captured if "documents_document" in query["sql"])
