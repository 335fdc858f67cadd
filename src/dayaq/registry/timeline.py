"""Everything that happened to a person, newest first, from the audit log; upper rooms add their records.

One statement whatever the number of rooms: a bounded ``union all`` of one index walk for each kind of record.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from django.db.models import JSONField, Model, Q, QuerySet, Value
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from dayaq.accounts.models import User
from dayaq.core.models import AuditEvent
from dayaq.registry.imports.filesets.sheets import placed
from dayaq.registry.imports.traces import imported
from dayaq.registry.labels import EVENTS
from dayaq.registry.models import (
    CandidatePair,
    ChangeRequest,
    Consent,
    ErasureRequest,
    HouseholdMember,
    IdentityDocument,
    LifeEvent,
    Person,
    PersonMerge,
    PersonRelation,
    RegisterCheck,
    Status,
)
from dayaq.registry.visibility import StatusQuerySet

if TYPE_CHECKING:
    from dayaq.core.errors import Text

PAGE: Final = 50
IMPORT: Final = "person.import"


@dataclass(frozen=True)
class TimelineProvider:
    """How a room's records of one kind join a person's timeline.

    ``object_type``: label as in the audit log ("programmes.application"). ``ids(person, user)``: a lazy queryset of the
    keys of that person's records that ``user`` may see (one column). ``labels``: event → words, or ``event:kind`` where
    the words depend on the ``kind`` in the event's detail. ``url_name``: route of a record's page, which takes its key,
    or "". ``title``: what such records are called together ("Applications"). ``without``: events that another record's
    event tells already.
    """

    object_type: str
    ids: Callable[[Person, User], QuerySet[Any, Any]]
    labels: Mapping[str, Text]
    url_name: str = ""
    title: Text = ""
    without: tuple[str, ...] = ()


@dataclass(frozen=True)
class TimelineItem:
    """One thing that happened; ``label`` says it in words, ``actor`` is the sign-in name of who did it.

    ``note``: where it came from, of what an import brought.
    """

    id: int
    at: datetime
    event: str
    label: Text
    actor: str
    reason: str
    object_type: str
    object_id: int | None
    url_name: str
    note: str = ""


_providers: dict[str, TimelineProvider] = {}
_titles: dict[type[Model], Text] = {}


def register_timeline(provider: TimelineProvider) -> None:
    """Add a kind of record; a second registration of the same kind replaces the first."""
    _providers[provider.object_type] = provider


def name_records(model: type[Model], title: Text) -> None:
    """Say what records of ``model`` are called together, where no timeline says it."""
    _titles[model] = title


def title_of(model: type[Model]) -> Text:
    """What records of ``model`` are called together; "Other records" with its name where no room said."""
    provider = _providers.get(model._meta.label_lower)
    title = _titles.get(model) or (provider.title if provider else "")
    return title or f"{gettext('Other records')} ({model._meta.label_lower})"


def timeline(person: Person, user: User, *, before: int | None = None, limit: int = PAGE) -> list[TimelineItem]:
    """What happened to ``person`` as far as ``user`` may know, newest first; older than event ``before`` when given.

    One statement. Statuses of a kind hidden from ``user`` leave no trace here.
    """
    arms: list[QuerySet[Any, Any]] = []
    for provider in _providers.values():
        events = AuditEvent.objects.filter(object_type=provider.object_type, object_id__in=provider.ids(person, user))
        if provider.without:
            events = events.exclude(event__in=provider.without)
        if before is not None:
            events = events.filter(pk__lt=before)
        arms.append(events.annotate(trace=Value(None, JSONField())).order_by("-pk")[:limit])
    brought = imported(person)
    if before is not None:
        brought = brought.filter(pk__lt=before)
    arms.append(brought.order_by("-pk")[:limit])
    rows = arms[0].union(*arms[1:], all=True).order_by("-pk")[:limit]
    opens = user.may(IMPORT) and user.district_ids(IMPORT) is None
    return [_import_item(row, opens=opens) if row.trace else _item(row) for row in rows]


def _import_item(row: Any, *, opens: bool) -> TimelineItem:
    """A chunk of an import among whose rows the person was; ``opens``: whether the import's page may be looked at."""
    file, number = placed(row.trace["files"], row.trace["row"])
    said = {"source": row.trace["source"], "file": file, "row": number, "batch": row.object_id}
    if file:
        note = gettext("Source: %(source)s. File: %(file)s. Row: %(row)s. Import: %(batch)s.") % said
    else:
        note = gettext("Source: %(source)s. Row of the file: %(row)s. Import: %(batch)s.") % said
    url_name = "imports:show" if opens else ""
    label = EVENTS["person.imported"]
    return TimelineItem(
        row.pk, row.at, row.event, label, row.actor_name, row.reason, row.object_type, row.object_id, url_name, note
    )


def record_timeline(object_type: str, pk: int, *, limit: int = PAGE) -> list[TimelineItem]:
    """What happened to one record of a kind that has joined, newest first. Who may see it is for the caller.

    One statement.
    """
    rows = AuditEvent.objects.filter(object_type=object_type, object_id=pk).order_by("-pk")[:limit]
    return [replace(_item(row), url_name="") for row in rows]


def _item(row: AuditEvent) -> TimelineItem:
    provider = _providers[row.object_type]
    return TimelineItem(
        id=row.pk,
        at=row.at,
        event=row.event,
        label=provider.labels.get(f"{row.event}:{row.detail.get('kind')}") or provider.labels.get(row.event, row.event),
        actor=row.actor_name,
        reason=row.reason,
        object_type=row.object_type,
        object_id=row.object_id,
        url_name=provider.url_name,
    )


def _own(model: type[Model], column: str = "pk", object_type: str = "", title: Text = "") -> None:
    """Rows of the registry itself that hang on a person; they are seen with the person."""

    def ids(person: Person, user: User) -> QuerySet[Any, Any]:
        rows = model._default_manager.filter(person=person)
        if isinstance(rows, StatusQuerySet):
            rows = rows.kinds_visible_to(user)
        return rows.values(column)

    register_timeline(TimelineProvider(object_type or model._meta.label_lower, ids, EVENTS, title=title))


def _person_itself(person: Person, _user: User) -> QuerySet[Any, Any]:
    """The record, and those merged into it: what happened to them happened to this human."""
    return Person.objects.filter(Q(pk=person.pk) | Q(merged_into=person.pk)).values("pk")


def _merges(person: Person, _user: User) -> QuerySet[Any, Any]:
    return PersonMerge.objects.filter(Q(survivor=person) | Q(merged=person)).values("pk")


def _pairs(person: Person, user: User) -> QuerySet[Any, Any]:
    return CandidatePair.objects.of(person.pk).visible_to(user).values("pk")


register_timeline(TimelineProvider("registry.person", _person_itself, EVENTS))
for _model in (IdentityDocument, Status):
    _own(_model)
_own(RegisterCheck, title=_("Answers of registers"))
_own(Consent, title=_("Consents"))
_own(ErasureRequest, title=_("Requests for erasure"))


def _relations(person: Person, user: User) -> QuerySet[Any, Any]:
    rows = PersonRelation.objects.filter(Q(person=person) | Q(relative=person))
    return rows.visible_to(user).values("pk")


register_timeline(TimelineProvider("registry.personrelation", _relations, EVENTS))
_own(HouseholdMember, "household", "registry.household")
register_timeline(TimelineProvider("registry.personmerge", _merges, EVENTS))
register_timeline(TimelineProvider("registry.candidatepair", _pairs, EVENTS))
register_timeline(
    TimelineProvider(
        "registry.changerequest",
        lambda person, user: ChangeRequest.objects.visible_to(user).filter(person=person).values("pk"),
        EVENTS,
        "people:change",
        _("Changes of data"),
        without=("change.applied_at_once",),
    )
)
register_timeline(
    TimelineProvider(
        "registry.lifeevent",
        lambda person, user: LifeEvent.objects.about(person, user).values("pk"),
        EVENTS,
        "people:life_event",
        _("Life events"),
    )
)


def label_of_event(event: str) -> Text:
    """What happened, in words; the event's own name where no room has words for it."""
    for provider in _providers.values():
        if event in provider.labels:
            return provider.labels[event]
    return event
