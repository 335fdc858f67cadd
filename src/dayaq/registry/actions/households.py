"""Households: made, joined, left, and what came in."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from dayaq.accounts.models import User
from dayaq.core.api import Invalid, WrongState, audit, clock
from dayaq.places.models import AdministrativeUnit
from dayaq.registry import policies
from dayaq.registry.cleaning import clean_text
from dayaq.registry.models import Household, HouseholdIncome, HouseholdMember, Person

HEAD = HouseholdMember.Relation.HEAD
MOST = Decimal("999999999999.99")


@transaction.atomic
def create_household(
    *,
    by: User,
    head: Person,
    unit: AdministrativeUnit | None = None,
    address: str = "",
    valid_from: date | None = None,
    origin: str = "window",
) -> Household:
    """Make a household with its head; ``unit`` and ``address`` are the head's when not given."""
    policies.check_person(by, head, policies.REGISTER)
    place = unit or head.unit
    policies.check_register(by, place)
    household = Household.objects.create(
        unit=place, address=clean_text(address or head.address, "address", 500), origin=origin
    )
    audit.record(by=by, event="household.created", obj=household, detail={"head": head.pk})
    _join(by, household, head, HEAD, valid_from or clock.today())
    return household


@transaction.atomic
def add_member(
    *, by: User, household: Household, person: Person, relation: str, valid_from: date | None = None
) -> HouseholdMember:
    """Let ``person`` belong to ``household`` as ``relation`` to its head.

    WrongState when the person belongs to a household already, or when a second head is meant.
    """
    policies.check_household(by, household, policies.REGISTER)
    policies.check_person(by, person, policies.REGISTER)
    if relation not in HouseholdMember.Relation.values:
        raise Invalid(_("Choose the relation to the head of the household."), field="relation", value=relation)
    Household.objects.select_for_update().get(pk=household.pk)
    return _join(by, household, person, relation, valid_from or clock.today())


def _join(by: User, household: Household, person: Person, relation: str, valid_from: date) -> HouseholdMember:
    try:
        with transaction.atomic():
            member = HouseholdMember.objects.create(
                household=household,
                person=person,
                relation=relation,
                is_head=relation == HEAD,
                valid_from=valid_from,
            )
    except IntegrityError as error:
        if "one_head_a_household" in str(error):
            raise WrongState(
                _("The household has a head already."),
                code="second_head",
                field="relation",
                remedy=_("Choose another relation, or end the membership of the present head first."),
            ) from None
        if "one_open_membership_a_person" not in str(error):
            raise
        raise WrongState(
            _("This person belongs to a household already."),
            code="in_household",
            field="person",
            remedy=_("End that membership first."),
        ) from None
    audit.record(
        by=by,
        event="household.joined",
        obj=household,
        after={"relation": relation, "valid_from": valid_from},
        detail={"person": person.pk, "member": member.pk},
    )
    return member


@transaction.atomic
def end_membership(*, by: User, member: HouseholdMember, on: date, reason: str) -> HouseholdMember:
    """End a membership: ``on`` is the first day on which the person no longer belongs to the household."""
    policies.check_household(by, member.household, policies.EDIT)
    member.refresh_from_db(from_queryset=HouseholdMember.objects.select_for_update(of=("self",)))
    if member.valid_to is not None:
        raise WrongState(_("This membership has ended already."), code="ended")
    if on <= member.valid_from:
        raise Invalid(_("The last day is before the first."), field="on", value=on)
    member.valid_to = on
    member.save(update_fields=["valid_to"])
    audit.record(
        by=by,
        event="household.left",
        obj=member.household,
        reason=reason,
        after={"valid_to": on},
        detail={"person": member.person_id, "member": member.pk},
    )
    return member


@transaction.atomic
def record_income(
    *, by: User, household: Household, month: date, source: str, amount: Decimal, origin: str = "window"
) -> HouseholdIncome:
    """Record what the household had from ``source`` in ``month`` (any day of it); replaces an earlier entry."""
    policies.check_household(by, household, policies.REGISTER)
    if source not in HouseholdIncome.Source.values:
        raise Invalid(_("Choose the kind of income."), field="source", value=source)
    if not Decimal(0) <= amount <= MOST:
        raise Invalid(
            _("An income is not negative."),
            code="negative_income",
            field="amount",
            value=amount,
            remedy=_("Enter 0 when there was none."),
        )
    first = month.replace(day=1)
    if first > clock.today():
        raise Invalid(_("The month lies in the future."), code="future", field="month", value=month)
    earlier = HouseholdIncome.objects.filter(household=household, month=first, source=source).first()
    income, _created = HouseholdIncome.objects.update_or_create(
        household=household, month=first, source=source, defaults={"amount": amount, "origin": origin}
    )
    audit.record(
        by=by,
        event="household.income_recorded",
        obj=household,
        before={"amount": earlier.amount} if earlier else None,
        after={"amount": amount},
        detail={"income": income.pk, "month": first.isoformat(), "source": source},
    )
    return income
