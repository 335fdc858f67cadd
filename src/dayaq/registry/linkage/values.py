"""One value as it is compared: pure functions on text, each called once for a distinct value."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Final

from dayaq.core.aztext import name_key
from dayaq.core.dates import Order
from dayaq.registry.derive import latin, words_of
from dayaq.registry.imports import cells
from dayaq.registry.linkage.fields import Kind

Read = Callable[[str], tuple[str | None, ...]]

_DIGITS: Final = re.compile(r"[0-9]+")
_NOT_WORD: Final = re.compile(r"[^\w]+")
_ABSENT: Final = frozenset({"", "na", "nan", "none", "null", "unknown", "yoxdur", "yox", "nomelum", "net"})


def name(text: str) -> tuple[str | None, str | None]:
    """(letters a–z, key) of a part of a name: "Əliyev", "АЛИЕВ" and "Aliyev" come out alike or near."""
    plain = " ".join(filter(None, map(latin, words_of(cells.name(text).text))))
    return (plain, name_key(plain) or None) if plain else (None, None)


def father(text: str) -> tuple[str | None, str | None]:
    """A father's name without oğlu and qızı, as :func:`name` gives it."""
    bare, _sex = cells.father(cells.name(text).text)
    return name(bare)


def whole_name(text: str, given_first: bool) -> tuple[str | None, ...]:
    """(surname, its key, given name, its key, father's name, its key) of a name in one cell.

    What cannot be divided is all surname: better one long word to compare than none.
    """
    parts = cells.full_name(cells.name(text).text, given_first)
    surname, given, patronymic = parts if parts is not None else (text, "", "")
    return (*name(surname), *name(given), *father(patronymic))


def day(text: str, order: Order | None, today: date) -> tuple[str | None]:
    """A date as eight digits, year first. One that does not exist is kept as its digits: its slip can still be seen."""
    found, _future, problem = cells.day(text, order, today)
    if found:
        return (found.replace("-", ""),)
    if problem is not None and problem[1]:
        return (problem[1].replace("-", ""),)
    groups = _DIGITS.findall(text)
    if len(groups) == 1 and len(groups[0]) == 8:
        whole = groups[0]
        return (whole if order == "ymd" or whole[:2] in ("18", "19", "20") else whole[4:] + whole[2:4] + whole[:2],)
    if len(groups) == 3:
        if len(groups[0]) == 4:
            return (_eight(*groups),)
        if len(groups[2]) == 4:
            first, second = (groups[1], groups[0]) if order != "mdy" else (groups[0], groups[1])
            return (_eight(groups[2], first, second),)
    if len(groups) == 1 and len(groups[0]) == 4:
        return (f"{groups[0]}0000",)
    return (None,)


def _eight(year: str, month: str, day_of_month: str) -> str:
    return f"{year}{month[:2]:0>2}{day_of_month[:2]:0>2}"


def sex(text: str) -> tuple[str | None]:
    """ "m" or "f", None where it is neither."""
    return (cells.sex(text),)


def words(text: str) -> tuple[str | None]:
    """Words in letters a–z and digits, one space between; None where the text says that there is nothing."""
    plain = " ".join(filter(None, map(latin, _NOT_WORD.split(text))))
    return (None if plain in _ABSENT else plain,)


def email(text: str) -> tuple[str | None, str | None]:
    """(address in small letters, what stands before its @), None for what is no address."""
    plain = "".join(text.split()).lower()
    return (plain, plain.split("@", 1)[0] or None) if "@" in plain else (None, None)


def reader(kind: Kind, field: str, order: Order | None, today: date) -> Read | None:
    """What reads a column of ``kind``; None where SQL does it, because almost every value is different."""
    if kind == Kind.NAME:
        return father if field == "father_name" else name
    if kind == Kind.DATE:
        return partial(day, order=order, today=today)
    if kind == Kind.SEX:
        return sex
    if kind == Kind.EMAIL:
        return email
    return words if kind in (Kind.CATEGORY, Kind.CODE, Kind.TEXT) else None


_LOOKALIKES: Final = ("АВЕКМНОРСТХУЈЅІOI", "ABEKMH0PCTXYJS101")


def in_sql(kind: Kind, raw: str) -> str:
    """The SQL that reads the kinds of which almost every value is different."""
    if kind == Kind.PHONE:
        digits = f"regexp_replace({raw}, '[^0-9]+', '', 'g')"
        return f"case when length({digits}) >= 5 then right({digits}, 9) end"
    code = f"regexp_replace(translate(upper({raw}), '{_LOOKALIKES[0]}', '{_LOOKALIKES[1]}'), '[^0-9A-Z]+', '', 'g')"
    return f"case when length({code}) >= 3 and {code} != repeat(left({code}, 1), length({code})::int) then {code} end"
