"""Upper, lower and title case of Azerbaijani words: i↔İ and ı↔I (inventory 3.2).

For words only. Codes (FİN, VÖEN, e-mail, IBAN) use Python's root casing.
"""

import re
import unicodedata

_BEFORE_LOWER = str.maketrans({"İ": "i", "I": "ı"})
_BEFORE_UPPER = str.maketrans({"i": "İ", "ı": "I"})

# Particles of a patronymic stay small inside a name: "Həsən oğlu", never "Həsən Oğlu".
_SMALL_PARTICLES = frozenset({"oğlu", "qızı"})
_WORD = re.compile(r"[^\W_]+(?:['’ʼ`][^\W_]+)*")


def az_lower(text: str) -> str:
    """Lower case by the Azerbaijani alphabet, in NFC: "İSMAYIL" → "ismayıl"."""
    # NFC first: a decomposed İ (I + U+0307) would otherwise lose its identity and become ı with a dot.
    return unicodedata.normalize("NFC", text).translate(_BEFORE_LOWER).lower()


def az_upper(text: str) -> str:
    """Upper case by the Azerbaijani alphabet, in NFC: "ismayıl" → "İSMAYIL"."""
    return unicodedata.normalize("NFC", text).translate(_BEFORE_UPPER).upper()


def az_title(text: str) -> str:
    """Name case: each word and each part of a hyphenated word begins with a capital, the rest is small.

    "əlİYEV-məmmədov" → "Əliyev-Məmmədov"; "HƏSƏN OĞLU" → "Həsən oğlu" (the particle is small unless it begins the
    text). An apostrophe does not begin a new word. Spaces and punctuation are kept as they are.
    """
    lowered = az_lower(text)

    def titled(match: re.Match[str]) -> str:
        word = match.group()
        if word in _SMALL_PARTICLES and match.start() > 0 and lowered[match.start() - 1].isspace():
            return word
        return az_upper(word[0]) + word[1:]

    return _WORD.sub(titled, lowered)
