"""Where the thing a document or a notice is about has its page. The rooms below do not know; pages do."""

from __future__ import annotations

from django.urls import NoReverseMatch, reverse

PAGES = {
    "programmes.application": "applications:show",
    "selfemployment.case": "cases:show",
    "registry.person": "people:show",
    "registry.erasurerequest": "privacy:show",
}


def page_of(label: str, pk: int) -> str:
    """The address of the page, or "" for a kind without one."""
    try:
        return reverse(PAGES[label], args=[pk])
    except (KeyError, NoReverseMatch):
        return ""
