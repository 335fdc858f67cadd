"""Who belongs to which category (inventory 1.2), by the shares of the table."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Final

import numpy as np

from dayaq.seeds.nation.draws import Draws, Flags, Ints, heap
from dayaq.seeds.nation.households import NEVER
from dayaq.seeds.nation.people import People, units
from dayaq.seeds.nation.proportions import (
    ASSISTED,
    AT_WORK,
    CONFLICTS,
    DIFFICULT_LIFE,
    DISABILITY,
    DISABILITY_UNDER_18,
    DISPLACED,
    MARTYR_FAMILY,
    POOR,
    RESIDENTS,
    SPECIAL_CARE,
    TRAFFICKING,
    VETERANS,
    WAR,
    WITHOUT_PARENTS,
)
from dayaq.seeds.nation.words import MALE

KINDS: Final = (
    "displaced", "disability", "disability_under_18", "special_care_child", "without_parental_care", "martyr_family",
    "war_participant", "war_veteran", "war_wounded", "armed_forces_veteran", "labour_veteran", "low_income",
    "tsa_recipient", "unemployed", "jobseeker", "landowner_jobseeker", "unemployment_insurance",
    "released_from_custody", "care_leaver", "difficult_life_condition", "institution_resident", "trafficking_victim",
    "domestic_violence_survivor",
)  # fmt: skip
RESTRICTED_KINDS: Final = frozenset({"trafficking_victim", "domestic_violence_survivor"})
WARS: Final = ("first_karabakh", "patriotic_war_2020", "april_2016", "tovuz_2020")
_ZEFER, _TSERAS, _VEMTAS, _EMAS = "Zəfər altsistemi", "TSERAS", "VEMTAS", "ƏMAS"
_ISSUERS: Final = {
    "displaced": ("Qaçqınların və Məcburi Köçkünlərin İşləri üzrə Dövlət Komitəsi", "Məcburi köçkün vəsiqəsi"),
    "disability": (_TSERAS, "Tibbi-sosial ekspertiza qərarı"),
    "disability_under_18": (_TSERAS, "Tibbi-sosial ekspertiza qərarı"),
    "martyr_family": (_ZEFER, "Şəhid ailəsi vəsiqəsi"),
    "war_participant": (_ZEFER, "Müharibə iştirakçısı vəsiqəsi"),
    "war_veteran": (_ZEFER, "Müharibə veteranı vəsiqəsi"),
    "war_wounded": (_ZEFER, "Tibbi arayış"),
    "low_income": (_VEMTAS, "Gəlir hesablaması"),
    "tsa_recipient": (_VEMTAS, "Təyinat qərarı"),
    "unemployed": (_EMAS, "İşsiz kimi qeydiyyat"),
    "jobseeker": (_EMAS, "İşaxtaran kimi qeydiyyat"),
    "landowner_jobseeker": (_EMAS, "İşaxtaran kimi qeydiyyat"),
    "unemployment_insurance": (_EMAS, "Təyinat qərarı"),
}
_OTHERWISE: Final = ("Aidiyyəti qurum", "Arayış")
ISSUERS: Final = tuple(_ISSUERS.get(kind, _OTHERWISE)[0] for kind in KINDS)
EVIDENCE: Final = tuple(_ISSUERS.get(kind, _OTHERWISE)[1] for kind in KINDS)
_EPOCH: Final = date(1970, 1, 1).toordinal()
_FROM_TO: Final = tuple(
    (date.fromisoformat(low).toordinal() - _EPOCH, date.fromisoformat(high).toordinal() - _EPOCH)
    for low, high in (
        ("1993-06-01", "1996-12-01"), ("2020-12-15", "2022-06-30"), ("2016-06-01", "2017-06-01"),
        ("2020-09-01", "2021-06-01"),
    )
)  # fmt: skip
"""Between which days the papers of each war were given out."""


@dataclass(frozen=True)
class Held:
    """Columns of statuses: ``person`` in the block, ``kind`` in KINDS, ``war`` in WARS or −1, ``percent`` or −1."""

    person: Ints
    kind: Ints
    war: Ints
    percent: Ints
    since: Ints
    until: Ints


@dataclass
class _Holding:
    """Collects statuses, kind by kind."""

    people: People
    today: int
    parts: list[tuple[Ints, ...]] = field(default_factory=list)

    def add(self, kind: str, who: Flags, since: Ints, *, until: Ints | None = None, **more: Ints) -> None:
        """Persons of the mask hold it; columns are as long as there are persons. Nobody holds it before birth."""
        at = np.flatnonzero(who)
        none = np.full(len(at), -1, dtype=np.int64)
        start = np.minimum(np.maximum(since[at], self.people.birth[at] + 1), self.today)
        end = np.full(len(at), NEVER) if until is None else np.maximum(until[at], start + 1)
        columns = [more[name][at] if name in more else none for name in ("war", "percent")]
        self.parts.append((at, np.full(len(at), KINDS.index(kind)), *columns, start, end))

    def held(self) -> Held:
        """All, person by person."""
        columns = [np.concatenate(column) for column in zip(*self.parts, strict=True)]
        order = np.argsort(columns[0], kind="stable")
        return Held(*(column[order] for column in columns))


def poor_homes(draws: Draws, people: People) -> Flags:
    """Households below the need threshold."""
    return draws.chance(POOR, len(people.home_unit))


def make_statuses(draws: Draws, people: People, poor: Flags, restricted: Flags, today: int) -> Held:
    """The statuses of the living."""
    holding = _Holding(people, today)
    _displaced(draws, holding)
    _children(draws, holding)
    _impairment(draws, holding)
    _war(draws, holding)
    _means(draws, holding, poor)
    _work(draws, holding)
    _life(draws, holding, restricted)
    return holding.held()


def _back(draws: Draws, holding: _Holding, fewest: int, most: int) -> Ints:
    return holding.today - draws.between(fewest, most, len(holding.people))


def _displaced(draws: Draws, holding: _Holding) -> None:
    people = holding.people
    codes, _sums, lost = units()
    from_lost = np.array([code in lost for code in codes])
    there, elsewhere = DISPLACED
    share = np.where(from_lost[people.home_unit], there, elsewhere)
    whole = draws.chance(share, len(people.home_unit))  # a family is displaced together
    since = np.full(len(people), date(1993, 9, 1).toordinal() - _EPOCH)
    holding.add("displaced", whole[people.home] & people.alive, since)


def _children(draws: Draws, holding: _Holding) -> None:
    people, size = holding.people, len(holding.people)
    child = (people.ages(holding.today) < 18) & people.alive
    percent = draws.between(7, 18, size) * 5
    for kind, share, more in (
        ("disability_under_18", DISABILITY_UNDER_18, {"percent": percent}),
        ("special_care_child", SPECIAL_CARE, {}),
        ("without_parental_care", WITHOUT_PARENTS, {}),
    ):
        holding.add(kind, child & draws.chance(share, size), _back(draws, holding, 20, 1_500), **more)


def _impairment(draws: Draws, holding: _Holding) -> None:
    people, size = holding.people, len(holding.people)
    ages = people.ages(holding.today)
    grown, old = DISABILITY
    share = np.where(ages >= 65, old, np.where(ages >= 18, grown, 0.0))
    percent = draws.between(7, 20, size) * 5
    who = people.alive & draws.chance(share, size)
    holding.add("disability", who, _back(draws, holding, 60, 5_000), percent=percent)


def _war(draws: Draws, holding: _Holding) -> None:
    people, size = holding.people, len(holding.people)
    ages = people.ages(holding.today)
    at_war = (people.sex == MALE) & (ages >= 20) & (ages < 65) & people.alive
    fought = zip(("war_participant", "war_veteran", "war_wounded"), (at_war,) * len(WAR), WAR, strict=True)
    for kind, among, share in (("martyr_family", people.alive, MARTYR_FAMILY), *fought):
        war = draws.pick(heap(CONFLICTS), size)
        low, high = (np.array([days[side] for days in _FROM_TO])[war] for side in (0, 1))
        given = draws.between(low, high, size)
        too_young = people.birth + 18 * 365 > low
        later = kind != "martyr_family"
        war = np.where(too_young & later, 1, war)  # who was a child then fought in 2020
        given = np.where(too_young & later, draws.between(*_FROM_TO[1], size), given)
        holding.add(kind, among & draws.chance(share, size), given, war=war)
    for kind, share in zip(("armed_forces_veteran", "labour_veteran"), VETERANS, strict=True):
        holding.add(kind, (ages >= 55) & people.alive & draws.chance(share, size), _back(draws, holding, 100, 7_000))


def _means(draws: Draws, holding: _Holding, poor: Flags) -> None:
    """A household is poor, and assisted, as a whole. Assistance is granted for a year (TSA-4)."""
    people, homes = holding.people, len(poor)
    since = (holding.today - draws.between(20, 340, homes)).astype("datetime64[D]").astype("datetime64[M]")
    first = since.astype("datetime64[D]").astype(np.int64)[people.home]
    until = (since + 12).astype("datetime64[D]").astype(np.int64)[people.home]
    holding.add("low_income", poor[people.home] & people.alive, first)
    assisted = poor & draws.chance(ASSISTED, homes)
    holding.add("tsa_recipient", assisted[people.home] & people.alive, first, until=until)


def _work(draws: Draws, holding: _Holding) -> None:
    people, size = holding.people, len(holding.people)
    ages = people.ages(holding.today)
    sums = np.cumsum(AT_WORK)
    chosen = np.searchsorted(sums, draws.uniform(size), side="right")
    possible = (ages >= 18) & (ages < 60) & people.alive
    since = _back(draws, holding, 15, 900)
    kinds = (
        "unemployed",
        "jobseeker",
        "landowner_jobseeker",
        "unemployment_insurance",
        "released_from_custody",
        "care_leaver",
    )
    for place, kind in enumerate(kinds):
        who = possible & (chosen == place)
        insured = kind == "unemployment_insurance"
        holding.add(kind, who, since, until=np.full(size, holding.today + 120) if insured else None)
        if insured:
            holding.add("unemployed", who, since)


def _life(draws: Draws, holding: _Holding, restricted: Flags) -> None:
    people, size = holding.people, len(holding.people)
    since = _back(draws, holding, 30, 900)
    holding.add("difficult_life_condition", people.alive & draws.chance(DIFFICULT_LIFE, size), since)
    old = (people.ages(holding.today) >= 70) & people.alive
    holding.add("institution_resident", old & draws.chance(RESIDENTS, size), since)
    trafficked = draws.chance(TRAFFICKING, size)
    holding.add("trafficking_victim", restricted & trafficked, since)
    holding.add("domestic_violence_survivor", restricted & ~trafficked, since)
