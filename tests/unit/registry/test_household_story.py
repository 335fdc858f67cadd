"""Random divisions, joinings, moves and heads against a plain model: nobody is lost, doubled, or in two homes."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dayaq.core import clock
from dayaq.core.errors import DomainError
from dayaq.registry import api
from dayaq.registry.models import Household, HouseholdMember, Person
from tests.unit.registry.given import astara, everywhere, lerik, person

pytestmark = pytest.mark.django_db
START = date(2020, 1, 1)


class Story:
    """What a plain person would keep: for each day on which something happened, who lives where under which head."""

    def __init__(self, by, draw):
        self.by, self.draw, self.day = by, draw, START
        self.homes: dict[int, list[int]] = {}
        self.places: dict[int, str] = {}
        self.kept = []
        for size in (3, 2, 1):
            people = [person(by) for _ in range(size)]
            home = api.create_household(by=by, head=people[0], valid_from=START)
            for one in people[1:]:
                api.add_member(by=by, household=home, person=one, relation="sibling", valid_from=START)
            self.homes[home.pk] = [one.pk for one in people]
            self.places[home.pk] = home.unit.code
        self.remember()

    def remember(self):
        self.kept.append((self.day, {pk: set(people) for pk, people in self.homes.items()}, dict(self.places)))

    def step(self):
        before = {pk: list(people) for pk, people in self.homes.items()}
        self.day += timedelta(days=self.draw(st.integers(0, 40)))
        act = self.draw(st.sampled_from([self.split, self.merge, self.move, self.head]))
        try:
            with transaction.atomic():
                act(Household.objects.get(pk=self.draw(st.sampled_from(sorted(self.homes)))))
        except DomainError:
            self.homes = before
            return
        if self.kept[-1][0] == self.day:
            self.kept.pop()
        self.remember()

    def members(self, home):
        return {one.person_id: one for one in HouseholdMember.objects.filter(household=home, valid_to=None)}

    def usual(self, home):
        return {"by": self.by, "household": home, "on": self.day, "reason": "hekayə"}

    def split(self, home):
        people = self.homes[home.pk]
        going = sorted(self.draw(st.sets(st.sampled_from(people), min_size=1)))
        head = self.draw(st.sampled_from(going))
        staying = [one for one in people if one not in going]
        members = self.members(home)
        leaving = {members[one].pk: "head" if one == head else "sibling" for one in going}
        new_head = None
        if staying and people[0] in going:
            new_head = self.draw(st.sampled_from(staying))
            staying.sort(key=lambda one: one != new_head)
        made = api.split_household(
            **self.usual(home), leaving=leaving, head=Person.objects.get(pk=head),
            new_head=Person.objects.get(pk=new_head) if new_head else None,
        )  # fmt: skip
        self.homes[home.pk] = staying
        self.homes[made.pk] = sorted(going, key=lambda one: one != head)
        self.places[made.pk] = made.unit.code

    def merge(self, home):
        other = self.draw(st.sampled_from(sorted(self.homes)))
        api.merge_households(**self.usual(home), other=Household.objects.get(pk=other))
        self.homes[home.pk] = self.homes[home.pk] + self.homes.pop(other)

    def move(self, home):
        unit = self.draw(st.sampled_from([lerik(), astara()]))
        street = self.draw(st.sampled_from(["Bağ 1", "Sahil 4", "Nar 9"]))
        api.move_household(**self.usual(home), unit=unit, address=street)
        self.places[home.pk] = unit.code

    def head(self, home):
        one = self.draw(st.sampled_from(self.homes[home.pk]))
        api.change_head(**self.usual(home), head=Person.objects.get(pk=one))
        self.homes[home.pk].sort(key=lambda each: each != one)

    def check(self):
        everybody = set().union(*self.kept[0][1].values())
        for day, homes, places in self.kept:
            found: dict[int, set[int]] = {}
            heads = []
            for row in HouseholdMember.objects.on(day):
                found.setdefault(row.household_id, set()).add(row.person_id)
                heads += [row.household_id] if row.is_head else []
            assert found == homes
            assert sorted(heads) == sorted(homes)  # one head each
            assert sum(map(len, found.values())) == len(everybody)  # at most one home each
            assert set().union(*found.values()) == everybody
            for pk in homes:
                assert api.home_at(Household.objects.get(pk=pk), day).unit.code == places[pk]
        for pk, people in self.homes.items():
            heads = HouseholdMember.objects.filter(household=pk, valid_to=None, is_head=True)
            assert heads.get().person_id == people[0]
            units = set(Person.objects.filter(pk__in=people).values_list("unit__code", flat=True))
            assert units == {self.places[pk]}


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_whatever_happens_to_households_nobody_is_lost_or_doubled(db, data):
    with clock.frozen(datetime(2026, 1, 1, tzinfo=UTC)), transaction.atomic():
        story = Story(everywhere(), data.draw)
        for _ in range(data.draw(st.integers(1, 7))):
            story.step()
        story.check()
        transaction.set_rollback(True)
