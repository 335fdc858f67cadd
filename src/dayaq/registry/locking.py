"""The row lock of a person, under which everything about them is changed."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from dayaq.core.api import Stale
from dayaq.registry.models import Person


def lock_person(person: Person, version: int | None = None) -> Person:
    """Take the row lock and bring ``person`` up to date; Stale when it is no longer at ``version``."""
    person.refresh_from_db(from_queryset=Person.objects.select_for_update(of=("self",)))
    if version is not None and person.version != version:
        raise Stale(
            _("Somebody changed this person after you opened the page. Nothing of yours was saved."),
            remedy=_("Open it again, look at the change, and enter yours once more."),
        )
    return person
