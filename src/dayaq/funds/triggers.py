"""What the database itself refuses, whoever writes and however: the invariants of the ledger.

* An entry has exactly the two postings its kind says, of its amount, so its postings sum to zero. Checked for every
  statement that inserts postings, whatever their number; an entry left without postings is refused at commit.
* Entries and postings are never changed and never removed.
* ``FundBalance`` and ``Reservation`` are sums of postings: kept by trigger, refused to anybody else. Their CHECKs are
  what refuses an overspend. The row of the balance is the lock under which the money of a fund moves.
"""

from __future__ import annotations

import pgtrigger

from dayaq.funds.states import MOVES

_MOVES = ", ".join(f"('{kind}', '{move.source}', '{move.target}')" for kind, move in MOVES.items())

# Each statement is planned for the rows at hand (EXECUTE): a plan made for one entry and kept would take hours for a
# history of thousands, and the other way round.
_POSTED = """
    EXECUTE $sql$
        SELECT b.fund_id FROM funds_fundbalance b
        WHERE b.fund_id IN (SELECT e.fund_id FROM new_rows n JOIN funds_ledgerentry e ON e.id = n.entry_id)
        ORDER BY b.fund_id FOR UPDATE
    $sql$;

    EXECUTE $sql$
        SELECT min(bad.id) FROM (
            SELECT e.id
            FROM new_rows n
            JOIN funds_ledgerentry e ON e.id = n.entry_id
            LEFT JOIN (VALUES [moves]) AS m(kind, source, target) ON m.kind = e.kind
            GROUP BY e.id
            HAVING count(*) <> 2
                OR count(*) FILTER (WHERE n.account = m.source AND n.amount = -e.amount) <> 1
                OR count(*) FILTER (WHERE n.account = m.target AND n.amount = e.amount) <> 1
        ) bad
    $sql$ INTO wrong;
    IF wrong IS NOT NULL THEN
        RAISE EXCEPTION 'the postings of entry % are not what its kind and amount say', wrong
            USING ERRCODE = 'check_violation', CONSTRAINT = 'entry_balanced';
    END IF;

    EXECUTE $sql$
        UPDATE funds_fundbalance b
        SET allocated = b.allocated - d.allocated, reserved = b.reserved + d.reserved,
            obliged = b.obliged + d.obliged, paid = b.paid + d.paid
        FROM (
            SELECT e.fund_id,
                coalesce(sum(n.amount) FILTER (WHERE n.account = 'allocated'), 0) AS allocated,
                coalesce(sum(n.amount) FILTER (WHERE n.account = 'reserved'), 0) AS reserved,
                coalesce(sum(n.amount) FILTER (WHERE n.account = 'obliged'), 0) AS obliged,
                coalesce(sum(n.amount) FILTER (WHERE n.account = 'paid'), 0) AS paid
            FROM new_rows n JOIN funds_ledgerentry e ON e.id = n.entry_id
            GROUP BY e.fund_id
        ) d
        WHERE b.fund_id = d.fund_id
    $sql$;

    EXECUTE $sql$
        INSERT INTO funds_reservation (fund_id, reference_type, reference_id, reserved, obliged, paid)
        SELECT DISTINCT e.fund_id, e.reference_type, e.reference_id, 0, 0, 0
        FROM new_rows n JOIN funds_ledgerentry e ON e.id = n.entry_id
        WHERE e.reference_id IS NOT NULL
        ON CONFLICT DO NOTHING
    $sql$;
    EXECUTE $sql$
        UPDATE funds_reservation r
        SET reserved = r.reserved + d.reserved, obliged = r.obliged + d.obliged, paid = r.paid + d.paid
        FROM (
            SELECT e.fund_id, e.reference_type, e.reference_id,
                coalesce(sum(n.amount) FILTER (WHERE n.account = 'reserved'), 0) AS reserved,
                coalesce(sum(n.amount) FILTER (WHERE n.account = 'obliged'), 0) AS obliged,
                coalesce(sum(n.amount) FILTER (WHERE n.account = 'paid'), 0) AS paid
            FROM new_rows n JOIN funds_ledgerentry e ON e.id = n.entry_id
            WHERE e.reference_id IS NOT NULL
            GROUP BY e.fund_id, e.reference_type, e.reference_id
        ) d
        WHERE r.fund_id = d.fund_id AND r.reference_type = d.reference_type AND r.reference_id = d.reference_id
    $sql$;
    RETURN NULL;
""".replace("[moves]", _MOVES)

POSTED = pgtrigger.Trigger(
    name="posted",
    level=pgtrigger.Statement,
    when=pgtrigger.After,
    operation=pgtrigger.Insert,
    referencing=pgtrigger.Referencing(new="new_rows"),  # type: ignore[no-untyped-call]  # the library has no types here
    declare=[("wrong", "bigint")],
    func=_POSTED,
)

NOT_EMPTY = pgtrigger.Trigger(
    name="not_empty",
    level=pgtrigger.Row,
    when=pgtrigger.After,
    operation=pgtrigger.Insert,
    timing=pgtrigger.Deferred,
    func="""
    IF NOT EXISTS (SELECT FROM funds_posting p WHERE p.entry_id = NEW.id) THEN
        RAISE EXCEPTION 'entry % has no postings', NEW.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'entry_balanced';
    END IF;
    RETURN NULL;
    """,
)

OPEN_BALANCE = pgtrigger.Trigger(
    name="open_balance",
    when=pgtrigger.After,
    operation=pgtrigger.Insert,
    func="""
    INSERT INTO funds_fundbalance (fund_id, allocated, reserved, obliged, paid) VALUES (NEW.id, 0, 0, 0, 0);
    RETURN NULL;
    """,
)

ONLY_BY_POSTING = pgtrigger.Trigger(
    name="only_by_posting",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
    func="""
    IF pg_trigger_depth() < 2 THEN
        RAISE EXCEPTION '% is the sum of postings and is not written by hand', TG_TABLE_NAME
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
    """,
)
