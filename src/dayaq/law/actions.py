"""Every change of the law as data."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from dayaq.accounts.models import User
from dayaq.core.api import Invalid, audit
from dayaq.law.models import CalendarOverride, Certainty, LegalAct, Parameter
from dayaq.law.placing import place
from dayaq.law.policies import check_manage
from dayaq.law.units import check_value


@transaction.atomic
def register_act(
    *,
    by: User,
    code: str,
    label: Mapping[str, str],
    kind: str,
    number: str = "",
    adopted_on: date | None = None,
    in_force_from: date | None = None,
    source: str = "",
) -> LegalAct:
    """Add an act to the register. ``label`` has az and en. Invalid when the code is taken."""
    check_manage(by)
    if LegalAct.objects.filter(code=code).exists():
        raise Invalid(
            _("An act with this code is registered already."),
            code="act_exists",
            field="code",
            value=code,
            remedy=_("Use the registered act, or give this one another code."),
        )
    act = LegalAct.objects.create(
        code=code,
        label=dict(label),
        kind=kind,
        number=number,
        adopted_on=adopted_on,
        in_force_from=in_force_from or adopted_on,
        source=source,
    )
    audit.record(by=by, event="act.registered", obj=act, detail={"code": code})
    return act


@transaction.atomic
def set_parameter(
    *,
    by: User,
    code: str,
    value: Any,
    valid_from: date,
    act: LegalAct | None = None,
    article: str = "",
    source: str = "",
    certainty: str = Certainty.SOURCE,
    note: Mapping[str, str] | None = None,
) -> Parameter:
    """Give ``code`` a new value from ``valid_from`` on; the value that ran until then ends the day before.

    ``value`` is of the shape that the parameter's unit demands (``units.read_value`` reads it from text). A later
    value that is registered already stays: the new one then holds until it begins. Terms and deadlines that were
    computed before keep what they were computed with. Invalid: unknown code, value of another shape, a date on which a
    value of this code begins already, an act or source missing for a value that is said to be confirmed.
    """
    check_manage(by)
    rows = list(Parameter.objects.select_for_update().filter(code=code).order_by("valid_from"))
    if not rows:
        raise Invalid(
            _("There is no legal parameter with this code."),
            code="unknown_parameter",
            field="code",
            value=code,
            remedy=_("Choose a parameter from the list."),
        )
    if certainty != Certainty.UNCONFIRMED and act is None and not source:
        raise Invalid(
            _("A confirmed value needs the act or the source it comes from."),
            code="no_source",
            field="source",
            remedy=_("Choose the act, name the source, or mark the value as not confirmed."),
        )
    latest = rows[-1]
    row = Parameter(
        code=code,
        label=latest.label,
        unit=latest.unit,
        value=check_value(latest.unit, value),
        valid_from=valid_from,
        act=act,
        article=article,
        source=source,
        certainty=certainty,
        note=dict(note or {}),
    )
    closed = place(row, rows)
    audit.record(
        by=by,
        event="parameter.set",
        obj=row,
        before={"value": closed.value, "valid_from": closed.valid_from} if closed else None,
        after={"value": row.value, "valid_from": row.valid_from, "valid_to": row.valid_to},
        detail={"code": code, "valid_from": valid_from.isoformat(), "closed": closed.pk if closed else None},
    )
    return row


@transaction.atomic
def add_calendar_override(
    *, by: User, date: date, is_working: bool, reason: Mapping[str, str], act: LegalAct | None = None
) -> CalendarOverride:
    """Declare a day working or free. ``reason`` has az and en. Invalid when that day has an override already."""
    check_manage(by)
    try:
        with transaction.atomic():
            override = CalendarOverride.objects.create(date=date, is_working=is_working, reason=dict(reason), act=act)
    except IntegrityError:
        raise Invalid(
            _("This day is declared already."),
            code="override_exists",
            field="date",
            value=date.isoformat(),
            remedy=_("Withdraw the declaration that stands, then make the new one."),
        ) from None
    audit.record(
        by=by,
        event="calendar.overridden",
        obj=override,
        after={"date": date, "is_working": is_working},
        detail={"date": date.isoformat(), "is_working": is_working},
    )
    return override


@transaction.atomic
def withdraw_calendar_override(*, by: User, override: CalendarOverride, reason: str) -> None:
    """Take a declaration back, with a reason; deadlines computed meanwhile stay as they are."""
    check_manage(by)
    if not reason.strip():
        raise Invalid(_("Give the reason."), code="no_reason", field="reason")
    locked = CalendarOverride.objects.select_for_update().get(pk=override.pk)
    audit.record(
        by=by,
        event="calendar.override_withdrawn",
        obj=locked,
        reason=reason,
        before={"date": locked.date, "is_working": locked.is_working},
        detail={"date": locked.date.isoformat()},
    )
    locked.delete()
