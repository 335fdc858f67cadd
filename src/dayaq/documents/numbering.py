"""Numbers of documents and cases: one sequence a code and year, without gaps and without doubles."""

from __future__ import annotations

from datetime import date

from django.db import connection

from dayaq.documents.models import DocumentKind, NumberSequence

#: The code with which the number of a document of each kind begins.
PREFIXES: dict[str, str] = {
    DocumentKind.RECEIPT: "RC",
    DocumentKind.LETTER_DECISION: "DL",
    DocumentKind.LETTER_APPEAL: "AL",
    DocumentKind.CONTRACT: "CT",
    DocumentKind.HANDOVER_ACT: "HA",
    DocumentKind.NOTICE_BREACH: "BN",
    DocumentKind.OWNERSHIP_ACT: "OA",
    DocumentKind.LETTER_ERASURE: "EL",
}


def next_number(code: str, on: date) -> str:
    """The next number of ``code`` in the year of ``on``: "SE-2026-000123". Must run inside a transaction.

    One statement takes the row lock, which is held until the transaction ends: whoever comes next waits, and a number
    whose transaction was rolled back is given out again. A code whose documents may not wait for one another needs
    codes of its own.
    """
    if not connection.in_atomic_block:
        raise RuntimeError(f"{code}: a number is taken in the transaction of the record that carries it")
    table = connection.ops.quote_name(NumberSequence._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            f"insert into {table} as held (code, year, last) values (%s, %s, 1) "  # noqa: S608  # our own table's name
            "on conflict (code, year) do update set last = held.last + 1 returning last",
            [code, on.year],
        )
        (last,) = cursor.fetchone()
    return f"{code}-{on.year}-{last:06d}"
