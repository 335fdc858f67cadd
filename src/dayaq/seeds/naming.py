"""Invented names of realistic shape: common given names, surnames made of a stem and an ending that follows the sex."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Final, NamedTuple

from dayaq.seeds.dice import Dice, Weighted, zipf

DATA: Final = Path(__file__).parent / "data"
_VOWELS: Final = {
    "a": "lı", "ı": "lı", "e": "li", "ə": "li", "i": "li", "o": "lu", "u": "lu", "ö": "lü", "ü": "lü",
}  # fmt: skip
_ENDINGS: Final = Weighted(["ov", "li", "zade"], [74, 17, 9])


class Family(NamedTuple):
    """What a surname is made of; it is borne by sons and daughters alike, in the form of their sex."""

    stem: str
    ending: str


@lru_cache(maxsize=65_536)
def surname(family: Family, sex: str) -> str:
    """The surname of ``family`` for "m" or "f": Əliyev and Əliyeva, Həsənli and Həsənzadə for both (inventory 3.3)."""
    stem, ending = family
    if ending == "zade":
        return f"{stem}zadə"
    if ending == "li":
        last = next(_VOWELS[letter] for letter in reversed(stem.lower()) if letter in _VOWELS)
        return stem + last
    return f"{stem}{'yev' if stem[-1] in _VOWELS else 'ov'}{'a' if sex == 'f' else ''}"


class Names:
    """Draws names by their frequency; a pair that a well-known person bears is drawn again."""

    def __init__(self, dice: Dice) -> None:
        lists = json.loads((DATA / "names.json").read_text(encoding="utf-8"))
        words = {key: " ".join(lists[key]).split() for key in ("male", "female", "stems", "never")}
        self._random = dice.random
        self._given = {"m": zipf(words["male"]), "f": zipf(words["female"])}
        self._stems = zipf(words["stems"])
        self._never = {tuple(pair.split(":")) for pair in words["never"]}

    def family(self) -> Family:
        """A family name."""
        stem = self._stems.at(self._random())
        ending = _ENDINGS.at(self._random())
        if ending == "li" and stem[-1] in _VOWELS:
            ending = "zade"
        return Family(stem, ending)

    def given(self, sex: str, family: Family) -> str:
        """A given name that may stand with ``family``."""
        while True:
            name = self._given[sex].at(self._random())
            if (name, family.stem) not in self._never:
                return name
