"""Numbers, money and percentages as text, in words, and back (inventory 3.5).

Languages: az, en, ru, tr for formats; az and en for words. An unknown language raises KeyError.
Only int and Decimal are formatted: a float has no exact digits to show.
"""

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal, InvalidOperation
from enum import StrEnum
from typing import Final

from dayaq.core.money import exact_qepik

_NBSP: Final = "\u00a0"
#: language → (grouping, decimal sign), as CLDR has them.
_SIGNS: Final = {"az": (".", ","), "en": (",", "."), "ru": (_NBSP, ","), "tr": (".", ",")}
_PERCENT: Final = {"az": "{}%", "en": "{}%", "ru": "{}" + _NBSP + "%", "tr": "%{}"}
_CONTEXT: Final = Context(prec=60, rounding=ROUND_HALF_UP, traps=[InvalidOperation])


def format_number(n: int | Decimal, language: str = "az", *, places: int | None = None) -> str:
    """As "1.234.567,89" (az), "1,234,567.89" (en). `places` rounds half up to so many decimals; None shows all.

    Raises TypeError for a float or bool, ValueError for NaN or infinity.
    """
    group, point = _SIGNS[language]
    text = f"{_decimal(n, places):,f}"
    return text.translate({ord(","): group, ord("."): point})


def format_money(amount: int | Decimal, language: str = "az") -> str:
    """As "1.234,50 ₼" (az), "1,234.50 ₼" (en): always two places, the sign after a plain space.

    Raises money.MoneyError if the amount is not exact to the qəpik: rounding is decided where money is computed.
    """
    return f"{format_number(exact_qepik(amount), language)} ₼"


def format_percent(share: int | Decimal, language: str = "az", *, places: int = 1) -> str:
    """A share of one as a percentage: Decimal("0.05") → "5%". Rounded half up to at most `places` decimals."""
    percent = _decimal(_CONTEXT.multiply(_decimal(share, None), Decimal(100)), places)
    if "." in (text := f"{percent:f}"):
        percent = Decimal(text.rstrip("0").rstrip("."))
    return _PERCENT[language].format(format_number(percent, language))


def _decimal(n: int | Decimal, places: int | None) -> Decimal:
    if isinstance(n, bool) or not isinstance(n, int | Decimal):
        raise TypeError("a number to show is int or Decimal")
    value = Decimal(n)
    if not value.is_finite():
        raise ValueError("a number to show is finite")
    if places is not None:
        value = value.quantize(Decimal(1).scaleb(-places), context=_CONTEXT)
    return value if value else abs(value)  # no "-0"


class NumberProblem(StrEnum):
    """Why a number was not accepted; each has one translated sentence with a remedy."""

    EMPTY = "empty"
    UNREADABLE = "unreadable"
    AMBIGUOUS = "ambiguous"  # 1.234 or 1,234: thousands or decimals?
    NOT_FINITE = "not_finite"


@dataclass(frozen=True, slots=True)
class NumberResult:
    """`value`, or None with a `problem`; `suggestion` is a value to offer, never to take unasked."""

    value: Decimal | None
    original: object
    problem: NumberProblem | None = None
    suggestion: Decimal | None = None


_CURRENCY: Final = re.compile(r"^(?:₼|AZN)\s*|\s*(?:₼|AZN|manat|man\.?)$", re.IGNORECASE)
_SPACED: Final = re.compile(r"[0-9]{1,3}(?:[ '’][0-9]{3})+(?:[.,][0-9]+)?")
_DOTS_GROUP: Final = re.compile(r"[1-9][0-9]{0,2}(?:\.[0-9]{3})+(?:,[0-9]+)?")
_COMMAS_GROUP: Final = re.compile(r"[1-9][0-9]{0,2}(?:,[0-9]{3})+(?:\.[0-9]+)?")
_PLAIN: Final = re.compile(r"[0-9]+(?:[.,][0-9]+)?")
_EITHER: Final = re.compile(r"[1-9][0-9]{0,2}[.,][0-9]{3}")


def parse_number(value: object, *, decimal_sign: str | None = None) -> NumberResult:
    """Read a number: "200 000", "1.234,56", "1,234.56", "1234.5", with or without ₼ or AZN; int, float, Decimal pass.

    "1.234" and "1,234" can be read two ways: a problem, with thousands suggested, unless `decimal_sign` ("." or ","),
    known from the rest of the column or the user's language, settles it. A float is taken by its shortest digits.
    """
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        number = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
        if not number.is_finite():
            return NumberResult(None, value, NumberProblem.NOT_FINITE)
        return NumberResult(number, value)
    if value is None or value == "":
        return NumberResult(None, value, NumberProblem.EMPTY)
    if not isinstance(value, str):
        return NumberResult(None, value, NumberProblem.UNREADABLE)
    text = " ".join(value.replace("\u2212", "-").split())
    sign = "-" if text.startswith("-") else ""
    text = _CURRENCY.sub("", text.removeprefix("-").removeprefix("+").strip()).strip()
    if not text:
        return NumberResult(None, value, NumberProblem.EMPTY if not value.strip() else NumberProblem.UNREADABLE)
    if _EITHER.fullmatch(text):
        grouped = Decimal(sign + text.replace(".", "").replace(",", ""))
        if decimal_sign is None:
            return NumberResult(None, value, NumberProblem.AMBIGUOUS, grouped)
        return NumberResult(Decimal(sign + text.replace(",", ".")) if decimal_sign in text else grouped, value)
    digits = _digits(text)
    if digits is None:
        return NumberResult(None, value, NumberProblem.UNREADABLE)
    return NumberResult(Decimal(sign + digits), value)


def _digits(text: str) -> str | None:
    if _SPACED.fullmatch(text):
        return re.sub("[ '’]", "", text).replace(",", ".")
    if _PLAIN.fullmatch(text):
        return text.replace(",", ".")
    if _DOTS_GROUP.fullmatch(text):
        return text.replace(".", "").replace(",", ".")
    if _COMMAS_GROUP.fullmatch(text):
        return text.replace(",", "")
    return None


_LARGEST: Final = 10**15 - 1
_AZ_ONES: Final = ["sıfır", "bir", "iki", "üç", "dörd", "beş", "altı", "yeddi", "səkkiz", "doqquz"]
_AZ_TENS: Final = ["-", "on", "iyirmi", "otuz", "qırx", "əlli", "altmış", "yetmiş", "səksən", "doxsan"]
_AZ_SCALES: Final = ("", "min", "milyon", "milyard", "trilyon")
_EN_SMALL: Final = (
    "zero one two three four five six seven eight nine ten "
    "eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
)
_EN_ONES: Final = _EN_SMALL.split(" ")
_EN_TENS: Final = ["-", "-", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_EN_SCALES: Final = ("", "thousand", "million", "billion", "trillion")


def number_to_words(n: int, language: str = "az") -> str:
    """A whole number in words: 200000 → "iki yüz min", "two hundred thousand"; −5 → "mənfi beş", "minus five".

    Exact thousands and hundreds carry no "bir" ("min", "yüz"), as in legal texts. Raises ValueError from 10**15 on.
    """
    if abs(n) > _LARGEST:
        raise ValueError("the number is too large for words")
    words = {"az": _az_words, "en": _en_words}[language]
    minus = {"az": "mənfi ", "en": "minus "}[language] if n < 0 else ""
    return minus + words(abs(n))


def _groups(n: int) -> list[tuple[int, int]]:
    """(group of three digits, its scale), highest first, empty groups left out."""
    groups = []
    scale = 0
    while n:
        n, group = divmod(n, 1000)
        if group:
            groups.append((group, scale))
        scale += 1
    return groups[::-1]


def _az_words(n: int) -> str:
    if n == 0:
        return _AZ_ONES[0]
    words: list[str] = []
    for group, scale in _groups(n):
        hundreds, rest = divmod(group, 100)
        if hundreds:
            words += [_AZ_ONES[hundreds], "yüz"] if hundreds > 1 else ["yüz"]
        if rest >= 10:
            words.append(_AZ_TENS[rest // 10])
        if rest % 10 and not (group == 1 and scale == 1 and not words):
            words.append(_AZ_ONES[rest % 10])
        if scale:
            words.append(_AZ_SCALES[scale])
    return " ".join(words)


def _en_words(n: int) -> str:
    if n == 0:
        return _EN_ONES[0]
    words: list[str] = []
    for group, scale in _groups(n):
        hundreds, rest = divmod(group, 100)
        if hundreds:
            words += [_EN_ONES[hundreds], "hundred"]
        if rest and (hundreds or (words and not scale)):
            words.append("and")
        if rest >= 20:
            words.append(_EN_TENS[rest // 10] + (f"-{_EN_ONES[rest % 10]}" if rest % 10 else ""))
        elif rest:
            words.append(_EN_ONES[rest])
        if scale:
            words.append(_EN_SCALES[scale])
    return " ".join(words)


def money_to_words(amount: int | Decimal, language: str = "az") -> str:
    """Manats in words, qəpik in two figures: "iki yüz min manat 50 qəpik"; without qəpik "iki yüz min manat".

    Raises money.MoneyError if the amount is not exact to the qəpik, ValueError from 10**15 on.
    """
    exact = exact_qepik(amount)
    manats, qepiks = divmod(int(abs(exact).scaleb(2, context=_CONTEXT)), 100)
    words = number_to_words(manats, language)
    if exact < 0:
        words = {"az": "mənfi ", "en": "minus "}[language] + words
    if language == "az":
        return f"{words} manat" + (f" {qepiks:02} qəpik" if qepiks else "")
    manat = "manat" if manats == 1 else "manats"
    return f"{words} {manat}" + (f" and {qepiks:02} {'qapik' if qepiks == 1 else 'qapiks'}" if qepiks else "")


_ONES_SUFFIX: Final = ("", "ci", "ci", "cü", "cü", "ci", "cı", "ci", "ci", "cu")
_TENS_SUFFIX: Final = ("", "cu", "ci", "cu", "cı", "ci", "cı", "ci", "ci", "cı")


def year_ordinal(year: int) -> str:
    """A year, or any ordinal, in figures with the suffix of its last numeral: 2021-ci, 2010-cu, 2023-cü, 2026-cı.

    The rule of CLDR is not used: it is wrong for whole thousands, whose last numeral is min: 2000-ci (inventory 3.5).
    Raises ValueError outside 0 to 999,999.
    """
    if not 0 <= year <= 999_999:
        raise ValueError("the ordinal is out of range")
    if year == 0:
        suffix = "cı"
    elif year % 10:
        suffix = _ONES_SUFFIX[year % 10]
    elif year % 100:
        suffix = _TENS_SUFFIX[year // 10 % 10]
    else:
        suffix = "cü" if year % 1000 else "ci"
    return f"{year}-{suffix}"
