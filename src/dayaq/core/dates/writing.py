"""Month names of the languages of the interface, and dates as text (inventory 3.5)."""

from datetime import date
from typing import Final

_MONTH_LINES: Final = {
    "az": "yanvar fevral mart aprel may iyun iyul avqust sentyabr oktyabr noyabr dekabr",
    "en": "January February March April May June July August September October November December",
    "ru": "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
    "tr": "Ocak Şubat Mart Nisan Mayıs Haziran Temmuz Ağustos Eylül Ekim Kasım Aralık",
}
#: language → the twelve names as they stand in a date
MONTHS: Final = {language: tuple(line.split()) for language, line in _MONTH_LINES.items()}
# Dates are dd.MM.yyyy in English too, so that one paper never reads two ways.
_SHORT: Final = dict.fromkeys(MONTHS, "{0:02}.{1:02}.{2:04}")
_OTHER_MONTHS: Final = (
    "январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь",
    "jan feb mar apr may jun jul aug sep oct nov dec",
    "janvar fevral mart aprel may iyun iyul avgust sentabr oktabr noyabr dekabr",
)
# One small i for all four: month names of all languages are compared at once, and Azerbaijani alone tells I from İ.
_ONE_I: Final = str.maketrans("Iİı", "iii")


def plain(text: str) -> str:
    """Small letters, with one i for I, İ and ı: the form in which month names are compared."""
    return text.translate(_ONE_I).lower()


MONTH_NUMBERS: Final = {
    plain(name): number
    for names in (*MONTHS.values(), *(line.split() for line in _OTHER_MONTHS))
    for number, name in enumerate(names, start=1)
} | {"sept": 9}


def format_date(day: date, language: str = "az") -> str:
    """dd.MM.yyyy in every language of the interface. Raises KeyError for a language that the system does not have."""
    return _SHORT[language].format(day.day, day.month, day.year)


def format_long(day: date, language: str = "az") -> str:
    """As in "2 mart 2026", "2 March 2026", "2 марта 2026 г.", "2 Mart 2026". KeyError for another language."""
    return f"{day.day} {MONTHS[language][day.month - 1]} {day.year:04}" + (" г." if language == "ru" else "")
