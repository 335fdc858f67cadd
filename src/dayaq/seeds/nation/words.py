"""The words of names, most frequent first: thousands of given names and surnames, common and composed ones.

Names of the demonstration country (``data/names.json``) come first; behind them, in the tail of the frequencies, stand
names composed as Azerbaijani names are ("Ağa" + "kərim", "Gül" + "naz", "Həsən" + "qulu"). No list of people was read.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np

from dayaq.core.aztext import az_lower
from dayaq.seeds.naming import DATA, Family, surname
from dayaq.seeds.nation.draws import Floats, Ints, falling, heap
from dayaq.seeds.nation.proportions import ENDINGS, GIVEN_FREQUENCY, STEM_FREQUENCY

MALE, FEMALE = 0, 1
OV, LI, ZADE, BEYLI, OGLU = range(5)
"""Endings of surnames: -ov/-ova and -yev/-yeva, -lı/-li/-lu/-lü, -zadə, -bəyli, -oğlu (inventory 3.3)."""

_VOWELS: Final = frozenset("aıoueəiöü")
_BEFORE_MEN: Final = "Ağa Əli Məmməd Mir Nur Şah Xan Gül Hacı Həsən Hüseyn El Bala Bəy Seyid Əbdül Mirzə Can Qurban Din"
_AFTER_MEN: Final = "əli xan bala ağa bəy qulu verdi yar əddin ulla baba hüseyn həsən məmməd rza murad şah"
_AFTER_A_MAN: Final = "əli xan qulu bala ağa bəy məmməd"
_BEFORE_WOMEN: Final = "Gül Ay Nur El Mah Xan Şah Pəri Sona Qız Can Gün Səmən Zər Şir Tel Ruh Könül"
_AFTER_WOMEN: Final = (
    "nar narə naz çin şən ay ər dəstə bahar çiçək bəniz xanım bəyim banu nisə təkin zar tac şad nur sel camal"
)
_AFTER_A_WOMAN: Final = "xanım bəyim naz nisə gül"
_COMMON: Final = 160  # so many of the most frequent names are composed with others
_LONGEST: Final = 13
_ALIKE_AMONG: Final = 420  # twins are named from the more frequent names
_ENDING_WORDS: Final = {OV: "ov", LI: "li", ZADE: "zade"}


@dataclass(frozen=True)
class Words:
    """Given names: men's in places 0 to ``men`` − 1, women's behind. Surnames: see :meth:`surname_places`.

    ``male``, ``female``, ``stem`` and ``ending`` are running sums of frequencies. ``never`` holds pairs of a given name
    and a stem that are not put together, as ``given * stems + stem``.
    """

    given: tuple[str, ...]
    men: int
    surnames: tuple[str, ...]
    stems: int
    male: Floats
    female: Floats
    stem: Floats
    ending: Floats
    never: Ints
    alike: tuple[Ints, Ints, Ints]

    def surname_places(self, families: Ints, sexes: Ints) -> Ints:
        """Places in ``surnames`` of families (stem × 5 + ending; −1 for none) in the form of each sex."""
        return np.where(families < 0, len(self.surnames) - 1, families * 2 + sexes)

    def is_never(self, given: Ints, families: Ints) -> np.ndarray:
        """Whether a given name would stand beside the stem of a family beside which it must not."""
        return np.isin(given * self.stems + families // len(ENDINGS), self.never)

    def alike_of(self, given: Ints, sexes: Ints, throws: Floats) -> Ints:
        """Another name that begins like each of ``given``, of the sex asked for; −1 where there is none."""
        heads, offsets, places = self.alike
        slot = heads[given] * 2 + sexes
        first, count = offsets[slot], offsets[slot + 1] - offsets[slot]
        at = first + np.floor(throws * count).astype(np.int64)
        found = places[np.minimum(at, len(places) - 1)]
        next_one = first + (at - first + 1) % np.maximum(count, 1)
        found = np.where(found == given, places[np.minimum(next_one, len(places) - 1)], found)
        return np.where((count == 0) | (found == given), -1, found)


@lru_cache(maxsize=1)
def words() -> Words:
    """All of them; read once."""
    lists = json.loads((DATA / "names.json").read_text(encoding="utf-8"))
    named = {key: list(dict.fromkeys(" ".join(lists[key]).split())) for key in ("male", "female", "stems", "never")}
    men = _unique(named["male"], _composed(_BEFORE_MEN, _AFTER_MEN), _continued(named["male"], _AFTER_A_MAN))
    women = _unique(
        named["female"], _composed(_BEFORE_WOMEN, _AFTER_WOMEN), _continued(named["female"], _AFTER_A_WOMAN)
    )
    women = [name for name in women if name not in set(men)]
    stems = _unique(named["stems"], named["male"], men)
    given = (*men, *women)
    return Words(
        given=given,
        men=len(men),
        surnames=tuple(_surnames(stems)),
        stems=len(stems),
        male=falling(len(men), *GIVEN_FREQUENCY),
        female=falling(len(women), *GIVEN_FREQUENCY),
        stem=falling(len(stems), *STEM_FREQUENCY),
        ending=heap(ENDINGS),
        never=_never(named["never"], given, stems),
        alike=_alike(given, len(men)),
    )


def _unique(*lists: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(word for words_ in lists for word in words_))


def _fits(first: str, second: str) -> bool:
    """Whether two pieces make one name that can be said."""
    meet = first[-1] in _VOWELS and second[0] in _VOWELS
    return not meet and first[-1] != second[0] and az_lower(first) != second and len(first) + len(second) <= _LONGEST


def _composed(before: str, after: str) -> list[str]:
    return [first + second for second in after.split() for first in before.split() if _fits(first, second)]


def _continued(names: Sequence[str], after: str) -> list[str]:
    common = [name for name in names[:_COMMON] if len(name) <= 7]
    return [name + piece for piece in after.split() for name in common if _fits(name, piece)]


def _surnames(stems: Sequence[str]) -> Iterable[str]:
    for stem in stems:
        for ending in range(len(ENDINGS)):
            yield _form(stem, ending, "m")
            yield _form(stem, ending, "f")
    yield ""


def _form(stem: str, ending: int, sex: str) -> str:
    """A surname; -li after a vowel is -zadə, as in the demonstration country."""
    if ending == LI and stem[-1] in _VOWELS:
        ending = ZADE
    if ending == BEYLI:
        return f"{stem}bəyli"
    if ending == OGLU:
        return f"{stem}oğlu"
    return surname(Family(stem, _ENDING_WORDS[ending]), sex)


def _never(pairs: Iterable[str], given: Sequence[str], stems: Sequence[str]) -> Ints:
    place = {name: number for number, name in enumerate(given)}
    of_stem = {stem: number for number, stem in enumerate(stems)}
    split = (pair.split(":") for pair in pairs)
    return np.array(
        [place[name] * len(stems) + of_stem[stem] for name, stem in split if name in place and stem in of_stem]
    )


def _alike(given: Sequence[str], men: int) -> tuple[Ints, Ints, Ints]:
    """The group of each name by its first two letters, where each group of each sex begins in the list, the list."""
    heads = {head: number for number, head in enumerate(sorted({name[:2] for name in given}))}
    of_name = np.array([heads[name[:2]] for name in given], dtype=np.int64)
    groups: list[list[int]] = [[] for _ in range(2 * len(heads))]
    for first, end, sex in ((0, men, MALE), (men, len(given), FEMALE)):
        for place in range(first, min(first + _ALIKE_AMONG, end)):
            groups[of_name[place] * 2 + sex].append(place)
    offsets = np.concatenate([[0], np.cumsum([len(group) for group in groups])]).astype(np.int64)
    return of_name, offsets, np.array([place for group in groups for place in group], dtype=np.int64)
