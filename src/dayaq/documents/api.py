"""The one door to documents for other apps."""

from dayaq.core.subjects import register as register_subject
from dayaq.documents.actions import issue_document, open_document, revoke_document
from dayaq.documents.models import DocumentKind
from dayaq.documents.numbering import next_number
from dayaq.documents.policies import check_view
from dayaq.documents.rendering import render_unkept
from dayaq.documents.states import DocumentState
from dayaq.documents.verification import Verification, check_code, find_token, url_of, verify

__all__ = [
    "DocumentKind",
    "DocumentState",
    "Verification",
    "check_code",
    "check_view",
    "find_token",
    "issue_document",
    "next_number",
    "open_document",
    "register_subject",
    "render_unkept",
    "revoke_document",
    "url_of",
    "verify",
]
