"""What is held about a person, for the person: every field of every record in every room, what it was before, who did
what, and who looked.

It follows the declarations of the rooms (:mod:`dayaq.registry.holdings`): a record that is in reach of erasure stands
here too. Values are in words of the active language; in the machine-readable form beside them as they are stored.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

from django.db.models import Field, ForeignKey, Model
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from dayaq.core import clock
from dayaq.core.dates import format_date
from dayaq.core.models import AuditEvent
from dayaq.core.numbers import format_money
from dayaq.registry.erasing import events_about
from dayaq.registry.extractwords import label_of
from dayaq.registry.holdings import Holding, holdings
from dayaq.registry.models import Person
from dayaq.registry.timeline import label_of_event

if TYPE_CHECKING:
    from collections.abc import Iterable

TECHNICAL: Final = frozenset(
    [
        "id",
        "version",
        "person",
        "row_digest",
        "digest",
        "state_at",
        "template",
        "subject_type",
        "subject_id",
        "recipient_type",
        "recipient_id",
        "retry_at",
        "attempts",
        "error",
        "warnings",
        "issues",
        "record",
        "sitting",
        "basis_consent",
    ]  # words read better as words
)
ACTIONS: Final = "actions"
UNPRINTABLE: Final = re.compile(
    "[^\n\u0020-\u007e\u00a0-\u024f\u0250-\u02af\u0370-\u052f\u1e00-\u1eff\u2010-\u2026\u2030-\u203a\u20ac\u20bc\u2116]"
)
"""What a PDF cannot show: everything but Latin, Greek and Cyrillic letters and their signs."""


@dataclass(frozen=True)
class Fact:
    """One field: ``label`` and ``text`` in words, ``value`` as stored, ``kind``: its class of personal data."""

    name: str
    label: str
    text: str
    value: Any
    kind: str


@dataclass(frozen=True)
class Change:
    """Until ``at`` the field ``name`` was ``before``, since then ``after``."""

    at: datetime
    name: str
    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Record:
    """One record, and what it was earlier, newest change first."""

    title: str
    facts: list[Fact]
    changes: list[Change] = field(default_factory=list)


@dataclass(frozen=True)
class Part:
    """All records of one kind."""

    code: str
    title: str
    records: list[Record]


@dataclass(frozen=True)
class Extract:
    """Everything about ``person`` at ``made_at``."""

    person: Person
    made_at: datetime
    parts: list[Part]

    def to_dict(self) -> dict[str, Any]:
        """Machine-readable: values as stored, beside their labels."""
        return {
            "format": "dayaq.extract/1",
            "made_at": self.made_at.isoformat(timespec="seconds"),
            "person": self.person.pk,
            "parts": [
                {
                    "code": part.code,
                    "title": part.title,
                    "records": [
                        {
                            "fields": {
                                fact.name: {"label": fact.label, "value": fact.value, "class": fact.kind}
                                for fact in record.facts
                            },
                            "changes": [
                                {
                                    "at": change.at.isoformat(timespec="seconds"),
                                    "field": change.name,
                                    "before": change.before,
                                    "after": change.after,
                                }
                                for change in record.changes
                            ],
                        }
                        for record in part.records
                    ],
                }
                for part in self.parts
            ],
        }

    def sections(self) -> list[dict[str, Any]]:
        """For the PDF: what is empty is left out of a record, and a character that no font of ours has is "?"."""
        return [
            {
                "title": part.title,
                "records": [{"title": record.title, "facts": _lines(record)} for record in part.records],
            }
            for part in self.parts
        ]


def _lines(record: Record) -> list[dict[str, str]]:
    lines = [{"label": fact.label, "value": fact.text} for fact in record.facts if fact.text]
    for change in record.changes:
        words = f"{change.label}. {_('before')}: {change.before or '–'}; {_('after')}: {change.after or '–'}"
        lines.append({"label": f"{_('Changed')} {_moment(change.at)}", "value": words})
    return [{key: UNPRINTABLE.sub("?", text) for key, text in one.items()} for one in lines]


def extract_of(person: Person) -> Extract:
    """Everything about ``person``; whether somebody may have it is for the action that hands it out."""
    parts = [_part(holding, person) for holding in holdings() if holding.title]
    parts.append(Part(ACTIONS, _("What was done with your data"), list(_done(person))))
    return Extract(person, clock.now(), parts)


def _part(holding: Holding, person: Person) -> Part:
    shown = [one for one in _fields(holding.model) if one.name not in TECHNICAL | holding.hide]
    relations = [one.name for one in shown if isinstance(one, ForeignKey)]
    rows = list(holding.rows([person.pk]).select_related(*relations).order_by("pk"))
    earlier = _earlier(holding.model, [row.pk for row in rows])
    return Part(
        holding.label,
        str(holding.title),
        [
            Record("", list(_facts(row, shown, holding.model)), list(_changes(row, earlier.get(row.pk, []), shown)))
            for row in rows
        ],
    )


def _fields(model: type[Model]) -> list[Field[Any, Any]]:
    return list(model._meta.concrete_fields)


def _facts(row: Model, shown: Iterable[Field[Any, Any]], model: type[Model]) -> Iterator[Fact]:
    classes: Mapping[str, str] = getattr(model, "PERSONAL_DATA", {})
    for one in shown:
        stored = getattr(row, one.attname)
        yield Fact(one.name, str(label_of(one.name)), words(row, one), _plain(stored), classes.get(one.name, "none"))


def _earlier(model: type[Model], keys: list[int]) -> dict[int, list[Any]]:
    """The old rows of each record, oldest first."""
    found: dict[int, list[Any]] = {}
    for history in getattr(model, "pgh_event_models", {}).values():
        for old in history.objects.filter(pgh_obj_id__in=keys).order_by("pgh_id"):
            versions = found.setdefault(old.pgh_obj_id, [])
            if old not in versions:
                versions.append(old)
    return found


def _changes(row: Model, earlier: list[Any], shown: list[Field[Any, Any]]) -> Iterator[Change]:
    versions = [*earlier, row]
    for old, new in reversed(list(pairwise(versions))):
        for one in shown:
            if getattr(old, one.attname) != getattr(new, one.attname):
                yield Change(old.pgh_created_at, one.name, str(label_of(one.name)), words(old, one), words(new, one))


def _done(person: Person) -> Iterator[Record]:
    """The audit log about any record of the person, newest first."""
    keys = events_about([person.pk])
    for event in AuditEvent.objects.filter(pk__in=keys).order_by("-pk"):
        facts = [
            Fact("at", str(label_of("at")), _moment(event.at), event.at.isoformat(), "none"),
            Fact("event", str(label_of("event")), str(label_of_event(event.event)), event.event, "none"),
            Fact("actor", str(label_of("actor")), event.actor_name, event.actor_name, "none"),
            Fact("reason", str(label_of("reason")), event.reason, event.reason, "personal"),
        ]
        yield Record("", facts)


def words(row: Any, one: Field[Any, Any]) -> str:
    """The value of a field as a person reads it; "" where there is none."""
    value = getattr(row, one.attname)
    if value in (None, "", [], {}):
        return ""
    if isinstance(one, ForeignKey):
        return _named(getattr(row, one.name))
    if one.choices and not isinstance(value, list):
        return str(dict(one.flatchoices).get(value, value))
    return text_of(value)


def text_of(value: Any) -> str:
    """Any stored value in words."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime):
        return _moment(value)
    if isinstance(value, date):
        return format_date(value, get_language() or "az")
    if isinstance(value, Decimal):
        return format_money(value, get_language() or "az")
    if isinstance(value, Mapping):
        return "; ".join(f"{label_of(str(key))}: {text_of(inner)}" for key, inner in value.items())
    if isinstance(value, list | tuple):
        return "; ".join(text_of(inner) for inner in value)
    return "" if value is None else str(value)


def _named(record: Any) -> str:
    """What people call a record: its name, its number, or its key."""
    for name in ("display_name", "name", "full_name", "number", "code"):
        if isinstance(found := getattr(record, name, None), str) and found:
            return found
    return f"№ {record.pk}" if record is not None else ""


def _moment(at: datetime) -> str:
    return timezone.localtime(at).strftime("%d.%m.%Y %H:%M")


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, bytes | memoryview):
        return len(value)
    return value
