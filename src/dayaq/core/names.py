"""Parts of Azerbaijani personal names: surname, given name, father's name with oğlu or qızı, initials (inventory 3.3).

The father's name is stored bare and the marker derives from sex; a surname or a father's name may be absent.
Sex is "m", "f" or "" (not known), as the registry stores it.
"""

import re
from dataclasses import dataclass
from typing import Final, Literal

from dayaq.core.aztext import fold, repair

Marker = Literal["oğlu", "qızı"]

_SON = r"o[ğg]h?l[uıiy]|о[гғ]л[ыуи]"
_DAUGHTER = r"[qgk][ıiy]z[ıiy]|[кгҝқ]ызы"
_MARKED = re.compile(rf"(?:(?P<father>.+?)[\s-]+)?(?:(?P<son>{_SON})|(?P<daughter>{_DAUGHTER}))\.?")
# Written as one word ("Həsənoğlu"): at least three letters must remain for the name.
_JOINED = re.compile(rf"(?P<father>\w{{3,}})(?:(?P<son>{_SON})|(?P<daughter>{_DAUGHTER}))")
_SHORT = re.compile(r"(?P<father>\w{2,}.*?)\s+(?:(?P<son>[oо])|(?P<daughter>[qк]))\.")

#: What passports and lists print where a part of the name does not exist, folded.
_ABSENT: Final = frozenset({"", "xxx", "xx", "x", "-", "--", "---", ".", "yoxdur", "yox", "нет"})

_INITIAL = r"(?:Dzh|Kh|Sh|Ch|Дж|[^\W\d_])\."
_INITIALS_FIRST = re.compile(rf"(?P<initials>{_INITIAL}(?:\s*-?\s*{_INITIAL})*)\s*(?P<surname>[^\W\d_][^.]*)")
_INITIALS_LAST = re.compile(rf"(?P<surname>[^\W\d_][^.]*?[^\W\d_])\s+(?P<initials>{_INITIAL}(?:\s*-?\s*{_INITIAL})*)")
_ONE_INITIAL = re.compile(_INITIAL)

_MARKERS: Final[dict[str, dict[str, str]]] = {
    "az": {"m": "oğlu", "f": "qızı"},
    "en": {"m": "oğlu", "f": "qızı"},
    "tr": {"m": "oğlu", "f": "qızı"},
    "ru": {"m": "оглы", "f": "кызы"},
}


@dataclass(frozen=True, slots=True)
class Patronymic:
    """A father's name as typed, without its marker; `marker` is None if the text had none."""

    father_name: str | None
    marker: Marker | None


@dataclass(frozen=True, slots=True)
class Initials:
    """Of "S.Müslümov": initials ("S",) and surname "Müslümov"."""

    initials: tuple[str, ...]
    surname: str


def present(text: str | None) -> str | None:
    """The part of a name with spaces collapsed, or None if it says that there is none ("XXX", "-", empty)."""
    collapsed = " ".join((text or "").split())
    return None if fold(collapsed) in _ABSENT else collapsed


def parse_patronymic(text: str | None) -> Patronymic:
    """Split "Həsən oğlu" into father's name and marker.

    Understands oğlu, oglu, ogly, oğlı, оглы, qızı, qizi, kyzy, gizi, кызы, гызы in any case, a hyphen before them, the
    short "o." and "q.", and the marker written together with the name. Without a marker the whole text is the name.
    """
    name = present(text)
    if name is None:
        return Patronymic(None, None)
    name = repair(name).text
    folded = fold(name)
    for pattern in (_MARKED, _SHORT, _JOINED):
        match = pattern.fullmatch(folded)
        if match:
            # A repaired text and its fold have the same length, so the span found there cuts the typed name.
            father = present(name[: max(0, match.end("father"))])
            return Patronymic(father, "oğlu" if match["son"] else "qızı")
    return Patronymic(name, None)


def patronymic_display(father_name: str | None, sex: str, language: str = "az") -> str:
    """As "Həsən oğlu" or "Həsən qızı"; only the father's name if sex is not known; "" without a father's name.

    Names are not translated: az, en and tr write the marker alike, ru writes it in Cyrillic.
    Raises KeyError for a language that the system does not have.
    """
    markers = _MARKERS[language]
    father = present(father_name)
    if father is None:
        return ""
    marker = markers.get(sex)
    return f"{father} {marker}" if marker else father


def split_initials(text: str) -> Initials | None:
    """Split "S.Müslümov", "S. H. Müslümov" or "Müslümov S.H."; None if the text is not initials with one surname."""
    collapsed = " ".join(text.split())
    match = _INITIALS_FIRST.fullmatch(collapsed) or _INITIALS_LAST.fullmatch(collapsed)
    if match is None:
        return None
    initials = tuple(initial.rstrip(".") for initial in _ONE_INITIAL.findall(match["initials"]))
    return Initials(initials, match["surname"].strip())


def name_words(text: str) -> tuple[str, ...]:
    """The words of a name, an initial apart from the surname it was glued to: "S.Müslümov" → ("S.", "Müslümov")."""
    return tuple(re.sub(rf"(?<!\w)({_INITIAL})(?=\w)", r"\1 ", text).split())


def full_name(surname: str | None, given: str | None, father: str | None, sex: str, language: str = "az") -> str:
    """Official order: surname, given name, father's name with oğlu or qızı; parts that do not exist are left out."""
    parts = (present(surname), present(given), patronymic_display(father, sex, language))
    return " ".join(part for part in parts if part)


def everyday_name(surname: str | None, given: str | None) -> str:
    """Given name and surname, as people are addressed."""
    return " ".join(part for part in (present(given), present(surname)) if part)
