"""What a register answered."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from dayaq.accounts.models import User
from dayaq.core.api import Invalid, audit, clock, emit
from dayaq.registry import policies
from dayaq.registry.models import Person, RegisterCheck
from dayaq.registry.registers import QUESTIONS, UNEMPLOYED_SINCE, well_formed


@transaction.atomic
def record_register_check(
    *, by: User, person: Person, register: str, result: Mapping[str, bool | str | None], on: date | None = None
) -> RegisterCheck:
    """Record that ``register`` answered ``result`` about ``person`` on a day (default today).

    ``result``: fact name → bool, or an ISO date for ``unemployed_since``; None or absent where the register was silent.
    Registers and their facts: :data:`dayaq.registry.registers.QUESTIONS`. A later check supersedes an earlier one.
    """
    policies.check_person(by, person, policies.EDIT)
    if register not in QUESTIONS:
        raise Invalid(_("There is no such register."), code="unknown_register", field="register", value=register)
    day = on or clock.today()
    if day > clock.today():
        raise Invalid(_("The date lies in the future."), code="future", field="on", value=day)
    answers = {name: answer for name, answer in result.items() if answer not in (None, "")}
    for name, answer in answers.items():
        kind = QUESTIONS[register].get(name)
        if kind is None or not well_formed(kind, answer):
            raise Invalid(_("The register does not answer this."), code="answer", field=name, value=answer)
    if not answers:
        raise Invalid(
            _("The register answered nothing."),
            code="no_answer",
            field="result",
            remedy=_("Enter at least one answer, or leave the page."),
        )
    since = answers.get(UNEMPLOYED_SINCE)
    if isinstance(since, str) and (date.fromisoformat(since) > day or answers.get("registered_unemployed") is False):
        raise Invalid(
            _("This day does not agree with the other answers."),
            code="since",
            field=UNEMPLOYED_SINCE,
            value=since,
            remedy=_("Enter it only for somebody registered as unemployed, not later than the day of the answer."),
        )
    check = RegisterCheck.objects.create(
        person=person, register=register, checked_on=day, result=answers, checked_by=by
    )
    audit.record(
        by=by,
        event="register.checked",
        obj=check,
        after=answers,
        detail={"person": person.pk, "register": register},
    )
    emit("register.checked", id=check.pk, person=person.pk, register=register)
    return check
