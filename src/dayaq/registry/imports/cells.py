"""One cell read as what it should be. Cached by text, because names, districts and dates repeat.

Each function gives the stored form and what was found wrong as (code, suggestion), None where nothing was.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Final, NamedTuple

from phonenumbers import PhoneMetadata

from dayaq.core.aztext import Change, cyrillic_to_latin, fold, is_mixed_script, repair
from dayaq.core.dates import DateWarning, Order, parse_date
from dayaq.core.identifiers import IdentifierResult, normalise_phone
from dayaq.core.names import parse_patronymic, present, split_initials
from dayaq.core.numbers import NumberProblem, parse_number
from dayaq.registry.imports.problems import DATE, Code

Found = tuple[str, str] | None  # code and suggestion

MALE: Final = "m"
FEMALE: Final = "f"
_SEX_OF_MARKER: Final = {"oğlu": MALE, "qızı": FEMALE}
_SEXES: Final = {
    MALE: "m k kişi kisi kişidir oğlan oglan e er erkek bay male man boy м муж мужской мужчина к киши 1 k.",
    FEMALE: "f q qadın qadin qadındır qız qiz kadın kadin bayan female woman girl ж жен женский женщина г гадын 2 q.",
}
_SEX_WORDS: Final = {fold(word): sex for sex, words in _SEXES.items() for word in words.split()}
_YES_WORDS: Final = "hə he bəli beli yes y true да evet 1 x + ✓ v başçı head"
_NO_WORDS: Final = "yox xeyr no n false нет hayır 0 - deyil"
_YES: Final = frozenset(map(fold, [*_YES_WORDS.split(), "ailə başçısı"]))
_NO: Final = frozenset(map(fold, _NO_WORDS.split())) | {""}
_RELATIONS: Final = {
    "head": "başçı ailə_başçısı özü head self глава hane_reisi",
    "spouse": "ər arvad həyat_yoldaşı heyat_yoldasi yoldaşı xanımı spouse wife husband жена муж супруг супруга eş eşi",
    "child": "oğul oğlu qız qızı övlad övladı uşaq child son daughter сын дочь ребёнок ребенок çocuk oğlan",
    "parent": "ata ana atası anası valideyn parent father mother отец мать anne",
    "sibling": "qardaş bacı qardaşı bacısı brother sister sibling брат сестра kardeş kardeşi",
    "grandchild": "nəvə nəvəsi grandchild внук внучка torun",
    "grandparent": "baba babası nənə nənəsi dədə grandparent grandmother grandfather бабушка дедушка",
    "ward": "qəyyumluqda himayədə ward подопечный",
    "other_relative": "digər digər_qohum qohum gəlin kürəkən other other_relative родственник",
    "not_related": "qohum_deyil qeyri_qohum not_related unrelated не_родственник",
}
_RELATION_WORDS: Final = {
    fold(word.replace("_", " ")): relation for relation, words in _RELATIONS.items() for word in words.split()
}
_EMAIL: Final = re.compile(r"[^\s@<>()\[\],;:\"]+@[^\s@<>()\[\],;:\"]+\.[^\W\d_]{2,}")


class Name(NamedTuple):
    """``text`` as stored; ``repaired`` when look-alikes of another script were replaced; ``mixed`` when some remain."""

    text: str
    repaired: bool
    mixed: bool

    @property
    def odd(self) -> bool:
        """Whether something is to be said about it."""
        return self.repaired or self.mixed


@lru_cache(maxsize=131_072)
def name(text: str) -> Name:
    """A part of a name; "" where the text says that there is none ("XXX", "-")."""
    found = repair(text)
    return Name(present(found.text) or "", Change.HOMOGLYPH in found.changes, _mixed(found.text))


def _mixed(text: str) -> bool:
    return not text.isascii() and is_mixed_script(text) and any(map(is_mixed_script, text.split()))


@lru_cache(maxsize=65_536)
def father(text: str) -> tuple[str, str]:
    """The bare father's name of a repaired text, and the sex that oğlu or qızı says, "" without it."""
    patronymic = parse_patronymic(text)
    return patronymic.father_name or "", _SEX_OF_MARKER.get(patronymic.marker or "", "")


@lru_cache(maxsize=65_536)
def full_name(text: str, given_first: bool) -> tuple[str, str, str] | None:
    """(surname, given name, father's name with its marker) of a whole name in one cell; None when it is not clear."""
    words = text.replace(",", " ").split()
    initials = split_initials(" ".join(words))
    if initials is not None:
        return initials.surname, " ".join(f"{letter}." for letter in initials.initials), ""
    if len(words) < 2:
        return (words[0], "", "") if words else None
    father_name, sex = father(" ".join(words[2:])) if len(words) > 2 else ("", "")
    if len(words) > 3 and not sex:
        return None
    if sex and not father_name:
        return None
    first, second = (words[1], words[0]) if given_first else (words[0], words[1])
    return first, second, " ".join(words[2:])


@lru_cache(maxsize=1_024)
def sex(text: str) -> str | None:
    """ "m" or "f"; None when it is neither."""
    return _SEX_WORDS.get(fold(text).strip())


@lru_cache(maxsize=1_024)
def is_head(text: str) -> bool | None:
    """Whether the cell says yes; None when it says neither yes nor no."""
    word = fold(text).strip()
    return True if word in _YES else False if word in _NO else None


@lru_cache(maxsize=1_024)
def relation(text: str) -> str | None:
    """The relation to the head; None when it is not understood."""
    return _RELATION_WORDS.get(" ".join(fold(text).split()))


_DOTTED: Final = re.compile(r"([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4})")
_ISO: Final = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")


@lru_cache(maxsize=131_072)
def day(text: str, order: Order | None, today: date) -> tuple[str, bool, Found]:
    """ISO date or "", whether it lies in the future, and the problem. An empty cell gives ("", False, None).

    The two commonest forms are read here, ten times faster than by ``parse_date`` and, as a test shows, alike.
    """
    parts = _DOTTED.fullmatch(text) if order in (None, "dmy") else None
    if parts is not None:
        year, month, day_of_month = int(parts[3]), int(parts[2]), int(parts[1])
    elif (parts := _ISO.fullmatch(text)) is not None:
        year, month, day_of_month = int(parts[1]), int(parts[2]), int(parts[3])
    if parts is not None and 1900 <= year <= 2100 and 1 <= month <= 12 and 1 <= day_of_month <= 28:
        found = date(year, month, day_of_month)
        return found.isoformat(), found > today, None
    result = parse_date(text, order=order, today=today)
    if result.value is not None:
        return result.value.isoformat(), result.warning == DateWarning.FUTURE, None
    if result.problem is None or result.problem == "empty":
        return "", False, None
    return "", False, (f"{DATE}{result.problem}", result.suggestion.isoformat() if result.suggestion else "")


@lru_cache(maxsize=4_096)
def month(text: str, today: date) -> str:
    """The first day of a month as ISO, from a date or from "03.2026", "2026-03"; "" when it is neither."""
    for pattern in (r"(?P<m>\d{1,2})[./-](?P<y>\d{4})", r"(?P<y>\d{4})[./-](?P<m>\d{1,2})"):
        match = re.fullmatch(pattern, text.strip())
        if match and 1 <= int(match["m"]) <= 12 and 1900 <= int(match["y"]) <= 2150:
            return date(int(match["y"]), int(match["m"]), 1).isoformat()
    found, _future, _problem = day(text, "dmy", today)
    return f"{found[:8]}01" if found else ""


LARGEST_AMOUNT: Final = Decimal("999999999999.99")


@lru_cache(maxsize=65_536)
def amount(text: str, sign: str | None) -> tuple[str, Found]:
    """An amount of money with two decimals as text, "" when empty."""
    result = parse_number(text, decimal_sign=sign)
    if result.problem == NumberProblem.EMPTY:
        return "", None
    if result.problem == NumberProblem.AMBIGUOUS:
        return "", (Code.NUMBER_AMBIGUOUS, str(result.suggestion or ""))
    if result.value is None:
        return "", (Code.NUMBER, "")
    if result.value < 0:
        return "", (Code.NEGATIVE, "")
    if result.value > LARGEST_AMOUNT:
        return "", (Code.TOO_LARGE, "")
    return f"{result.value:.2f}", None


@lru_cache(maxsize=1_024)
def percent(text: str) -> tuple[int | None, Found]:
    """A whole percentage from 0 to 100, None when empty."""
    result = parse_number(text.strip().removesuffix("%").removesuffix("faiz").strip())
    if result.problem == NumberProblem.EMPTY:
        return None, None
    if result.value is None or result.value != result.value.to_integral_value():
        return None, (Code.NUMBER, "")
    if not 0 <= result.value <= 100:
        return None, (Code.PERCENT, "")
    return int(result.value), None


def email(text: str) -> str:
    """The address, "" when it is none."""
    return text if len(text) <= 254 and _EMAIL.fullmatch(text) else ""


_LOCAL: Final = re.compile(r"(?:\+?994|0)?\s?\(?0?([1-9]\d)\)?[\s-]?(\d{3})[\s-]?(\d{2})[\s-]?(\d{2})", re.ASCII)


def _national_patterns() -> re.Pattern[str]:
    """Every pattern of a valid national number of Azerbaijan, from the library's own data."""
    data = PhoneMetadata.metadata_for_region("AZ")
    kinds = ("mobile", "fixed_line", "toll_free", "premium_rate", "shared_cost", "personal_number", "uan", "voip")
    patterns = {getattr(getattr(data, kind), "national_number_pattern", None) for kind in kinds}
    return re.compile("|".join(f"(?:{pattern})" for pattern in sorted(filter(None, patterns))))


_NATIONAL: Final = _national_patterns()


def phone(text: str) -> IdentifierResult:
    """A telephone number. An Azerbaijani one in a usual form is recognised without the library: ten times faster."""
    local = _LOCAL.fullmatch(text)
    if local is not None:
        digits = "".join(local.groups())
        if _NATIONAL.fullmatch(digits):
            return IdentifierResult(f"+994{digits}", text)
    return normalise_phone(text)


def words_latin(text: str) -> str:
    """For comparing names of statuses: folded, Cyrillic in Latin letters, spaces collapsed."""
    return " ".join(fold(cyrillic_to_latin(text)).split())
