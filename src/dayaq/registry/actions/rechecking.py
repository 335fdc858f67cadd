"""The daily pass over everybody: statuses that follow from rules, terms, and statuses whose last day has come."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from dayaq.accounts.models import User
from dayaq.core.api import Denied, Invalid, audit, clock, emit_many
from dayaq.registry.derived.passes import Changes, derive_stretch
from dayaq.registry.derived.rules import DerivedRule, derived_rules
from dayaq.registry.derived.terms import apply_terms, expired
from dayaq.registry.models import Person, Status, StatusKind, StatusRecheck

STRETCH: Final = 50_000
TOLD: Final = 1  # in the place of a key: the pass that is no rule has told who lost a status today
EXPIRY: Final = "expiry"  # the pass that is no rule: terms and last days
COUNTED: Final = ("opened", "prolonged", "ended", "gained", "lost")


@dataclass(frozen=True)
class Rechecked:
    """What a pass came to on a day: rule → how many were opened, prolonged, ended, gained and lost."""

    on: date
    counts: dict[str, dict[str, int]] = field(default_factory=dict)


def recheck_statuses(
    *, by: User, on: date | None = None, size: int = STRETCH, tell: Callable[[str, int], None] | None = None
) -> Rechecked:
    """Bring every derived status to what holds on ``on`` (default today); goes on where a pass was cut short.

    ``size`` persons are one transaction with one chained audit event, if anything changed. A pass that was finished is
    done anew. ``tell(rule, key)`` hears up to which person a rule has come. Invalid for a future day, or one before the
    last pass: the past is not computed anew. Emits ``status.gained`` and ``status.lost`` for each person.
    """
    day = on or clock.today()
    _check(by, day)
    report = Rechecked(day)
    for rule in [*derived_rules(), None]:
        code = rule.code if rule else EXPIRY
        _begin(rule, day)
        while recheck_step(by=by, rule=rule, on=day, size=size):
            if tell is not None:
                tell(code, StatusRecheck.objects.get(rule=code, on=day).after)
        report.counts[code] = StatusRecheck.objects.get(rule=code, on=day).counts
    return report


def recheck_round(*, by: User, size: int) -> int:
    """One stretch of what is to be done today, for the worker; returns how many stretches were done: 0 or 1.

    Nothing is done on a day whose passes are finished, nor where no kind of status is loaded.
    """
    day = clock.today()
    finished = set(StatusRecheck.objects.filter(on=day, finished_at__isnull=False).values_list("rule", flat=True))
    waiting = [rule for rule in [*derived_rules(), None] if (rule.code if rule else EXPIRY) not in finished]
    if not waiting or not StatusKind.objects.exists():
        return 0
    if StatusRecheck.objects.filter(on__gt=day).exists():
        return 0
    with transaction.atomic():
        _progress(waiting[0], day)
    recheck_step(by=by, rule=waiting[0], on=day, size=size)
    return 1


def _check(by: User, on: date) -> None:
    if not by.is_system:
        raise Denied(_("Statuses are computed by the system."), code="system_only")
    if on > clock.today():
        raise Invalid(_("The date lies in the future."), code="future", field="on", value=on)
    last = StatusRecheck.objects.aggregate(last=Max("on"))["last"]
    if last is not None and on < last:
        raise Invalid(
            _("Statuses were computed for a later day already."),
            code="before_last",
            field="on",
            value=on,
            remedy=_("Choose that day or a later one: what held in the past is not computed anew."),
        )


@transaction.atomic
def _begin(rule: DerivedRule | None, on: date) -> None:
    """A pass that was finished begins anew; one that was cut short goes on."""
    progress = _progress(rule, on)
    if progress.finished_at is not None:
        progress.after = progress.after if rule is None else 0
        progress.counts, progress.finished_at = {}, None
        progress.save(update_fields=["after", "counts", "finished_at"])


def _progress(rule: DerivedRule | None, on: date) -> StatusRecheck:
    """The row of the pass, locked: two workers never do the same stretch."""
    code, version = (rule.code, rule.version) if rule else (EXPIRY, "")
    StatusRecheck.objects.get_or_create(rule=code, on=on, defaults={"version": version})
    return StatusRecheck.objects.select_for_update().get(rule=code, on=on)


@transaction.atomic
def recheck_step(*, by: User, rule: DerivedRule | None, on: date, size: int) -> bool:
    """The next stretch of ``rule`` (None: terms and last days); whether there is more to do."""
    progress = _progress(rule, on)
    if progress.finished_at is not None:
        return False
    if rule is None:
        changes, last, more = _expiry(on, told=progress.after == TOLD), TOLD, False
        progress.after = last
    else:
        last = _end_of_stretch(progress.after, size)
        more = last > progress.after
        changes = _derive(rule, on, progress.after + 1, last) if more else Changes()
    progress.counts = {name: progress.counts.get(name, 0) + changes.counts[name] for name in COUNTED}
    if more:
        progress.after = last
    else:
        progress.finished_at = clock.now()
    progress.save(update_fields=["after", "counts", "finished_at"])
    _tell(by, on, changes, progress)
    return more


def _derive(rule: DerivedRule, on: date, first: int, last: int) -> Changes:
    kind = StatusKind.objects.filter(code=rule.kind).values_list("pk", flat=True).first()
    return Changes() if kind is None else derive_stretch(rule, kind, on, first, last)


def _end_of_stretch(after: int, size: int) -> int:
    """The key of the last of the next ``size`` persons; ``after`` itself when there are none."""
    keys = Person.objects.filter(pk__gt=after).order_by("pk").values("pk")[:size]
    found = Person.objects.filter(pk__in=keys).aggregate(last=Max("pk"))["last"]
    return after if found is None else int(found)


def _expiry(on: date, *, told: bool) -> Changes:
    """Terms, and statuses whose last day has come since the pass before; what was ``told`` today is not told again."""
    earlier = StatusRecheck.objects.filter(rule=EXPIRY, on__lt=on).aggregate(last=Max("on"))["last"]
    limited, over = apply_terms(on)
    since = on if told else earlier or on - timedelta(days=1)
    return Changes(prolonged=limited, lost=sorted({*over, *expired(since, on)}))


def _tell(by: User, on: date, changes: Changes, progress: StatusRecheck) -> None:
    """One chained event for the stretch, and a word to higher rooms for each person who gained or lost a status."""
    if not changes:
        return
    counts = changes.counts
    audit.record_batch(
        by=by,
        event="statuses.rechecked",
        object_type=Status._meta.label_lower,
        count=counts["opened"] + counts["prolonged"] + counts["ended"],
        digest=_digest(changes),
        detail={"rule": progress.rule, "version": progress.version, "on": on.isoformat(), **counts},
    )
    for event, held in (("status.gained", changes.gained), ("status.lost", changes.lost)):
        emit_many(event, [{"id": one.status, "person": one.person, "kind": one.kind} for one in held])


def _digest(changes: Changes) -> str:
    lines: Iterable[str] = (f"{name}\t{row}" for name in COUNTED for row in getattr(changes, name))
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()
