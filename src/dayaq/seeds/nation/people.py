"""The persons of a block: who they are called, one after the other, household by household."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np

from dayaq.seeds.naming import DATA
from dayaq.seeds.nation import households as at
from dayaq.seeds.nation.draws import Draws, Flags, Floats, Ints, heap
from dayaq.seeds.nation.households import NEVER, YEAR, Homes
from dayaq.seeds.nation.proportions import (
    ENDINGS,
    NAMESAKES,
    NO_FATHER,
    NO_SURNAME,
    OTHER_ENDING,
    TAKES_NAME,
    TWINS_ALIKE,
)
from dayaq.seeds.nation.words import MALE, Words

_TRIES: Final = 12
_NEAR: Final = 3
_CLOSE: Final = 0.6


@dataclass(frozen=True)
class People:
    """Columns; the n-th entry of each belongs to the n-th person of the block.

    ``number`` counts persons through the whole country from 0. ``home`` is the household's place in the block. Names
    are places in :class:`Words`; −1 is none. ``other_family`` is the surname borne before or after a marriage, −1
    without one. Days are counted from 1970, ``NEVER`` where there is none; ``until`` is the first day not included.
    """

    number: Ints
    home: Ints
    kind: Ints
    relation: Ints
    sex: Ints
    birth: Ints
    death: Ints
    since: Ints
    until: Ints
    family: Ints
    other_family: Ints
    given: Ints
    father: Ints
    twin: Flags
    namesake: Flags
    home_unit: Ints

    def __len__(self) -> int:
        return len(self.number)

    @property
    def unit(self) -> Ints:
        """The place of each person's district among :func:`units`."""
        return self.home_unit[self.home]

    def ages(self, today: int) -> Floats:
        """Years since birth, with fractions."""
        return (today - self.birth) / YEAR

    @property
    def alive(self) -> Flags:
        """Who has no day of death."""
        return np.asarray(self.death == NEVER)


@lru_cache(maxsize=1)
def units() -> tuple[tuple[str, ...], Floats, frozenset[str]]:
    """Codes of the districts, running sums of their population, and the codes that displaced people come from."""
    found = json.loads((DATA / "districts.json").read_text(encoding="utf-8"))
    return tuple(found["population"]), heap(found["population"].values()), frozenset(found["displaced_from"])


class _Naming:
    """Names of all places of all households."""

    def __init__(self, draws: Draws, words: Words, homes: Homes) -> None:
        self.draws, self.words, self.homes = draws, words, homes
        size = len(homes)
        self.own = self._families(size)
        self.brides = self._families(size)
        self.grandmothers = self._families(size)
        shape = (size, at.PLACES)
        self.given = self._given(homes.sex.ravel()).reshape(shape)
        self.father = self._given(np.full(homes.sex.size, MALE)).reshape(shape)
        self.absent = self._given(np.full(size, MALE))
        self.other = np.full(shape, -1, dtype=np.int64)

    def _families(self, size: int) -> Ints:
        draws, words = self.draws, self.words
        return draws.pick(words.stem, size) * len(ENDINGS) + draws.pick(words.ending, size)

    def _given(self, sex: Ints) -> Ints:
        men = self.draws.pick(self.words.male, len(sex))
        women = self.words.men + self.draws.pick(self.words.female, len(sex))
        return np.where(sex == MALE, men, women)

    def name(self) -> Flags:
        """Decide; returns who was given the name of somebody else."""
        namesakes = self._namesakes(at.HUSBAND, self.own) | self._namesakes(at.WIFE, self.brides)
        self.family = np.repeat(self.own[:, None], at.PLACES, axis=1)
        self._wives(at.WIFE, self.brides)
        self._wives(at.GRANDMOTHER, self.grandmothers)
        self._fatherless()
        self._avoid_the_known()
        self._twins()
        self._avoid_the_known()
        self._fathers()
        return namesakes & self.homes.here

    def _wives(self, place: int, maiden: Ints) -> None:
        """A wife bears her own surname or her husband's; who never had a husband here bears her own."""
        husband = at.HUSBAND if place == at.WIFE else at.GRANDFATHER_
        married = self.homes.here[:, husband] | (self.homes.kind == at.THREE) | (self.homes.kind == at.ELDER)
        takes = self.draws.chance(TAKES_NAME, len(maiden)) & married
        self.family[:, place] = np.where(takes, self.own, maiden)
        self.other[:, place] = np.where(married, np.where(takes, maiden, self.own), -1)

    def _fatherless(self) -> None:
        """Children whose father is nobody here bear their mother's surname."""
        alone = (self.homes.kind == at.ONE_PARENT) & ~self.homes.here[:, at.HUSBAND]
        children = slice(at.CHILD, at.SIBLING_)
        self.family[alone, children] = self.family[alone, at.WIFE][:, None]
        changed = self.draws.chance(OTHER_ENDING, len(alone))
        stems, ending = np.divmod(self.family[:, children], len(ENDINGS))
        other = np.where(ending == 0, 1, 0)
        self.family[:, children] = stems * len(ENDINGS) + np.where(changed[:, None], other, ending)

    def _avoid_the_known(self) -> None:
        """Draw again the names that stand beside a surname as a well-known person's do."""
        for names, sexes in ((self.given, self.homes.sex), (self.father, np.zeros_like(self.homes.sex))):
            for _ in range(_TRIES):
                bad = self.words.is_never(names, self.family)
                if not bad.any():
                    break
                names[bad] = self._given(sexes[bad])
        for _ in range(_TRIES):
            bad = self.words.is_never(self.absent, self.family[:, at.CHILD])
            if not bad.any():
                break
            self.absent[bad] = self._given(np.zeros(int(bad.sum()), dtype=np.int64))

    def _twins(self) -> None:
        """Twins are often called alike; brothers and sisters are not called the same."""
        homes, draws = self.homes, self.draws
        for place in range(at.CHILD + 1, at.SIBLING_):
            before, sex = self.given[:, place - 1], homes.sex[:, place]
            alike = self.words.alike_of(before, sex, draws.uniform(len(homes)))
            wanted = homes.twin[:, place] & draws.chance(TWINS_ALIKE, len(homes)) & (alike >= 0)
            self.given[:, place] = np.where(wanted, alike, self.given[:, place])
            for _ in range(_TRIES):
                same = (self.given[:, at.CHILD : place] == self.given[:, [place]]).any(axis=1)
                if not same.any():
                    break
                self.given[same, place] = self._given(sex[same])

    def _fathers(self) -> None:
        """The father's name is the given name of the father, where he is known."""
        homes = self.homes
        three = homes.kind == at.THREE
        for place in (at.HUSBAND, at.SIBLING_):
            self.father[three, place] = self.given[three, at.GRANDFATHER_]
        known = homes.here[:, at.HUSBAND]
        name = np.where(known, self.given[:, at.HUSBAND], self.absent)
        self.father[:, at.CHILD : at.SIBLING_] = name[:, None]

    def _namesakes(self, place: int, families: Ints) -> Flags:
        """Give some adults the name of another one; most of those pairs are born within weeks of each other."""
        homes, draws = self.homes, self.draws
        free = np.flatnonzero(homes.here[:, place] & np.isin(homes.kind, (at.ADULT, at.COUPLE, at.PARENTS)))
        free = free[np.argsort(homes.birth[free, place], kind="stable")]
        flags = np.zeros(homes.here.shape, dtype=np.bool_)
        wanted = int(homes.here.sum() * NAMESAKES / 4)  # a pair has two, and two places are served
        if len(free) < 2 * _NEAR + 2:
            return flags
        first = draws.between(0, len(free) - 1, wanted)
        near = draws.between(_NEAR, 3 * _NEAR, wanted)
        far = draws.between(_NEAR, max(_NEAR, len(free) // 4), wanted)
        second = (first + np.where(draws.chance(_CLOSE, wanted), near, far)) % len(free)
        one, two = free[first], free[second]
        for names in (families, self.given[:, place], self.father[:, place]):
            names[two] = names[one]
        same = (
            (families[one] == families[two])
            & (self.given[one, place] == self.given[two, place])
            & (self.father[one, place] == self.father[two, place])
        )
        flags[one[same], place] = flags[two[same], place] = True
        return flags


def make_people(draws: Draws, words: Words, homes: Homes, first: int) -> People:
    """The persons of ``homes``; ``first`` is the number of the first of them."""
    naming = _Naming(draws, words, homes)
    namesakes = naming.name()
    sums = units()[1]
    here = homes.here
    home, _place = np.nonzero(here)
    size = len(home)
    family, father = naming.family[here], naming.father[here]
    family[draws.chance(NO_SURNAME, size)] = -1
    father[draws.chance(NO_FATHER, size)] = -1
    death, since = homes.death[here], homes.since[here]
    # A pair of twins is marked on both.
    twin = homes.twin.copy()
    twin[:, :-1] |= homes.twin[:, 1:]
    return People(
        number=first + np.arange(size, dtype=np.int64),
        home=home.astype(np.int64),
        kind=homes.kind[home],
        relation=homes.relation[here],
        sex=homes.sex[here],
        birth=homes.birth[here],
        death=death,
        since=since,
        until=np.where(death == NEVER, NEVER, death + 1),
        family=family,
        other_family=naming.other[here],
        given=naming.given[here],
        father=father,
        twin=twin[here],
        namesake=namesakes[here] & (family >= 0) & (father >= 0),
        home_unit=draws.pick(sums, len(homes)),
    )
