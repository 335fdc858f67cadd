"""The whole country in its order: reference, staff, people, history, open cases; all of it or none."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Final

from django.db.models import Model

from dayaq.accounts.api import system_user
from dayaq.accounts.models import User
from dayaq.funds.models import FundSource
from dayaq.places.api import districts
from dayaq.programmes.models import Application, DecisionRecord, Enrolment, Programme
from dayaq.registry.models import Household, HouseholdIncome, HouseholdMember, Person, PersonName, Status
from dayaq.seeds.accounts import Staff, close_past_accounts, make_staff
from dayaq.seeds.calendar import Calendar
from dayaq.seeds.dice import Dice
from dayaq.seeds.history.applications import Applications, Funds
from dayaq.seeds.history.delivery import Delivery, make_suppliers
from dayaq.seeds.history.money import write_books
from dayaq.seeds.history.monitoring import NEAR, write_breaches, write_visits
from dayaq.seeds.history.plan import Plan
from dayaq.seeds.naming import DATA
from dayaq.seeds.people import People, build_people
from dayaq.seeds.population import write_households, write_incomes, write_people
from dayaq.seeds.press import Press
from dayaq.seeds.reference import close_sponsor_fund, load_reference, make_funds, make_programme
from dayaq.seeds.statuses import Statuses, codes_of_units
from dayaq.seeds.stories.cast import Cast
from dayaq.seeds.stories.scenes import Scenes
from dayaq.seeds.stories.teller import Teller
from dayaq.seeds.stories.told import tell
from dayaq.selfemployment.models import (
    Asset,
    Breach,
    BusinessPlan,
    Case,
    Contract,
    HandoverAct,
    HandoverItem,
    MonitoringVisit,
    Supplier,
)

Say = Callable[[str], None]

POOR: Final = 0.045
RESTRICTED: Final = 0.0008
LANES: Final[dict[str, tuple[type[Model], ...]]] = {
    "people": (Person, PersonName, Household, HouseholdMember, HouseholdIncome, Status),
    "applications": (Application, DecisionRecord, Enrolment),
    "delivery": (Case, BusinessPlan, Contract, Asset, HandoverAct, HandoverItem, MonitoringVisit, Breach),
}
"""What is written side by side; rows of a lane refer to their own and to earlier ones only."""
PLAYERS: Final = {"AZ-LAN": 380, "AZ-MAS": 220, "AZ-SM": 60, "AZ-GA": 60}
"""So many persons at least live where the open cases are, however small the country."""


class Country:
    """Makes the country of a day, part by part; the clock is held at that day, ``api`` says in which transactions."""

    def __init__(self, on: date, persons: int, say: Say) -> None:
        self.on, self.wanted, self.say = on, persons, say

    def prepare(self) -> None:
        """The first part: what comes with the software, who works there, the funds."""
        with self._step("Places, law, accounts, funds"):
            load_reference()
            self.system: User = system_user()
            self.staff: Staff = make_staff(self.on)
            self.programme: Programme = make_programme(self.staff)
            self.funds: Funds = make_funds(self.staff, self.programme)
            make_suppliers()
            self.calendar = Calendar(self.on)

    def write_people(self, press: Press) -> None:
        """The second part: persons, names, households."""
        with self._step(f"{self.wanted:,} persons in their households"):
            self._people(press)

    def write_history(self, press: Press) -> None:
        """The third part: the years of the programme, and what became of those who worked for it."""
        with self._step("The history of the programme"):
            self._history(press)
        with self._step("Checking and keeping all of it"):
            press.commit()
            press.record(self.system)
        close_sponsor_fund(self.staff, self.funds)
        close_past_accounts(self.staff)

    def tell_stories(self) -> None:
        """The last part: the open cases. It reads what the others wrote, so it may be run by itself."""
        with self._step("Open cases through the ordinary actions"):
            scenes = Scenes(self.on.toordinal(), Calendar(self.on))
            programme = Programme.objects.get(code="self_employment")
            staff = Staff({user.username: user for user in User.objects.all()})
            teller = Teller(staff, programme, Cast(self.on, PLAYERS), list(Supplier.objects.order_by("pk")))
            tell(scenes, teller, staff, programme, FundSource.objects.get(code="state-budget"))

    @contextmanager
    def _step(self, what: str) -> Iterator[None]:
        started = time.monotonic()
        yield
        self.say(f"  {what}: {time.monotonic() - started:.1f} s")

    def _people(self, press: Press) -> None:
        population = json.loads((DATA / "districts.json").read_text(encoding="utf-8"))
        shares = population["population"]
        self.units = {unit.pk: unit.code for unit in districts(self.on) if unit.code in shares}
        elsewhere = sum(shares[code] for code in self.units.values() if code not in PLAYERS)
        scale = elsewhere / (self.wanted - sum(PLAYERS.values()))
        weights = {pk: max(float(shares[code]), PLAYERS.get(code, 0) * scale) for pk, code in self.units.items()}
        self.people: People = build_people(self.on, self.wanted, weights)
        dice = Dice("poverty")
        self.poor = frozenset(home for home in range(len(self.people.household_unit)) if dice.chance(POOR))
        adult = self.people.today - 19 * 366
        self.restricted = frozenset(
            person
            for person in range(len(self.people))
            if dice.chance(RESTRICTED) and self.people.birth[person] < adult and not self.people.death[person]
        )
        self.lost = set(population["displaced_from"])
        self.persons = write_people(self.people, press=press, restricted=self.restricted)
        homes = write_households(self.people, self.persons, press=press)
        write_incomes(self.people, homes, self.poor, press=press)

    def _history(self, press: Press) -> None:
        people, calendar, staff = self.people, self.calendar, self.staff
        plan = Plan(people, calendar, self.restricted, Scenes(self.on.toordinal(), calendar).enrolments())
        statuses = Statuses(people, plan.entries, codes_of_units(), self.lost)
        statuses.decide(self.poor, self.restricted)
        statuses.write(self.persons, press=press, verifier=staff["past_caseworker"])
        applications = Applications(self.programme, people, self.persons, calendar, staff, self.funds)
        keys = applications.write(plan.entries, press=press)
        delivery = Delivery(people, self.persons, calendar, staff, self.funds)
        stories = delivery.stories(plan.entries, keys.enrolment)
        delivery.write(stories, press=press)
        near = frozenset(pk for pk, code in self.units.items() if code in NEAR)
        write_visits(stories, delivery, calendar, staff, near, press=press)
        write_breaches(stories, delivery, staff, press=press)
        write_books(stories, delivery, calendar, self.funds, by=self.system)
