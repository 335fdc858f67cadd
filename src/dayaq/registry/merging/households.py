"""Who lives where, once two records are one person: one open membership, and no day twice in one household."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from django.utils.translation import gettext_lazy as _

from dayaq.core.api import Invalid, clock
from dayaq.registry.merging.journal import Journal
from dayaq.registry.models import HouseholdMember, Person

Rows = list[HouseholdMember]


def settle(journal: Journal, survivor: Person, merged: Person, home: int | None = None) -> None:
    """Make the memberships of both fit one person. ``home``: the household in which the person lives, where each record
    has another; the survivor's by default. The other membership ends today.

    Memberships of one household that overlap become one, from the first day to the last. One statement, and a few
    for each membership that changes.
    """
    rows = list(HouseholdMember.objects.filter(person__in=[survivor, merged]).order_by("pk").select_for_update())
    by_household: dict[int, Rows] = defaultdict(list)
    for row in rows:
        by_household[row.household_id].append(row)
    left: Rows = []
    for same in by_household.values():
        for run in _runs(same):
            left.append(_join(journal, run, survivor.pk))
    _end_other(journal, [row for row in left if row.valid_to is None], survivor.pk, home)


def _runs(rows: Rows) -> list[Rows]:
    """Memberships of one household in runs of which each overlaps the ones before it."""
    runs: list[Rows] = []
    last: date | None = None
    for row in sorted(rows, key=lambda one: (one.valid_from, one.pk)):
        if runs and (last is None or row.valid_from < last):
            runs[-1].append(row)
            last = None if last is None or row.valid_to is None else max(last, row.valid_to)
        else:
            runs.append([row])
            last = row.valid_to
    return runs


def _join(journal: Journal, run: Rows, survivor: int) -> HouseholdMember:
    """One membership for a run in which both records stand; a run of one record alone stays as it was recorded."""
    kept = min(run, key=lambda row: (row.person_id != survivor, row.valid_to is not None, not row.is_head, row.pk))
    if len({row.person_id for row in run}) == 1:
        return next((row for row in run if row.valid_to is None), kept)
    others = [row for row in run if row.pk != kept.pk]
    for row in others:
        journal.set_aside(HouseholdMember, row.pk, kept.pk)
    last = None if any(row.valid_to is None for row in run) else max(row.valid_to for row in run if row.valid_to)
    heads = any(row.is_head for row in run if row.valid_to == last)
    wanted = {
        "valid_from": min(row.valid_from for row in run),
        "valid_to": last,
        "relation": HouseholdMember.Relation.HEAD.value if heads else kept.relation,
        "is_head": heads or kept.is_head,
    }
    changed = {name: value for name, value in wanted.items() if value != getattr(kept, name)}
    if changed:
        journal.change(HouseholdMember, kept.pk, changed)
        for name, value in changed.items():
            setattr(kept, name, value)
    return kept


def _end_other(journal: Journal, open_rows: Rows, survivor: int, home: int | None) -> None:
    """Of two households in which the person would live now, leave the one that was not chosen."""
    homes = {row.household_id for row in open_rows}
    if home is not None and home not in homes:
        raise Invalid(_("Neither record lives in this household."), code="home", field="home", value=home)
    if len(open_rows) < 2:
        return
    kept = next((row for row in open_rows if row.household_id == home), None) or min(
        open_rows, key=lambda row: (row.person_id != survivor, row.pk)
    )
    today = clock.today()
    for row in open_rows:
        if row.pk == kept.pk:
            continue
        if row.valid_from < today:
            journal.change(HouseholdMember, row.pk, {"valid_to": today})
        else:
            journal.set_aside(HouseholdMember, row.pk, kept.pk)
