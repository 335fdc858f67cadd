"""How one person's name is typed into a search box: scripts, alphabets, keyboards, slips, orders, unfinished words.

The same person and seed give the same texts. Each class of variants is one function of the three words of a name and
the dice; what a class leaves out on purpose (the father's name, say) it does not ask the search to know.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, NamedTuple

from dayaq.core.aztext import az_lower
from dayaq.registry.models import Person
from dayaq.seeds.dice import Dice
from dayaq.seeds.nation import spelling

Name = tuple[str, str, str]
"""Surname, given and father's name as they stand in the register."""
Say = Callable[[Name, Dice], str]

_TURKISH: Final = str.maketrans({"ə": "e", "q": "k", "x": "h", "Ə": "E", "Q": "K", "X": "H"})
_MARKERS: Final = {"m": ("oğlu", "oglu", "oghlu", "оглы", "оғлу"), "f": ("qızı", "qizi", "gizi", "кызы", "гызы")}


class Typed(NamedTuple):
    """``text`` is typed to find a person. ``exact``: it says enough (a birth year) that this very person is wanted."""

    kind: str
    text: str
    exact: bool = False


def _each(change: Callable[[str, Dice], str]) -> Say:
    return lambda name, dice: " ".join(change(word, dice) for word in name)


def _slip(kind: str) -> Say:
    """One of the three words has a slip of the finger, one in ten of them in its first letter."""

    def say(name: Name, dice: Dice) -> str:
        long = [place for place, word in enumerate(name) if len(word) > 3]
        wrong = dice.pick(long or [0])
        return " ".join(_slipped(word, kind, dice) if place == wrong else word for place, word in enumerate(name))

    return say


def _slipped(word: str, kind: str, dice: Dice) -> str:
    place = 0 if dice.chance(0.1) else dice.between(1, len(word) - 1)
    if kind == "left out":
        return word[:place] + word[place + 1 :]
    if kind == "doubled":
        return word[:place] + word[place] + word[place:]
    if kind == "wrong":
        return word[:place] + spelling.neighbour(az_lower(word[place]), dice) + word[place + 1 :]
    place = min(place, len(word) - 2)
    return word[:place] + word[place + 1] + word[place] + word[place + 2 :]


def _other_schwa(name: Name, dice: Dice) -> str:
    small, large = dice.pick(("әӘ", "ǝƎ", "әƏ"))
    return " ".join(name).replace("ə", small).replace("Ə", large)


def _reordered(name: Name, dice: Dice) -> str:
    surname, given, father = name
    return " ".join(dice.pick(((given, father, surname), (given, surname, father))))


def _unfinished(name: Name, dice: Dice) -> str:
    father = name[2]
    return " ".join((*name[:2], father[: max(3, len(father) - dice.between(1, 3))]))


def _legacy(name: Name, dice: Dice) -> str:
    """Letters of an old or another font: ș for ş, j for c, look-alikes of the other script."""
    romanian = " ".join(name).replace("ş", "ș").replace("Ş", "Ș")
    return dice.pick((romanian.replace("c", "j").replace("C", "J"), spelling.look_alike(romanian, dice)))


CLASSES: Final[dict[str, Say]] = {
    "as written": lambda name, _dice: " ".join(name),
    "small or capital letters": lambda name, dice: dice.pick((str.upper, str.lower))(" ".join(name)),
    "keyboard without əçşğıöü": _each(spelling.plain_letters),
    "another schwa": _other_schwa,
    "letters of another font": _legacy,
    "Azerbaijani Cyrillic": _each(spelling.azeri_cyrillic),
    "Russian": _each(spelling.russian),
    "English": _each(spelling.english),
    "Turkish": _each(lambda word, _dice: word.translate(_TURKISH)),
    "a letter left out": _slip("left out"),
    "a letter doubled": _slip("doubled"),
    "two letters swapped": _slip("swapped"),
    "a wrong letter": _slip("wrong"),
    "another order": _reordered,
    "last word unfinished": _unfinished,
}
DATED: Final = ("as written", "Russian", "English", "another order", "a wrong letter")
"""Classes that are tried with the birth year added as well."""


def variants(person: Person) -> list[Typed]:
    """What may be typed to find ``person``; 15 classes, then with oğlu or qızı, then with the year of birth."""
    dice = Dice(f"variants:{person.pk}")
    name = (person.surname, person.given_name, person.father_name)
    typed = [Typed(kind, say(name, dice)) for kind, say in CLASSES.items()]
    marker = dice.pick(_MARKERS[person.sex or "m"])
    say = spelling.russian if marker[0] in "огкг" else spelling.plain_letters
    typed.append(Typed("with oğlu or qızı", " ".join((*(say(word, dice) for word in name), marker))))
    if person.birth_date:
        year = person.birth_date.year
        typed += [Typed(f"{kind}, year", f"{CLASSES[kind](name, dice)} {year}", exact=True) for kind in DATED]
        typed.append(Typed("surname and name, birth date", f"{name[0]} {name[1]} {person.birth_date:%d.%m.%Y}", True))
        initials = f"{name[0]} {name[1][0]}.{name[2][0]}. {person.birth_date:%d.%m.%Y}"
        typed.append(Typed("surname and initials, birth date", initials, True))
    return typed
