"""What a token may be allowed: permissions, each in words for whoever chooses them.

A scope is a permission and nothing else, so there is no second table to get wrong: a request may what stands in the
token's scopes and in its owner's roles.
"""

from __future__ import annotations

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dayaq.accounts.models import User

USE: Final = "interface.use"

SCOPES: Final[dict[str, str | Promise]] = {
    "person.search": _("Find and list people"),
    "person.view": _("Read people: data, statuses, documents, households, timeline"),
    "person.register": _("Register people, statuses and households"),
    "person.edit": _("Correct people, end memberships"),
    "person.import": _("Import people from spreadsheets"),
    "service.view": _("Read the catalogue of services"),
    "person.restricted": _("See protected people and restricted statuses"),
}


def scopes_of(user: User) -> dict[str, str | Promise]:
    """The scopes that ``user`` may give to a token, with their words: those they hold today."""
    return {code: words for code, words in SCOPES.items() if user.may(code)}
