"""The page behind the QR code, open to everybody."""

import pytest
from django.urls import reverse

from dayaq.documents.api import DocumentKind, check_code, issue_document, revoke_document
from tests import make
from tests.unit.documents.support import DATA, PERSON

pytestmark = pytest.mark.django_db
INDEX = "/verify/"


def issue(**changes):
    kind = DocumentKind.HANDOVER_ACT
    given = {"by": make.user(), "kind": kind, "language": "az", "template": kind.value, "data": DATA[kind.value]}
    return issue_document(subject=make.unit(), **given, **changes)


def page(client, token):
    response = client.get(reverse("verify:show", args=[token]))
    return response.status_code, response.content.decode()


def test_a_visitor_sees_number_date_and_digest_and_no_name(client) -> None:
    document = issue()
    status, text = page(client, document.token)
    assert status == 200
    assert "Bu sənəd həqiqidir və qüvvədədir." in text
    for said in (document.number, document.digest, f"{document.issued_on:%d.%m.%Y}"):
        assert said in text
    for hidden in (*PERSON["name"].split(), PERSON["fin"], "Sumqayıt", document.issued_by.display_name):
        assert hidden not in text


def test_a_superseded_document_names_the_one_to_ask_for(client) -> None:
    first = issue()
    second = issue(supersedes=first)
    _status, text = page(client, first.token)
    assert "qüvvədən düşüb" in text
    assert second.number in text


def test_a_revoked_document_says_so(client) -> None:
    document = issue()
    revoke_document(by=document.issued_by, document=document, reason="a secret reason")
    _status, text = page(client, document.token)
    assert "ləğv edilib" in text
    assert "a secret reason" not in text


@pytest.mark.parametrize("token", ["x", "a" * 32, "..", "%00", "🙂"])
def test_an_unknown_code_is_answered_with_advice(client, token) -> None:
    response = client.get(f"{INDEX}{token}/")
    assert response.status_code == 404


def test_the_advice_leads_back_to_the_form(client) -> None:
    status, text = page(client, "a" * 32)
    assert status == 404
    assert f'href="{INDEX}"' in text


def test_number_and_check_code_open_the_page(client) -> None:
    document = issue()
    assert client.get(INDEX).status_code == 200
    sent = {"number": document.number, "code": check_code(document.token)}
    response = client.post(INDEX, sent)
    assert response.url == reverse("verify:show", args=[document.token])


def test_a_wrong_code_and_a_wrong_number_are_answered_alike(client) -> None:
    document = issue()
    answers = [
        client.post(INDEX, {"number": number, "code": "AAAAA-AAAAA"}) for number in (document.number, "HA-2026-999999")
    ]
    for response in answers:
        assert response.status_code == 422
        assert "Hər ikisini kağızla müqayisə edin." in response.content.decode()


def test_nothing_is_kept_by_a_cache_on_the_way(client) -> None:
    document = issue()
    assert "no-store" in client.get(reverse("verify:show", args=[document.token]))["Cache-Control"]


def test_the_page_is_one_statement(client, django_assert_max_num_queries) -> None:
    document = issue()
    with django_assert_max_num_queries(1):
        page(client, document.token)
