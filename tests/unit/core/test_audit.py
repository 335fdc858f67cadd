from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, connection, transaction

from dayaq.core import audit, clock, heads
from dayaq.core.models import AuditEvent, AuditSeal
from tests import make
from tests.conftest import as_superuser

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_heads(settings, tmp_path):
    settings.AUDIT_HEADS_PATH = tmp_path / "heads.jsonl"
    settings.AUDIT_KEY_PATH = tmp_path / "key"


def record(count=3):
    clerk = make.user("operator")
    return [audit.record(by=clerk, event="user.greeted", obj=clerk, after={"n": n}) for n in range(count)]


def plant(sql, *values):
    """Change sealed rows as somebody with the database's own powers would."""
    with as_superuser(), connection.cursor() as cursor:
        cursor.execute("set local session_replication_role = replica")
        cursor.execute(sql, values)
        cursor.execute("set local session_replication_role = origin")


def test_a_sealed_chain_verifies():
    record(5)
    assert audit.seal() == 5
    report = audit.verify()
    assert report.intact
    assert (report.links, report.unsealed) == (5, 0)


def test_sealing_again_adds_nothing():
    record()
    audit.seal()
    assert audit.seal() == 0


def test_events_that_wait_for_the_sealer_are_reported():
    record(2)
    assert audit.verify().unsealed == 2


def test_a_change_planted_by_sql_is_found():
    events = record()
    audit.seal()
    plant("update core_auditevent set reason = 'forged' where id = %s", events[1].pk)
    report = audit.verify()
    assert (report.faults[0].event_id, report.faults[0].problem) == (events[1].pk, "altered")


def test_a_link_taken_out_is_found():
    events = record()
    audit.seal()
    plant("delete from core_auditseal where event_id = %s", events[1].pk)
    assert "missing_link" in {fault.problem for fault in audit.verify().faults}


def test_a_chain_cut_at_its_end_is_found_by_the_signed_head():
    events = record()
    audit.seal()
    assert heads.publish()
    plant("delete from core_auditseal where event_id = %s", events[2].pk)
    assert "cut_off" in {fault.problem for fault in audit.verify().faults}


def test_a_chain_rebuilt_from_the_start_is_found_by_the_signed_head():
    events = record()
    audit.seal()
    heads.publish()
    plant("update core_auditevent set reason = 'forged' where id = %s", events[0].pk)
    plant("delete from core_auditseal")
    previous = audit.GENESIS
    for position, event in enumerate(AuditEvent.objects.order_by("pk"), start=1):
        previous = audit.link(previous, event)
        AuditSeal.objects.create(position=position, event=event, hash=previous)
    assert {fault.problem for fault in audit.verify().faults} == {"differs_from_signed_head"}


def test_a_head_signed_with_another_key_is_refused(tmp_path, settings):
    record()
    audit.seal()
    heads.publish()
    settings.AUDIT_KEY_PATH = tmp_path / "another-key"
    with pytest.raises(heads.Invalid, match=r"heads\.jsonl, line 1"):
        heads.load()


def test_the_same_head_is_published_once():
    record()
    audit.seal()
    assert heads.publish()
    assert not heads.publish()


@pytest.mark.parametrize("sql", ["update core_auditevent set reason = 'x'", "delete from core_auditevent"])
def test_the_log_cannot_be_changed(sql):
    record(1)
    with (
        pytest.raises(DatabaseError, match="Cannot update or delete"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql)


def test_no_session_switches_the_protection_of_the_log_off():
    record(1)
    with connection.cursor() as cursor:
        cursor.execute("select set_config('pgtrigger.ignore', '{pgtrigger_append_only_6d6e0}', true)")
        with pytest.raises(DatabaseError, match="Cannot update or delete"):
            cursor.execute("update core_auditevent set reason = 'x'")


@pytest.mark.django_db(transaction=True)
def test_an_event_outside_a_transaction_is_refused():
    clerk = make.user("operator")
    with pytest.raises(RuntimeError, match="in the transaction"):
        audit.record(by=clerk, event="user.greeted", obj=clerk)


def test_digests_differ_by_salt_so_that_values_cannot_be_guessed_from_them():
    clerk = make.user("operator")
    one = audit.record(by=clerk, event="user.greeted", obj=clerk, after={"fin": "5ABCD12"})
    two = audit.record(by=clerk, event="user.greeted", obj=clerk, after={"fin": "5ABCD12"})
    assert one.after_digest != two.after_digest
    assert one.after_digest == audit.digest(one.salt, {"fin": "5ABCD12"})


def test_frozen_time_and_seed_give_the_same_event_twice():
    clerk = make.user("operator")
    at = datetime(2026, 3, 2, 10, tzinfo=UTC)
    salts = []
    for _ in range(2):
        with clock.frozen(at, seed="country"):
            salts.append(audit.record(by=clerk, event="user.greeted", obj=clerk).salt)
    assert salts[0] == salts[1]
