"""Azerbaijani and Russian Cyrillic to the Azerbaijani Latin alphabet (inventory 3.4).

Azerbaijani Cyrillic goes one-to-one. A Russian spelling has lost letters (Ə, H, Q, X, Ğ) that no table can bring back,
so its result is readable, not exact: compare names by `name_key`, never by this.
"""

import re
import unicodedata

from dayaq.core.aztext.casing import az_upper

_CYRILLIC_WORD = re.compile("[\u0400-\u052f\u0259\u018f]+")
_HAS_CYRILLIC = re.compile("[\u0400-\u052f]")
# A letter that Russian does not have tells that the text is Azerbaijani.
_AZERBAIJANI = re.compile("[әəғҹҝөүһјӘƏҒҸҜӨҮҺЈ]")

_COMMON = dict(zip("абвгдежзийклмнопрстуфхчшщыэ", "abvqdejziyklmnoprstufxçşşıe", strict=True))
_COMMON |= {"ц": "ts", "ъ": "", "ь": "", "ю": "yu", "я": "ya"}
_TABLE_AZ = _COMMON | dict(zip("әəғҹҝөүһј", "əəğcgöühy", strict=True)) | {"ё": "yo"}
_TABLE_RU = _COMMON | {"ё": "yo", "ə": "ə", "і": "i", "ї": "yi", "є": "ye", "ґ": "g"}
_RUSSIAN_VOWELS = "аеёиоуыэюяъь"


def cyrillic_to_latin(text: str) -> str:
    """Write the Cyrillic words of `text` in Azerbaijani Latin letters; other words stay as they are.

    The text is read as Azerbaijani if it has one letter that Russian lacks (ә ғ ҹ ҝ ө ү һ ј), otherwise as Russian:
    there дж is c, and е after a vowel, a sign or at the beginning of a word is ye ("Алиев" → "Aliyev").
    """
    text = unicodedata.normalize("NFC", text)
    if not _HAS_CYRILLIC.search(text):
        return text
    azerbaijani = _AZERBAIJANI.search(text) is not None

    def latin(match: re.Match[str]) -> str:
        word = match.group()
        if not _HAS_CYRILLIC.search(word):
            return word
        return _cased(word, _azerbaijani(word.lower()) if azerbaijani else _russian(word.lower()))

    return _CYRILLIC_WORD.sub(latin, text)


def _azerbaijani(word: str) -> list[str]:
    return [_TABLE_AZ.get(letter, letter) for letter in word]


def _russian(word: str) -> list[str]:
    letters: list[str] = []
    for position, letter in enumerate(word):
        before = word[position - 1] if position else ""
        if letter == "ж" and before == "д":
            letters[-1] = "c"
            letters.append("")
        elif letter == "е" and (not before or before in _RUSSIAN_VOWELS):
            letters.append("ye")
        else:
            letters.append(_TABLE_RU.get(letter, letter))
    return letters


def _cased(word: str, letters: list[str]) -> str:
    """Give each Latin piece the case of its letter: "Я" is "YA" in a word of capitals and "Ya" otherwise."""
    capitals = len(word) > 1 and word.isupper()
    cased = []
    for original, piece in zip(word, letters, strict=True):
        if capitals:
            cased.append(az_upper(piece))
        elif original.isupper():
            cased.append(az_upper(piece[:1]) + piece[1:])
        else:
            cased.append(piece)
    return "".join(cased)
