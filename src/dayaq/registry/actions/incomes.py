"""What came in, by month, source and person."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from dayaq.accounts.models import User
from dayaq.core.api import Invalid, audit, clock
from dayaq.registry import policies
from dayaq.registry.cleaning import clean_text
from dayaq.registry.models import Household, HouseholdIncome, HouseholdMember, IncomeSource, Person

MOST = Decimal("999999999999.99")
REGISTER = HouseholdIncome.Basis.REGISTER


@transaction.atomic
def record_income(
    *,
    by: User,
    household: Household,
    month: date,
    source: str,
    amount: Decimal,
    person: Person | None = None,
    basis: str = HouseholdIncome.Basis.DECLARED,
    evidence: str = "",
    is_verified: bool = False,
    origin: str = "window",
) -> HouseholdIncome:
    """Record what the household had from ``source`` (a code) in ``month`` (any day of it); replaces an earlier entry.

    ``person``: the member whose income it is, where that is known. What a register answered (``basis``) is verified by
    that; something declared is verified on ``evidence``.
    """
    policies.check_household(by, household, policies.REGISTER)
    _check_amount(amount)
    _check_basis(basis, evidence, is_verified)
    if not IncomeSource.objects.filter(code=source).exists():
        raise Invalid(_("Choose the kind of income."), field="source", value=source)
    if person is not None and not HouseholdMember.objects.filter(household=household, person=person).exists():
        raise Invalid(_("This person never belonged to the household."), code="not_member", field="person")
    first = month.replace(day=1)
    if first > clock.today():
        raise Invalid(_("The month lies in the future."), code="future", field="month", value=month)
    values = {
        "amount": amount,
        "basis": basis,
        "evidence": clean_text(evidence, "evidence", 200),
        "is_verified": is_verified or basis == REGISTER,
        "origin": origin,
    }
    key: dict[str, Any] = {"household": household, "month": first, "source_id": source, "person": person}
    earlier = HouseholdIncome.objects.filter(**key).first()
    income, _created = HouseholdIncome.objects.update_or_create(**key, defaults=values)
    audit.record(
        by=by,
        event="household.income_recorded",
        obj=household,
        before={"amount": earlier.amount} if earlier else None,
        after={"amount": amount},
        detail={
            "income": income.pk,
            "month": first.isoformat(),
            "source": source,
            "person": person.pk if person else None,
            "verified": income.is_verified,
        },
    )
    return income


def _check_amount(amount: Decimal) -> None:
    if not Decimal(0) <= amount <= MOST:
        raise Invalid(
            _("An income is not negative."),
            code="negative_income",
            field="amount",
            value=amount,
            remedy=_("Enter 0 when there was none."),
        )


def _check_basis(basis: str, evidence: str, is_verified: bool) -> None:
    if basis not in HouseholdIncome.Basis.values:
        raise Invalid(_("Choose where the amount comes from."), field="basis", value=basis)
    if is_verified and basis != REGISTER and not evidence.strip():
        raise Invalid(
            _("A declared income is verified on evidence."),
            code="no_evidence",
            field="evidence",
            remedy=_("Enter the number and date of the paper, or leave it unverified."),
        )
