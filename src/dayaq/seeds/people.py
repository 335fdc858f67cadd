"""The people of the demonstration country: persons in households, in memory, before anything is written.

Everything is a column: the n-th entry of each list belongs to the n-th person. Days are ordinals (``date.toordinal``),
0 where there is none. Assumptions stand in README.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final, NamedTuple

from dayaq.seeds.dice import Dice, Weighted
from dayaq.seeds.naming import Family, Names, surname

YEAR: Final = 365.2425
HEAD, SPOUSE, CHILD, PARENT = "head", "spouse", "child", "parent"
SIBLING, GRANDCHILD, OTHER = "sibling", "grandchild", "other_relative"

_CHILDREN: Final = Weighted([1, 2, 3, 4, 5], [17, 40, 27, 12, 4])


class Membership(NamedTuple):
    """A person in a household: days as ordinals, ``until`` excluded and 0 while it is open."""

    household: int
    person: int
    relation: str
    since: int
    until: int


class Daughter(NamedTuple):
    """Parents whose daughter lives elsewhere now."""

    household: int
    family: Family
    father: str
    father_birth: int


@dataclass
class People:
    """The columns. ``family`` makes the surname; ``home`` is the household in which the person lives or last lived."""

    on: date
    sex: list[str] = field(default_factory=list)
    birth: list[int] = field(default_factory=list)
    death: list[int] = field(default_factory=list)
    family: list[Family] = field(default_factory=list)
    given: list[str] = field(default_factory=list)
    father: list[str] = field(default_factory=list)
    home: list[int] = field(default_factory=list)
    household_unit: list[int] = field(default_factory=list)
    memberships: list[Membership] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.sex)

    @property
    def today(self) -> int:
        """The day of the country as an ordinal."""
        return self.on.toordinal()

    def unit_of(self, person: int) -> int:
        """Key of the unit in which a person lives."""
        return self.household_unit[self.home[person]]

    def surname_of(self, person: int) -> str:
        """The surname, in the form of the person's sex."""
        return surname(self.family[person], self.sex[person])

    def age_on(self, person: int, day: int) -> int:
        """Completed years on a day, as law counts them to within a day."""
        return int((day - self.birth[person]) / YEAR)


class _Builder:
    """Founds households until there are enough persons."""

    def __init__(self, on: date, wanted: int, units: Mapping[int, float]) -> None:
        self.people = People(on)
        self.wanted = wanted
        self.dice = Dice("people")
        self.names = Names(Dice("names"))
        self.units = Weighted(list(units), units.values())
        self.today = on.toordinal()
        self.daughters: dict[int, list[Daughter]] = {}
        self.kinds = Weighted(
            [
                self._single,
                self._lone_elder,
                self._couple,
                self._elder_couple,
                self._nuclear,
                self._one_parent,
                self._three,
            ],
            [2, 3, 4, 5, 49, 5, 32],
        )

    def build(self) -> People:
        while (left := self.wanted - len(self.people)) > 0:
            kind = self.kinds.at(self.dice.random()) if left > 12 else self._single
            self.people.household_unit.append(self.units.at(self.dice.random()))
            kind()
        return self.people

    # A person, and belonging

    def _person(self, sex: str, birth: int, family: Family, father: str = "", death: int = 0) -> int:
        people = self.people
        people.sex.append(sex)
        people.birth.append(birth)
        people.death.append(death)
        people.family.append(family)
        people.given.append(self.names.given(sex, family))
        people.father.append(father or self.names.given("m", family))
        people.home.append(len(people.household_unit) - 1)
        return len(people) - 1

    def _joins(self, person: int, relation: str, since: int) -> None:
        people = self.people
        until = people.death[person] + 1 if people.death[person] else 0
        start = max(since, people.birth[person])
        if until and until <= start:
            start = until - 1
        people.memberships.append(Membership(people.home[person], person, relation, start, until))

    def _born(self, youngest: float, oldest: float) -> int:
        """A day of birth that makes somebody between two ages today."""
        return self.today - int((youngest + (oldest - youngest) * self.dice.random()) * YEAR)

    def _sex(self, male: float = 0.5) -> str:
        return "m" if self.dice.random() < male else "f"

    # Households

    def _single(self) -> None:
        sex = self._sex(0.6)
        person = self._person(sex, self._born(22, 66), self.names.family())
        self._joins(person, HEAD, self.today - self.dice.between(100, 4000))

    def _lone_elder(self) -> None:
        dice = self.dice
        widow = self._person("f" if dice.chance(0.8) else "m", self._born(62, 90), self.names.family())
        founded = self.people.birth[widow] + int(24 * YEAR)
        self._joins(widow, HEAD, founded)
        if dice.chance(0.35):
            sex = "m" if self.people.sex[widow] == "f" else "f"
            death = self.today - dice.between(30, 5000)
            late = self._person(
                sex, self.people.birth[widow] - dice.between(200, 2500), self.names.family(), death=death
            )
            self._joins(late, SPOUSE, founded)

    def _pair(self, wife_birth: int, husband_family: Family | None = None, father: str = "") -> tuple[int, int, int]:
        """Husband, wife and the day of their marriage."""
        dice, people = self.dice, self.people
        married = wife_birth + int((19 + 8 * dice.random()) * YEAR)
        married = min(married, self.today - dice.between(20, 200))
        husband_birth = wife_birth - int((1 + 7 * dice.random() - 1.5) * YEAR)
        husband = self._person("m", husband_birth, husband_family or self.names.family(), father)
        origin = self._origin_of_bride(wife_birth)
        family = origin.family if origin else self.names.family()
        taken = people.family[husband] if dice.chance(0.35) else family
        wife = self._person("f", wife_birth, taken, origin.father if origin else "")
        if origin and married > wife_birth:
            people.memberships.append(Membership(origin.household, wife, CHILD, wife_birth, married))
        return husband, wife, married

    def _origin_of_bride(self, birth: int) -> Daughter | None:
        """Parents in the same place who are of the right age, in a third of marriages."""
        waiting = self.daughters.get(self.people.household_unit[-1])
        if not waiting or not self.dice.chance(0.35):
            return None
        found = waiting[-1]
        if not 20 * YEAR < birth - found.father_birth < 45 * YEAR:
            return None
        return waiting.pop()

    def _children(self, father: int, mother: int, married: int, relation: str = CHILD) -> None:
        dice, people = self.dice, self.people
        born = max(married, people.birth[mother] + int(18 * YEAR)) + dice.between(250, 900)
        for _ in range(_CHILDREN.at(dice.random())):
            at_home = 18 + 12 * dice.random()
            if born > self.today or born > people.birth[mother] + 45 * YEAR:
                break
            if (self.today - born) / YEAR < at_home:
                sex = self._sex(0.53)
                child = self._person(sex, born, people.family[father], people.given[father])
                self._joins(child, relation, born)
            born += dice.between(500, 1700)

    def _couple(self) -> None:
        husband, wife, married = self._pair(self._born(20, 62))
        self._joins(husband, HEAD, married)
        self._joins(wife, SPOUSE, married)

    def _elder_couple(self) -> None:
        husband, wife, married = self._pair(self._born(54, 82))
        self._joins(husband, HEAD, married)
        self._joins(wife, SPOUSE, married)
        people = self.people
        found = Daughter(people.home[husband], people.family[husband], people.given[husband], people.birth[husband])
        self.daughters.setdefault(people.household_unit[-1], []).append(found)

    def _nuclear(self) -> None:
        husband, wife, married = self._pair(self._born(21, 57))
        self._joins(husband, HEAD, married)
        self._joins(wife, SPOUSE, married)
        self._children(husband, wife, married)

    def _one_parent(self) -> None:
        dice, people = self.dice, self.people
        mother = self._person("f", self._born(26, 55), self.names.family())
        married = people.birth[mother] + int((20 + 6 * dice.random()) * YEAR)
        self._joins(mother, HEAD, married)
        if dice.chance(0.4):
            death = max(self.today - dice.between(30, 4000), married + 400)
            birth = people.birth[mother] - dice.between(100, 2500)
            father = self._person("m", birth, people.family[mother], death=min(death, self.today - 1))
            self._joins(father, SPOUSE, married)
            self._children(father, mother, married)
        else:
            family = self.names.family()
            absent = self.names.given("m", family)
            born = married + dice.between(250, 900)
            for _ in range(dice.between(1, 2)):
                if born > self.today:
                    break
                child = self._person(self._sex(0.52), born, family, absent)
                self._joins(child, CHILD, born)
                born += dice.between(600, 1700)

    def _three(self) -> None:
        """Grandparents, a son with his wife and children, sometimes a son or daughter who has not married."""
        dice, people = self.dice, self.people
        grandmother_birth = self._born(47, 84)
        family = self.names.family()
        old = (self.today - grandmother_birth) / YEAR
        has_both = dice.chance(1.25 - old / 110)
        founded = grandmother_birth + int(22 * YEAR)
        grandfather_name = self.names.given("m", family)
        grandfather = -1
        if has_both:
            grandfather = self._person("m", grandmother_birth - dice.between(0, 2500), family)
            grandfather_name = people.given[grandfather]
            self._joins(grandfather, HEAD, founded)
        grandmother = self._person("f", grandmother_birth, family if dice.chance(0.4) else self.names.family())
        self._joins(grandmother, SPOUSE if has_both else PARENT, founded)
        wife_birth = min(grandmother_birth + int((23 + 9 * dice.random()) * YEAR), self.today - int(19.5 * YEAR))
        son, wife, married = self._pair(wife_birth, family, grandfather_name)
        people.birth[son] = max(people.birth[son], grandmother_birth + int(17.5 * YEAR))
        self._joins(son, CHILD if has_both else HEAD, people.birth[son])
        self._joins(wife, OTHER if has_both else SPOUSE, married)
        self._children(son, wife, married, GRANDCHILD if has_both else CHILD)
        if dice.chance(0.22):
            birth = people.birth[son] + dice.between(500, 3500)
            if birth < self.today and birth < grandmother_birth + 45 * YEAR:
                sibling = self._person(self._sex(), birth, family, grandfather_name)
                self._joins(sibling, CHILD if has_both else SIBLING, birth)


def build_people(on: date, wanted: int, units: Mapping[int, float]) -> People:
    """``wanted`` persons; ``units`` maps the key of a place to its share of the population."""
    return _Builder(on, wanted, units).build()
