"""Who applied when, and what became of it: the whole history as facts in memory, before anything is written.

The yearly figures are those of the inventory (2.1, QTY-03 to QTY-08; 1.10 no. 8). The rest is assumed: README.md.
Days are ordinals.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from dayaq.core.periods import add_months
from dayaq.seeds.calendar import Calendar
from dayaq.seeds.dice import Dice
from dayaq.seeds.people import YEAR, People

WHOLE: Final = 240_000
ENROLLED: Final = {
    2017: 1_172, 2018: 7_267, 2019: 10_716, 2020: 12_548, 2021: 16_004,
    2022: 1_640, 2023: 1_580, 2024: 1_630, 2025: 1_680,
}  # fmt: skip
LATER: Final = 1_700
TWO_CATEGORIES: Final = 8_000
SPONSORED, SPONSORED_OF_TWO = 27, 14
UNTIL_MID_NOVEMBER, EQUIPPED_MID_NOVEMBER = 13_061, 7_042
#: of those enrolled in a year, how many had their assets by its end
EQUIPPED_IN_YEAR: Final = {2017: 1_021, 2018: 5_500, 2019: 7_540, 2020: 9_870, 2021: 9_450}
UNEMPLOYED_MONTHS: Final = (3, 3, 8, 8, 14, 26)
"""How long somebody had been registered as unemployed: a few values, so that decisions repeat."""
QUIET: Final = 210
"""So many days before the day of the country the history ends: whoever was enrolled by then is equipped or has left."""

WAR_ENDED: Final = date(2020, 11, 10).toordinal()
YEAR_ENDED: Final = date(2021, 12, 31).toordinal()
MID_NOVEMBER: Final = date(2021, 11, 15).toordinal()
MEMORANDUM: Final = date(2021, 3, 2).toordinal()


@dataclass(slots=True)
class Entry:
    """One application of the past and what followed. ``state`` is that of the application."""

    person: int
    submitted: int
    decided: int = 0
    state: str = "enrolled"
    enrolled: int = 0
    landowner: bool = False
    assistance: bool = False
    disability: bool = False
    custody: bool = False
    insured: bool = False
    martyr: bool = False
    war: bool = False
    low_income: bool = False
    income: int = 0
    unemployed_months: int = 0
    sponsored: bool = False
    equipped: int = 0
    end: str = ""
    ended: int = 0

    @property
    def of_two(self) -> bool:
        """Whether the person is of one of the two categories."""
        return self.martyr or self.war


class Plan:
    """Entries, in the order of submission."""

    def __init__(
        self, people: People, calendar: Calendar, restricted: frozenset[int], open_days: Sequence[int]
    ) -> None:
        """``open_days``: when those are enrolled, unemployed all of them, whose cases are still open."""
        self.people, self.calendar = people, calendar
        self.dice = Dice("history")
        self.scale = min(1.0, len(people) / WHOLE)
        self.last = people.today - QUIET
        adults = [
            person
            for person in range(len(people))
            if not people.death[person]
            and person not in restricted
            and people.birth[person] < people.today - int(18.5 * YEAR)
        ]
        self.pool = self.dice.shuffled(adults)
        self.entries: list[Entry] = []
        for year in range(2017, date.fromordinal(self.last).year + 1):
            self._cohort(year)
        self._last_landowners(open_days)
        self._sponsored()
        self._two_categories()
        for entry in self.entries:
            self._facts(entry)
            self._end(entry)
        self._not_enrolled()
        self.entries.sort(key=lambda entry: (entry.submitted, entry.person))

    def _scaled(self, count: int) -> int:
        return max(1, round(count * self.scale))

    def _take(self, count: int, first: int, last: int) -> list[int]:
        """So many persons who are of working age the whole time, each once in the whole history."""
        taken: list[int] = []
        left: list[int] = []
        ages = {sex: self._oldest(sex, first) for sex in ("m", "f")}
        birth, sex = self.people.birth, self.people.sex
        for number, person in enumerate(self.pool):
            if len(taken) == count:
                left += self.pool[number:]
                break
            fits = birth[person] < first - 18.1 * YEAR and birth[person] > last - ages[sex[person]] * YEAR
            (taken if fits else left).append(person)
        if len(taken) < count:
            raise ValueError("there are not enough persons of working age for this history")
        self.pool = left
        return taken

    def _oldest(self, sex: str, day: int) -> float:
        """The age at which nobody is of pension age yet in the year that begins on ``day``; at most 62."""
        years = int(self.calendar.parameter(f"pension.age_{'men' if sex == 'm' else 'women'}", day))
        return min(62.0, years - 0.1)

    def _cohort(self, year: int) -> None:
        count = self._scaled(ENROLLED.get(year, LATER))
        first, end = date(year, 1, 8).toordinal(), date(year, 12, 29).toordinal()
        if self.last < end:
            count = count * max(0, self.last - first) // (end - first)
            end = self.last
        present = year == self.people.on.year
        count -= count % 3 if present else 0
        if not count:
            return
        days = self._days(year, first, end, count)
        every = 3 if present else 4
        cohort = [
            Entry(person=person, submitted=0, enrolled=day, landowner=number % every == every - 1)
            for number, (person, day) in enumerate(zip(self._take(count, first, end), days, strict=True))
        ]
        self._equip(year, cohort)
        self.entries += cohort

    def _last_landowners(self, open_days: Sequence[int]) -> None:
        """Fill this year's cap on landowners up, so that the next one waits (SE-7). Those who did soon left."""
        first, until = date(self.people.on.year, 1, 1).toordinal(), self.people.today - 9
        this_year = [entry for entry in self.entries if entry.enrolled >= first]
        landowners = sum(entry.landowner for entry in this_year)
        days = sorted(
            [entry.enrolled for entry in this_year if not entry.landowner] + [d for d in open_days if d >= first]
        )
        for number, day in enumerate(days, start=1):
            while landowners < number // 2 and day > self.last:
                enrolled = min(self.calendar.after(day, 1), until)
                (person,) = self._take(1, enrolled - 40, enrolled)
                self.entries.append(Entry(person=person, submitted=0, enrolled=enrolled, landowner=True))
                landowners += 1

    def _days(self, year: int, first: int, end: int, count: int) -> list[int]:
        dice = self.dice
        spans = [(first, end, count)]
        if year == 2021:
            early = min(count, round(UNTIL_MID_NOVEMBER * self.scale))
            spans = [(first, MID_NOVEMBER, early), (MID_NOVEMBER + 1, end, count - early)]
        found: list[int] = []
        for since, until, many in spans:
            working = self.calendar.between(since, until)
            found += sorted(dice.pick(working) for _ in range(many))
        return found

    def _equip(self, year: int, cohort: list[Entry]) -> None:
        """Hand over to most, first come first served, so that the published counts at year's end come out."""
        dice, working = self.dice, self.calendar.on_or_before
        stays = [entry for entry in cohort if not dice.chance(0.055)]
        cuts: list[tuple[int, int]] = []
        if year == 2021:
            cuts.append((MID_NOVEMBER, round(EQUIPPED_MID_NOVEMBER * self.scale)))
        if year in EQUIPPED_IN_YEAR:
            cuts.append((date(year, 12, 31).toordinal(), round(EQUIPPED_IN_YEAR[year] * self.scale)))
        done, after = 0, 0
        for cut, many in cuts:
            for entry in stays[done:many]:
                low = max(entry.enrolled + 25, after + 3)
                entry.equipped = max(working(dice.between(low, max(low, min(cut, low + 160)))), after + 1)
            done, after = max(done, min(many, len(stays))), cut
        for entry in stays[done:]:
            low = max(entry.enrolled + 25, after + 3)
            entry.equipped = max(working(dice.between(low, low + 100)), after + 1)

    def _sponsored(self) -> None:
        """Choose whom the confederation's fund equipped, two or three to a district (QTY-07)."""
        start = MEMORANDUM + 12
        able = [e for e in self.entries if start <= e.enrolled and 0 < e.equipped <= YEAR_ENDED]
        chosen: list[Entry] = []
        by_unit: Counter[int] = Counter()
        for most in (2, 3, SPONSORED):
            for place in self.dice.shuffled(range(len(able))):
                entry = able[place]
                unit = self.people.unit_of(entry.person)
                full = most < SPONSORED and (by_unit[unit] >= most or (len(by_unit) >= 12 and not by_unit[unit]))
                if len(chosen) < SPONSORED and not entry.sponsored and not full:
                    entry.sponsored = True
                    by_unit[unit] += 1
                    chosen.append(entry)
        for number, entry in enumerate(chosen):
            if number < SPONSORED_OF_TWO:
                self._give_category(entry)
            else:
                entry.low_income = True

    def _two_categories(self) -> None:
        """Exactly so many of the two categories among those enrolled after the war until the end of 2021 (QTY-06)."""
        window = [entry for entry in self.entries if WAR_ENDED <= entry.enrolled <= YEAR_ENDED]
        have = sum(entry.of_two for entry in window)
        free = [entry for entry in window if not entry.sponsored]
        for number in self.dice.shuffled(range(len(free)))[: max(0, self._scaled(TWO_CATEGORIES) - have)]:
            self._give_category(free[number])

    def _give_category(self, entry: Entry) -> None:
        dice, people = self.dice, self.people
        man = people.sex[entry.person] == "m" and people.birth[entry.person] < entry.enrolled - 20 * YEAR
        entry.war = man and dice.chance(0.62)
        entry.martyr = not entry.war or dice.chance(0.03)

    def _facts(self, entry: Entry) -> None:
        """When the application was handed in and decided, and what was known then."""
        dice, calendar = self.dice, self.calendar
        entry.decided = calendar.on_or_before(entry.enrolled - dice.between(2, 12))
        entry.submitted = calendar.on_or_before(entry.decided - dice.between(4, 15))
        entry.assistance = dice.chance(0.06)
        entry.disability = dice.chance(0.035)
        entry.custody = not entry.landowner and dice.chance(0.004)
        entry.unemployed_months = 0 if entry.landowner else dice.pick(UNEMPLOYED_MONTHS)
        entry.low_income = entry.low_income or entry.assistance or dice.chance(0.1)
        threshold = int(100 * float(calendar.parameter("need_threshold", entry.submitted)))
        entry.income = threshold // 2 if entry.low_income else 2 * threshold

    def _end(self, entry: Entry) -> None:
        """How it ended, if it has ended."""
        dice, today = self.dice, self.people.today
        if not entry.equipped:
            refused = dice.chance(0.3)
            entry.end = "refused" if refused else "exited"
            late = entry.enrolled > self.last
            entry.end = "exited" if late else entry.end
            days = dice.between(3, 8) if late else dice.between(20, 140)
            entry.ended = min(self.calendar.on_or_before(entry.enrolled + days), today - 1)
            return
        signed = signed_on(entry, self.calendar)
        term = int(self.calendar.parameter("se.contract_months", signed))
        over = add_months(date.fromordinal(signed), term).toordinal()
        chance = dice.random()
        if not entry.sponsored and chance < 0.11:
            entry.end = "breached" if chance < 0.08 else "exited"
            entry.ended = self.calendar.on_or_before(entry.equipped + dice.between(130, 30 * term))
        elif over < today - 30:
            entry.end, entry.ended = "completed", self.calendar.on_or_before(over + dice.between(4, 20))
        if entry.ended >= today:
            entry.end, entry.ended = "", 0

    def _not_enrolled(self) -> None:
        """Refused and withdrawn, in proportion to each year's enrolments."""
        for year in range(2017, date.fromordinal(self.last).year + 1):
            count = sum(date.fromordinal(entry.enrolled).year == year for entry in self.entries if entry.enrolled)
            first, end = date(year, 1, 8).toordinal(), min(date(year, 12, 20).toordinal(), self.last)
            for state, share in (("refused", 0.06), ("withdrawn", 0.014)):
                for person in self._take(round(count * share), first, end) if end > first else []:
                    self.entries.append(self._other(person, state, first, end))

    def _other(self, person: int, state: str, first: int, end: int) -> Entry:
        entry = Entry(
            person=person, submitted=0, state=state, enrolled=self.dice.pick(self.calendar.between(first, end))
        )
        self._facts(entry)
        entry.enrolled = 0
        if state == "refused":
            entry.insured = self.dice.chance(0.6)
        else:
            entry.decided = 0
        return entry


def signed_on(entry: Entry, calendar: Calendar) -> int:
    """When the contract was signed: two thirds of the way from enrolment to handover."""
    return calendar.on_or_before(entry.enrolled + 2 * (entry.equipped - entry.enrolled) // 3)
