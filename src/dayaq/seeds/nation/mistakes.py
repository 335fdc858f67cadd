"""What goes wrong when a person is written down a second time. Nothing here is kinder than what offices see.

A mistake changes the record and says whether it did; one that would change nothing is drawn again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import cycle
from typing import Final

from dayaq.seeds.dice import Dice, Weighted
from dayaq.seeds.nation import spelling
from dayaq.seeds.nation.numbering import FIN_LETTERS
from dayaq.seeds.nation.proportions import MISTAKE_WEIGHTS, MISTAKES

_EPOCH: Final = date(1970, 1, 1).toordinal()
_MOST_TRIES: Final = 200
_HABITS: Final = 12
_PREFIXES: Final = ("Ağa", "Mir", "Əli", "Məmməd", "Hacı", "Gül", "Şah", "Seyid", "Əbdül", "Həsən", "Hüseyn")
_SUFFIXES: Final = (
    "xanım", "bəyim", "nisə", "ağa", "bala", "bəy", "xan", "əli", "qulu", "əddin", "ulla", "verdi", "məmməd", "naz",
)  # fmt: skip
_SHORT: Final = {
    "Məhəmməd": "Məmməd", "Fatimə": "Fatma", "İbrahim": "İbiş", "Hüseyn": "Hüsü", "Abdulla": "Abdul",
    "Süleyman": "Süli", "İsmayıl": "İsi", "Mustafa": "Mustuş", "Gülnarə": "Gülnar", "Elnarə": "Elnara",
    "Ülviyyə": "Ülvi", "Xədicə": "Xədi", "Məryəm": "Məri", "Zeynəb": "Zeyno", "Leyla": "Leyli", "Rəşad": "Rəşo",
}  # fmt: skip


@dataclass
class Written:
    """A person as written down: ``birth`` counts days from 1970, None where it is not known; sex is "m", "f" or ""."""

    surname: str
    given: str
    father: str
    sex: str
    birth: int | None
    phone: str
    fin: str
    unit: int
    address: str


@dataclass(frozen=True)
class Around:
    """What a mistake may draw on: the surname before or after a marriage ("" without one), another telephone, another
    district and address, the last possible day of birth, and whether a FİN is somebody's."""

    married_name: str
    phone: str
    unit: int
    address: str
    today: int
    is_taken: Callable[[str], bool]


Mistake = Callable[[Written, Dice, Around], None]
Spelling = Callable[[str, Dice], str]


def go_wrong(written: Written, dice: Dice, around: Around) -> list[str]:
    """Make as many mistakes as the dice say, no kind twice; returns their kinds in their order."""
    wanted = _NUMBER.at(dice.random())
    made: list[str] = []
    for _ in range(_MOST_TRIES):
        if len(made) == wanted:
            break
        kind = _KIND.at(dice.random())
        if kind in made or (kind in _SCRIPTS and not _SCRIPTS.isdisjoint(made)):
            continue
        before = vars(written).copy()
        _MISTAKES[kind](written, dice, around)
        if not written.surname and not written.given and not written.father:
            vars(written).update(before)
        if vars(written) != before:
            made.append(kind)
    return made


class _Habit(Dice):
    """The same throws again for each word: who writes e for ə does so in the whole name."""

    def __init__(self, throws: list[float]) -> None:
        self.random = cycle(throws).__next__


def _whole(spell: Spelling) -> Mistake:
    """The whole name in another spelling."""

    def mistake(written: Written, dice: Dice, _around: Around) -> None:
        throws = [dice.random() for _ in range(_HABITS)]
        written.surname, written.given, written.father = (
            spell(part, _Habit(throws)) if part else part for part in (written.surname, written.given, written.father)
        )

    return mistake


def _part(spell: Spelling) -> Mistake:
    """One part of the name: the surname as often as the given name, the father's less often."""

    def mistake(written: Written, dice: Dice, _around: Around) -> None:
        name = dice.pick(("surname", "surname", "given", "given", "father"))
        setattr(written, name, spell(getattr(written, name), dice))

    return mistake


def _swapped_names(written: Written, _dice: Dice, _around: Around) -> None:
    written.surname, written.given = written.given, written.surname


def _no_father(written: Written, _dice: Dice, _around: Around) -> None:
    written.father = ""


def _short_form(written: Written, _dice: Dice, _around: Around) -> None:
    """How the person is called at home: Məhəmməd → Məmməd, Zeynəbxanım → Zeynəb, Ağakərim → Kərim."""
    name = written.given
    if name in _SHORT:
        written.given = _SHORT[name]
        return
    for piece in _SUFFIXES:
        if name.endswith(piece) and len(name) - len(piece) >= 3:
            written.given = name.removesuffix(piece)
            return
    for piece in _PREFIXES:
        if name.startswith(piece) and len(name) - len(piece) >= 4:
            written.given = spelling.cased("A", name.removeprefix(piece))
            return


def _initial(written: Written, dice: Dice, _around: Around) -> None:
    """Only the first letter of the given name, or of the father's."""
    name = dice.pick(("given", "father"))
    text = getattr(written, name)
    if len(text) > 2:
        setattr(written, name, f"{text[0]}.")


def _married_name(written: Written, _dice: Dice, around: Around) -> None:
    """The surname before or after a marriage."""
    written.surname = around.married_name or written.surname


def _other_form(written: Written, dice: Dice, _around: Around) -> None:
    """The surname in the form of the other sex, or with another ending on the same stem."""
    name = written.surname
    for one in ("yev", "ov"):
        if name.endswith(one):
            written.surname = f"{name}a" if dice.chance(0.5) else _restemmed(name.removesuffix(one), dice)
        elif name.endswith(f"{one}a"):
            written.surname = name[:-1] if dice.chance(0.6) else _restemmed(name.removesuffix(f"{one}a"), dice)
        else:
            continue
        return


def _restemmed(stem: str, dice: Dice) -> str:
    return f"{stem}{dice.pick(('zadə', 'li', ''))}"


def _parts_of(birth: int) -> tuple[int, int, int]:
    day = date.fromordinal(_EPOCH + birth)
    return day.year, day.month, day.day


def _set_birth(written: Written, around: Around, year: int, month: int, day: int) -> None:
    """Take the day over, where there is such a day and it is not to come."""
    try:
        found = date(year, month, day).toordinal() - _EPOCH
    except ValueError:
        return
    if year >= 1880 and found <= around.today:
        written.birth = found


def _day_month(written: Written, _dice: Dice, around: Around) -> None:
    if written.birth is not None:
        year, month, day = _parts_of(written.birth)
        _set_birth(written, around, year, day, month)


def _year_digit(written: Written, dice: Dice, around: Around) -> None:
    """A year beside it, or another decade, or two digits that changed places."""
    if written.birth is None:
        return
    year, month, day = _parts_of(written.birth)
    swapped = int(f"{year // 100}{year % 10}{year // 10 % 10}")
    other = dice.pick((year - 1, year + 1, year - 1, year + 1, year - 10, year + 10, year - 2, year + 2, swapped))
    _set_birth(written, around, other, month, day)


def _day_digit(written: Written, dice: Dice, around: Around) -> None:
    """Another day or another month."""
    if written.birth is None:
        return
    year, month, day = _parts_of(written.birth)
    if dice.chance(0.65):
        day += dice.pick((-10, -2, -1, 1, 2, 10))
    else:
        month += dice.pick((-1, 1))
    _set_birth(written, around, year, month, day)


def _year_only(written: Written, _dice: Dice, around: Around) -> None:
    """Of the birth only the year was known, so it became 1 January."""
    if written.birth is not None:
        _set_birth(written, around, _parts_of(written.birth)[0], 1, 1)


def _no_birth(written: Written, _dice: Dice, _around: Around) -> None:
    written.birth = None


def _phone_digit(written: Written, dice: Dice, _around: Around) -> None:
    if written.phone:
        written.phone = spelling.digit_typo(written.phone, dice.between(7, len(written.phone) - 1), dice)


def _other_phone(written: Written, _dice: Dice, around: Around) -> None:
    if written.phone:
        written.phone = around.phone


def _no_phone(written: Written, _dice: Dice, _around: Around) -> None:
    written.phone = ""


def _moved(written: Written, dice: Dice, around: Around) -> None:
    """Another address, in every third case in another district."""
    written.address = around.address
    if dice.chance(1 / 3):
        written.unit = around.unit


def _no_sex(written: Written, _dice: Dice, _around: Around) -> None:
    written.sex = ""


def _fin_typo(written: Written, dice: Dice, around: Around) -> None:
    """One character of the FİN, or two neighbours changed places; never the FİN of another person of the country."""
    fin = written.fin
    if not fin:
        return
    place = dice.between(0, len(fin) - 2)
    if dice.chance(0.6):
        wrong = fin[:place] + dice.pick(FIN_LETTERS) + fin[place + 1 :]
    else:
        wrong = fin[:place] + fin[place + 1] + fin[place] + fin[place + 2 :]
    if not around.is_taken(wrong):
        written.fin = wrong


_MISTAKES: Final[Mapping[str, Mistake]] = {
    "latin": _whole(spelling.english),
    "russian": _whole(spelling.russian),
    "azeri_cyrillic": _whole(spelling.azeri_cyrillic),
    "plain_letters": _whole(spelling.plain_letters),
    "schwa": _whole(spelling.schwa),
    "look_alike": _part(spelling.look_alike),
    "typo": _part(spelling.typo),
    "ocr": _part(spelling.scanned),
    "swapped_names": _swapped_names,
    "no_father": _no_father,
    "short_form": _short_form,
    "initial": _initial,
    "married_name": _married_name,
    "other_form": _other_form,
    "day_month": _day_month,
    "year_digit": _year_digit,
    "day_digit": _day_digit,
    "year_only": _year_only,
    "no_birth": _no_birth,
    "phone_digit": _phone_digit,
    "other_phone": _other_phone,
    "no_phone": _no_phone,
    "moved": _moved,
    "no_sex": _no_sex,
    "fin_typo": _fin_typo,
}
_SCRIPTS: Final = frozenset({"latin", "russian", "azeri_cyrillic", "plain_letters", "schwa"})
"""Spellings of the whole name: one of them at most."""
_KIND: Final = Weighted(list(_MISTAKES), [MISTAKE_WEIGHTS[kind] for kind in _MISTAKES])
_NUMBER: Final = Weighted(range(len(MISTAKES)), MISTAKES)
KINDS: Final = tuple(_MISTAKES)
