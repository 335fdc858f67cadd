"""Who belongs to which category: those of the history as the history needs it, others by the shares of README.md."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Final, NamedTuple

from dayaq.accounts.models import User
from dayaq.core.api import clock
from dayaq.places.models import AdministrativeUnit
from dayaq.registry.models import Status, StatusKind
from dayaq.seeds.copying import day, line, moment, take_ids
from dayaq.seeds.dice import Dice
from dayaq.seeds.history.plan import Entry
from dayaq.seeds.people import YEAR, People
from dayaq.seeds.population import ORIGIN
from dayaq.seeds.press import Press

PATRIOTIC, APRIL, TOVUZ, FIRST = "patriotic_war_2020", "april_2016", "tovuz_2020", "first_karabakh"
_AFTER_WAR: Final = date(2020, 12, 1).toordinal()
_FIRST_WAR: Final = (date(1993, 6, 1).toordinal(), date(1996, 12, 1).toordinal())
_ISSUERS: Final = {
    "martyr_family": ("Zəfər altsistemi", "Şəhid ailəsi vəsiqəsi"),
    "war_participant": ("Zəfər altsistemi", "Müharibə iştirakçısı vəsiqəsi"),
    "war_veteran": ("Zəfər altsistemi", "Müharibə veteranı vəsiqəsi"),
    "war_wounded": ("Zəfər altsistemi", "Tibbi arayış"),
    "disability": ("TSERAS", "Tibbi-sosial ekspertiza qərarı"),
    "disability_under_18": ("TSERAS", "Tibbi-sosial ekspertiza qərarı"),
    "low_income": ("VEMTAS", "Gəlir hesablaması"),
    "tsa_recipient": ("VEMTAS", "Təyinat qərarı"),
    "unemployed": ("ƏMAS", "İşsiz kimi qeydiyyat"),
    "jobseeker": ("ƏMAS", "İşaxtaran kimi qeydiyyat"),
    "landowner_jobseeker": ("ƏMAS", "İşaxtaran kimi qeydiyyat"),
    "unemployment_insurance": ("ƏMAS", "Təyinat qərarı"),
    "displaced": ("Qaçqınların və Məcburi Köçkünlərin İşləri üzrə Dövlət Komitəsi", "Məcburi köçkün vəsiqəsi"),
}
_OTHERWISE: Final = ("Aidiyyəti qurum", "Arayış")


class Held(NamedTuple):
    """A status: ``since`` and ``until`` as ordinals, ``until`` excluded and 0 while it is open."""

    person: int
    kind: str
    since: int
    until: int = 0
    conflict: str = ""
    percent: int = 0


class Statuses:
    """Decides who holds what, then writes it."""

    def __init__(self, people: People, entries: Sequence[Entry], units: Mapping[int, str], displaced: set[str]) -> None:
        self.people, self.entries = people, entries
        self.from_lost = {pk for pk, code in units.items() if code in displaced}
        self.dice = Dice("statuses")
        self.applied = {entry.person for entry in entries}
        self.held: list[Held] = []

    def decide(self, poor: frozenset[int], restricted: frozenset[int]) -> None:
        """Everything, in the order of the persons."""
        for entry in self.entries:
            self._of_entry(entry)
        for membership in self.people.memberships:
            if membership.household in poor and not membership.until:
                self._poor(membership.person)
        for person in range(len(self.people)):
            if not self.people.death[person]:
                self._of_person(person, restricted)

    def _of_entry(self, entry: Entry) -> None:
        """What the decision on an application rests on held on that day."""
        dice, person = self.dice, entry.person
        if entry.war:
            self._war(person, "war_participant", entry.submitted)
        if entry.martyr:
            self._war(person, "martyr_family", entry.submitted)
            self._relatives(person)
        if entry.disability:
            self._add(person, "disability", entry.submitted - dice.between(60, 3000), percent=dice.between(7, 16) * 5)
        if entry.assistance:
            since = (date.fromordinal(entry.submitted - dice.between(20, 300))).replace(day=1)
            self._add(person, "tsa_recipient", since.toordinal(), since.replace(year=since.year + 1).toordinal())
        if entry.low_income and (entry.sponsored or not entry.assistance):
            self._add(person, "low_income", entry.submitted - dice.between(10, 200), entry.submitted + 600)
        if entry.custody:
            self._add(person, "released_from_custody", entry.submitted - 200, entry.submitted + 530)

    def _war(self, person: int, kind: str, known: int) -> None:
        """A status of war that was there on the day ``known``."""
        dice = self.dice
        born = self.people.birth[person]
        if known > _AFTER_WAR + 20:
            self._add(person, kind, dice.between(_AFTER_WAR, known - 5), conflict=PATRIOTIC)
        elif kind == "war_participant" and born + 18 * YEAR > _FIRST_WAR[0]:
            self._add(person, kind, date(2016, 6, 1).toordinal() + dice.between(0, 400), conflict=APRIL)
        else:
            self._add(person, kind, max(dice.between(*_FIRST_WAR), born + 1), conflict=FIRST)

    def _relatives(self, person: int) -> None:
        """The household of a martyr's family member is of that family too, where nobody of it applied themselves."""
        home = self.people.home[person]
        for other in range(max(0, person - 6), min(len(self.people), person + 7)):
            same = self.people.home[other] == home and other != person and other not in self.applied
            if same and not self.people.death[other] and self.dice.chance(0.5):
                self._war(other, "martyr_family", self.people.today)

    def _poor(self, person: int) -> None:
        since = date(self.people.on.year - 1, 1 + self.dice.between(0, 11), 1).toordinal()
        if person not in self.applied:
            self._add(person, "low_income", since)
            if self.dice.chance(0.4):
                self._add(person, "tsa_recipient", since + 30)

    def _of_person(self, person: int, restricted: frozenset[int]) -> None:
        dice, people, today = self.dice, self.people, self.people.today
        age = people.age_on(person, today)
        if dice.chance(0.85 if people.unit_of(person) in self.from_lost else 0.025):
            self._add(person, "displaced", max(date(1993, 9, 1).toordinal(), people.birth[person]))
        if person in restricted:
            kind = "trafficking_victim" if dice.chance(0.15) else "domestic_violence_survivor"
            self._add(person, kind, today - dice.between(30, 900))
        if person in self.applied:
            return
        if age < 18:
            if dice.chance(0.012):
                self._add(person, "disability_under_18", max(people.birth[person] + 1, today - 900), percent=60)
            return
        if dice.chance(0.14 if age >= 65 else 0.04):
            self._add(person, "disability", today - dice.between(90, 4000), percent=dice.between(7, 20) * 5)
        if dice.chance(0.012):
            self._war(person, "martyr_family", today)
        elif people.sex[person] == "m" and dice.chance(0.03):
            self._war(person, dice.pick(("war_participant", "war_participant", "war_veteran", "war_wounded")), today)
        if age <= 60:
            self._at_work(person)

    def _at_work(self, person: int) -> None:
        dice, today = self.dice, self.people.today
        chance = dice.random()
        since = today - dice.between(15, 900)
        for kind, share in (
            ("unemployed", 0.016), ("jobseeker", 0.007), ("landowner_jobseeker", 0.006),
            ("unemployment_insurance", 0.002), ("released_from_custody", 0.0012), ("care_leaver", 0.0004),
        ):  # fmt: skip
            if chance < share:
                self._add(person, kind, since, today + 120 if kind == "unemployment_insurance" else 0)
                if kind == "unemployment_insurance":
                    self._add(person, "unemployed", since)
                return
            chance -= share

    def _add(self, person: int, kind: str, since: int, until: int = 0, *, conflict: str = "", percent: int = 0) -> None:
        start = max(since, self.people.birth[person] + 1)
        self.held.append(Held(person, kind, min(start, self.people.today), until, conflict, percent))

    def write(self, keys: range, *, press: Press, verifier: User) -> None:
        """Write what was decided, each status once from a day."""
        kinds = dict(StatusKind.objects.values_list("code", "pk"))
        seen: set[tuple[int, str, str, int]] = set()
        rows = []
        for held in self.held:
            mark = (held.person, held.kind, held.conflict, held.since)
            if mark not in seen and held.until != held.since:
                seen.add(mark)
                rows.append(held)
        ids = take_ids(Status, len(rows))
        press.write(
            event="status.seeded",
            model=Status,
            columns="id created_at state_at version person_id kind_id conflict percent evidence issuer verification "
            "verified_by_id origin valid_from valid_to",
            lines=_lines(rows, ids, keys, kinds, verifier),
        )


def _lines(rows: Sequence[Held], ids: range, keys: range, kinds: Mapping[str, int], verifier: User) -> Iterator[str]:
    now = moment(clock.now())
    for held, key in zip(rows, ids, strict=True):
        issuer, evidence = _ISSUERS.get(held.kind, _OTHERWISE)
        at = f"{day(held.since)} 09:00:00+04"
        yield line(
            key, now, at, 2, keys[held.person], kinds[held.kind], held.conflict, held.percent or None,
            f"{evidence}, № {key * 7 % 1_000_000:06d}", issuer, "verified", verifier.pk, ORIGIN, day(held.since),
            day(held.until),
        )  # fmt: skip


def codes_of_units() -> dict[int, str]:
    """Code by key of every unit."""
    return dict(AdministrativeUnit.objects.values_list("pk", "code"))
