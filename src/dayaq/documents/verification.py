"""Is this paper genuine, and does it still hold? Answered to anybody, without a word about the person."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.utils import timezone

from dayaq.core.api import clock
from dayaq.core.rowsecurity import past_the_wall
from dayaq.documents.models import Document, DocumentKind
from dayaq.documents.states import DocumentState

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_MISREAD = str.maketrans("OIL", "011")
_TOKEN = re.compile(r"[A-Za-z0-9_-]{1,43}")
_FIELDS = ("kind", "number", "issued_on", "digest", "state", "state_at", "token", "superseded_by__number")


@dataclass(frozen=True)
class Verification:
    """What may be said of a document. ``changed_on`` and ``superseded_by`` are set when it no longer holds."""

    kind: str
    number: str
    issued_on: date
    digest: str
    state: str
    changed_on: date | None
    superseded_by: str

    @property
    def kind_label(self) -> str:
        return str(DocumentKind(self.kind).label)

    @property
    def is_valid(self) -> bool:
        return self.state == DocumentState.VALID


def new_token() -> str:
    """32 characters that cannot be guessed (192 bits) and stand in an address as they are."""
    return base64.urlsafe_b64encode(clock.token_bytes(24)).decode()


def url_of(token: str) -> str:
    """The absolute address behind the QR code."""
    return f"{settings.PUBLIC_URL}/verify/{token}/"


def page_url() -> str:
    """The absolute address of the page with the form for number and check code."""
    return f"{settings.PUBLIC_URL}/verify/"


def check_code(token: str) -> str:
    """Ten characters for whoever types instead of scanning, such as "7KQ4M-2XD9R"; never I, L, O or U."""
    number = int.from_bytes(hashlib.sha256(f"check code {token}".encode()).digest()[:8], "big")
    letters = "".join(_ALPHABET[(number >> 5 * place) & 31] for place in range(10))
    return f"{letters[:5]}-{letters[5:]}"


@past_the_wall  # the check code on the paper gives the right; nothing is said of the person
def verify(token: str) -> Verification | None:
    """What may be said of the document with this token; None when there is none. One statement."""
    row = Document.objects.filter(token=token).values(*_FIELDS).first() if _TOKEN.fullmatch(token) else None
    if row is None:
        return None
    valid = row["state"] == DocumentState.VALID
    return Verification(
        kind=row["kind"],
        number=row["number"],
        issued_on=row["issued_on"],
        digest=row["digest"],
        state=row["state"],
        changed_on=None if valid else timezone.localdate(row["state_at"]),
        superseded_by=row["superseded_by__number"] or "",
    )


@past_the_wall  # as above: asked by whoever holds the paper
def find_token(number: str, code: str) -> str | None:
    """The token of the document with this number, if ``code`` is the one printed on it; None otherwise.

    Forgives lower case, missing or extra dashes and spaces, O for 0, I and L for 1. Numbers are unique within a kind
    and begin with the code of their kind.
    """
    typed = re.sub(r"[\s-]", "", code).upper().translate(_MISREAD)
    wanted = re.sub(r"[^A-Za-z0-9-]", "", number).upper()
    tokens: list[str] = list(Document.objects.filter(number=wanted).values_list("token", flat=True))
    for token in tokens:
        if hmac.compare_digest(check_code(token).replace("-", "").encode(), typed.encode()):
            return token
    return None
