"""Kinds of service and standards: rows that whoever looks after the catalogue adds, names anew and ends."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import TypeVar

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from dayaq.accounts.models import User
from dayaq.care.models import ServiceKind, Standard
from dayaq.care.policies import check_manage_services
from dayaq.care.states import ServiceState
from dayaq.core.api import Invalid, WrongState, audit
from dayaq.law.models import Certainty, LegalAct

H = TypeVar("H", ServiceKind, Standard)
_NAMES: dict[type, str] = {ServiceKind: "service_kind", Standard: "standard"}


@transaction.atomic
def add_kind(
    *,
    by: User,
    code: str,
    label: Mapping[str, str],
    valid_from: date,
    act: LegalAct | None = None,
    article: str = "",
    source: str = "",
    certainty: str = Certainty.SOURCE,
) -> ServiceKind:
    """Add a kind of service; it stands last in lists. Invalid when the code is taken or nothing confirms it."""
    check_manage_services(by)
    _check_new(ServiceKind, code, act, source, certainty)
    last = ServiceKind.objects.aggregate(last=Max("order"))["last"] or 0
    kind = ServiceKind.objects.create(
        code=code,
        label=dict(label),
        order=last + 1,
        valid_from=valid_from,
        act=act,
        article=article,
        source=source,
        certainty=certainty,
    )
    audit.record(by=by, event="service_kind.added", obj=kind, detail={"code": code})
    return kind


@transaction.atomic
def add_standard(
    *,
    by: User,
    code: str,
    label: Mapping[str, str],
    requirement: Mapping[str, str],
    valid_from: date,
    act: LegalAct | None = None,
    article: str = "",
    source: str = "",
    certainty: str = Certainty.SOURCE,
) -> Standard:
    """Add a standard that terms may then name. Invalid when the code is taken or nothing confirms it."""
    check_manage_services(by)
    _check_new(Standard, code, act, source, certainty)
    standard = Standard.objects.create(
        code=code,
        label=dict(label),
        requirement=dict(requirement),
        valid_from=valid_from,
        act=act,
        article=article,
        source=source,
        certainty=certainty,
    )
    audit.record(by=by, event="standard.added", obj=standard, detail={"code": code})
    return standard


@transaction.atomic
def rename_heading(*, by: User, heading: H, label: Mapping[str, str]) -> H:
    """Give a kind or a standard another name. What a standard demands is not changed: that is another standard.

    WrongState when it has ended. Row history keeps the name it had.
    """
    check_manage_services(by)
    locked = _lock(heading)
    if locked.label == dict(label):
        return locked
    before = {"label": locked.label}
    locked.label = dict(label)
    locked.save(update_fields=["label"])
    audit.record(
        by=by,
        event=f"{_NAMES[type(locked)]}.renamed",
        obj=locked,
        before=before,
        after={"label": locked.label},
        detail={"code": locked.code},
    )
    return locked


@transaction.atomic
def end_heading(*, by: User, heading: H, last_day: date, reason: str) -> H:
    """Let a kind or a standard hold until ``last_day``, that day included; terms that name it keep naming it.

    Invalid: no reason, a day before it begins, or services of this kind that are still in the catalogue. WrongState
    when it has ended.
    """
    check_manage_services(by)
    if not reason.strip():
        raise Invalid(_("Give the reason."), code="no_reason", field="reason")
    locked = _lock(heading)
    end = last_day + timedelta(days=1)
    if locked.valid_from >= end:
        raise Invalid(_("It begins after that day."), code="before_it_begins", field="last_day")
    if isinstance(locked, ServiceKind) and locked.services.filter(state=ServiceState.IN_FORCE).exists():
        raise Invalid(
            _("Services of this kind are still in the catalogue."),
            code="kind_in_use",
            field="last_day",
            remedy=_("Put them under another kind or end them first."),
        )
    locked.valid_to = end
    locked.save(update_fields=["valid_to"])
    audit.record(
        by=by,
        event=f"{_NAMES[type(locked)]}.ended",
        obj=locked,
        reason=reason,
        after={"valid_to": end},
        detail={"code": locked.code, "last_day": last_day.isoformat()},
    )
    return locked


def _lock(heading: H) -> H:
    """The row as it is now, locked; WrongState when it has ended."""
    locked = type(heading).objects.select_for_update().get(pk=heading.pk)
    if locked.valid_to is not None:
        raise WrongState(_("It has ended and is not changed any more."), value=locked.valid_to.isoformat())
    return locked


def _check_new(model: type[H], code: str, act: LegalAct | None, source: str, certainty: str) -> None:
    if model.objects.filter(code=code).exists():
        raise Invalid(_("This code is taken."), code="code_taken", field="code", value=code)
    if certainty != Certainty.UNCONFIRMED and act is None and not source:
        raise Invalid(
            _("What is confirmed needs the act or the source it comes from."),
            code="no_source",
            field="source",
            remedy=_("Choose the act, name the source, or mark it as not confirmed."),
        )
