"""Is this paper genuine, and does it still hold?"""

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dayaq.documents.api import DocumentKind, check_code, find_token, issue_document, revoke_document, url_of, verify
from tests import make
from tests.unit.documents.support import DATA, PERSON

pytestmark = pytest.mark.django_db


def issue(**changes):
    kind = DocumentKind.HANDOVER_ACT
    return issue_document(
        by=make.user(),
        kind=kind,
        language="az",
        template=kind.value,
        data=DATA[kind.value],
        subject=make.unit(),
        **changes,
    )


def test_a_valid_document_is_told_without_a_word_about_the_person() -> None:
    document = issue()
    told = verify(document.token)
    assert told is not None
    assert told.is_valid
    assert (told.number, told.digest, told.issued_on) == (document.number, document.digest, document.issued_on)
    assert (told.changed_on, told.superseded_by) == (None, "")
    assert not any(word in repr(told) for word in PERSON["name"].split())
    assert PERSON["fin"] not in repr(told)


def test_a_superseded_document_says_by_which_number() -> None:
    first = issue()
    second = issue(supersedes=first)
    told = verify(first.token)
    assert told is not None
    assert (told.is_valid, told.superseded_by, type(told.changed_on)) == (False, second.number, date)


def test_a_revoked_document_does_not_hold() -> None:
    document = issue()
    revoke_document(by=document.issued_by, document=document, reason="x")
    told = verify(document.token)
    assert told is not None
    assert (told.is_valid, told.state, told.superseded_by) == (False, "revoked", "")


def test_an_unknown_token_tells_nothing() -> None:
    assert verify("a" * 32) is None


def test_number_and_check_code_lead_to_the_document_however_they_are_typed() -> None:
    document = issue()
    code = check_code(document.token)
    assert re.fullmatch(r"[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}", code)
    typed = code.lower().replace("-", " ").replace("0", "o").replace("1", "l")
    assert find_token(f" {document.number.lower()} ", typed) == document.token
    assert find_token(document.number, "AAAAA-AAAAA") is None
    assert find_token("HA-2020-000001", code) is None
    assert find_token("", "") is None


def test_the_address_of_the_qr_code_is_absolute(settings) -> None:
    settings.PUBLIC_URL = "https://dayaq.example.org"
    assert url_of("abc") == "https://dayaq.example.org/verify/abc/"


@given(st.text(max_size=40), st.text(max_size=40))
def test_nothing_typed_breaks_the_search(number: str, code: str) -> None:
    assert find_token(number, code) is None
