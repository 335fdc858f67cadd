"""Issuing, superseding, revoking and opening documents."""

import hashlib
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import IntegrityError, ProgrammingError, transaction

from dayaq.accounts.models import Office, OfficeHolding
from dayaq.core import clock, subjects
from dayaq.core.api import Denied, Invalid, WrongState
from dayaq.core.models import AuditEvent
from dayaq.documents.api import DocumentKind, issue_document, open_document, revoke_document
from dayaq.documents.models import Document
from dayaq.places.models import AdministrativeUnit
from tests import make
from tests.pdf import text_of
from tests.unit.documents.support import DATA

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


@pytest.fixture
def officer():
    return make.user("caseworker")


@pytest.fixture
def subject():
    """Anything with a key will do: documents know nothing of what they are about."""
    return make.unit()


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> set[int]:
    """Ids of users who may see the subject."""
    allowed: set[int] = set()

    def visible(user: Any) -> Any:
        units = AdministrativeUnit.objects.all()
        return units if user.pk in allowed else units.none()

    monkeypatch.setitem(subjects._registered, "places.administrativeunit", visible)
    return allowed


def issue(officer, subject, kind=DocumentKind.HANDOVER_ACT, **changes) -> Document:
    given = {"language": "az", "template": kind.value, "data": DATA[kind.value], **changes}
    return issue_document(by=officer, kind=kind, subject=subject, **given)


def events(name: str) -> list[AuditEvent]:
    return list(AuditEvent.objects.filter(event=name).order_by("pk"))


def test_an_issued_document_is_numbered_hashed_valid_and_recorded(officer, subject) -> None:
    with clock.frozen(AT):
        document = issue(officer, subject)
    document.refresh_from_db()
    assert document.number == "HA-2026-000001"
    assert document.issued_on == date(2026, 3, 2)
    assert document.state == "valid"
    assert document.digest == hashlib.sha256(bytes(document.content)).hexdigest()
    assert len(document.token) == 32
    assert (document.subject_type, document.subject_id) == ("places.administrativeunit", subject.pk)
    (event,) = events("document.issued")
    assert event.detail == {"kind": "handover_act", "number": document.number, "digest": document.digest}


def test_the_same_document_at_the_same_moment_is_the_same_to_the_byte(officer, subject) -> None:
    contents = []
    for _again in range(2):
        with clock.frozen(AT, seed="demonstration"), transaction.atomic():
            contents.append(bytes(issue(officer, subject).content))
            transaction.set_rollback(True)
    assert contents[0] == contents[1]


def test_the_office_signs_by_whoever_holds_it_today(officer, subject) -> None:
    office = Office.objects.create(code="head", organisation=make.organisation(), label={"az": "Rəis", "en": "Head"})
    OfficeHolding.objects.create(
        office=office, holder_name="Köhnə Rəisov", valid_from=date(2020, 1, 1), valid_to=date(2026, 1, 1)
    )
    with clock.frozen(AT):
        blank = text_of(bytes(issue(officer, subject, office="head").content))
        OfficeHolding.objects.create(office=office, holder_name="Yeni Rəisov", valid_from=date(2026, 1, 1))
        signed = text_of(bytes(issue(officer, subject, office="head").content))
    assert "Rəis" in blank
    assert "Rəisov" not in blank
    assert "Yeni Rəisov" in signed


def test_a_document_that_supersedes_another_ends_it_and_names_it(officer, subject) -> None:
    first = issue(officer, subject)
    second = issue(officer, subject, supersedes=first)
    first.refresh_from_db()
    assert (first.state, first.superseded_by) == ("superseded", second)
    assert first.number in text_of(bytes(second.content))
    assert [event.object_id for event in events("document.superseded")] == [first.pk]
    with pytest.raises(WrongState):
        issue(officer, subject, supersedes=first)
    assert Document.objects.count() == 2


def test_a_document_supersedes_only_its_own_kind_about_the_same_matter(officer, subject) -> None:
    first = issue(officer, subject)
    with pytest.raises(Invalid) as refused:
        issue(officer, make.unit("AZ-AST", "Astara"), supersedes=first)
    assert refused.value.code == "other_subject"
    with pytest.raises(Invalid):
        issue(officer, subject, kind=DocumentKind.CONTRACT, supersedes=first)
    first.refresh_from_db()
    assert first.state == "valid"


def test_data_of_another_shape_write_nothing(officer, subject) -> None:
    with pytest.raises(TypeError):
        issue(officer, subject, data={})
    assert not Document.objects.exists()


def test_a_document_is_revoked_once_and_with_a_reason(officer, subject) -> None:
    document = issue(officer, subject)
    with pytest.raises(Invalid):
        revoke_document(by=officer, document=document, reason=" ")
    revoke_document(by=officer, document=document, reason="issued to the wrong person")
    assert document.state == "revoked"
    assert [event.reason for event in events("document.revoked")] == ["issued to the wrong person"]
    with pytest.raises(WrongState):
        revoke_document(by=officer, document=document, reason="again")


def test_what_was_issued_cannot_be_changed_or_deleted_even_past_the_application(officer, subject) -> None:
    document = issue(officer, subject)
    for field, value in {"content": b"other", "digest": "0" * 64, "number": "HA-2026-000002"}.items():
        with pytest.raises(ProgrammingError, match="Cannot update"), transaction.atomic():
            Document.objects.filter(pk=document.pk).update(**{field: value})
    with pytest.raises(ProgrammingError, match="Cannot delete"), transaction.atomic():
        Document.objects.filter(pk=document.pk).delete()


def test_superseded_without_a_successor_is_refused_by_the_database(officer, subject) -> None:
    document, other = issue(officer, subject), issue(officer, subject)
    for change, constraint in (
        ({"state": "superseded"}, "document_superseded"),
        ({"superseded_by": other.pk}, "document_superseded"),
        ({"state": "superseded", "superseded_by": document.pk}, "document_not_by_itself"),
    ):
        with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
            Document.objects.filter(pk=document.pk).update(**change)


def test_whoever_may_see_the_subject_opens_the_document_and_it_is_recorded(officer, subject, seen) -> None:
    document = issue(officer, subject)
    seen.add(officer.pk)
    assert open_document(by=officer, document=document) == bytes(document.content)
    assert [(event.actor_id, event.object_id) for event in events("document.opened")] == [(officer.pk, document.pk)]


def test_nobody_else_opens_it(officer, subject, seen) -> None:
    document = issue(officer, subject)
    administrator = make.user("administrator")
    seen.add(administrator.pk)
    for user in (officer, administrator):
        with pytest.raises(Denied) as refused:
            open_document(by=user, document=document)
        assert refused.value.code == "hidden"
    assert not events("document.opened")


def test_documents_about_something_nobody_registered_are_seen_by_nobody(officer, subject, monkeypatch) -> None:
    document = issue(officer, subject)
    monkeypatch.delitem(subjects._registered, "places.administrativeunit", raising=False)
    assert not Document.objects.visible_to(officer).filter(pk=document.pk).exists()
    with pytest.raises(Denied):
        open_document(by=officer, document=document)


def test_a_list_of_documents_holds_those_one_may_see(officer, subject, seen) -> None:
    document = issue(officer, subject)
    assert not Document.objects.visible_to(officer).exists()
    seen.add(officer.pk)
    assert list(Document.objects.visible_to(officer)) == [document]
    assert not Document.objects.visible_to(make.user("administrator")).exists()
    assert list(Document.objects.about(subject)) == [document]
