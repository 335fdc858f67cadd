"""Reads about requests to change a person's data: what would change, where the present value is from, what clashes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Final

from django.db.models import Q, QuerySet

from dayaq.accounts.models import User
from dayaq.core.models import AuditEvent
from dayaq.core.rowsecurity import past_the_wall
from dayaq.registry import policies
from dayaq.registry.affected import Affected, affected
from dayaq.registry.change_classes import CLASS_OF, FIELD_LABELS, ChangeClass
from dayaq.registry.changing import Changes, compare, from_json, present
from dayaq.registry.models import ChangeRequest, IdentityDocument, Person, Status
from dayaq.registry.queries.kin import kin_of
from dayaq.registry.states import OPEN_CHANGES, ChangeState

if TYPE_CHECKING:
    from dayaq.core.errors import Text

C = ChangeRequest.Conflict
BLOCKING: Final = frozenset({C.CHANGED, C.FIN_TAKEN, C.AFTER_CHILD, C.BEFORE_PARENT, C.DEAD_BEFORE_BIRTH})
"""Conflicts with which nothing is applied; the others are shown to whoever decides."""


@dataclass(frozen=True)
class Source:
    """Where a present value comes from: ``origin`` as the person has it, or the correction of ``at`` by ``by``."""

    origin: str
    at: datetime
    by: str = ""
    change: int | None = None


@dataclass(frozen=True)
class FieldChange:
    """One field of a request: values as Python has them (a district as the unit), and where the present comes from.

    ``now`` is what stands there today: it differs from ``before`` when somebody changed it in between.
    """

    name: str
    label: Text
    kind: ChangeClass
    before: Any
    after: Any
    now: Any
    source: Source


@dataclass(frozen=True)
class Clash:
    """A conflict: its code, the field it is about, whether nothing can be applied while it lasts."""

    code: str
    field: str

    @property
    def blocking(self) -> bool:
        return self.code in BLOCKING

    @property
    def label(self) -> Text:
        return C(self.code).label


@dataclass(frozen=True)
class Preview:
    """A change before it is written, or a request before it is decided."""

    fields: list[FieldChange]
    clashes: list[Clash]
    affected: list[Affected]

    @property
    def waiting(self) -> list[FieldChange]:
        """Fields that another person must approve."""
        return [one for one in self.fields if one.kind.approval]

    @property
    def blocked(self) -> bool:
        """Whether nothing could be applied now."""
        return any(clash.blocking for clash in self.clashes)


def preview_change(
    person: Person, given: Mapping[str, Any], user: User, document: IdentityDocument | None = None
) -> Preview:
    """What ``given`` (field → value as typed) would change. Invalid for a bad value. A fixed number of statements."""
    return _preview(person, compare(person, given).changes, user, document=document)


def preview_request(change: ChangeRequest, user: User) -> Preview:
    """What approving ``change`` would change; of a decided one what it changed. A fixed number of statements."""
    return _preview(change.person, change.changes, user, change=change, document=change.document)


def _preview(
    person: Person,
    changes: Changes,
    user: User,
    *,
    change: ChangeRequest | None = None,
    document: IdentityDocument | None = None,
) -> Preview:
    found = sources_of(person, changes)
    fields = [
        FieldChange(
            name=name,
            label=FIELD_LABELS[name],
            kind=CLASS_OF[name],
            before=from_json(name, changes[name]["before"]),
            after=from_json(name, changes[name]["after"]),
            now=from_json(name, present(person, name)),
            source=found[name],
        )
        for name in FIELD_LABELS
        if name in changes
    ]
    if change is not None and change.state not in OPEN_CHANGES:
        return Preview(fields, [], [])
    clashes = clashes_of(person, changes, change=change, document=document)
    return Preview(fields, clashes, affected(person, user, list(changes)))


def sources_of(person: Person, names: Iterable[str]) -> dict[str, Source]:
    """Where the present value of each field comes from: its last correction, else where the person came from.

    Two statements.
    """
    wanted = set(names)
    first = Source(person.origin, person.created_at)
    found = dict.fromkeys(wanted, first)
    touching = Q()
    for name in wanted:
        touching |= Q(detail__fields__contains=[name])
    if not touching:
        return found
    told = AuditEvent.objects.filter(
        touching, object_type="registry.person", object_id=person.pk, event="person.corrected"
    )
    rows = list(told.order_by("-pk")[:200])
    names_of = dict(User.objects.filter(pk__in={row.actor_id for row in rows}).values_list("pk", "display_name"))
    for row in reversed(rows):
        source = Source("", row.at, names_of.get(row.actor_id, row.actor_name), row.detail.get("request"))
        found |= dict.fromkeys(wanted & set(row.detail["fields"]), source)
    return found


@past_the_wall  # whose FİN it is, and whose parent somebody is, whoever may see them; codes are told, no record
def clashes_of(
    person: Person,
    changes: Changes,
    *,
    change: ChangeRequest | None = None,
    document: IdentityDocument | None = None,
) -> list[Clash]:
    """What stands against ``changes``. At most seven statements, fewer where the fields do not ask for them."""
    found = [Clash(C.CHANGED, name) for name, one in changes.items() if present(person, name) != one["before"]]
    others = ChangeRequest.objects.open().filter(person=person, changes__has_any_keys=list(changes))
    for other in others.exclude(pk=change.pk if change else None).order_by("pk"):
        found += [Clash(C.OTHER_REQUEST, name) for name in other.fields if name in changes]
    if fin := changes.get("fin", {}).get("after"):
        found += [Clash(C.FIN_TAKEN, "fin")] * Person.objects.filter(fin=fin).exclude(pk=person.pk).exists()
    if document is not None and document.flag_shared:
        found.append(Clash(C.SHARED_DOCUMENT, "document"))
    if "birth_date" in changes or "death_date" in changes:
        found += _against_life(person, changes)
    return list(dict.fromkeys(found))


def _against_life(person: Person, changes: Changes) -> list[Clash]:
    born = _day(changes, "birth_date", person.birth_date)
    died = _day(changes, "death_date", person.death_date)
    found = []
    if born and died and died < born:
        found.append(Clash(C.DEAD_BEFORE_BIRTH, "death_date" if "death_date" in changes else "birth_date"))
    if born is None or "birth_date" not in changes:
        return found
    children, parents = kin_of(person)
    if any(child.birth_date is not None and child.birth_date <= born for child in children):
        found.append(Clash(C.AFTER_CHILD, "birth_date"))
    if any(parent.birth_date is not None and parent.birth_date >= born for parent in parents):
        found.append(Clash(C.BEFORE_PARENT, "birth_date"))
    if Status.objects.filter(person=person, valid_from__lt=born).exists():
        found.append(Clash(C.STATUS_BEFORE_BIRTH, "birth_date"))
    return found


def _day(changes: Changes, name: str, now: date | None) -> date | None:
    if name not in changes:
        return now
    day: date | None = from_json(name, changes[name]["after"])
    return day


def changes_to_decide(user: User) -> QuerySet[ChangeRequest]:
    """Open requests on which ``user`` may decide: of persons in their districts, asked for by somebody else."""
    if not user.may(policies.DECIDE):
        return ChangeRequest.objects.none()
    rows: QuerySet[ChangeRequest] = (
        ChangeRequest.objects.visible_to(user, policies.DECIDE)
        .filter(state=ChangeState.SUBMITTED)
        .exclude(requested_by__human_id=user.human_id)
    )
    return rows


def changes_of(person: Person, user: User) -> list[ChangeRequest]:
    """Open requests about ``person`` that ``user`` may know of, oldest first. One statement."""
    rows = ChangeRequest.objects.visible_to(user).open().filter(person=person)
    return list(rows.select_related("requested_by").order_by("pk"))
