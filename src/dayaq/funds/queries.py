"""Reads about money. Balances come from the table that the database keeps; statements are computed from postings."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.db import connection
from django.db.models import Count, Q, QuerySet, Sum
from django.utils import timezone

from dayaq.core.api import clock
from dayaq.funds.models import FundBalance, FundSource, LedgerEntry
from dayaq.funds.states import MOVES, Account, EntryKind

ZERO = Decimal("0.00")


@dataclass(frozen=True)
class Amounts:
    """Where money stands, in the fund's currency; ``residual`` is allocated and not promised to anybody."""

    allocated: Decimal = ZERO
    reserved: Decimal = ZERO
    obliged: Decimal = ZERO
    paid: Decimal = ZERO

    @property
    def residual(self) -> Decimal:
        return self.allocated - self.reserved - self.obliged - self.paid

    @property
    def available(self) -> Decimal:
        return self.residual

    def moved(self, kind: EntryKind, amount: Decimal) -> Amounts:
        """After entries of ``kind`` that come to ``amount``."""
        source, target = MOVES[kind]
        changes = {}
        for account, sign in ((source, -1), (target, 1)):
            if account is not Account.AVAILABLE:
                sign = -sign if account is Account.ALLOCATED else sign
                changes[str(account)] = getattr(self, account) + sign * amount
        return replace(self, **changes)


def balance(fund: FundSource) -> Amounts:
    """Where the money of ``fund`` stands now; one statement."""
    row = FundBalance.objects.get(fund=fund)
    return Amounts(row.allocated, row.reserved, row.obliged, row.paid)


def residual(fund: FundSource) -> Decimal:
    """What could be reserved now, the fund being open."""
    return balance(fund).residual


@dataclass(frozen=True)
class Turnover:
    """Entries of one kind within the period of a statement."""

    kind: EntryKind
    entries: int
    amount: Decimal


@dataclass(frozen=True)
class Statement:
    """What a sponsor is told: the fund at the start of ``since``, what happened, and at the end of ``on``."""

    fund: FundSource
    since: date
    on: date
    opening: Amounts
    closing: Amounts
    turnover: tuple[Turnover, ...]

    @property
    def entries(self) -> int:
        return sum(row.entries for row in self.turnover)


def start_of(day: date) -> datetime:
    """Midnight at which ``day`` begins in the country's time zone."""
    return timezone.make_aware(datetime.combine(day, time.min))


def end_of(day: date) -> datetime:
    """Midnight at which ``day`` ends."""
    return start_of(day + timedelta(days=1))


def statements(funds: Iterable[FundSource], on: date, *, since: date | None = None) -> list[Statement]:
    """A statement of each fund, in the order given; two statements of SQL however many funds.

    ``since`` is the first day of the period; without it, the whole life of the fund (its first entry at the earliest).
    """
    wanted = list(funds)
    keys = [fund.pk for fund in wanted]
    before = _turnovers(LedgerEntry.objects.filter(fund__in=keys, at__lt=start_of(since))) if since else {}
    within_rows = LedgerEntry.objects.filter(fund__in=keys, at__lt=end_of(on))
    if since:
        within_rows = within_rows.filter(at__gte=start_of(since))
    within = _turnovers(within_rows)
    made = []
    for fund in wanted:
        opening = _sum(Amounts(), before.get(fund.pk, ()))
        turnover = tuple(within.get(fund.pk, ()))
        made.append(Statement(fund, since or fund.valid_from, on, opening, _sum(opening, turnover), turnover))
    return made


def statement(fund: FundSource, on: date, *, since: date | None = None) -> Statement:
    """The fund at the end of ``on`` (any date, past ones too); see :func:`statements`."""
    return statements([fund], on, since=since)[0]


def entries_of(fund: FundSource, on: date, *, since: date | None = None) -> QuerySet[LedgerEntry]:
    """The entries behind a statement, newest first."""
    found = fund.entries.filter(at__lt=end_of(on)).select_related("by").order_by("-at", "-pk")
    return found.filter(at__gte=start_of(since)) if since else found


def funds_for(*, day: date | None = None, statuses: Iterable[str] = ()) -> QuerySet[FundSource]:
    """Open funds of the day that are for everybody or for one of ``statuses``, in the order in which they are asked."""
    codes = list(statuses)
    found = FundSource.objects.on(day or clock.today()).filter(state="open")
    return found.filter(_targeting(codes)).order_by("order", "pk")


def _targeting(codes: list[str]) -> Q:
    return Q(targeting=[]) | Q(targeting__overlap=codes) if codes else Q(targeting=[])


def _turnovers(entries: QuerySet[LedgerEntry]) -> dict[int, list[Turnover]]:
    rows = entries.order_by().values_list("fund_id", "kind").annotate(entries=Count("pk"), total=Sum("amount"))
    found: dict[int, list[Turnover]] = {}
    for fund, kind, number, total in rows:
        found.setdefault(fund, []).append(Turnover(EntryKind(kind), number, total))
    order = list(EntryKind)
    for turnover in found.values():
        turnover.sort(key=lambda row: order.index(row.kind))
    return found


def _sum(start: Amounts, turnover: Iterable[Turnover]) -> Amounts:
    for row in turnover:
        start = start.moved(row.kind, row.amount)
    return start


@dataclass(frozen=True)
class BookFault:
    """Something in the books that is not as it should be: what, and the key of the row."""

    problem: str
    key: int
    detail: str = ""


_CHECKS = {
    "entry_not_balanced": """
        SELECT e.id, coalesce(sum(p.amount), 0)::text
        FROM funds_ledgerentry e LEFT JOIN funds_posting p ON p.entry_id = e.id
        GROUP BY e.id
        HAVING coalesce(sum(p.amount), 0) <> 0 OR count(p.id) <> 2 OR coalesce(max(p.amount), 0) <> max(e.amount)
    """,
    "balance_differs": """
        SELECT b.fund_id, ''
        FROM funds_fundbalance b
        LEFT JOIN (
            SELECT e.fund_id,
                -coalesce(sum(p.amount) FILTER (WHERE p.account = 'allocated'), 0) AS allocated,
                coalesce(sum(p.amount) FILTER (WHERE p.account = 'reserved'), 0) AS reserved,
                coalesce(sum(p.amount) FILTER (WHERE p.account = 'obliged'), 0) AS obliged,
                coalesce(sum(p.amount) FILTER (WHERE p.account = 'paid'), 0) AS paid
            FROM funds_posting p JOIN funds_ledgerentry e ON e.id = p.entry_id GROUP BY e.fund_id
        ) s ON s.fund_id = b.fund_id
        WHERE (b.allocated, b.reserved, b.obliged, b.paid) IS DISTINCT FROM
            (coalesce(s.allocated, 0), coalesce(s.reserved, 0), coalesce(s.obliged, 0), coalesce(s.paid, 0))
    """,
    "reservation_differs": """
        SELECT coalesce(r.id, 0), s.reference_type || ' ' || s.reference_id
        FROM funds_reservation r
        FULL JOIN (
            SELECT e.fund_id, e.reference_type, e.reference_id,
                coalesce(sum(p.amount) FILTER (WHERE p.account = 'reserved'), 0) AS reserved,
                coalesce(sum(p.amount) FILTER (WHERE p.account = 'obliged'), 0) AS obliged,
                coalesce(sum(p.amount) FILTER (WHERE p.account = 'paid'), 0) AS paid
            FROM funds_posting p JOIN funds_ledgerentry e ON e.id = p.entry_id
            WHERE e.reference_id IS NOT NULL GROUP BY 1, 2, 3
        ) s ON s.fund_id = r.fund_id AND s.reference_type = r.reference_type AND s.reference_id = r.reference_id
        WHERE (r.reserved, r.obliged, r.paid) IS DISTINCT FROM (s.reserved, s.obliged, s.paid)
    """,
    "overdrawn_in_the_past": """
        SELECT fund_id, min(at)::text FROM (
            SELECT e.fund_id, e.at, sum(p.amount) OVER (PARTITION BY e.fund_id ORDER BY e.at, e.id) AS available
            FROM funds_posting p JOIN funds_ledgerentry e ON e.id = p.entry_id WHERE p.account = 'available'
        ) run WHERE available < 0 GROUP BY fund_id
    """,
    "negative_in_the_past": """
        SELECT max(id), account || ' ' || reference_type || ' ' || reference_id FROM (
            SELECT e.id, e.fund_id, e.reference_type, e.reference_id, p.account,
                sum(p.amount) OVER (
                    PARTITION BY e.fund_id, e.reference_type, e.reference_id, p.account ORDER BY e.at, e.id
                ) AS held
            FROM funds_posting p JOIN funds_ledgerentry e ON e.id = p.entry_id
            WHERE p.account IN ('reserved', 'obliged', 'paid')
        ) run WHERE held < 0 GROUP BY fund_id, reference_type, reference_id, account
    """,
}


def check_books() -> list[BookFault]:
    """Recompute everything from the postings; an empty list means that the books are in order.

    Every entry sums to zero and is what it says; balances and reservations equal the sums of their postings; and at
    no moment, by the dates of the entries, was a fund overdrawn or more taken for a record than it held. Five
    statements, each over the whole ledger.
    """
    faults = []
    with connection.cursor() as cursor:
        for problem, sql in _CHECKS.items():
            cursor.execute(sql)
            faults += [BookFault(problem, key, detail or "") for key, detail in cursor.fetchall()]
    return faults
