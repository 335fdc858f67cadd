"""The audit log: recorded with the change, chained by one sealer, verified by anyone.

Chain: ``hash(n) = sha256(hash(n-1) + canonical(event n))`` from sixty-four zeros. The head is signed (Ed25519) and
written outside the database after each sealing, so that a chain cut at its end or rebuilt from the start is found too.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction
from django.db.models import Model, QuerySet

from dayaq.core import clock
from dayaq.core.actor import Actor
from dayaq.core.models import AuditEvent, AuditPending, AuditSeal

GENESIS = "0" * 64
SEALER_LOCK = 0x0DA1A9
SEAL_BATCH = 2_000


def canonical(value: Any) -> bytes:
    """JSON with sorted keys and no spaces: the same value always gives the same bytes."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, cls=DjangoJSONEncoder).encode()


def digest(salt: str, values: Mapping[str, Any] | None) -> str:
    """Salted SHA-256 of ``values`` in hex; empty for None."""
    if values is None:
        return ""
    return hashlib.sha256(salt.encode() + canonical(dict(values))).hexdigest()


def record(
    *,
    by: Actor,
    event: str,
    obj: Model,
    reason: str = "",
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    detail: Mapping[str, Any] | None = None,
) -> AuditEvent:
    """Write one event about ``obj``. ``detail`` holds ids, counts and codes, never personal data."""
    return _write(by, event, obj._meta.label_lower, obj.pk, reason, before, after, detail)


def record_batch(
    *,
    by: Actor,
    event: str,
    object_type: str,
    count: int,
    digest: str,
    object_id: int | None = None,
    detail: Mapping[str, Any] | None = None,
) -> AuditEvent:
    """Write one event for a write of ``count`` rows as a set; ``digest`` is the SHA-256 of those rows in hex.

    ``object_id``: the record that the set belongs to, such as the import whose rows they are.
    """
    told = {**(detail or {}), "count": count, "digest": digest}
    return _write(by, event, object_type, object_id, "", None, None, told)


def _write(
    by: Actor,
    event: str,
    object_type: str,
    object_id: int | None,
    reason: str,
    before: Mapping[str, Any] | None,
    after: Mapping[str, Any] | None,
    detail: Mapping[str, Any] | None,
) -> AuditEvent:
    if not connection.in_atomic_block:
        raise RuntimeError(f"{event}: an audit event is written in the transaction of the change it tells of")
    salt = clock.token_bytes(16).hex()
    if token := getattr(by, "token_id", None):  # a machine acted for the account
        detail = {**(detail or {}), "token": token}
    recorded = AuditEvent.objects.create(
        at=clock.now(),
        actor_id=by.pk,
        actor_name=by.get_username(),
        event=event,
        object_type=object_type,
        object_id=object_id,
        reason=reason,
        reason_digest=_reason_digest(salt, reason),
        detail=json.loads(canonical(dict(detail or {}))),
        salt=salt,
        before_digest=digest(salt, before),
        after_digest=digest(salt, after),
    )
    AuditPending.objects.create(event=recorded)
    return recorded


def _reason_digest(salt: str, reason: str) -> str:
    return digest(salt, {"reason": reason}) if reason else ""


def link(previous: str, event: AuditEvent) -> str:
    """The hash that joins ``event`` to the chain whose last hash is ``previous``."""
    content = [
        event.pk,
        event.at.astimezone(UTC).isoformat(),
        event.actor_id,
        event.actor_name,
        event.event,
        event.object_type,
        event.object_id,
        event.reason_digest or event.reason,
        event.detail,
        event.salt,
        event.before_digest,
        event.after_digest,
    ]
    return hashlib.sha256(previous.encode() + canonical(content)).hexdigest()


def unsealed() -> QuerySet[AuditEvent]:
    """Events that no link holds yet, oldest first; looks through the whole log, for verification."""
    return AuditEvent.objects.filter(seal__isnull=True).order_by("pk")


def seal() -> int:
    """Chain what is committed and not chained yet; returns how many links were added. One sealer at a time."""
    total = 0
    while added := _seal_batch():
        total += added
    return total


@transaction.atomic
def _seal_batch() -> int:
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_xact_lock(%s)", [SEALER_LOCK])
        if not cursor.fetchone()[0]:
            return 0
    last = AuditSeal.objects.order_by("-position").first()
    position, previous = (last.position, last.hash) if last else (0, GENESIS)
    seals = []
    for waiting in AuditPending.objects.select_related("event").order_by("pk")[:SEAL_BATCH]:
        position += 1
        previous = link(previous, waiting.event)
        seals.append(AuditSeal(position=position, event=waiting.event, hash=previous))
    AuditSeal.objects.bulk_create(seals)
    AuditPending.objects.filter(pk__in=[seal.event_id for seal in seals]).delete()
    return len(seals)


@dataclass(frozen=True)
class Fault:
    """Something in the chain that is not as it was sealed."""

    position: int
    event_id: int | None
    problem: str


@dataclass(frozen=True)
class Report:
    """What ``verify`` found: links checked, the head, faults, how many events wait to be sealed, and of how many the
    reason was erased."""

    links: int
    head: str
    faults: tuple[Fault, ...]
    unsealed: int
    erased: int

    @property
    def intact(self) -> bool:
        return not self.faults


def verify() -> Report:
    """Recompute the whole chain in one pass and compare it with the signed heads kept outside the database."""
    from dayaq.core import heads

    expected = heads.load()
    faults: list[Fault] = []
    previous, position, erased = GENESIS, 0, 0
    for position, seal_row in enumerate(_links(), start=1):
        if seal_row.position != position:
            faults.append(Fault(position, None, "missing_link"))
            break
        event = seal_row.event
        wanted = link(previous, event)
        erased += bool(event.reason_digest) and not event.reason
        if wanted != seal_row.hash or _reason_altered(event):
            faults.append(Fault(position, seal_row.event_id, "altered"))
        previous = seal_row.hash
        head = expected.pop(position, None)
        if head is not None and head != seal_row.hash:
            faults.append(Fault(position, seal_row.event_id, "differs_from_signed_head"))
    faults.extend(Fault(lost, None, "cut_off") for lost in sorted(expected))
    return Report(links=position, head=previous, faults=tuple(faults), unsealed=unsealed().count(), erased=erased)


def _reason_altered(event: AuditEvent) -> bool:
    """Whether a reason is another than the one the chain holds the digest of; an erased one is not."""
    return (
        bool(event.reason and event.reason_digest) and _reason_digest(event.salt, event.reason) != event.reason_digest
    )


def _links() -> Iterator[AuditSeal]:
    return AuditSeal.objects.select_related("event").order_by("position").iterator(chunk_size=SEAL_BATCH)
