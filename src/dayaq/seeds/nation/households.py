"""Who lives with whom: households as rows, their possible members as columns, all of a block at once.

Days are counted from 1970-01-01, as numpy and Arrow count them; ``NEVER`` stands for no day.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from dayaq.seeds.nation.draws import Draws, Flags, Floats, Ints, heap
from dayaq.seeds.nation.proportions import (
    AGES,
    AT_HOME,
    BOYS,
    CHILDREN,
    GRANDFATHER,
    KINDS,
    LATE_FATHER,
    LATE_GRANDFATHER,
    NEW_YEARS,
    SIBLING,
    TWINS,
    WIDOWED,
)
from dayaq.seeds.nation.words import FEMALE, MALE

YEAR: Final = 365.2425
NEVER: Final = np.iinfo(np.int32).min
NEW_YEARS_UNTIL: Final = -3653  # 1960-01-01

ADULT, ELDER, COUPLE, ELDER_COUPLE, PARENTS, ONE_PARENT, THREE = range(7)
GRANDFATHER_, GRANDMOTHER, HUSBAND, WIFE, CHILD = range(5)
MOST_CHILDREN: Final = len(CHILDREN)
SIBLING_: Final = CHILD + MOST_CHILDREN
PLACES: Final = SIBLING_ + 1

RELATIONS: Final = ("head", "spouse", "child", "parent", "sibling", "grandchild", "other_relative")
HEAD, SPOUSE, SON, PARENT, BROTHER, GRANDCHILD, OTHER = range(len(RELATIONS))


@dataclass
class Homes:
    """Columns of households (``kind``) and tables of household × place.

    ``here`` says whether the place is taken, by somebody living or dead; ``lonely_father`` whether the children's
    father is nobody in the household.
    """

    kind: Ints
    here: Flags
    sex: Ints
    birth: Ints
    death: Ints
    relation: Ints
    since: Ints
    twin: Flags

    def __len__(self) -> int:
        return len(self.kind)


def found_homes(draws: Draws, persons: int, today: int) -> Homes:
    """Households with exactly ``persons`` members in all: full ones, then persons who live alone for the rest."""
    spare = PLACES + 1
    wanted = persons if persons < 1_000 else persons // 2
    kind = np.concatenate([draws.pick(heap(KINDS), wanted), np.full(spare, ADULT)])
    homes = _Builder(draws, kind, today).build()
    filled = np.cumsum(homes.here[:wanted].sum(axis=1))
    whole = int(np.searchsorted(filled, persons, side="right"))
    rest = persons - (int(filled[whole - 1]) if whole else 0)
    if rest > spare:
        raise RuntimeError("households are smaller than they can be")
    kept = np.concatenate([np.arange(whole), np.arange(wanted, wanted + rest)])
    return Homes(*(column[kept] for column in vars(homes).values()))


class _Builder:
    """Fills the tables, kind by kind."""

    def __init__(self, draws: Draws, kind: Ints, today: int) -> None:
        self.draws, self.kind, self.today = draws, kind, today
        shape = (len(kind), PLACES)
        self.here = np.zeros(shape, dtype=np.bool_)
        self.sex = np.zeros(shape, dtype=np.int64)
        self.birth = np.full(shape, NEVER, dtype=np.int64)
        self.death = np.full(shape, NEVER, dtype=np.int64)
        self.relation = np.full(shape, OTHER, dtype=np.int64)
        self.since = np.full(shape, NEVER, dtype=np.int64)
        self.twin = np.zeros(shape, dtype=np.bool_)
        self.sex[:, [GRANDMOTHER, WIFE]] = FEMALE

    def build(self) -> Homes:
        self._adults()
        self._elders()
        self._pairs()
        self._three()
        self._one_parent()
        self._children()
        self._sibling()
        self._new_years()
        self._since()
        return Homes(self.kind, self.here, self.sex, self.birth, self.death, self.relation, self.since, self.twin)

    def _of(self, *kinds: int) -> Ints:
        return np.flatnonzero(np.isin(self.kind, kinds))

    def _born(self, ages: tuple[tuple[int, int, int], ...], size: int) -> Ints:
        """Days of birth of women of the ages of a table: from, to, weight."""
        band = self.draws.pick(heap(weight for _low, _high, weight in ages), size)
        low, high = (np.array([row[side] for row in ages], dtype=np.float64)[band] for side in (0, 1))
        return self._before(self.draws.spread(low, high, size))

    def _before(self, years: Floats) -> Ints:
        return self.today - np.floor(years * YEAR).astype(np.int64)

    def _years(self, low: float, high: float, size: int) -> Ints:
        """Days between so many years and so many."""
        return np.floor(self.draws.spread(low, high, size) * YEAR).astype(np.int64)

    def _adults(self) -> None:
        """One adult: a man in three fifths."""
        at = self._of(ADULT)
        place = np.where(self.draws.chance(0.6, len(at)), HUSBAND, WIFE)
        self.here[at, place] = True
        self.birth[at, place] = self._born(AGES["adult"], len(at))
        self.relation[at, place] = HEAD

    def _elders(self) -> None:
        """A widow or widower, sometimes with the late spouse on record; and elder couples."""
        at, draws = self._of(ELDER), self.draws
        left = np.where(draws.chance(0.8, len(at)), GRANDMOTHER, GRANDFATHER_)
        other = GRANDMOTHER + GRANDFATHER_ - left
        self.birth[at, left] = self._born(AGES["elder"], len(at))
        self.birth[at, other] = self.birth[at, left] - draws.between(-600, 2_200, len(at))
        self.here[at, left] = True
        self.here[at, other] = draws.chance(WIDOWED, len(at))
        self.death[at, other] = self.today - draws.between(30, 5_000, len(at))
        self.relation[at, left], self.relation[at, other] = HEAD, SPOUSE
        at = self._of(ELDER_COUPLE)
        self.birth[at, GRANDMOTHER] = self._born(AGES["elder couple"], len(at))
        self.birth[at, GRANDFATHER_] = self.birth[at, GRANDMOTHER] - draws.between(-600, 2_200, len(at))
        for place, relation in ((GRANDFATHER_, HEAD), (GRANDMOTHER, SPOUSE)):
            self.here[at, place] = True
            self.relation[at, place] = relation

    def _pairs(self) -> None:
        for kind, ages in ((COUPLE, "couple"), (PARENTS, "parents"), (ONE_PARENT, "one parent")):
            at = self._of(kind)
            self.birth[at, WIFE] = self._born(AGES[ages], len(at))
            self._husband(at)
            self.here[at, WIFE], self.here[at, HUSBAND] = True, kind != ONE_PARENT
            self.relation[at, HUSBAND], self.relation[at, WIFE] = HEAD, SPOUSE

    def _husband(self, at: Ints) -> None:
        """Half a year younger to seven years older than the wife, and of age."""
        birth = self.birth[at, WIFE] - self._years(-0.5, 7.0, len(at))
        self.birth[at, HUSBAND] = np.minimum(birth, self._before(np.full(len(at), 19.0)))

    def _three(self) -> None:
        at, draws = self._of(THREE), self.draws
        grandmother = self._born(AGES["three"], len(at))
        wife = np.minimum(grandmother + self._years(23, 32, len(at)), self._before(np.full(len(at), 19.5)))
        self.birth[at, GRANDMOTHER], self.birth[at, WIFE] = grandmother, wife
        self._husband(at)
        earliest = grandmother + int(18.5 * YEAR)
        self.birth[at, HUSBAND] = np.maximum(self.birth[at, HUSBAND], np.minimum(earliest, wife + 300))
        self.birth[at, GRANDFATHER_] = grandmother - draws.between(0, 2_500, len(at))
        first, second = GRANDFATHER
        alive = draws.chance(first - (self.today - grandmother) / YEAR / second, len(at))
        late = ~alive & draws.chance(LATE_GRANDFATHER, len(at))
        self.death[at[late], GRANDFATHER_] = self.today - draws.between(30, 2_000, int(late.sum()))
        self.here[at[:, None], [GRANDMOTHER, HUSBAND, WIFE]] = True
        self.here[at, GRANDFATHER_] = alive | late
        for place, with_him, without in (
            (GRANDFATHER_, HEAD, PARENT), (GRANDMOTHER, SPOUSE, PARENT), (HUSBAND, SON, HEAD), (WIFE, OTHER, SPOUSE),
        ):  # fmt: skip
            self.relation[at, place] = np.where(alive, with_him, without)
        self.relation[at[:, None], np.arange(CHILD, SIBLING_)] = np.where(alive, GRANDCHILD, SON)[:, None]
        self.relation[at, SIBLING_] = np.where(alive, SON, BROTHER)

    def _one_parent(self) -> None:
        """A mother; the late father is on record in some of the households."""
        at, draws = self._of(ONE_PARENT), self.draws
        self.relation[at, WIFE], self.relation[at, HUSBAND] = HEAD, SPOUSE
        self.here[at, HUSBAND] = draws.chance(LATE_FATHER, len(at))
        self.death[at, HUSBAND] = self.today - draws.between(30, 2_500, len(at))

    def _married(self) -> Ints:
        """The day of marriage of the younger couple of each household; of those without, a day of no meaning."""
        wife = self.birth[:, WIFE]
        day = wife + self._years(19, 27.5, len(self.kind))
        return np.asarray(np.minimum(day, self.today - self.draws.between(20, 500, len(self.kind))))

    def _children(self) -> None:
        """Births from half a year after the marriage on; who has grown up lives elsewhere."""
        draws, size = self.draws, len(self.kind)
        has = np.isin(self.kind, (PARENTS, ONE_PARENT, THREE))
        number = draws.pick(heap(CHILDREN), size) + 1
        self.married = self._married()
        mother = np.where(has, self.birth[:, WIFE], 0)
        born = np.maximum(self.married, mother + int(18 * YEAR)) + draws.between(200, 900, size)
        # A father who died has no child born more than nine months later.
        father_died = np.where(self.death[:, HUSBAND] > NEVER, self.death[:, HUSBAND] + 250, self.today)
        last = np.minimum(np.minimum(father_died, self.today), mother + int(45 * YEAR))
        twins_before = np.zeros(size, dtype=np.bool_)
        for nth in range(MOST_CHILDREN):
            place = CHILD + nth
            twin = draws.chance(TWINS, size) & ~twins_before & has if nth else np.zeros(size, dtype=np.bool_)
            twin &= self.here[:, place - 1]
            if nth:
                born = np.where(twin, self.birth[:, place - 1], born + draws.between(420, 1_700, size))
            leaves = draws.spread(*AT_HOME, size)
            at_home = (self.today - born) / YEAR < leaves
            self.here[:, place] = has & (twin | ((nth < number) & at_home & (born <= last)))
            self.birth[:, place] = born
            self.sex[:, place] = np.where(draws.chance(BOYS, size), MALE, FEMALE)
            self.relation[:, place] = np.where(self.kind == THREE, self.relation[:, place], SON)
            self.twin[:, place] = twin
            twins_before = twin

    def _sibling(self) -> None:
        at, draws = self._of(THREE), self.draws
        birth = self.birth[at, HUSBAND] + draws.between(500, 3_500, len(at))
        mother = self.birth[at, GRANDMOTHER]
        possible = (birth < self._before(np.full(len(at), 16.0))) & (birth < mother + int(45 * YEAR))
        late = self.death[at, GRANDFATHER_]
        possible &= (late == NEVER) | (birth < late)
        self.here[at, SIBLING_] = draws.chance(SIBLING, len(at)) & possible
        self.birth[at, SIBLING_] = birth
        self.sex[at, SIBLING_] = np.where(draws.chance(0.5, len(at)), MALE, FEMALE)

    def _new_years(self) -> None:
        """Old births were often registered as of 1 January."""
        old = [GRANDFATHER_, GRANDMOTHER]
        birth = self.birth[:, old]
        years = birth.astype("datetime64[D]").astype("datetime64[Y]").astype("datetime64[D]").astype(np.int64)
        chosen = self.draws.chance(NEW_YEARS, birth.size).reshape(birth.shape)
        chosen &= (birth > NEVER) & (birth < NEW_YEARS_UNTIL)
        self.birth[:, old] = np.where(chosen, years, birth)

    def _since(self) -> None:
        """From when each has belonged: by birth, by marriage, or since the household was founded."""
        draws, size = self.draws, len(self.kind)
        founded = self.birth[:, GRANDMOTHER] + self._years(20, 26, size)
        alone = self.today - draws.between(100, 4_000, size)
        self.since[:] = self.birth
        self.since[:, GRANDFATHER_] = self.since[:, GRANDMOTHER] = founded
        self.since[:, WIFE] = self.married
        self.since[:, HUSBAND] = np.where(self.kind == THREE, self.birth[:, HUSBAND], self.married)
        adults = self.kind == ADULT
        self.since[adults] = alone[adults, None]
        self.since = np.maximum(self.since, self.birth)
        self.since = np.minimum(self.since, self.today - 1)
        died = self.death > NEVER
        self.since = np.where(died, np.minimum(self.since, self.death), self.since)
