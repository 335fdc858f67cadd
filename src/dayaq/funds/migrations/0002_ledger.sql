-- What the database itself refuses about money, whoever writes and however.
--
-- * An entry has exactly the two postings its kind says, of its amount, so its postings sum to zero: checked for every
--   statement that inserts postings, whatever their number. An entry left without postings is refused at commit.
-- * Entries and postings are never changed and never removed.
-- * funds_fundbalance and funds_reservation are sums of postings: kept here, refused to anybody else. Their CHECKs are
--   what refuses an overspend. The row of the balance is the lock under which the money of a fund moves.
--
-- Plain SQL and not pgtrigger: its triggers can be switched off by any session (SET pgtrigger.ignore), and each call
-- opens a subtransaction, which makes a set of thousands of rows take hours.

CREATE FUNCTION funds_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '%: %', TG_TABLE_NAME, TG_ARGV[0] USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE TRIGGER entry_append_only BEFORE UPDATE OR DELETE ON funds_ledgerentry
    FOR EACH ROW EXECUTE FUNCTION funds_refuse('what is written in the ledger stays; correct it by a further entry');
CREATE TRIGGER posting_append_only BEFORE UPDATE OR DELETE ON funds_posting
    FOR EACH ROW EXECUTE FUNCTION funds_refuse('what is written in the ledger stays; correct it by a further entry');

-- Depth 0 is a statement of a client; a trigger's own statements run deeper.
CREATE TRIGGER balance_only_by_posting BEFORE INSERT OR UPDATE OR DELETE ON funds_fundbalance
    FOR EACH ROW WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION funds_refuse('a sum of postings is not written by hand');
CREATE TRIGGER reservation_only_by_posting BEFORE INSERT OR UPDATE OR DELETE ON funds_reservation
    FOR EACH ROW WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION funds_refuse('a sum of postings is not written by hand');

CREATE FUNCTION funds_open_balance() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO funds_fundbalance (fund_id, allocated, reserved, obliged, paid) VALUES (NEW.id, 0, 0, 0, 0);
    RETURN NULL;
END $$;
CREATE TRIGGER fund_open_balance AFTER INSERT ON funds_fundsource
    FOR EACH ROW EXECUTE FUNCTION funds_open_balance();

CREATE FUNCTION funds_entry_has_postings() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM funds_posting p WHERE p.entry_id = NEW.id) THEN
        RAISE EXCEPTION 'entry % has no postings', NEW.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'entry_balanced';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER entry_has_postings AFTER INSERT ON funds_ledgerentry
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION funds_entry_has_postings();

-- The two accounts of each kind of entry: the same table as MOVES in states.py, which a test compares with this one.
CREATE FUNCTION funds_moves() RETURNS TABLE (kind text, source text, target text) LANGUAGE sql IMMUTABLE AS $$
    VALUES ('allocate', 'allocated', 'available'),
           ('withdraw', 'available', 'allocated'),
           ('reserve', 'available', 'reserved'),
           ('release', 'reserved', 'available'),
           ('oblige', 'reserved', 'obliged'),
           ('cancel', 'obliged', 'reserved'),
           ('pay', 'obliged', 'paid'),
           ('refund', 'paid', 'available')
$$;

-- Each statement is planned for the rows at hand (EXECUTE): a plan made for one entry and kept would not do for
-- thousands, and the other way round.
CREATE FUNCTION funds_post() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    wrong bigint;
BEGIN
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
            LEFT JOIN funds_moves() m ON m.kind = e.kind
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
END $$;
CREATE TRIGGER posting_post AFTER INSERT ON funds_posting
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION funds_post();
