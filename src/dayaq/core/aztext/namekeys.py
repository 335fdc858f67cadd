"""Blocking key and similarity of personal names across scripts and spellings (inventory 3.4).

The key brings spellings together, it does not decide: Həsənov and Hüseynov meet too. Similarity, FİN and
birth date decide.
"""

import re
import unicodedata
from functools import lru_cache

from dayaq.core.aztext.folding import fold, unmix

_LATIN = {
    "ə": "a", "ǝ": "a", "ç": "ch", "ğ": "gh", "ı": "i", "ö": "o", "ş": "sh", "ș": "sh", "ü": "u", "ß": "ss",
    "æ": "a", "œ": "o", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "þ": "t", "č": "ch", "š": "sh", "ž": "zh", "ģ": "sh",
}  # fmt: skip
_CYRILLIC = {
    "а": "a", "б": "b", "в": "v", "г": "g", "ғ": "gh", "ґ": "g", "д": "d", "е": "e", "ё": "yo", "ж": "zh", "з": "z",
    "и": "i", "і": "i", "й": "y", "ј": "y", "к": "k", "ҝ": "g", "л": "l", "м": "m", "н": "n", "о": "o", "ө": "o",
    "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ү": "u", "ф": "f", "х": "kh", "һ": "h", "ц": "ts", "ч": "ch",
    "ҹ": "c", "ш": "sh", "щ": "sh", "ъ": "", "ы": "i", "ь": "", "э": "e", "ю": "yu", "я": "ya", "ә": "a",
}  # fmt: skip


class _Romaniser(dict[int, str]):
    """Any letter to small a–z; spaces and dashes to one space; anything else to nothing."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        if character.isspace() or unicodedata.category(character) == "Pd":
            letters = " "
        else:
            base = unicodedata.normalize("NFKD", character).lower()
            letters = "".join(c for c in base if "a" <= c <= "z")
        if len(self) < 4096:
            self[code] = letters
        return letters


_ROMAN = _Romaniser()
for _letter, _letters in (_LATIN | _CYRILLIC).items():
    _ROMAN[ord(_letter)] = _letters
    if len(_letter.upper()) == 1:
        _ROMAN[ord(_letter.upper())] = _letters
_ROMAN[ord("I")] = _ROMAN[ord("İ")] = "i"

# Slavic j for y in "Alijev": only before -ev at the end; elsewhere j after a vowel is an English c (Hajiyev, Najafov).
_SLAVIC_J = re.compile(r"(?<=[aeiou])j(?=eva?\b)")
_SILENT_H = re.compile(r"(?<=ulla)k?h\b")
_DOUBLED = re.compile(r"([a-z])\1+")
_CYRILLIC_LETTER = re.compile("[\u0400-\u052f]")

_MERGED = str.maketrans("gqxhjw", "kkkkcv")
_DROPPED = str.maketrans("", "", "aeiouy")
_INITIALS = str.maketrans("eu", "ao")


def _romanise(text: str) -> str:
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
        if _CYRILLIC_LETTER.search(text):
            text = unmix(text)
    return text.translate(_ROMAN)


@lru_cache(maxsize=131_072)
def name_key(text: str) -> str:
    """The blocking key of a name: capitals A–Z, one word for each word or hyphenated part; "" if nothing is left.

    Scripts are folded, digraphs read (dzh, sh, ch, zh…), q g k x h merged, c ç j merged, s ş merged, doubled letters
    made single, glides and all vowels but an initial one dropped. Əliyev, Əliyeva, Aliev, Alijev, Алиев are all "ALV".
    """
    latin = _romanise(text)
    if "j" in latin:
        latin = _SLAVIC_J.sub("y", latin).replace("dj", "c")
    if "h" in latin:
        if "ulla" in latin:
            latin = _SILENT_H.sub("", latin)
        latin = latin.replace("dzh", "c").replace("zh", "c").replace("ch", "c").replace("sh", "s").replace("ph", "f")
    if "ff" in latin:
        latin = latin.replace("off", "ov").replace("eff", "ev")
    latin = _DOUBLED.sub(r"\1", latin.translate(_MERGED))
    if " " not in latin:
        return _consonants(latin)
    return " ".join(filter(None, map(_consonants, latin.split())))


def _consonants(word: str) -> str:
    if word[:2] == "ye":
        word = word[1:]
    return (word[:1].translate(_INITIALS) + word[1:].translate(_DROPPED)).upper()


_VOWELS = frozenset("aeiou")
_NEAR = {
    frozenset(pair): cost
    for pair, cost in (
        ("qg", 0.15), ("qk", 0.2), ("gk", 0.3), ("xh", 0.15), ("gh", 0.3), ("xk", 0.3), ("qx", 0.4), ("xg", 0.4),
        ("qh", 0.4), ("kh", 0.4), ("yi", 0.2), ("ou", 0.15), ("ae", 0.15), ("ei", 0.25), ("wv", 0.1), ("cj", 0.2),
        ("sz", 0.4), ("bp", 0.5), ("dt", 0.5), ("cs", 0.7),
    )
}  # fmt: skip
_SOUNDS = (
    ("dzh", "j"),
    ("dj", "j"),
    ("tch", "c"),
    ("kh", "x"),
    ("gh", "g"),
    ("zh", "j"),
    ("ch", "c"),
    ("sh", "s"),
    ("ph", "f"),
)
_FEMALE = re.compile(r"(?<=[oe]v)a\b")


@lru_cache(maxsize=65_536)
def _sounds(text: str) -> str:
    latin = _SLAVIC_J.sub("y", _romanise(text))
    for spelling, sound in _SOUNDS:
        latin = latin.replace(spelling, sound)
    return " ".join(latin.split())


def name_similarity(a: str, b: str) -> float:
    """How alike two names sound, 0 to 1, symmetric. 1.0 only if they fold to the same text; otherwise at most 0.99.

    An edit distance over romanised letters where letters that transliterations confuse (q/g/k, x/h, ə/a/e, y/i) cost
    little, doubled letters and glides too; a surname in the other gender costs 0.03. It ranks within a `name_key`.
    """
    if fold(a) == fold(b):
        return 1.0
    left, right = _sounds(a), _sounds(b)
    if not left or not right:
        return 0.0
    left_stem, right_stem = _FEMALE.sub("", left), _FEMALE.sub("", right)
    gender = 0.03 if (left_stem == left) != (right_stem == right) else 0.0
    distance = _distance(*sorted((left_stem, right_stem)))
    score = 1.0 - distance / max(len(left_stem), len(right_stem)) - gender
    return round(min(0.99, max(0.0, score)), 4)


def _distance(a: str, b: str) -> float:
    before = [0.0]
    for column, letter in enumerate(b):
        before.append(before[-1] + _gap(b, column, letter))
    for row, mine in enumerate(a):
        gap = _gap(a, row, mine)
        current = [before[0] + gap]
        for column, theirs in enumerate(b):
            current.append(
                min(
                    before[column] + _substitution(mine, theirs),
                    before[column + 1] + gap,
                    current[column] + _gap(b, column, theirs),
                )
            )
        before = current
    return before[-1]


def _gap(word: str, position: int, letter: str) -> float:
    """The cost of a letter that the other name lacks: small for a doubled letter or a glide."""
    if position and word[position - 1] == letter:
        return 0.2
    if letter in "y ":
        return 0.3
    return 0.7 if letter in _VOWELS else 1.0


def _substitution(mine: str, theirs: str) -> float:
    if mine == theirs:
        return 0.0
    near = _NEAR.get(frozenset((mine, theirs)))
    if near is not None:
        return near
    return 0.8 if mine in _VOWELS and theirs in _VOWELS else 1.0
