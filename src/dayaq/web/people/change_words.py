"""How values and sources of a change are said on pages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils.translation import gettext as _

from dayaq.core.identifiers import format_phone
from dayaq.places.models import AdministrativeUnit
from dayaq.registry import api
from dayaq.registry.models import ChangeRequest, HouseholdMember, Person
from dayaq.web import formats
from dayaq.web.people import choices
from dayaq.web.people.origins import origin_words

if TYPE_CHECKING:
    from dayaq.core.errors import Text


@dataclass(frozen=True)
class Row:
    """One field of a change as the page shows it; "" stands for nothing recorded."""

    label: Text
    kind: Text
    before: str
    after: str
    now: str
    source: str
    change: int | None

    @property
    def moved(self) -> bool:
        """Whether somebody changed it in between."""
        return self.now not in (self.before, self.after)


def rows(preview: api.Preview) -> list[Row]:
    """The fields of a change in words."""
    return [
        Row(
            label=one.label,
            kind=one.kind.label,
            before=value(one.name, one.before),
            after=value(one.name, one.after),
            now=value(one.name, one.now),
            source=source(one.source),
            change=one.source.change,
        )
        for one in preview.fields
    ]


def value(name: str, found: Any) -> str:
    """A value in words."""
    if isinstance(found, AdministrativeUnit):
        return choices.unit_label(found)
    if isinstance(found, bool):
        return _("yes") if found else _("no")
    if found is None or found == "":
        return ""
    if isinstance(found, date):
        return formats.day(found)
    if name == "sex":
        return str(Person.Sex(found).label)
    if name == "relation":
        return str(HouseholdMember.Relation(found).label)
    if name == "language":
        return str(dict(settings.LANGUAGES).get(found, found))
    return format_phone(found) if name == "phone" else str(found)


def source(found: api.Source) -> str:
    """Where a present value comes from, in words."""
    if found.by:
        corrected = _("Corrected")
        return f"{corrected}: {formats.day(found.at.date())}, {found.by}"
    return f"{origin_words(found.origin)}, {formats.day(found.at.date())}"


def fields_of(change: ChangeRequest) -> str:
    """The fields that a request touches, in one line."""
    return ", ".join(str(api.FIELD_LABELS[name]) for name in api.FIELD_LABELS if name in change.changes)
