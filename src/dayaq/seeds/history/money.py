"""The books of the past: what was allocated each year, reserved, obliged, paid and given back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from dayaq.accounts.models import User
from dayaq.funds.api import EntryKind, HistoryRow, record_history
from dayaq.programmes.models import Enrolment
from dayaq.seeds.calendar import Calendar, Clockwork
from dayaq.seeds.history.applications import Funds, ceiling
from dayaq.seeds.history.delivery import Delivery, Story
from dayaq.seeds.history.plan import MEMORANDUM

SPONSORED: Final = Decimal(200_000)
_ROUND: Final = 100_000
_MORNING: Final = 8 * 60


def write_books(stories: Sequence[Story], delivery: Delivery, calendar: Calendar, funds: Funds, *, by: User) -> None:
    """All movements in the order of time, as one set."""
    clockwork = Clockwork()
    rows = [row for story in stories for row in _movements(story, delivery, calendar, funds, clockwork)]
    rows += _allocations(rows, funds, clockwork)
    # Allocations of a day come first in it; what concerns one participant keeps its order.
    rows.sort(key=lambda row: row.at)
    record_history(by=by, rows=rows)


def _movements(
    story: Story, delivery: Delivery, calendar: Calendar, funds: Funds, clockwork: Clockwork
) -> list[HistoryRow]:
    entry, fund = story.entry, funds.of(story.entry).pk
    reference = Enrolment._meta.label_lower
    reserved, minute = Decimal(ceiling(calendar, entry)), 9 * 60 + story.key * 11 % 480

    def row(kind: EntryKind, amount: Decimal, at: datetime) -> HistoryRow:
        return HistoryRow(fund, kind.value, amount, at, reference, story.enrolment)

    found = [row(EntryKind.RESERVE, reserved, clockwork.at(entry.enrolled, minute))]
    if not story.signed:
        return [*found, row(EntryKind.RELEASE, reserved, clockwork.at(entry.ended, minute))]
    amount = Decimal(story.kit.amount)
    approved = max((entry.enrolled + story.signed) // 2, entry.enrolled + 1)
    if amount < reserved:
        found.append(row(EntryKind.RELEASE, reserved - amount, clockwork.at(approved, minute)))
    found.append(row(EntryKind.OBLIGE, amount, clockwork.at(story.ordered, minute + 1)))
    paid = min(story.received + 6, delivery.people.today - 1)
    found.append(row(EntryKind.PAY, amount, clockwork.at(paid, minute + 2)))
    return found


def _allocations(rows: Sequence[HistoryRow], funds: Funds, clockwork: Clockwork) -> list[HistoryRow]:
    """Each January what the year's reservations need beyond what is left; the confederation's money on one day."""
    change: Counter[int] = Counter()
    lowest: dict[int, int] = {}
    state = sorted((row for row in rows if row.fund_id == funds.state.pk), key=lambda row: row.at)
    available = 0
    for row in state:
        year = row.at.year
        change[year] += (-1 if row.kind == EntryKind.RESERVE else row.kind == EntryKind.RELEASE) * int(row.amount)
        lowest[year] = min(lowest.get(year, 0), change[year])
    found = [
        HistoryRow(
            funds.sponsor.pk, EntryKind.ALLOCATE.value, SPONSORED, clockwork.at(MEMORANDUM, _MORNING), memo="02.03.2021"
        )
    ]
    for year in sorted(lowest):
        needed = max(0, -lowest[year] - available)
        amount = -(-needed // _ROUND) * _ROUND
        if amount:
            at = clockwork.at(date(year, 1, 4).toordinal(), _MORNING)
            found.append(HistoryRow(funds.state.pk, EntryKind.ALLOCATE.value, Decimal(amount), at, memo=str(year)))
        available += amount + change[year]
    return found
