"""How people write an Azerbaijani name otherwise: in other scripts and alphabets, on another keyboard, by a slip.

Each function takes a word and the dice that decide where there are several ways (inventory 3.4).
"""

from __future__ import annotations

from typing import Final

from dayaq.core.aztext import az_lower, az_upper
from dayaq.seeds.dice import Dice

_ENGLISH: Final = {"ç": "ch", "ş": "sh", "c": "j", "ı": "i", "ö": "o", "ü": "u"}
_RUSSIAN: Final = dict(zip("abcdefijklmnoprstuvxzçş", "абҹдефижклмнопрстувхзчш", strict=True)) | {
    "c": "дж", "x": "х", "ğ": "г", "ı": "ы", "w": "в",
}  # fmt: skip
_AZERI: Final = dict(zip("abcçdeəfgğhxıijkqlmnoöprsştuüvyz", "абҹчдеәфҝғһхыижкглмноөпрсштуүвјз", strict=True))
_PLAIN: Final = str.maketrans("əçşğıöüƏÇŞĞİÖÜ", "ecsgiouECSGIOU")
_OTHER_SCHWAS: Final = ("e", "a", "ǝ", "ә", "ä")
_ALIKE: Final = dict(zip("aeocxpyAEOCXPKMTBH", "аеосхруАЕОСХРКМТВН", strict=True))
_SCANNED: Final = {
    "ə": "a", "ı": "l", "l": "1", "i": "ı", "ş": "s", "ç": "c", "ğ": "g", "ü": "u", "ö": "o", "m": "rn", "n": "ri",
    "e": "c", "o": "0", "b": "h", "v": "y", "f": "t", "q": "g", "z": "2", "s": "5",
}  # fmt: skip
_ROWS: Final = ("qüertyuiopöğ", "asdfghjklıə", "zxcvbnmçş")
_LETTERS: Final = "abcçdeəfgğhxıijkqlmnoöprsştuüvyz"


def cased(word: str, letters: str) -> str:
    """``letters`` with a capital where ``word`` begins with one."""
    if not word or not letters or not word[0].isupper():
        return letters
    first = letters[0]
    return ((az_upper(first) if first in _LETTERS else first.upper()) + letters[1:]) if first else letters


def english(word: str, dice: Dice) -> str:
    """As in a passport or on a foreign form: Əliyev → Aliyev, Xəlilov → Khalilov, Quliyev → Guliyev."""
    kh = dice.pick(("kh", "kh", "kh", "h", "x"))
    gh = dice.pick(("gh", "gh", "g"))
    q = dice.pick(("g", "g", "g", "k", "q"))
    schwa = dice.pick(("a", "a", "a", "a", "e"))
    chosen = {**_ENGLISH, "x": kh, "ğ": gh, "q": q, "ə": schwa}
    letters = "".join(chosen.get(letter, letter) for letter in az_lower(word))
    ending = dice.random()
    if ending < 0.3:
        letters = letters.replace("iyev", dice.pick(("iev", "ev"))) if ending < 0.2 else letters.replace("ayev", "aev")
    return letters[:1].upper() + letters[1:]


def russian(word: str, dice: Dice) -> str:
    """As in a Soviet paper: Məmmədov → Мамедов, Hüseynov → Гусейнов, Cəfərov → Джафаров."""
    text = az_lower(word)
    if dice.chance(0.6):
        text = _single(text)
    chosen = {
        **_RUSSIAN, "h": dice.pick("ггх"), "q": dice.pick("ккг"), "g": dice.pick("гггк"), "ö": dice.pick("оую"),
        "ü": dice.pick("ууую"),
    }  # fmt: skip
    letters, schwas = [], 0
    for place, letter in enumerate(text):
        before = text[place - 1] if place else ""
        after = text[place + 1 : place + 2]
        if letter == "ə":
            schwas += 1
            letters.append("а" if schwas == 1 or dice.chance(0.4) else "е")
        elif letter == "y":
            letters.append(_glide(before, after))
        elif letter in "ıi" and before == "y":
            letters.append("и")
        elif letter == "a" and before == "y":
            letters.append("я")
        elif letter in "uü" and before == "y":
            letters.append("ю")
        elif letter == "e" and not place:
            letters.append("э")
        else:
            letters.append(chosen.get(letter, letter))
    return cased(word, "".join(letters))


def _glide(before: str, after: str) -> str:
    """The letter y: lost before е, я and ю, which have it in themselves, and between a vowel and и."""
    return "" if after in tuple("eauü") or (after in tuple("ıi") and before) else "й"


def _single(text: str) -> str:
    return "".join(letter for place, letter in enumerate(text) if not place or letter != text[place - 1])


def azeri_cyrillic(word: str, _dice: Dice) -> str:
    """In the Azerbaijani Cyrillic alphabet, one letter for one: Əliyev → Әлијев."""
    letters = "".join(_AZERI.get(letter, letter) for letter in az_lower(word))
    return letters[:1].upper() + letters[1:]


def plain_letters(word: str, _dice: Dice) -> str:
    """On a keyboard without the Azerbaijani letters: Əliyev → Eliyev, Şükürov → Sukurov."""
    return word.translate(_PLAIN)


def schwa(word: str, dice: Dice) -> str:
    """Another letter for ə."""
    other = dice.pick(_OTHER_SCHWAS)
    return word.replace("ə", other).replace("Ə", other.upper())


def look_alike(word: str, dice: Dice) -> str:
    """Some Latin letters are Cyrillic ones that look the same."""
    places = [place for place, letter in enumerate(word) if letter in _ALIKE]
    if not places:
        return word
    chosen = {dice.pick(places), dice.pick(places)}
    return "".join(_ALIKE[letter] if place in chosen else letter for place, letter in enumerate(word))


def scanned(word: str, dice: Dice) -> str:
    """A letter or two as a scanner misreads them."""
    places = [place for place, letter in enumerate(word) if letter in _SCANNED]
    if not places:
        return word
    chosen = {dice.pick(places)} | ({dice.pick(places)} if dice.chance(0.3) else set())
    return "".join(_SCANNED[letter] if place in chosen else letter for place, letter in enumerate(word))


def typo(word: str, dice: Dice) -> str:
    """One slip of the finger: a letter left out, doubled or added, another one, or two that changed places."""
    if len(word) < 3:
        return word
    kind, place = dice.random(), dice.between(0 if dice.chance(0.1) else 1, len(word) - 1)
    if kind < 0.25:
        return word[:place] + word[place + 1 :]
    if kind < 0.4:
        return word[:place] + (word[place] if dice.chance(0.5) else dice.pick(_LETTERS)) + word[place:]
    if kind < 0.75:
        return word[:place] + cased(word[place], neighbour(az_lower(word[place]), dice)) + word[place + 1 :]
    first = min(max(place, 1), len(word) - 2)
    return word[:first] + word[first + 1] + word[first] + word[first + 2 :]


def neighbour(letter: str, dice: Dice) -> str:
    """A letter that lies beside ``letter`` on the keyboard."""
    for row in _ROWS:
        at = row.find(letter)
        if at >= 0:
            return row[at - 1] if at and (at == len(row) - 1 or dice.chance(0.5)) else row[at + 1]
    return dice.pick(_LETTERS)


_ABBREVIATED: Final = (
    (("küçəsi", "küç."), ("prospekti", "pr."), ("döngəsi", "dön."), (", ev ", ", "), ("mənzil", "m.")),
    (("küçəsi", "k."), ("prospekti", "pros."), ("döngəsi", "d."), (", ev ", " "), (", mənzil ", "/")),
    ((", ev ", " ev "), (", mənzil ", " mən ")),
    ((" küçəsi", ""), (" prospekti", " pr"), (" döngəsi", " dön"), (", ev ", ", e. "), (", mənzil ", ", mən. ")),
)


def address(text: str, dice: Dice) -> str:
    """An address as another office writes it: "Bahar küçəsi, ev 5, mənzil 2" → "Bahar küç., 5, m. 2"."""
    for long, short in dice.pick(_ABBREVIATED):
        text = text.replace(long, short)
    return plain_letters(text, dice) if dice.chance(0.25) else text


def digit_typo(text: str, place: int, dice: Dice) -> str:
    """Another digit at ``place``."""
    other = (int(text[place]) + dice.between(1, 9)) % 10
    return f"{text[:place]}{other}{text[place + 1 :]}"
