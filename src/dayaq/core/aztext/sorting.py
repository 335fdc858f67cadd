"""Azerbaijani alphabetical order as a string that any database can compare by code point (inventory 3.1)."""

import unicodedata
from typing import Final

from dayaq.core.aztext.folding import fold

#: The 32 letters of the alphabet in order, capitals.
ALPHABET: Final = "ABCÇDEƏFGĞHXIİJKQLMNOÖPRSŞTUÜVYZ"

# W is not a letter of the alphabet; ICU "az" puts it last.
_ORDER: Final = "abcçdeəfgğhxıijkqlmnoöprsştuüvyzw"
# A run of code points above ASCII and Latin-1 (spaces, punctuation and digits stay before letters) and below Cyrillic.
_BASE: Final = 0x100
_FOREIGN: Final = {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "þ": "th"}


def _keyed(letters: str) -> str:
    return "".join(chr(_BASE + _ORDER.index(letter)) for letter in letters)


class _Table(dict[int, str]):
    """Sorts an unknown accented Latin letter as its base letter, and leaves everything else alone."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        base = "".join(c for c in unicodedata.normalize("NFKD", character) if not unicodedata.combining(c)).lower()
        key = _keyed(base) if base and all(letter in _ORDER for letter in base) else character
        if len(self) < 4096:
            self[code] = key
        return key


_TABLE = _Table({ord(letter): _keyed(letter) for letter in _ORDER})
_TABLE |= {ord(letter): _keyed(letters) for letter, letters in _FOREIGN.items()}


def sort_key(text: str) -> str:
    """A key whose code-point order is the Azerbaijani alphabetical order of `text`.

    Spaces and punctuation come before digits, digits before letters, W after Z, Cyrillic after all Latin. Case does not
    count: two texts that differ in case only have equal keys, so a list adds the primary key to settle ties. Store it
    in a column of a database with a C or C.UTF-8 collation.
    """
    return fold(text).translate(_TABLE)
