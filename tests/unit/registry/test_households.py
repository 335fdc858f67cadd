"""Households: joined, left, and what came in."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from dayaq.core.errors import Denied, Invalid, WrongState
from dayaq.core.models import AuditEvent
from dayaq.registry import api
from dayaq.registry.models import HouseholdIncome, HouseholdMember
from tests.unit.registry.given import astara, caseworker, everywhere, operator, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def household():
    return api.create_household(by=everywhere(), head=person(), valid_from=date(2020, 1, 1))


def head_of(household):
    return household.members.get(is_head=True).person


def test_a_household_begins_with_its_head_at_the_heads_address(household):
    member = household.members.get()
    assert (member.relation, member.is_head, household.unit) == ("head", True, member.person.unit)
    events = AuditEvent.objects.filter(object_type="registry.household").values_list("event", flat=True)
    assert sorted(events) == ["household.created", "household.joined"]


def test_a_person_belongs_to_one_household_at_a_time(household):
    with pytest.raises(WrongState) as caught:
        api.create_household(by=everywhere(), head=head_of(household))
    assert caught.value.code == "in_household"
    with pytest.raises(IntegrityError), transaction.atomic():
        HouseholdMember.objects.create(
            household=household, person=head_of(household), relation="child", valid_from=date(2021, 1, 1)
        )


def test_a_household_has_one_head(household):
    with pytest.raises(WrongState) as caught:
        api.add_member(by=everywhere(), household=household, person=person(), relation="head")
    assert caught.value.code == "second_head"


def test_whoever_left_may_join_another_household(household):
    by, one = everywhere(), person()
    member = api.add_member(by=by, household=household, person=one, relation="sibling", valid_from=date(2020, 1, 1))
    api.end_membership(by=by, member=member, on=date(2021, 5, 1), reason="köçüb")
    other = api.create_household(by=by, head=one, valid_from=date(2021, 5, 1))
    assert api.household_of(one, by).household == other
    assert [gone.person for gone in api.past_members(household, by)] == [one]


def test_a_membership_ends_once_and_not_before_it_began(household):
    by, member = everywhere(), household.members.get()
    with pytest.raises(Invalid):
        api.end_membership(by=by, member=member, on=date(2020, 1, 1), reason="səhv")
    api.end_membership(by=by, member=member, on=date(2020, 1, 2), reason="səhv")
    with pytest.raises(WrongState):
        api.end_membership(by=by, member=member, on=date(2020, 1, 3), reason="səhv")


def test_an_operator_makes_households_but_ends_no_membership(household):
    with pytest.raises(Denied):
        api.end_membership(by=operator(), member=household.members.get(), on=date(2021, 1, 1), reason="köçüb")
    assert api.create_household(by=operator(), head=person())


def test_a_foreign_household_is_refused(household):
    stranger = operator(astara())
    with pytest.raises(Denied):
        api.add_member(by=stranger, household=household, person=person(unit=astara()), relation="child")
    with pytest.raises(Denied):
        api.record_income(by=stranger, household=household, month=date(2024, 1, 1), source="wage", amount=Decimal(1))


def test_an_income_is_recorded_once_a_month_and_source_and_can_be_replaced(household):
    by = caseworker()
    for amount in ("300.00", "345.00"):
        api.record_income(by=by, household=household, month=date(2024, 1, 17), source="wage", amount=Decimal(amount))
    income = HouseholdIncome.objects.get()
    assert (income.month, income.amount) == (date(2024, 1, 1), Decimal("345.00"))
    event = AuditEvent.objects.filter(event="household.income_recorded").latest("pk")
    assert event.before_digest != event.after_digest
    assert "345" not in str(event.detail)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"amount": Decimal("-1")}, "amount"),
        ({"source": "lottery"}, "source"),
        ({"month": date(2999, 1, 1)}, "month"),
    ],
)
def test_an_impossible_income_is_refused(household, values, field):
    usual = {"month": date(2024, 1, 1), "source": "wage", "amount": Decimal(1)}
    with pytest.raises(Invalid) as caught:
        api.record_income(by=everywhere(), household=household, **{**usual, **values})
    assert caught.value.field == field


def test_incomes_are_shown_by_month_newest_first(household):
    by = everywhere()
    for month, source, amount in ((1, "wage", 300), (1, "pension", 200), (2, "wage", 310)):
        api.record_income(by=by, household=household, month=date(2024, month, 1), source=source, amount=Decimal(amount))
    months = api.incomes_of(household)
    assert [(row.month.month, row.total, len(row.entries)) for row in months] == [(2, 310, 1), (1, 500, 2)]
    assert api.incomes_of(household, 1)[0].total == 310


def test_the_database_refuses_a_negative_income_and_a_day_that_begins_no_month(household):
    for values in ({"amount": -1, "month": date(2024, 1, 1)}, {"amount": 1, "month": date(2024, 1, 2)}):
        with pytest.raises(IntegrityError), transaction.atomic():
            HouseholdIncome.objects.create(household=household, source_id="wage", **values)
