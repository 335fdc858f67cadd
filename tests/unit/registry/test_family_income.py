"""The mean income of a family (TSA-2): whose income counts where, and a comparison with a slow, plain computation."""

from datetime import UTC, date, datetime
from decimal import ROUND_HALF_UP, Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dayaq.core import clock
from dayaq.core.errors import Invalid
from dayaq.core.periods import add_months
from dayaq.registry import api
from dayaq.registry.models import Household, HouseholdIncome, HouseholdMember
from tests.unit.registry.given import everywhere, person

pytestmark = pytest.mark.django_db
START, TODAY = date(2020, 1, 1), date(2024, 6, 15)
MONTHS = [add_months(date(2024, 6, 1), -back) for back in range(1, 13)]


@pytest.fixture
def by(db):
    with clock.frozen(datetime(2024, 6, 15, 8, tzinfo=UTC)):
        yield everywhere()


@pytest.fixture
def home(by):
    return api.create_household(by=by, head=person(by), valid_from=START)


def join(by, home, kind="resident", relation="child", **values):
    one = person(by, **values)
    api.add_member(by=by, household=home, person=one, relation=relation, valid_from=START, kind=kind)
    return one


def earn(by, home, amount, person=None, source="wage", months=MONTHS, **values):
    for month in months:
        api.record_income(
            by=by, household=home, month=month, source=source, amount=Decimal(amount), person=person, **values
        )


def mean(home, on=TODAY):
    found = api.family_incomes([home.pk], on).get(home.pk)
    return None if found is None else found.per_head


def test_the_published_example_of_targeted_assistance(by, home):
    for _ in range(3):
        join(by, home)
    earn(by, home, "500.00")
    assert mean(home) == 12500
    assert 4 * 160 - 4 * mean(home) // 100 == 140  # inventory 2.2, the amount of 2020


def test_a_dependant_counts_where_they_depend_and_not_where_they_live(by, home):
    earn(by, home, "400.00")
    student = join(by, home, kind="dependent", given_name="Aysel")
    assert mean(home) == 20000
    aunt = api.create_household(by=by, head=person(by), valid_from=START)
    api.add_member(by=by, household=aunt, person=student, relation="other_relative", valid_from=START)
    earn(by, aunt, "300.00")
    assert (mean(home), mean(aunt)) == (20000, 30000)


def test_the_income_of_somebody_goes_with_them_when_the_household_is_divided(by, home):
    son = join(by, home, given_name="Orxan", birth_date=date(2000, 1, 1))
    earn(by, home, "200.00", home.members.get(is_head=True).person)
    earn(by, home, "600.00", son)
    assert mean(home) == 40000
    moved = home.members.get(person=son)
    made = api.split_household(
        by=by, household=home, leaving={moved.pk: "head"}, head=son, on=date(2024, 6, 10), reason="evləndi"
    )
    assert (mean(home), mean(made)) == (20000, 60000)
    assert mean(home, date(2024, 6, 9)) == 40000


def test_what_came_in_for_a_household_counts_for_the_one_it_was_joined_to(by, home):
    earn(by, home, "300.00")
    other = api.create_household(by=by, head=person(by), valid_from=START)
    earn(by, other, "500.00", months=MONTHS[:11])
    api.merge_households(by=by, household=home, other=other, on=date(2024, 6, 10), reason="nikah")
    assert mean(home) is None  # a month of the other one is not known
    HouseholdIncome.objects.create(household=other, month=MONTHS[11], source_id="wage", amount=Decimal("500.00"))
    assert mean(home) == 40000


def test_a_month_without_an_entry_leaves_the_mean_unknown(by, home):
    earn(by, home, "300.00", months=MONTHS[1:])
    assert mean(home) is None
    earn(by, home, "0.00", months=MONTHS[:1])
    assert mean(home) == 27500


def test_an_income_is_verified_on_evidence_or_by_the_register_that_answered(by, home):
    earn(by, home, "1.00", months=MONTHS[:1], basis="register", evidence="DSMF")
    earn(by, home, "1.00", months=MONTHS[:1], source="rent", evidence="Müqavilə 3", is_verified=True)
    assert set(HouseholdIncome.objects.values_list("is_verified", flat=True)) == {True}
    for values in ({"is_verified": True}, {"basis": "rumour"}, {"source": "lottery"}, {"person": person(by)}):
        with pytest.raises(Invalid):
            earn(by, home, "1.00", months=MONTHS[:1], **values)
    with pytest.raises(IntegrityError), transaction.atomic():
        HouseholdIncome.objects.update(basis="register", is_verified=False)
    with pytest.raises(IntegrityError), transaction.atomic():
        HouseholdIncome.objects.update(basis="declared", evidence="")


def test_a_household_has_one_amount_a_month_source_and_person(by, home):
    for amount in ("1.00", "2.00"):
        earn(by, home, amount, months=MONTHS[:1])
        earn(by, home, amount, home.members.get().person, months=MONTHS[:1])
    assert sorted(HouseholdIncome.objects.values_list("amount", flat=True)) == [2, 2]
    with pytest.raises(IntegrityError), transaction.atomic():
        HouseholdIncome.objects.create(household=home, month=MONTHS[0], source_id="wage", amount=Decimal(3))


def test_the_old_amount_stays_in_history(by, home):
    earn(by, home, "1.00", months=MONTHS[:1])
    earn(by, home, "2.00", months=MONTHS[:1])
    history = HouseholdIncome._meta.apps.get_model("registry", "HouseholdIncomeEvent")
    assert [row.amount for row in history.objects.all()] == [1]


def test_the_means_of_many_households_are_one_statement(by):
    homes = [api.create_household(by=by, head=person(by), valid_from=START).pk for _ in range(5)]
    with CaptureQueriesContext(
        connection,
    ) as seen:
        api.family_incomes(homes, TODAY)
    assert len(seen) == 1


def naive(home, on):
    """The rule in words, one household at a time; None where it is not known. Whole qəpik, halves up."""

    def holds(row):
        return row.valid_from <= on and (row.valid_to is None or row.valid_to > on)

    now = [row for row in HouseholdMember.objects.all() if holds(row)]
    kept = {row.person_id for row in now if row.kind == "dependent"}
    people = {
        row.person_id
        for row in now
        if row.household_id == home.pk and (row.kind == "dependent" or row.person_id not in kept)
    }
    parts, wave = {home.pk: None}, [home.pk]
    while wave:
        joined = Household.objects.filter(merged_into__in=wave, ended_on__lte=on)
        wave = []
        for one in joined:
            parts[one.pk] = min(filter(None, [one.ended_on, parts[one.merged_into_id]]))
            wave.append(one.pk)
    first = on.replace(day=1)
    incomes = [row for row in HouseholdIncome.objects.all() if add_months(first, -12) <= row.month < first]
    counted = [
        row for row in incomes if row.person_id in people or (row.person_id is None and row.household_id in parts)
    ]
    if not people or not counted:
        return None
    for pk, until in parts.items():
        since = min(HouseholdMember.objects.filter(household=pk).values_list("valid_from", flat=True)).replace(day=1)
        for back in range(1, 13):
            month = add_months(first, -back)
            own = any(row.household_id == pk and row.month == month for row in incomes)
            carried = any(row.person_id in people and row.month == month for row in incomes)
            if own or (until is not None and month >= until.replace(day=1)):
                continue
            if month >= since or (pk == home.pk and not carried):
                return None
    exact = sum(row.amount for row in counted) * 100 / (12 * len(people))
    return int(exact.quantize(Decimal(1), ROUND_HALF_UP))


amounts = st.decimals(0, 900, places=2)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_the_mean_is_that_of_the_plain_computation(by, data):
    with transaction.atomic():
        people = [person(by, given_name=name) for name in ("Ayaz", "Banu", "Cavid", "Dilarə")]
        homes = [
            api.create_household(by=by, head=one, valid_from=data.draw(st.dates(START, date(2024, 4, 1))))
            for one in people[:2]
        ]
        for one, kind in ((people[2], "resident"), (people[3], "resident"), (people[3], "dependent")):
            if kind == "dependent" and not data.draw(st.booleans()):
                continue
            taken = HouseholdMember.objects.filter(person=one).values("household")
            free = [home for home in homes if not home.members.filter(household__in=taken).exists()]
            api.add_member(
                by=by, household=data.draw(st.sampled_from(free)), person=one, relation="sibling", kind=kind,
                valid_from=data.draw(st.dates(START, TODAY)),
            )  # fmt: skip
        gaps = data.draw(st.sets(st.sampled_from(MONTHS), max_size=1)) if data.draw(st.booleans()) else set()
        for home in homes:
            for month in [date(2023, 5, 1), *MONTHS]:
                if month in gaps:
                    continue
                for whose in data.draw(st.sets(st.sampled_from([None, *people]), min_size=1, max_size=2)):
                    HouseholdIncome.objects.create(
                        household=home, month=month, source_id="wage", person=whose, amount=data.draw(amounts)
                    )
        if data.draw(st.booleans()):
            api.merge_households(by=by, household=homes[0], other=homes[1], on=TODAY, reason="nikah")
        for on in (TODAY, date(2024, 5, 31), data.draw(st.dates(date(2024, 4, 1), TODAY))):
            assert {home.pk: mean(home, on) for home in homes} == {home.pk: naive(home, on) for home in homes}
        transaction.set_rollback(True)
