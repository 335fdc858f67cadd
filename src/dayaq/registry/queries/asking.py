"""What somebody typed into the search box: a FİN, a telephone, a document number, a date of birth, a year, names."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Final

from dayaq.core.api import clock
from dayaq.core.aztext import repair
from dayaq.core.dates import parse_date
from dayaq.core.identifiers import normalise_document_number, normalise_fin, normalise_phone
from dayaq.registry.derive import latin, words_of

LONGEST: Final = 200
MOST_WORDS: Final = 6
# "son" and "daughter" of a father, as `latin` writes them
_MARKERS: Final = frozenset(
    {"oglu", "oghlu", "ogly", "ogli", "oqlu", "oqli", "qizi", "gizi", "kizi", "gyzy", "kyzy"},
)
_YEAR: Final = re.compile(r"(?<!\d)(18[5-9]\d|19\d\d|20\d\d)(?!\d)")
_DATE: Final = re.compile(r"(?<!\d)(\d{1,4}\s?[./-]\s?\d{1,2}\s?[./-]\s?\d{2,4}|\d{8})(?!\d)")
_DAY_MONTH_YEAR: Final = re.compile(r"\d{1,2}[\s-]+[^\W\d_]{3,}[\s,-]+\d{4}(?:-\w+)?(?:\s+il\b)?")
_DIGITS: Final = re.compile(r"\d")


@dataclass(frozen=True)
class Asked:
    """What was understood. ``words`` are folded; ``open_end`` says that the last word may be unfinished."""

    words: tuple[str, ...] = ()
    open_end: bool = False
    initials: tuple[str, ...] = ()
    fin: str | None = None
    phone: str | None = None
    document: str | None = None
    birth_date: date | None = None
    birth_year: int | None = None

    @property
    def nothing(self) -> bool:
        """True when there is nothing to look for."""
        codes = self.fin or self.phone or self.document
        return not (self.words or codes or self.birth_date or self.birth_year)


def understand(text: str) -> Asked:
    """Read a search text of at most 200 characters; whatever cannot be read is taken for names."""
    text = repair(text.replace("\x00", "")[:LONGEST]).text
    fin = normalise_fin(text)
    has_digits = _DIGITS.search(text) is not None
    code = fin.value or (fin.suggestion if has_digits else None)
    if code and has_digits and " " not in text:
        return Asked(fin=code, document=code if code.isdigit() else None)
    birth_date, rest = _birth_date(text)
    if birth_date is None:
        if (digits := sum(map(str.isdigit, rest))) >= 7 and digits >= len(rest) - 6:
            phone = normalise_phone(rest)
            return Asked(
                phone=phone.value or phone.suggestion,
                document=normalise_document_number(rest).value,
                birth_date=_run_together(rest),
            )
        year, rest = _birth_year(rest)
    else:
        year = None
    words, initials = _names(rest)
    document = None if words or birth_date or year else normalise_document_number(rest).value
    return Asked(
        words=words,
        open_end=bool(words) and bool(re.search(r"\w$", rest)),
        initials=initials,
        fin=code,  # "ALEKSEY" and "Ela 1980" have the form of a FİN as well: both are looked up
        document=document,
        birth_date=birth_date,
        birth_year=year,
    )


def _birth_date(text: str) -> tuple[date | None, str]:
    for pattern in (_DAY_MONTH_YEAR, _DATE):
        if match := pattern.search(text):
            read = parse_date(match.group(), order="dmy", today=clock.today())
            if day := read.value or read.suggestion:
                if match.group().isdigit() and match.group() == text.strip():
                    continue  # eight digits alone may be a document's number: looked up as both
                return day, text[: match.start()] + text[match.end() :]
    return None, text


def _run_together(text: str) -> date | None:
    read = parse_date(text.strip(), order="dmy", today=clock.today())
    return read.value or read.suggestion


def _birth_year(text: str) -> tuple[int | None, str]:
    match = _YEAR.search(text)
    if match is None:
        return None, text
    return int(match.group()), text[: match.start()] + text[match.end() :]


def _names(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    # word by word: who is named after the father has one name twice
    pieces = [piece for word in text.split() for piece in words_of(word)]
    found = [word for word in pieces if not any(map(str.isdigit, word))]
    words = [word for word in found if latin(word) not in _MARKERS and len(word) > 1]
    initials = [word for word in found if len(word) == 1]
    return tuple(words[:MOST_WORDS]), tuple(initials[:MOST_WORDS])
