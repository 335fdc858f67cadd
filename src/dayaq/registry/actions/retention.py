"""Review lists of the retention schedule: put up, approved by an officer, applied in batches."""

from __future__ import annotations

import hashlib
from datetime import date

from django.db import connection, transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from dayaq.accounts.models import User
from dayaq.core.api import Invalid, WrongState, audit, clock, lock
from dayaq.law.api import int_parameter
from dayaq.registry import policies
from dayaq.registry.models import RetentionItem, RetentionRule, RetentionRun
from dayaq.registry.retention import cutoff, kind_of
from dayaq.registry.states import RETENTION, RetentionState

BATCH = 200

_LIST = """
insert into registry_retentionitem (run_id, object_id, result)
select %s, due.id, '' from ({query}) due(id)
"""
_DIGEST = """
select count(*), encode(sha256(coalesce(string_agg(object_id::text, ',' order by object_id), '')::bytea), 'hex')
from registry_retentionitem where run_id = %s
"""


@transaction.atomic
def plan_retention(*, by: User, rule: RetentionRule, on: date | None = None) -> RetentionRun:
    """Put up the list of what ``rule`` says is due on ``on`` (default today), for review; nothing goes yet.

    A list that waits for review is put up anew; WrongState while an approved one is not finished.
    """
    policies.check_data_protection(by)
    day = on or clock.today()
    RetentionRule.objects.select_for_update().get(pk=rule.pk)
    earlier = RetentionRun.objects.open().filter(rule=rule).first()
    if earlier is not None and earlier.state == RetentionState.APPROVED:
        raise WrongState(_("An approved list of this rule is not finished yet."), code="run_open")
    if earlier is not None:
        RETENTION.move(earlier, RetentionState.CANCELLED, by=by, reason="", detail={"replaced": True})
        earlier.items.all().delete()
    months = int_parameter(rule.parameter, day)
    run = RetentionRun.objects.create(rule=rule, on_date=day, digest="", planned_by=by)
    due = kind_of(rule.kind).due(cutoff(day, months)).order_by().values("pk")
    query, parameters = due.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(_LIST.format(query=query), [run.pk, *parameters])
        cursor.execute(_DIGEST, [run.pk])
        run.total, run.digest = cursor.fetchone()
    run.save(update_fields=["total", "digest"])
    detail = {"rule": rule.code, "months": months, "count": run.total, "digest": run.digest}
    return RETENTION.start(run, by=by, detail=detail)


@transaction.atomic
def approve_retention(*, by: User, run: RetentionRun, version: int | None = None) -> RetentionRun:
    """Approve a list that was reviewed: the next ``dayaq retention run`` applies it, and it cannot be undone then."""
    policies.check_data_protection(by)
    if by.is_system:
        raise Invalid(_("An officer approves a list, never the system."), code="officer")
    lock(run, version=version)
    if not run.total:
        raise Invalid(_("Nothing is due: there is nothing to approve."), code="empty")
    detail = {"count": run.total, "digest": run.digest}
    return RETENTION.move(run, RetentionState.APPROVED, by=by, detail=detail, approved_by=by)


@transaction.atomic
def cancel_retention(*, by: User, run: RetentionRun, reason: str, version: int | None = None) -> RetentionRun:
    """Take a list back. What was applied already stays applied."""
    policies.check_data_protection(by)
    if not reason.strip():
        raise Invalid(_("Say why the list is taken back."), code="reason", field="reason")
    RETENTION.move(run, RetentionState.CANCELLED, by=by, reason=reason.strip(), version=version)
    run.items.filter(result=RetentionItem.Result.WAITING).delete()
    return run


@transaction.atomic
def apply_retention(*, by: User, run: RetentionRun) -> int:
    """Apply the next batch of an approved list; returns how many rows it took, 0 when the list is finished.

    Each batch is one transaction with what was marked done, so that a killed run goes on where it was. A row that is
    not due any more by now (a hold, a new matter) is held back and counted.
    """
    policies.check_data_protection(by)
    lock(run)
    RETENTION.check(run, RetentionState.DONE)
    waiting = RetentionItem.objects.filter(run=run, result=RetentionItem.Result.WAITING).order_by("object_id")
    keys = list(waiting.values_list("object_id", flat=True)[:BATCH])
    if not keys:
        RETENTION.move(run, RetentionState.DONE, by=by, detail={"done": run.done, "held": run.held})
        return 0
    rule, kind = run.rule, kind_of(run.rule.kind)
    day = clock.today()
    still = set(
        kind.due(cutoff(day, int_parameter(rule.parameter, day))).filter(pk__in=keys).values_list("pk", flat=True)
    )
    held = set(keys) - still
    if still:
        held |= kind.apply(by, still, f"retention:{run.pk}")
    batch = RetentionItem.objects.filter(run=run, object_id__in=keys)
    batch.filter(object_id__in=held).update(result=RetentionItem.Result.HELD)
    batch.filter(result=RetentionItem.Result.WAITING).update(result=RetentionItem.Result.DONE)
    RetentionRun.objects.filter(pk=run.pk).update(
        done=F("done") + len(keys) - len(held), held=F("held") + len(held), version=F("version") + 1
    )
    audit.record_batch(
        by=by,
        event="retention.applied",
        object_type="registry.retentionrun",
        count=len(keys),
        digest=hashlib.sha256(",".join(map(str, keys)).encode()).hexdigest(),
        detail={"run": run.pk, "held": len(held)},
    )
    return len(keys)
