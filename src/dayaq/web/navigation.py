"""The main navigation: one declarative list, of which each account sees what it may use.

An area adds a line here. An area that is not installed is left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from dayaq.accounts.models import User


@dataclass(frozen=True)
class Entry:
    """``permissions``: one of them is enough. ``url_name``: the area's index page. ``label``: a noun."""

    permissions: tuple[str, ...]
    url_name: str
    label: Promise


NAVIGATION: tuple[Entry, ...] = (
    Entry(("work.view",), "work:index", _("My work")),
    Entry(("person.search",), "people:index", _("People")),
    Entry(("person.merge",), "duplicates:index", _("Duplicates")),
    Entry(("application.view",), "applications:index", _("Applications")),
    Entry(("queue.view",), "queue:index", _("Queue")),
    Entry(("case.view",), "cases:index", _("Self-employment")),
    Entry(("service.view",), "care:index", _("Social services")),
    Entry(("panel.view",), "panels:index", _("Panels")),
    Entry(("fund.view",), "funds:index", _("Funds")),
    Entry(("figure.view",), "figures:index", _("Figures")),
    Entry(("person.import",), "imports:index", _("Import")),
    Entry(("document.view",), "documents:index", _("Documents")),
    Entry(("notice.view",), "notices:index", _("Letters")),
    Entry(("law.view",), "law:index", _("Law")),
    Entry(("place.view",), "places:index", _("Places")),
    Entry(("erasure.decide",), "privacy:index", _("Data protection")),
    Entry(("audit.view",), "audit:index", _("Audit")),
    Entry(("account.manage",), "account:index", _("Accounts")),
)

SEARCH = Entry(("person.search",), "people:index", _("Find a person"))


@dataclass(frozen=True)
class Link:
    """An entry as it is shown: where it leads, its words, and whether the reader is there now."""

    url: str
    label: Promise
    current: bool


def links(user: User, path: str) -> Iterator[Link]:
    """The entries ``user`` may use, in order; the one whose area ``path`` lies in is current."""
    found = [(url, entry.label) for entry in NAVIGATION if (url := address(entry, user))]
    inside = max((url for url, _label in found if path.startswith(url)), key=len, default=None)
    for url, label in found:
        yield Link(url, label, url == inside)


def address(entry: Entry, user: User) -> str:
    """Where ``entry`` leads, or "" when the account may not use it or the area is not installed."""
    return known_address(entry.url_name) if any(user.may(one) for one in entry.permissions) else ""


def known_address(url_name: str) -> str:
    """Where ``url_name`` leads, or "" when its area is not installed."""
    try:
        return reverse(url_name)
    except NoReverseMatch:
        return ""
