"""Equal words, equal letters: schwas, Cyrillic look-alikes, Romanian ș, hidden characters, spaces (inventory 3.4)."""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from dayaq.core.aztext.casing import az_lower


class Change(StrEnum):
    """What `repair` changed in an imported text; each code has one translated sentence in the import report."""

    COMPOSED = "composed"  # letters written as base + accent were joined
    INVISIBLE = "invisible"  # zero-width characters, soft hyphens, byte order marks removed
    DOTTED_I = "dotted_i"  # "i" with an extra dot, left by a wrong lower-casing of İ
    SCHWA = "schwa"  # Cyrillic or African schwa became the Azerbaijani ə
    ROMANIAN_LETTER = "romanian_letter"  # ș with a comma became ş with a cedilla
    HOMOGLYPH = "homoglyph"  # a letter of the other script that looks alike was replaced
    WHITESPACE = "whitespace"  # spaces trimmed or collapsed


@dataclass(frozen=True, slots=True)
class Repaired:
    """`text` is the repaired text; `changes` names each kind of change once, in the order of `Change`."""

    text: str
    changes: tuple[Change, ...]


# U+018F/0259 is Azerbaijani; U+04D8/04D9 Cyrillic; U+018E/01DD is the African turned e.
_SCHWAS = str.maketrans({"\u04d8": "Ə", "\u04d9": "ə", "\u018e": "Ə", "\u01dd": "ə"})
_ROMANIAN = str.maketrans({"Ș": "Ş", "ș": "ş"})
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff]")
_EXTRA_DOT = re.compile("i\u0307+")
_SPACES = re.compile(r"\s+")
_DASHES_AND_QUOTES = str.maketrans(dict.fromkeys("‐‑‒–—−", "-") | dict.fromkeys("‘’ʼʹ`´", "'"))

# Small в and н are left out: they look like B and H only as capitals, and sound like neither when small.
_TO_LATIN = str.maketrans(
    "аеосхрујіѕһкмтԛԝАВЕКМНОРСТХУЈІЅҺԚԜ",
    "aeocxpyjishkmtqwABEKMHOPCTXYJISHQW",
)
_TO_CYRILLIC = str.maketrans("aeocxpykABEKMHOPCTXY", "аеосхрукАВЕКМНОРСТХУ")

# Most words need no repair; this says so about ten times faster than repairing them.
_PLAIN = re.compile("[!-_a-z{-~ÇçƏəĞğİıÖöŞşÜü]+(?: [!-_a-z{-~ÇçƏəĞğİıÖöŞşÜü]+)*")
# Accents belong to the word: between a letter and its double they may yet be joined to either.
_WORD = re.compile(r"(?:[^\W\d_]|[\u0300-\u036f])+")
_CYRILLIC = re.compile("[\u0400-\u052f]")
# ə is neutral: after the schwa is folded it stands in both alphabets.
_LATIN = re.compile("[A-Za-z\u00aa-\u018e\u0190-\u0258\u025a-\u02af\u1e00-\u1eff]")


def is_mixed_script(word: str) -> bool:
    """True if one word holds both Latin and Cyrillic letters; ə of any script counts as neither."""
    neutral = word.translate(_SCHWAS)
    return _CYRILLIC.search(neutral) is not None and _LATIN.search(neutral) is not None


def unmix(text: str) -> str:
    """Replace look-alikes in words of mixed script; a word that cannot be made one script is left as it is.

    Latin wins when every Cyrillic letter of the word has a Latin double, otherwise Cyrillic if every Latin one has.
    """
    if not _CYRILLIC.search(text) or not _LATIN.search(text):
        return text

    def one_script(match: re.Match[str]) -> str:
        word = match.group()
        if not is_mixed_script(word):
            return word
        latin = word.translate(_TO_LATIN)
        if not is_mixed_script(latin):
            return latin
        cyrillic = word.translate(_TO_CYRILLIC)
        return word if is_mixed_script(cyrillic) else cyrillic

    return _WORD.sub(one_script, text)


def repair(text: str) -> Repaired:
    """Normalise an imported text without changing its case or wording, and say what was changed.

    Dashes and quotes are kept. A NUL character is not handled here: it is an error of the import.
    """
    if _PLAIN.fullmatch(text):
        return Repaired(text, ())
    changes: list[Change] = []

    def step(change: Change, result: str) -> None:
        nonlocal text
        if result != text:
            text = result
            changes.append(change)

    # Invisible characters first: they can keep a letter and its accent apart.
    step(Change.INVISIBLE, _INVISIBLE.sub("", text))
    step(Change.COMPOSED, unicodedata.normalize("NFC", text))
    step(Change.DOTTED_I, unicodedata.normalize("NFC", _EXTRA_DOT.sub("i", text)))
    step(Change.SCHWA, text.translate(_SCHWAS))
    step(Change.ROMANIAN_LETTER, text.translate(_ROMANIAN))
    step(Change.HOMOGLYPH, unicodedata.normalize("NFC", unmix(text)))
    step(Change.WHITESPACE, _SPACES.sub(" ", text).strip())
    order = list(Change)
    return Repaired(text, tuple(sorted(changes, key=order.index)))


@lru_cache(maxsize=65_536)
def fold(text: str) -> str:
    """The form under which two spellings of the same word in the same script are equal; idempotent.

    `repair`, then Azerbaijani lower case, one kind of dash and of apostrophe. Cyrillic words stay Cyrillic.
    """
    if _PLAIN.fullmatch(text):
        return az_lower(text)
    repaired = az_lower(repair(text).text.translate(_DASHES_AND_QUOTES))
    return unicodedata.normalize("NFC", _EXTRA_DOT.sub("i", repaired))
