"""Statuses that hold for a term, and those whose last day has come: told once, on the day after it."""

from __future__ import annotations

from datetime import date
from typing import Final

from django.db import connection

from dayaq.core.periods import add_months
from dayaq.registry.derived.passes import Held
from dayaq.registry.derived.rules import law_of
from dayaq.registry.models import StatusKind

_TERM: Final = """
update registry_status set valid_to = (valid_from + make_interval(months => %(months)s))::date, version = version + 1
 where kind_id = %(kind)s and valid_to is null and verification <> 'refuted' and valid_from <= %(on)s
returning id, person_id, valid_to <= %(on)s
"""
_EXPIRED: Final = """
select status.id, status.person_id, kind.code
  from registry_status status join registry_statuskind kind on kind.id = status.kind_id
 where status.valid_to > %(after)s and status.valid_to <= %(on)s and status.verification <> 'refuted'
   and status.origin not like 'derived:%%'
 order by status.id
"""


def end_of_term(kind: StatusKind, valid_from: date) -> date | None:
    """The first day on which a status of ``kind`` from ``valid_from`` no longer holds; None where it has no term."""
    term = law_of(kind.term, valid_from) if kind.term else None
    return None if term is None else add_months(valid_from, int(term.value))


def apply_terms(on: date) -> tuple[list[int], list[Held]]:
    """Give a last day to statuses of a kind with a term that have none, by the law of ``on``.

    Returns the keys of those that were given one, and which of them no longer hold. Two statements a kind.
    """
    changed: list[int] = []
    over: list[Held] = []
    with connection.cursor() as cursor:
        for kind in StatusKind.objects.exclude(term="").order_by("pk"):
            term = law_of(kind.term, on)
            if term is None:
                continue
            cursor.execute(_TERM, {"months": int(term.value), "kind": kind.pk, "on": on})
            for pk, person, ended in cursor.fetchall():
                changed.append(pk)
                over += [Held(pk, person, kind.code)] if ended else []
    return sorted(changed), over


def expired(after: date, on: date) -> list[Held]:
    """Recorded statuses whose first day without them lies after ``after``, up to ``on``. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(_EXPIRED, {"after": after, "on": on})
        return [Held(*row) for row in cursor.fetchall()]
