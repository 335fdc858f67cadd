"""What is computed from a name and stored: sort key, blocking key, dictionary words.

Pure functions, cached by word: names repeat, so loading a million persons computes a few thousand words. Imports and
seeds call the same functions, row by row or over whole columns.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final, NamedTuple

from dayaq.core.aztext import cyrillic_to_latin, fold, name_key, sort_key
from dayaq.core.names import name_words

SURNAME: Final = "s"
GIVEN: Final = "g"
FATHER: Final = "f"

SORT_KEY_MAX: Final = 400
NAME_KEY_MAX: Final = 200
WORD_MAX: Final = 100
_SEPARATORS: Final = re.compile(r"[\s-]+")
_PLAIN: Final = str.maketrans("əı", "ai")
_SHORTEST_NEAR: Final = 2


class Derived(NamedTuple):
    """What is stored of a name: ``words`` are (word, part) pairs for ``PersonName``, each once."""

    sort_key: str
    name_key: str
    words: tuple[tuple[str, str], ...]


class TokenRow(NamedTuple):
    """A row of the dictionary, in the order of ``NameToken``'s columns after the id."""

    token: str
    latin: str
    key: str
    near: tuple[str, ...]


cached_sort_key = lru_cache(maxsize=131_072)(sort_key)


@lru_cache(maxsize=131_072)
def words_of(text: str) -> tuple[str, ...]:
    """The folded words of one part of a name, hyphenated parts and initials apart; "" gives ()."""
    words = []
    for word in name_words(text):
        for piece in _SEPARATORS.split(fold(word)):
            bare = piece.strip(".,'\"()")[:WORD_MAX]
            if bare not in words and any(map(str.isalnum, bare)):
                words.append(bare)
    return tuple(words)


def name_tokens(surname: str, given_name: str, father_name: str) -> tuple[tuple[str, str], ...]:
    """(word, part) pairs of a whole name; part is "s", "g" or "f"."""
    parts = ((surname, SURNAME), (given_name, GIVEN), (father_name, FATHER))
    return tuple((word, part) for text, part in parts for word in words_of(text))


def derive(surname: str, given_name: str, father_name: str) -> Derived:
    """Sort key (surname, given, father), blocking key (surname and given) and dictionary words of a name."""
    ordered = " ".join(cached_sort_key(text) for text in (surname, given_name, father_name))
    keyed = f"{name_key(surname)} {name_key(given_name)}".strip()
    return Derived(ordered[:SORT_KEY_MAX], keyed[:NAME_KEY_MAX], name_tokens(surname, given_name, father_name))


@lru_cache(maxsize=65_536)
def latin(word: str) -> str:
    """A word in small letters a–z as it would be typed on a foreign keyboard: "əliyev", "Алиев" → "aliyev"."""
    plain = unicodedata.normalize("NFKD", fold(cyrillic_to_latin(word)).translate(_PLAIN))
    return "".join(letter for letter in plain if "a" <= letter <= "z" or letter.isdigit())


def near_keys(key: str) -> tuple[str, ...]:
    """``key`` and, from two letters on, ``key`` with each one letter left out: words one slip apart share one."""
    if len(key) < _SHORTEST_NEAR:
        return (key,)
    shorter = {key[:position] + key[position + 1 :] for position in range(len(key))}
    return (key, *sorted(shorter))


def token_row(word: str) -> TokenRow:
    """The dictionary row of a folded word."""
    key = name_key(word)[:WORD_MAX]
    return TokenRow(word, latin(word)[: 2 * WORD_MAX], key, near_keys(key))
