"""The kinds of records that the retention schedule knows: what is due on a day, and how it goes.

A rule (a row of ``RetentionRule``) says how many months after the event of its kind; the event itself is here, because
it takes a query. An upper room adds kinds with :func:`register_kind`, and says with :func:`register_activity` who had
to do with it lately.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from dayaq.accounts.models import User
from dayaq.core.erasure import erase
from dayaq.core.models import AuditEvent, OutboxEvent
from dayaq.core.periods import add_months
from dayaq.notices.api import NoticeState, forget_letters
from dayaq.notices.models import Notice
from dayaq.registry.actions.erasing import erase_persons
from dayaq.registry.erasing import ENDED
from dayaq.registry.holdings import grounds_against
from dayaq.registry.models import Person, StagedRow, Status

if TYPE_CHECKING:
    from dayaq.core.errors import Text

Keys = Collection[int]


@dataclass(frozen=True)
class Kind:
    """``event`` in words. ``due(cutoff)``: rows whose event lies on or before ``cutoff``, lazy, any number of them.

    ``apply(by, keys, why)`` anonymises or deletes those rows and returns the keys that something held back.
    """

    code: str
    event: Text
    due: Callable[[date], QuerySet[Any]]
    apply: Callable[[User, Keys, str], set[int]]


_kinds: dict[str, Kind] = {}
_active: list[Callable[[date], QuerySet[Any, Any]]] = []


def register_kind(kind: Kind) -> Kind:
    """Add a kind; a second registration of the same code replaces the first."""
    _kinds[kind.code] = kind
    return kind


def kind_of(code: str) -> Kind:
    """The kind of this code; KeyError where a rule names one that no room has."""
    return _kinds[code]


def register_activity(since: Callable[[date], QuerySet[Any, Any]]) -> None:
    """``since(day)``: keys of persons who had anything to do with the room after ``day`` (one column, lazy)."""
    if since not in _active:
        _active.append(since)


def cutoff(on: date, months: int) -> date:
    """The last day on which the event may have happened for the term of ``months`` to be over on ``on``.

    A term of months ends on the day of the same number, or on the month's last day where there is none: a row whose
    event lies on day ``d`` is due from ``add_months(d, months)`` on.
    """
    day = add_months(on, -months)
    while add_months(day, months) > on:
        day = date.fromordinal(day.toordinal() - 1)
    while add_months(date.fromordinal(day.toordinal() + 1), months) <= on:
        day = date.fromordinal(day.toordinal() + 1)
    return day


def _people(by: User, keys: Keys, why: str) -> set[int]:
    held = set(grounds_against(keys))
    erase_persons(by=by, persons=set(keys) - held, why=why)
    return held


def _deceased(day: date) -> QuerySet[Person]:
    return Person.objects.filter(erased_at__isnull=True, death_date__lte=day)


def _inactive(day: date) -> QuerySet[Person]:
    told = AuditEvent.objects.filter(object_type="registry.person", object_id=OuterRef("pk"), at__date__gt=day)
    stated = Status.objects.filter(person=OuterRef("pk"), created_at__date__gt=day)
    rows = Person.objects.filter(erased_at__isnull=True, death_date__isnull=True, created_at__date__lte=day)
    rows = rows.filter(~Exists(told), ~Exists(stated))
    for since in _active:
        rows = rows.exclude(pk__in=since(day))
    return rows


def _staged(_by: User, keys: Keys, _why: str) -> set[int]:
    StagedRow.objects.filter(pk__in=list(keys)).delete()
    return set()


def _handled(_by: User, keys: Keys, _why: str) -> set[int]:
    OutboxEvent.objects.filter(pk__in=list(keys), handled_at__isnull=False).delete()
    return set()


def _notices(by: User, keys: Keys, why: str) -> set[int]:
    erase(by=by, model=Notice, keys=keys, why=why)
    forget_letters(list(keys))
    return set()


register_kind(Kind("person_deceased", _("Death of the person"), _deceased, _people))
register_kind(Kind("person_inactive", _("Last event about the person"), _inactive, _people))
register_kind(
    Kind(
        "import_rows",
        _("End of the import"),
        lambda day: StagedRow.objects.filter(batch__state__in=ENDED, batch__state_at__date__lte=day),
        _staged,
    )
)
register_kind(
    Kind(
        "handled_events",
        _("The event was handled"),
        lambda day: OutboxEvent.objects.filter(handled_at__date__lte=day),
        _handled,
    )
)
register_kind(
    Kind(
        "sent_notices",
        _("The notice was sent"),
        lambda day: Notice.objects.filter(state=NoticeState.SENT, sent_at__date__lte=day).exclude(body=""),
        _notices,
    )
)
